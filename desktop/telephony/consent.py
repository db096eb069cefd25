"""Whether a call may be analysed at all: one small machine per call, owned by the engine.

It lives in the engine, next to the tap it guards, so that *withdrawn* survives a desktop that
crashes. `refused` and `withdrawn` are final for the call.

    unknown --ask--> asked --grant--> granted --withdraw--> withdrawn
    unknown, asked --grant--> granted      unknown, asked --refuse--> refused
    unknown, asked --withdraw--> withdrawn
"""

from enum import StrEnum
from typing import Final


class ConsentMode(StrEnum):
    """The deployer's choice; `consent` is the default."""

    CONSENT = "consent"  # the agent asks, the caller agrees
    NOTICE = "notice"  # a recorded notice is played, then the tap opens
    OFF = "off"  # never analyse


class ConsentState(StrEnum):
    UNKNOWN = "unknown"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ConsentEvent(StrEnum):
    ASK = "ask"
    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


FINAL: Final = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN})

TRANSITIONS: Final[dict[tuple[ConsentState, ConsentEvent], ConsentState]] = {
    (ConsentState.UNKNOWN, ConsentEvent.ASK): ConsentState.ASKED,
    (ConsentState.UNKNOWN, ConsentEvent.GRANT): ConsentState.GRANTED,
    (ConsentState.UNKNOWN, ConsentEvent.REFUSE): ConsentState.REFUSED,
    (ConsentState.UNKNOWN, ConsentEvent.WITHDRAW): ConsentState.WITHDRAWN,
    (ConsentState.ASKED, ConsentEvent.GRANT): ConsentState.GRANTED,
    (ConsentState.ASKED, ConsentEvent.REFUSE): ConsentState.REFUSED,
    (ConsentState.ASKED, ConsentEvent.WITHDRAW): ConsentState.WITHDRAWN,
    (ConsentState.GRANTED, ConsentEvent.WITHDRAW): ConsentState.WITHDRAWN,
}


class IllegalConsentEvent(ValueError):
    """The event does not apply in this state; nothing was changed."""


def step(state: ConsentState, event: ConsentEvent) -> ConsentState:
    """The state after `event`; raises IllegalConsentEvent where the table has no entry."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalConsentEvent(f"consent cannot {event} when {state}") from None


def may_analyse(mode: ConsentMode, state: ConsentState) -> bool:
    """The only question the tap ever asks."""
    return mode is not ConsentMode.OFF and state is ConsentState.GRANTED
