"""Passwords on their way from keyring, environment or a question to the engine.

The window is there first: looking into a keyring may take seconds, and a question needs a window
to belong to. Passwords live in this object and in the engine's memory, nowhere else.
"""

import threading
from collections.abc import Callable

from msgspec.structs import replace

from desktop.presenters.account_notices import WRONG_PASSWORD
from desktop.presenters.notices import Notices
from desktop.settings.secrets import NoKeyring, Secrets, turn_name
from desktop.telephony.call import AccountSnapshot, RegistrationState
from desktop.telephony.engine.configuration import SoundConfig
from desktop.telephony.engine.messages import Configure
from ui.notice_states import NoticeKind

Answered = Callable[[str, bool], None]
Ask = Callable[[str, bool, bool, Answered], None]
"""`ask(account, can_store, wrong, answered)` shows the question and returns; `wrong` says that the
last password was refused. `answered(password, keep)` comes later; "not now" is an empty one."""


class SignIn:
    """Configures the engine with what is known, and again whenever a password was given.

    Lives on the app thread; only the keyring is asked on a thread of its own, because a locked one
    answers when its owner has typed, and the window must not wait for that.
    """

    def __init__(
        self,
        configuration: Configure,
        secrets: Secrets,
        notices: Notices,
        *,
        configure: Callable[[Configure], None],
        ask: Ask,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self._configuration = configuration
        self._secrets = secrets
        self._notices = notices
        self._configure = configure
        self._ask_user = ask
        self._post = post
        self._can_store = True
        self._passwords: dict[str, str] = {}
        self._asking: set[str] = set()
        self._begun = False

    def begin(self) -> None:
        """Look for the passwords, start what needs none or has one, ask for the others.

        Nothing is configured before: an engine that is found running would give up its accounts.
        """
        accounts = self._configuration.accounts
        wanted = [account.name for account in accounts if account.registrar]
        relays = [turn_name(account.name) for account in accounts if account.turn_username]
        if not wanted and not relays:
            self._apply()
        else:
            threading.Thread(
                target=self._look, args=(wanted, relays), name="sign-in", daemon=True
            ).start()

    def use_sound(self, sound: SoundConfig) -> None:
        """Other devices from now on; what is configured before the passwords are known waits."""
        self._configuration = replace(self._configuration, sound=sound)
        if self._begun:
            self._apply()

    def follow(self, account: AccountSnapshot) -> None:
        """A registrar that refuses the password leads to the question, once at a time."""
        if account.state is RegistrationState.FAILED and account.code in WRONG_PASSWORD:
            self.ask(account.name, wrong=True)

    def ask(self, account: str, *, wrong: bool = False) -> None:
        """Show the question for `account`, unless it is on the screen."""
        if account not in self._asking:
            self._asking.add(account)
            self._ask_user(
                account,
                self._can_store,
                wrong,
                lambda password, keep: self._answered(account, password, keep),
            )

    def _look(self, wanted: list[str], relays: list[str]) -> None:
        """On the thread "sign-in"."""
        found: dict[str, str | None] = {}
        has_keyring = True
        for name in (*wanted, *relays):
            try:
                found[name] = self._secrets.password_for(name)
            except NoKeyring:
                found[name], has_keyring = None, False
        self._post(lambda: self._looked(found, wanted, has_keyring))

    def _looked(self, found: dict[str, str | None], wanted: list[str], has_keyring: bool) -> None:
        self._can_store = has_keyring
        if not has_keyring:
            self._notices.add(NoticeKind.NO_KEYRING)
        self._passwords |= {name: password for name, password in found.items() if password}
        self._apply()
        for name in wanted:
            if name not in self._passwords:
                self._notices.add(NoticeKind.PASSWORD_NEEDED, name, account=name)
                self.ask(name)

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
        self._notices.resolve(
            NoticeKind.PASSWORD_NEEDED, NoticeKind.WRONG_PASSWORD, subject=account
        )
        self._apply()

    def _apply(self) -> None:
        self._begun = True
        accounts = tuple(
            replace(
                account,
                password=self._passwords.get(account.name, ""),
                turn_password=self._passwords.get(turn_name(account.name), ""),
            )
            for account in self._configuration.accounts
            if not account.registrar or account.name in self._passwords
        )
        self._configure(replace(self._configuration, accounts=accounts))
