"""Hold and unhold by re-INVITE (RFC 3264 §8.4). Only on the engine's thread."""

from collections.abc import Callable
from functools import partial
from typing import Final

import pjsua2 as pj

from desktop.errors import Fault
from desktop.telephony.engine.inbox import Inbox
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.messages import CommandFailed
from desktop.telephony.engine.pj_call import PjCall, call_parameters

REINVITE_RETRY_S: Final = 0.1
REINVITE_PATIENCE_S: Final = 3.0
"""RFC 3261 §14.1 has glare settled within 4 s; a button that does nothing for longer is broken."""


class Holding:
    """Holds at once for the agent, and tells the other side as soon as it can be told."""

    def __init__(self, inbox: Inbox, emit: Callable[[CommandFailed], None]) -> None:
        self._inbox = inbox
        self._emit = emit

    def set(self, leg: Leg, held: bool) -> None:
        leg.park(held)
        self._re_invite(leg, held, REINVITE_PATIENCE_S)

    def _re_invite(self, leg: Leg, held: bool, patience_s: float) -> None:
        """Tell the other side, later if a re-INVITE is still under way (RFC 3261 §14.1 allows one
        at a time) or the call's own INVITE is; not at all if the wish has changed meanwhile."""
        pj_call = leg.pj
        if pj_call is None or not leg.snapshot.alive or leg.parked is not held:
            return
        failure = _send(pj_call, held)
        if not failure:
            return
        if patience_s > 0:
            again = partial(self._re_invite, leg, held, patience_s - REINVITE_RETRY_S)
            self._inbox.after(REINVITE_RETRY_S, again)
            return
        leg.park(True)  # what the agent sees must be what is: nobody hears anything
        self._emit(
            CommandFailed(
                command="SetHold",
                call_id=leg.snapshot.call_id,
                fault=Fault.REMOTE.value,
                what=f"the other side does not answer: {failure}",
            )
        )


def _send(pj_call: PjCall, held: bool) -> str:
    """Send the re-INVITE; why not, where it cannot be sent now."""
    if not pj_call.placed:
        return "the call is only just coming about"
    try:
        if held:
            pj_call.setHold(pj.CallOpParam(True))
        else:
            parameters = call_parameters()
            parameters.opt.flag = pj.PJSUA_CALL_UNHOLD
            pj_call.reinvite(parameters)
    except pj.Error as error:
        return str(error.reason) or "it is busy"
    return ""
