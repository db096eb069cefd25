"""Brings the claimant of an escalation into the agent's call, and out of it again.

The agent invites, when the caller has agreed to a third listener; the agent's own telephone then
calls the claimed supervisor. The claimant asks for another mode, this desktop switches. The engine
has the last word: it lets nobody hear a caller who has not agreed (`engine/monitoring`).
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Final

from desktop.errors import BeistandError, LocalError
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.escalation import ENDED, HELPED, Escalation, EscalationState
from desktop.supervision.messages import WantedMode
from desktop.telephony.call import CallSnapshot, CallState
from desktop.telephony.consent import FINAL, ConsentEvent, ConsentState
from desktop.telephony.control import CallControl
from desktop.telephony.monitoring import MonitorMode
from desktop.telephony.registry import CallRegistry

log = logging.getLogger("beistand.supervision")

ANNOUNCED_S: Final = 4.0
"""How long before it a take-over is announced: a sentence to the caller."""


class Joining:
    """A `desk.DeskListener` and a `registry.CallListener`."""

    def __init__(
        self,
        desk: SupervisionDesk,
        registry: CallRegistry,
        control: CallControl,
        now_s: Callable[[], float],
    ) -> None:
        self._desk = desk
        self._registry = registry
        self._control = control
        self._now_s = now_s
        self._take_over_at_s: dict[str, float] = {}  # customer's call id
        desk.add_listener(self)
        registry.add_listener(self)

    def supervisor_in(self, call_id: str) -> CallSnapshot | None:
        """The call with the supervisor who is in that call of a customer's, or is being called."""
        calls = self._registry.calls
        return next((one for one in calls if one.monitors == call_id and one.alive), None)

    def take_over_in_s(self, call_id: str, now_s: float) -> float | None:
        """Seconds until the claimant takes the call over; None where that is not announced."""
        at_s = self._take_over_at_s.get(call_id)
        return None if at_s is None else max(0.0, at_s - now_s)

    # ------------------------------------------------------------ what the agent wants

    def caller_says(self, call_id: str, agreed: bool) -> None:
        """To a third listener. Raises LocalError."""
        (self.invite if agreed else self.refuse)(call_id)

    def invite(self, call_id: str) -> None:
        """The caller has agreed to a third listener: call the claimant. Raises LocalError."""
        call, escalation = self._registry.call(call_id), self._desk.of_call(call_id)
        if call is None or escalation is None or escalation.state not in HELPED:
            raise LocalError("nobody has taken the request", action="Wait until somebody comes")
        if call.listening in FINAL:
            raise LocalError("the caller has refused a third listener, for all of this call")
        if self.supervisor_in(call_id) is not None:
            raise LocalError("the supervisor is being called already")
        if call.listening is not ConsentState.GRANTED:
            self._control.step_consent(call_id, ConsentEvent.GRANT, listener=True)
        self._control.bring_in(call_id, escalation.claimed_by, MonitorMode.LISTEN)

    def refuse(self, call_id: str) -> None:
        """The caller wants no third listener, or no more: final for the call. Raises LocalError."""
        call = self._registry.call(call_id)
        if call is None or call.listening in FINAL:
            return
        granted = call.listening is ConsentState.GRANTED
        event = ConsentEvent.WITHDRAW if granted else ConsentEvent.REFUSE
        self._control.step_consent(call_id, event, listener=True)

    # ------------------------------------------------------------ what happens

    def escalation_changed(self, escalation: Escalation, now_s: float) -> None:
        supervisor = self.supervisor_in(escalation.call_id)
        if supervisor is None or self._registry.call(escalation.call_id) is None:
            return  # with the customer's call the engine ends the supervisor's
        if escalation.state in ENDED:
            self._take_over_at_s.pop(escalation.call_id, None)
            self._attempt(lambda: self._control.hang_up(supervisor.call_id))
        elif escalation.state is EscalationState.JOINED:
            self._follow(escalation, supervisor, now_s)

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        now_s = self._now_s()
        if not call.alive:
            self._take_over_at_s.pop(call.call_id, None)
        if not call.monitors:
            return
        if call.state is CallState.CONFIRMED:
            self._desk.joined(call.monitors, call.monitor_mode, now_s)
        elif not call.alive and call.confirmed_at_s is not None:
            self._take_over_at_s.pop(call.monitors, None)
            self._desk.resolve(call.monitors, now_s)

    def tick(self, now_s: float) -> None:
        """About twice a second."""
        due = [call_id for call_id, at_s in self._take_over_at_s.items() if now_s >= at_s]
        for call_id in due:
            del self._take_over_at_s[call_id]
            supervisor = self.supervisor_in(call_id)
            if supervisor is not None:
                self._attempt(partial(self._control.connect, call_id, supervisor.call_id))

    # ------------------------------------------------------------ inside

    def _follow(self, escalation: Escalation, supervisor: CallSnapshot, now_s: float) -> None:
        """Do what the claimant wants."""
        if escalation.wanted is WantedMode.TAKEOVER:
            self._take_over_at_s.setdefault(escalation.call_id, now_s + ANNOUNCED_S)
            return
        self._take_over_at_s.pop(escalation.call_id, None)
        mode = MonitorMode(escalation.wanted)
        if mode is not escalation.mode:
            self._attempt(lambda: self._control.set_monitor_mode(supervisor.call_id, mode))

    def _attempt(self, action: Callable[[], None]) -> None:
        try:
            action()
        except BeistandError:
            log.warning("the telephone is gone: nobody is in the call any more")
