"""Hold and unhold by re-INVITE (RFC 3264 §8.4). Only on the engine's thread."""

import logging
import random
from collections.abc import Callable
from functools import partial
from typing import Final
from weakref import WeakKeyDictionary, WeakSet

import pjsua2 as pj

from desktop.errors import Fault
from desktop.processes.inbox import Inbox
from desktop.telephony.call import CallState, Direction
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.messages import CommandFailed
from desktop.telephony.engine.pj_call import PjCall, call_parameters

log = logging.getLogger("beistand.engine")

REINVITE_RETRY_S: Final = 0.1
REINVITE_PATIENCE_S: Final = 3.0
"""RFC 3261 §14.1 has glare settled within 4 s; a button that does nothing for longer is broken."""
GLARE: Final = 491
GLARES: Final = 3
"""So often both sides may ask at once before it is the other side that never agrees."""
GLARE_CALLER_S: Final = (2.1, 4.0)
GLARE_CALLEE_S: Final = (0.0, 2.0)  # RFC 3261 §14.1
ASKED_AGAIN: Final = frozenset({401, 407, 422})
"""PJSIP itself repeats these: with a password, with a longer session."""
_WHERE_WE_ARE: Final = pj.PJSUA_CALL_UPDATE_CONTACT | pj.PJSUA_CALL_UPDATE_VIA
"""The connection that the call began by may be gone."""


class Holding:
    """Holds at once for the agent, and tells the other side as soon as it can be told."""

    def __init__(self, inbox: Inbox, emit: Callable[[CommandFailed], None]) -> None:
        self._inbox = inbox
        self._emit = emit
        self._asked: WeakKeyDictionary[Leg, tuple[bool, int]] = WeakKeyDictionary()
        """What the other side has not answered yet: held or not, and after how many glares."""
        self._refreshed: WeakSet[Leg] = WeakSet()
        """Whom we have told a new address, and who has not answered that."""

    def set(self, leg: Leg, held: bool) -> None:
        asked_to_hold = self._asked.get(leg, (False, 0))[0]
        leg.park(held, settled=held or not asked_to_hold)
        self._re_invite(leg, held, REINVITE_PATIENCE_S)

    def refresh(self, leg: Leg) -> None:
        """Tell the other side where we are reached now; held or not, the call stays as it is."""
        if leg.pj is not None and leg.snapshot.state is CallState.CONFIRMED:
            failure = _send(leg.pj, leg.parked)
            if failure:
                log.info("the other side could not be told a new address", extra={"why": failure})
            else:
                self._refreshed.add(leg)

    def answered(self, leg: Leg, code: int) -> None:
        """The other side has answered an INVITE of ours, with status `code`."""
        if code in ASKED_AGAIN:
            return
        if leg in self._refreshed:
            self._refreshed.discard(leg)
            log.info("the other side was told a new address", extra={"code": code})
        if leg not in self._asked:
            return
        held, glares = self._asked.pop(leg)
        agreed = code // 100 == 2
        if held and not agreed and not leg.parked:
            leg.park(False)  # resumed meanwhile: it has never been held
        if agreed or not leg.snapshot.alive or leg.parked is not held:
            return
        if code == GLARE and glares < GLARES:
            ours = leg.snapshot.direction is Direction.OUTGOING
            wait_s = random.uniform(*(GLARE_CALLER_S if ours else GLARE_CALLEE_S))
            again = partial(self._re_invite, leg, held, REINVITE_PATIENCE_S, glares + 1)
            self._inbox.after(wait_s, again)
        elif not held and leg.snapshot.local_hold:
            self._fail(leg, f"the other side does not agree to go on ({code})")
        # A hold it does not agree to is one all the same: it hears nothing. And where it goes on
        # although it does not say so, nothing has changed: the sound was there all the time.

    def _re_invite(self, leg: Leg, held: bool, patience_s: float, glares: int = 0) -> None:
        """Tell the other side, later if a re-INVITE is still under way (RFC 3261 §14.1 allows one
        at a time) or the call's own INVITE is; not at all if the wish has changed meanwhile."""
        pj_call = leg.pj
        if pj_call is None or not leg.snapshot.alive or leg.parked is not held:
            return
        failure = _send(pj_call, held)
        if not failure:
            self._asked[leg] = held, glares
            return
        if patience_s > 0:
            left_s = patience_s - REINVITE_RETRY_S
            again = partial(self._re_invite, leg, held, left_s, glares)
            self._inbox.after(REINVITE_RETRY_S, again)
            return
        self._fail(leg, f"the other side does not answer: {failure}")

    def _fail(self, leg: Leg, what: str) -> None:
        leg.park(True)  # what the agent sees must be what is: nobody hears anything
        self._emit(CommandFailed("SetHold", leg.snapshot.call_id, Fault.REMOTE.value, what))


def _send(pj_call: PjCall, held: bool) -> str:
    """Send the re-INVITE; why not, where it cannot be sent now."""
    if not pj_call.placed:
        return "the call is only just coming about"
    try:
        if held:
            parameters = pj.CallOpParam(True)
            parameters.opt.flag = _WHERE_WE_ARE
            pj_call.setHold(parameters)
        else:
            parameters = call_parameters()
            parameters.opt.flag = pj.PJSUA_CALL_UNHOLD | _WHERE_WE_ARE
            pj_call.reinvite(parameters)
    except pj.Error as error:
        return str(error.reason) or "it is busy"
    return ""
