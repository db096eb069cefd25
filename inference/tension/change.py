"""Whether a voice has left its own start: a one-sided CUSUM on the standardised logit. Pure.

Page 1954: sum what lies more than a slack above the start, forget what lies below, and call it a
change when the sum has grown past a decision value. A single loud window cannot get there, a steady
rise of a soft-spoken caller does, long before the absolute threshold.
"""

from dataclasses import dataclass
from typing import Final

from inference.tension.parameters import TensionParameters

_MOST: Final = 4.0  # spreads: with a hop of 0.5 s at least four windows in a row make a change


@dataclass(slots=True)
class Change:
    """`add` window by window; thrown away with the evidence it was made of."""

    sum: float = 0.0
    """Spread-seconds beyond the slack."""

    def add(
        self, value: float, level: float, spread: float, dt_s: float, p: TensionParameters
    ) -> None:
        """A window's logit, worth `dt_s` seconds, against the caller's own `level` and `spread`."""
        above = min(_MOST, (value - level) / spread) - p.change_slack
        self.sum = max(0.0, min(p.change_most, self.sum + above * dt_s))

    def found(self, p: TensionParameters) -> bool:
        return self.sum >= p.change_decision
