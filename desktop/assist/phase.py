"""Where in a call we are, as far as time, tension and topics tell.

The lengths are judgement, not measurement: a service call opens with a greeting and an identity
check, and the turn from inquiry to solving is only sure once tension has been seen to ease.
"""

from typing import Final

from desktop.knowledge.card import Phase
from inference.tension.reading import Reading, TensionState

OPENING_S: Final = 25.0
INQUIRY_S: Final = 90.0
SETTLED_S: Final = 15.0
"""Calm for this long after an easing: the matter is being wrapped up."""


class PhaseEstimator:
    """Never goes back: opening, inquiry, solving, closing."""

    def __init__(self) -> None:
        self._phase = Phase.OPENING
        self._has_eased = False

    @property
    def phase(self) -> Phase:
        return self._phase

    def step(self, call_s: float, reading: Reading, *, on_topic: bool = False) -> Phase:
        """`on_topic`: the customer has said what the call is about."""
        self._has_eased |= reading.state is TensionState.EASING
        if self._phase is Phase.OPENING and (
            on_topic
            or call_s >= OPENING_S
            or reading.state in (TensionState.ELEVATED, TensionState.TENSE)
        ):
            self._phase = Phase.INQUIRY
        if self._phase is Phase.INQUIRY and (self._has_eased or call_s >= INQUIRY_S):
            self._phase = Phase.SOLVING
        if (
            self._phase is Phase.SOLVING
            and self._has_eased
            and reading.state is TensionState.CALM
            and reading.t_s - reading.since_s >= SETTLED_S
        ):
            self._phase = Phase.CLOSING
        return self._phase
