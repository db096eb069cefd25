"""The states of a call's tension and every step between them. Pure.

    zone       unknown    calm      elevated   tense    easing
    low        calm       calm      calm       easing   calm
    middle     elevated   elevated  elevated   easing   elevated
    high       tense      tense     tense      tense    tense
    no evidence: unknown, from everywhere

A zone is where the smoothed score stands; when a zone has lasted long enough to count is
`inference.tension.tracker`'s business (`DELAY_S`).
"""

from enum import StrEnum
from typing import Final

from inference.tension.reading import TensionState as State


class Zone(StrEnum):
    """Where the score stands, with hysteresis."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"


TRANSITIONS: Final[dict[tuple[State, Zone], State]] = {
    (State.UNKNOWN, Zone.LOW): State.CALM,
    (State.UNKNOWN, Zone.MIDDLE): State.ELEVATED,
    (State.UNKNOWN, Zone.HIGH): State.TENSE,
    (State.CALM, Zone.LOW): State.CALM,
    (State.CALM, Zone.MIDDLE): State.ELEVATED,
    (State.CALM, Zone.HIGH): State.TENSE,
    (State.ELEVATED, Zone.LOW): State.CALM,
    (State.ELEVATED, Zone.MIDDLE): State.ELEVATED,
    (State.ELEVATED, Zone.HIGH): State.TENSE,
    (State.TENSE, Zone.LOW): State.EASING,
    (State.TENSE, Zone.MIDDLE): State.EASING,
    (State.TENSE, Zone.HIGH): State.TENSE,
    (State.EASING, Zone.LOW): State.CALM,
    (State.EASING, Zone.MIDDLE): State.ELEVATED,
    (State.EASING, Zone.HIGH): State.TENSE,
}

DELAY_S: Final[dict[tuple[State, Zone], float]] = {
    # On-delays are short, off-delays longer (ISA-18.2 practice: quick to warn, slow to clear).
    (State.UNKNOWN, Zone.LOW): 0.0,
    (State.UNKNOWN, Zone.MIDDLE): 1.0,
    (State.UNKNOWN, Zone.HIGH): 2.0,  # an angry opening must still count, one loud word must not
    (State.CALM, Zone.MIDDLE): 1.5,
    (State.CALM, Zone.HIGH): 0.0,  # a mean over a second or a sum over several has waited enough
    (State.ELEVATED, Zone.LOW): 4.0,
    (State.ELEVATED, Zone.HIGH): 0.0,
    (State.TENSE, Zone.LOW): 4.0,
    (State.TENSE, Zone.MIDDLE): 5.0,
    (State.EASING, Zone.LOW): 10.0,  # a caller who was tense is watched a while before "calm"
    (State.EASING, Zone.MIDDLE): 12.0,
    (State.EASING, Zone.HIGH): 2.0,
}
"""Seconds a zone must have lasted before the step is taken; judgement, but for the two steps up to
tense (`inference.tension.parameters`)."""


def step(state: State, zone: Zone | None) -> State:
    """The state after `zone` has counted; None is "no evidence"."""
    return State.UNKNOWN if zone is None else TRANSITIONS[state, zone]
