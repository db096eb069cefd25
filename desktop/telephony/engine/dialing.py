"""Placing a call, once its way is known. Only on the engine's thread."""

import time
from collections.abc import Callable

import pjsua2 as pj

from desktop.errors import LocalError
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.messages import CommandFailed
from desktop.telephony.engine.names import Reach
from desktop.telephony.engine.pj_call import call_parameters


def place(leg: Leg, target: str, reach: Reach, emit: Callable[[CommandFailed], None]) -> None:
    """Send the INVITE to `target` when `reach` has said that it can be sent; the leg ends where it
    cannot, or when it was given up before."""

    def send(why: str) -> None:
        if leg.pj is None:
            return
        if not why:
            try:
                leg.pj.makeCall(target, call_parameters())
            except pj.Error as error:
                why = str(error.reason)
        if why:
            give_up(leg, why)
            what = f"the call could not be placed: {why}"
            emit(CommandFailed("Dial", "", LocalError.fault.value, what))

    reach(send)


def give_up(leg: Leg, why: str = "") -> None:
    """End a leg that PJSIP knows nothing of. It is not hung up: a Call without a number aborts the
    process."""
    leg.pj = None
    leg.end(0, why, time.monotonic())
