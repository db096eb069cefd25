"""Brings the claimant of an escalation into the agent's call, and out of it again.

The agent invites, when the caller has agreed to a third listener; the agent's own telephone then
calls the claimed supervisor. Whoever picks up there hears nothing until the claimant's desktop has
said that the call is up with it. The claimant asks for another mode, this desktop switches. The
engine has the last word: it lets nobody hear a caller who has not agreed (`engine/monitoring`).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from desktop.errors import BeistandError, LocalError
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.escalation import ENDED, HELPED, Escalation, EscalationState, Standing
from desktop.supervision.messages import Here, Mode, Outcome, WantedMode
from desktop.supervision.takeover import NO_TAKE_OVER, TakeOverStep
from desktop.telephony.call import CallSnapshot, CallState, TransferStep
from desktop.telephony.consent import FINAL, ConsentEvent, ConsentState
from desktop.telephony.control import CallControl
from desktop.telephony.monitoring import MonitorMode
from desktop.telephony.registry import CallRegistry

log = logging.getLogger("beistand.supervision")

HERE_S: Final = 10.0
"""How long after the answer the claimant's desktop may take to say that it has picked up: three
times what it takes to say it again."""
PLACED_S: Final = 2.0
"""How long the engine may take to say that it calls somebody; far longer than it does."""
ENDED_BY_THE_ENGINE: Final = frozenset({Outcome.TAKEN_OVER, Outcome.CALL_ENDED})
"""The engine itself ends the supervisor's call then, once its place is taken or the caller gone."""
OLD_S: Final = 5.0
"""A wish to take over that was so long under way is not believed: who still wants it repeats it."""


