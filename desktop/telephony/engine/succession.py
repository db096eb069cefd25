"""A call that takes another's place: the other side sends us on (REFER), or somebody steps in for
it (INVITE with Replaces, RFC 3891)."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from desktop.telephony.call import CallState, Direction
from desktop.telephony.consent import FINAL
from desktop.telephony.engine.holding import Holding
from desktop.telephony.engine.inbox import Inbox
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
    ) -> None:
        self._inbox = inbox
        self._new_leg = new_leg
        self._legs = legs
        self._holding = holding

    def succeed(self, before: Leg, direction: Direction) -> PjCall | None:
        """The call in the place of `before`: on PJSIP's thread, which wants it at once. OUTGOING
        after a REFER, INCOMING for a Replaces."""
        pj_call = before.pj
        if pj_call is None:
            return None
        state = CallState.INCOMING if direction is Direction.INCOMING else CallState.CALLING
        leg = self._new_leg(before.snapshot.account, direction, state, "")
        leg.pj = PjCall(pj_call.account, leg, self._inbox.post, direction)
        self._inbox.post(lambda: self._adopt(leg, before))
        return leg.pj

    def _adopt(self, leg: Leg, before: Leg) -> None:
        """Take over from `before`. A no to analysis goes with it; and whoever a colleague sends us
        to is no customer, but who takes a colleague's place may be."""
        old = before.snapshot
        if old.consent in FINAL:
            leg.snapshot = replace(leg.snapshot, consent=old.consent)
        if leg.snapshot.direction is Direction.OUTGOING:
            leg.snapshot = replace(leg.snapshot, party=old.party)
        leg.answering = leg.snapshot.direction is Direction.INCOMING  # PJSIP has answered it
        self._legs[leg.snapshot.call_id] = leg
        if before.parked:
            self._holding.set(leg, True)
        self._inbox.after(PLACED_S, lambda: self._forget_unplaced(leg))

    def _forget_unplaced(self, leg: Leg) -> None:
        """A REFER to what is no address, or with no room left: the call was never made."""
        if leg.pj is not None and not leg.pj.placed:
            log.info("a transfer asked of us led nowhere")
            leg.pj = None
            self._legs.pop(leg.snapshot.call_id, None)
