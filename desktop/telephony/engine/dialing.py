"""Placing a call, once its way is known. Only on the engine's thread."""

import time
from collections.abc import Callable
from typing import Final

import pjsua2 as pj

from desktop.errors import LocalError
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.messages import CallPlaced, CommandFailed
from desktop.telephony.engine.names import Reach
from desktop.telephony.engine.pj_call import call_parameters

PJ_ETOOMANY: Final = 70_010
_NO_LINE: Final = (
    "no line is free. A call that nobody has answered takes one for up to 32 s after it is given up"
)
"""RFC 3261 §17.1.1.2, timer B: PJSIP waits so long for a server to say anything."""


def place(
    leg: Leg,
    target: str,
    reach: Reach,
    emit: Callable[[CallPlaced | CommandFailed], None],
    placed: Callable[[], None],
) -> None:
    """Send the INVITE to `target` when `reach` has said that it can be sent, and call `placed`; the
    leg ends where it cannot, or when it was given up before."""

    def send(why: str) -> None:
        pj_call = leg.pj
        if pj_call is None:
            return
        if not why:
            try:
                pj_call.makeCall(target, call_parameters())
            except pj.Error as error:
                why = _NO_LINE if error.status == PJ_ETOOMANY else str(error.reason)
        call_id = leg.snapshot.call_id
        if why:
            what = f"the call could not be placed: {why}"
            emit(CommandFailed("Dial", call_id, LocalError.fault.value, what))
            give_up(leg, why)
        else:
            placed()
            emit(CallPlaced(call_id))

    reach(send)


def give_up(leg: Leg, why: str = "") -> None:
    """End a leg that PJSIP knows nothing of. It is not hung up: a Call without a number aborts the
    process."""
    leg.pj = None
    leg.end(0, why, time.monotonic())
