"""Where in a call we are, as far as time and tension tell; topics will sharpen it.

The lengths are judgement, not measurement: a service call opens with a greeting and an identity
check, and the turn from inquiry to solving is only sure once tension has been seen to ease.
"""

from enum import StrEnum
from typing import Final

from inference.tension.reading import Reading, TensionState

OPENING_S: Final = 25.0
INQUIRY_S: Final = 90.0
SETTLED_S: Final = 15.0
"""Calm for this long after an easing: the matter is being wrapped up."""


class CallPhase(StrEnum):
    OPENING = "opening"
    INQUIRY = "inquiry"
    SOLVING = "solving"
    CLOSING = "closing"


class PhaseEstimator:
    """Never goes back: opening, inquiry, solving, closing."""

    def __init__(self) -> None:
        self._phase = CallPhase.OPENING
        self._has_eased = False

    @property
    def phase(self) -> CallPhase:
        return self._phase

    def step(self, call_s: float, reading: Reading) -> CallPhase:
        self._has_eased |= reading.state is TensionState.EASING
        if self._phase is CallPhase.OPENING and (
            call_s >= OPENING_S or reading.state in (TensionState.ELEVATED, TensionState.TENSE)
        ):
            self._phase = CallPhase.INQUIRY
        if self._phase is CallPhase.INQUIRY and (self._has_eased or call_s >= INQUIRY_S):
            self._phase = CallPhase.SOLVING
        if (
            self._phase is CallPhase.SOLVING
            and self._has_eased
            and reading.state is TensionState.CALM
            and reading.t_s - reading.since_s >= SETTLED_S
        ):
            self._phase = CallPhase.CLOSING
        return self._phase
