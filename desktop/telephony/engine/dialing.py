"""Placing a call, once its way is known. Only on the engine's thread."""

import math
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


def place(
    leg: Leg,
    target: str,
    reach: Reach,
    emit: Callable[[CallPlaced | CommandFailed], None],
    placed: Callable[[], None],
    free_in_s: Callable[[], float],
) -> None:
    """Send the INVITE to `target` when `reach` has said that it can be sent, and call `placed`; the
    leg ends where it cannot, or when it was given up before. `free_in_s` is asked where PJSIP has
    no line (`Lines.free_in_s`)."""

    def send(why: str) -> None:
        pj_call = leg.pj
        if pj_call is None:
            return
        no_line_s = None
        if not why:
            try:
                pj_call.makeCall(target, call_parameters())
                leg.invited_at_s = time.monotonic()
            except pj.Error as error:
                why = str(error.reason)
                if error.status == PJ_ETOOMANY:
                    no_line_s = free_in_s()
                    why = _no_line(no_line_s)
        call_id = leg.snapshot.call_id
        if why:
            what = f"the call could not be placed: {why}"
            emit(CommandFailed("Dial", call_id, LocalError.fault.value, what, no_line_s))
            give_up(leg, why)
        else:
            placed()
            emit(CallPlaced(call_id))

    reach(send)


def _no_line(free_in_s: float) -> str:
    if not free_in_s:
        return "no line is free; all are in calls"
    seconds = math.ceil(free_in_s)
    return f"no line is free for about {seconds} s: calls that nobody has answered take them"


def give_up(leg: Leg, why: str = "") -> None:
    """End a leg that PJSIP knows nothing of. It is not hung up: a Call without a number aborts the
    process."""
    leg.pj = None
    leg.end(0, why, time.monotonic())
