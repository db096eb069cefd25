"""A call that takes another's place: the other side sends us on (REFER), or somebody steps in for
it (INVITE with Replaces, RFC 3891)."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from desktop.processes.inbox import Inbox
from desktop.telephony.call import CallState, Direction
from desktop.telephony.consent import FINAL
from desktop.telephony.engine.conference import Conference
from desktop.telephony.engine.holding import Holding
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.pj_call import PjCall

log = logging.getLogger("beistand.engine")

PLACED_S: Final = 1.0
"""PJSIP makes the call that takes another's place right after it has asked us for it."""


class Succession:
    """Makes such calls and adds them to `legs`."""

    def __init__(
        self,
        inbox: Inbox,
        new_leg: Callable[[str, Direction, CallState, str], Leg],
        legs: dict[str, Leg],
        holding: Holding,
        conference: Conference,
    ) -> None:
        self._inbox = inbox
        self._new_leg = new_leg
        self._legs = legs
        self._holding = holding
        self._conference = conference
        self._to_hold: set[Leg] = set()
        """In the place of a held call: held, too, as soon as they are answered."""

    def succeed(self, before: Leg, direction: Direction) -> PjCall | None:
        """The call in the place of `before`: on PJSIP's thread, which wants it at once. OUTGOING
        after a REFER, INCOMING for a Replaces. None: nobody may; a supervisor was let in, and not
        whom they send."""
        pj_call = before.pj
        if pj_call is None or before.snapshot.monitors:
            return None
        state = CallState.INCOMING if direction is Direction.INCOMING else CallState.CALLING
        leg = self._new_leg(before.snapshot.account, direction, state, "")
        leg.pj = PjCall(pj_call.account, leg, self._inbox.post, direction)
        self._inbox.post(lambda: self._adopt(leg, before))
        return leg.pj

    def _adopt(self, leg: Leg, before: Leg) -> None:
        """Take over from `before`. A no to analysis goes with it, and so do the agent's mute and
        the place in a conference; whoever a colleague sends us to is no customer, but who takes a
        colleague's place may be. Nobody is told before PJSIP has said who it is."""
        old = before.snapshot
        leg.snapshot = replace(leg.snapshot, muted=old.muted)
        if old.consent in FINAL:
            leg.snapshot = replace(leg.snapshot, consent=old.consent)
        if leg.snapshot.direction is Direction.OUTGOING:
            leg.snapshot = replace(leg.snapshot, party=old.party)
        leg.answering = leg.snapshot.direction is Direction.INCOMING  # PJSIP has answered it
        self._legs[leg.snapshot.call_id] = leg
        if before.parked:
            leg.parked = True
            self._to_hold.add(leg)
        self._conference.expect(leg, before)
        self._inbox.after(PLACED_S, lambda: self._forget_unplaced(leg))

    def state_changed(self, leg: Leg) -> None:
        """A call has reached another state."""
        if leg in self._to_hold and leg.snapshot.state is CallState.CONFIRMED:
            self._holding.set(leg, True)
        if leg.snapshot.state in (CallState.CONFIRMED, CallState.DISCONNECTED):
            self._to_hold.discard(leg)

    def _forget_unplaced(self, leg: Leg) -> None:
        """A REFER to what is no address, or with no room left: the call was never made, and nobody
        was told of it but where a conference waits for it."""
        if leg.pj is not None and not leg.pj.placed:
            log.info("a transfer asked of us led nowhere")
            self._to_hold.discard(leg)
            leg.pj = None
            self._legs.pop(leg.snapshot.call_id, None)
            told = leg.snapshot.conference
            self._conference.forget(leg)
            if told:
                leg.end(0, "", time.monotonic())