@dataclass(slots=True)
class _Attempt:
    """The latest call to the claimant of an escalation."""

    number: int
    call_id: str
    dialled_at_s: float
    placed: bool = False
    """The engine has said something of it."""
    up_at_s: float | None = None
    here: bool = False
    """The claimant's desktop says that it is the one who has picked up."""


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
        self._attempts: dict[str, _Attempt] = {}  # by escalation
        desk.add_listener(self)
        desk.hear_claimant(self._claimant_said)
        registry.add_listener(self)

    def supervisor_in(self, call_id: str) -> CallSnapshot | None:
        """The call with the supervisor who is in that call of a customer's, or is being called."""
        calls = self._registry.calls
        return next((one for one in calls if one.monitors == call_id and one.alive), None)

    # ------------------------------------------------------------ what the agent wants

    def invite(self, call_id: str) -> str:
        """The caller has agreed to a third listener: call the claimant; the id of that call. Raises
        LocalError. Of a supervisor's call the customer's is meant, here and below."""
        call = self._customers(call_id)
        escalation = self._desk.claimed(call.call_id)
        if call.listening in FINAL:
            raise LocalError("the caller has refused a third listener, for all of this call")
        before = self._attempts.get(escalation.id)
        if self.supervisor_in(call.call_id) is not None or self._on_its_way(before):
            raise LocalError("the supervisor is being called already")
        if call.listening is not ConsentState.GRANTED:
            self._control.step_consent(call.call_id, ConsentEvent.GRANT, listener=True)
        number = 1 if before is None else before.number + 1
        self._desk.announce(call.call_id, number)
        leg_id = self._control.bring_in(call.call_id, escalation.claimed_by)
        self._attempts[escalation.id] = _Attempt(number, leg_id, self._now_s())
        self._now_stands(escalation, replace(escalation.standing, missed=False))
        return leg_id

    def refuse(self, call_id: str) -> str:
        """The caller wants no third listener, or no more: final for the call, whose id is returned.
        Raises LocalError."""
        call = self._customers(call_id)
        if call.listening not in FINAL:
            # always that: the engine may have heard of a yes that we have not heard of
            self._control.step_consent(call.call_id, ConsentEvent.WITHDRAW, listener=True)
        return call.call_id

    def keep_call(self, call_id: str) -> None:
        """The agent does not hand the call over now. LocalError where nobody wants to take it, or
        it is too late."""
        escalation = self._desk.claimed(self._customers(call_id).call_id)
        standing = escalation.standing
        declined = standing.takeover.declined()
        if declined is standing.takeover:
            raise LocalError("nobody is about to take the call over")
        self._now_stands(escalation, replace(standing, takeover=declined))

    # ------------------------------------------------------------ what happens

    def escalation_changed(self, escalation: Escalation, now_s: float) -> None:
        call = self._registry.call(escalation.call_id)
        if escalation.state in ENDED:
            attempt = self._attempts.pop(escalation.id, None)
            if attempt is not None and escalation.outcome not in ENDED_BY_THE_ENGINE:
                self._hang_up(attempt)
        elif escalation.state in HELPED and call is not None and call.listening in FINAL:
            self._now_stands(escalation, replace(escalation.standing, refused=True))

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        known = any(one.call_id == call.call_id for one in self._attempts.values())
        if call.monitors and call.alive and before is None and not known:
            log.info("a supervisor whom the desktop before this one brought in leaves the call")
            self._done(partial(self._control.hang_up, call.call_id))
            return
        escalation = self._desk.of_call(call.monitors or call.call_id)
        if escalation is None or escalation.state not in HELPED:
            return
        if call.monitors:
            self._supervisors_changed(call, escalation)
        elif call.alive:
            self._customers_changed(call, before, escalation)

    def takeover_failed(self, call_id: str) -> None:
        """The engine could not even ask the caller's telephone."""
        escalation = self._desk.of_call(call_id)
        if escalation is not None and escalation.state in HELPED:
            self._now_stands(escalation, self._not_taken_over(escalation))

    def tick(self, now_s: float) -> None:
        """About twice a second."""
        for attempt in tuple(self._attempts.values()):
            late = attempt.up_at_s is not None and now_s - attempt.up_at_s >= HERE_S
            if late and not attempt.here:
                attempt.up_at_s = None
                log.info("somebody else has answered for a supervisor")
                self._hang_up(attempt)
        for call in self._registry.calls:
            escalation = self._desk.of_call(call.call_id)
            if escalation is not None and escalation.state is EscalationState.JOINED:
                self._go_on_taking_over(call, escalation, now_s)

    # ------------------------------------------------------------ inside

    def _customers(self, call_id: str) -> CallSnapshot:
        call = self._registry.call(call_id)
        if call is not None and call.monitors:
            call = self._registry.call(call.monitors)
        if call is None:
            raise LocalError("there is no such call any more")
        return call

    def _claimant_said(
        self, escalation: Escalation, message: Here | Mode, said_at_s: float
    ) -> None:
        attempt = self._attempts.get(escalation.id)
        if attempt is None:
            return
        if isinstance(message, Here):
            if message.call == attempt.number:
                attempt.here = True
                self._let_in(attempt)
        elif message.wish > escalation.standing.wish and escalation.standing.mode is not None:
            self._wish(escalation, message, attempt, said_at_s)

    def _let_in(self, attempt: _Attempt) -> None:
        leg = self._registry.call(attempt.call_id)
        up = leg is not None and leg.state is CallState.CONFIRMED and leg.monitor_mode is None
        if up and attempt.here:
            mode = MonitorMode.LISTEN
            self._done(partial(self._control.set_monitor_mode, attempt.call_id, mode))

    def _wish(
        self, escalation: Escalation, message: Mode, attempt: _Attempt, said_at_s: float
    ) -> None:
        """Do what the claimant wants. What is not heard now is said again."""
        standing, now_s = escalation.standing, self._now_s()
        call = self._registry.call(escalation.call_id)
        if call is None or standing.takeover.step is TakeOverStep.UNDER_WAY:
            return
        if message.mode is WantedMode.TAKEOVER:
            if now_s - said_at_s >= OLD_S:
                return
            takeover = standing.takeover.asked(now_s, held=_on_hold(call))
        else:
            takeover = standing.takeover.dropped()
            mode = MonitorMode(message.mode)
            if not self._done(partial(self._control.set_monitor_mode, attempt.call_id, mode)):
                return
        heard = replace(standing, wish=message.wish, takeover=takeover)
        self._now_stands(escalation, heard)

    def _supervisors_changed(self, leg: CallSnapshot, escalation: Escalation) -> None:
        attempt = self._attempts.get(escalation.id)
        if attempt is None or attempt.call_id != leg.call_id:
            return
        attempt.placed = True
        standing = escalation.standing
        if leg.state is CallState.CONFIRMED and attempt.up_at_s is None and not attempt.here:
            attempt.up_at_s = self._now_s()
        if leg.state is CallState.CONFIRMED and leg.monitor_mode is None:
            self._let_in(attempt)
        elif leg.alive and leg.monitor_mode is not None:
            self._now_stands(escalation, replace(standing, mode=leg.monitor_mode))
        elif not leg.alive and standing.takeover.step is not TakeOverStep.UNDER_WAY:
            missed = standing.mode is None and not standing.refused
            left = Standing(wish=standing.wish, refused=standing.refused, missed=missed)
            self._now_stands(escalation, left)

    def _customers_changed(
        self, call: CallSnapshot, before: CallSnapshot | None, escalation: Escalation
    ) -> None:
        standing = escalation.standing
        news = before is None or call.transfer is not before.transfer
        if standing.takeover.step is TakeOverStep.UNDER_WAY and news:
            if call.transfer is TransferStep.DONE:
                self._desk.resolve(call.call_id, self._now_s(), Outcome.TAKEN_OVER)
                return
            if call.transfer is TransferStep.FAILED:
                standing = self._not_taken_over(escalation)
        self._now_stands(escalation, replace(standing, refused=call.listening in FINAL))

    def _go_on_taking_over(self, call: CallSnapshot, escalation: Escalation, now_s: float) -> None:
        before = escalation.standing.takeover
        after = before.at(now_s, held=_on_hold(call))
        if after is before:
            return
        self._now_stands(escalation, replace(escalation.standing, takeover=after))
        leg = self.supervisor_in(call.call_id)
        if after.step is not TakeOverStep.UNDER_WAY or leg is None:
            return
        if not self._done(partial(self._control.connect, call.call_id, leg.call_id)):
            self.takeover_failed(call.call_id)

    def _not_taken_over(self, escalation: Escalation) -> Standing:
        """The supervisor is where they were, if their call has not been lost in the meantime."""
        standing = escalation.standing
        if self.supervisor_in(escalation.call_id) is None:
            return replace(standing, mode=None, takeover=NO_TAKE_OVER)
        return replace(standing, takeover=standing.takeover.failed())

    def _on_its_way(self, attempt: _Attempt | None) -> bool:
        """The engine was told to call and has not spoken yet: it may be a second click. One that it
        has refused is forgotten after a while."""
        if attempt is None or attempt.placed:
            return False
        return self._now_s() - attempt.dialled_at_s < PLACED_S

    def _now_stands(self, escalation: Escalation, standing: Standing) -> None:
        self._desk.stands(escalation.call_id, standing, self._now_s())

    def _hang_up(self, attempt: _Attempt) -> None:
        if self._registry.call(attempt.call_id) is not None:
            self._done(partial(self._control.hang_up, attempt.call_id))

    def _done(self, action: Callable[[], None]) -> bool:
        """Whether the engine is there to hear of it."""
        try:
            action()
        except BeistandError:
            log.warning("the telephone is gone: nobody is in the call any more")
            return False
        return True


def _on_hold(call: CallSnapshot) -> bool:
    """Nobody can tell the caller anything."""
    return call.local_hold or call.remote_hold
