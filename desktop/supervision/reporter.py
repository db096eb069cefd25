"""What a team's board is told of this desk: its state, and more only while help is asked for. Pure.

Nothing in here looks at the customer's voice: the level is the one that the request itself carried.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.escalation import LIVE, Escalation
from desktop.supervision.mqtt.packets import DeskActivity, HelpShown
from desktop.supervision.mqtt.transport import DeskShown
from desktop.telephony.availability import AgentState, Availability
from desktop.telephony.call import CallState
from desktop.telephony.registry import CallRegistry

_ACTIVITIES: Final = {
    AgentState.READY: DeskActivity.READY,
    AgentState.NOT_READY: DeskActivity.NOT_READY,
    AgentState.WRAP_UP: DeskActivity.WRAP_UP,
}


class DeskReporter:
    """A `desk.DeskListener`. `show` is given every picture that differs from the last."""

    def __init__(
        self,
        *,
        registry: CallRegistry,
        availability: Availability,
        desk: SupervisionDesk,
        show: Callable[[DeskShown], None],
        now_s: float,
    ) -> None:
        self._registry = registry
        self._availability = availability
        self._desk = desk
        self._show = show
        self._shown = DeskShown(since_s=now_s)
        desk.add_listener(self)

    def look(self, now_s: float) -> None:
        """Something may have changed."""
        activity, since_s = self._activity(now_s)
        shown = replace(self._shown, activity=activity, since_s=since_s)
        shown = self._with_help(shown)
        if shown != self._shown:
            self._shown = shown
            self._show(shown)

    def escalation_changed(self, escalation: Escalation, now_s: float) -> None:
        self.look(now_s)

    def _activity(self, now_s: float) -> tuple[DeskActivity, float]:
        talking = [call for call in self._registry.calls if call.state is CallState.CONFIRMED]
        if talking:
            began = min(call.confirmed_at_s or now_s for call in talking)
            return DeskActivity.IN_CALL, began
        activity = _ACTIVITIES[self._availability.presence.state]
        return activity, self._shown.since_s if activity is self._shown.activity else now_s

    def _with_help(self, shown: DeskShown) -> DeskShown:
        for call in self._registry.calls:
            escalation = self._desk.of_call(call.call_id)
            request = escalation and self._desk.open_request(escalation.id)
            if escalation and request and escalation.state in LIVE:
                said = request.message
                asks = HelpShown(
                    id=escalation.id, why=said.why, level=said.level, level_s=said.level_s
                )
                return replace(shown, help=asks)
        return replace(shown, help=None)
