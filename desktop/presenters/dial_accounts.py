"""Which account places a call: the one chosen on the dial page while it works, else the first."""

from desktop.presenters.phone import USABLE, account_shown
from desktop.telephony.call import AccountSnapshot, CallState
from desktop.telephony.control import CallControl
from desktop.telephony.registry import CallRegistry


class DialAccounts:
    """Owns the choice, which lasts until Beistand is closed."""

    def __init__(self, registry: CallRegistry, control: CallControl) -> None:
        self._registry = registry
        self._control = control
        self._wanted = ""

    def choose(self, name: str) -> None:
        """Dial with `name` from now on; while it does not work, with the first that does."""
        self._wanted = name

    @property
    def working(self) -> tuple[str, ...]:
        """In the order of the settings, which is the order of preference."""
        states = {account.name: account.state for account in self._registry.accounts}
        return tuple(name for name in self._control.account_names if states.get(name) in USABLE)

    @property
    def chosen(self) -> str:
        """What the next call is placed with; empty where none works."""
        working = self.working
        return self._wanted if self._wanted in working else next(iter(working), "")

    @property
    def shown(self) -> AccountSnapshot | None:
        """The account that one phones by; where none works, the first one there is."""
        accounts, chosen = self._registry.accounts, self.chosen
        return next((one for one in accounts if one.name == chosen), account_shown(accounts))

    def for_call(self) -> str:
        """The account of the call one is in: a consultation goes the same way. Else `chosen`."""
        active = self._registry.active
        if active is not None and active.state is CallState.CONFIRMED:
            return active.account
        return self.chosen
