"""Which call a request is about: the one that it names, or the obvious one."""

from collections.abc import Callable

from desktop.errors import LocalError
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.registry import CallRegistry


class Choice:
    """Looks into the registry; LocalError where there is no such call, or more than one."""

    def __init__(self, registry: CallRegistry) -> None:
        self._registry = registry

    def call(self, call_id: str) -> CallSnapshot:
        """The call of that id; for "" the one the agent is in."""
        call = self._registry.call(call_id) if call_id else self._registry.active
        if call is None:
            what = "there is no call of that id" if call_id else "there is no call"
            raise LocalError(what, action="The status lists the calls")
        return call

    def customers(self, call_id: str) -> CallSnapshot:
        """As `call`; of the supervisor's who is in a customer's call the customer's is meant."""
        call = self.call(call_id)
        return self.call(call.monitors) if call.monitors else call

    def rings(self, call_id: str) -> CallSnapshot:
        return self._only(call_id, "rings", _rings)

    def held(self, call_id: str) -> CallSnapshot:
        return self._only(call_id, "is held", lambda call: call.local_hold)

    def _only(self, call_id: str, what: str, fits: Callable[[CallSnapshot], bool]) -> CallSnapshot:
        """The call of that id; for "" the one that fits, if it is one."""
        if call_id:
            return self.call(call_id)
        found = [call for call in self._registry.calls if fits(call) and not call.monitors]
        if not found:
            raise LocalError(f"no call {what}", action="The status lists the calls")
        if len(found) > 1:
            raise LocalError(f"more than one call {what}", action="Name the call's id")
        return found[0]


def _rings(call: CallSnapshot) -> bool:
    early = call.state in (CallState.INCOMING, CallState.EARLY)
    return early and call.direction is Direction.INCOMING
