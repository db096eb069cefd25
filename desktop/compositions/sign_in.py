"""Passwords on their way from keyring, environment or a question to the engine.

The window is there first: looking into a keyring may take seconds, and a question needs a window
to belong to. Passwords live in this object and in the engine's memory, nowhere else.
"""

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from desktop.presenters.notices import Notices
from desktop.settings.secrets import NoKeyring, Secrets
from desktop.telephony.call import AccountSnapshot, RegistrationState
from desktop.telephony.engine.messages import AccountConfig, Configure
from ui.states import NoticeKind

REFUSED: Final = frozenset({401, 403, 407})

Answered = Callable[[str, bool], None]
Ask = Callable[[str, bool, bool, Answered], None]
"""`ask(account, can_store, wrong, answered)` shows the question and returns; `wrong` says that the
last password was refused. `answered(password, keep)` comes later; "not now" is an empty one."""


class SignIn:
    """Configures the engine with what is known, and again whenever a password was given."""

    def __init__(
        self,
        configuration: Configure,
        secrets: Secrets,
        notices: Notices,
        *,
        configure: Callable[[Configure], None],
        ask: Ask,
    ) -> None:
        self._configuration = configuration
        self._secrets = secrets
        self._notices = notices
        self._configure = configure
        self._ask_user = ask
        self._can_store = True
        self._passwords: dict[str, str] = {}
        self._asking: set[str] = set()

    def begin(self) -> None:
        """Look for the passwords, start what needs none or has one, ask for the others."""
        missing = [account.name for account in self._configuration.accounts if self._lacks(account)]
        self._apply()
        for name in missing:
            self._notices.add(NoticeKind.PASSWORD_NEEDED, name, account=name)
            self._ask(name)

    def follow(self, account: AccountSnapshot) -> None:
        """A registrar that refuses the password leads to the question, once at a time."""
        if account.state is RegistrationState.FAILED and account.code in REFUSED:
            self._ask(account.name, wrong=True)

    def _lacks(self, account: AccountConfig) -> bool:
        if not account.registrar:
            return False  # direct calls: nobody asks for a password
        try:
            found = self._secrets.password_for(account.name)
        except NoKeyring:
            self._can_store = False
            self._notices.add(NoticeKind.NO_KEYRING)
            return True
        if found is not None:
            self._passwords[account.name] = found
        return found is None

    def _ask(self, account: str, *, wrong: bool = False) -> None:
        if account not in self._asking:
            self._asking.add(account)
            self._ask_user(
                account,
                self._can_store,
                wrong,
                lambda password, keep: self._answered(account, password, keep),
            )

    def _answered(self, account: str, password: str, keep: bool) -> None:
        self._asking.discard(account)
        if not password:
            return
        self._passwords[account] = password
        if keep and self._can_store:
            try:
                self._secrets.store_password(account, password)
            except NoKeyring:
                self._notices.add(NoticeKind.NO_KEYRING)
        self._notices.resolve(NoticeKind.PASSWORD_NEEDED, subject=account)
        self._apply()

    def _apply(self) -> None:
        accounts = tuple(
            replace(account, password=self._passwords.get(account.name, ""))
            for account in self._configuration.accounts
            if not account.registrar or account.name in self._passwords
        )
        self._configure(replace(self._configuration, accounts=accounts))
