"""Whether a voice stays above its own liveliest: a one-sided CUSUM on the caller's scale. Pure.

Page 1954: sum what lies above a level, forget what lies below, and call it a change when the sum
has grown past a decision value. A single loud window cannot get there; a logit above
the level gets there in five seconds, two and more in two and a half.
"""

from dataclasses import dataclass

from inference.tension.parameters import TensionParameters


@dataclass(slots=True)
class Change:
    """`add` window by window; thrown away with the evidence it was made of."""

    sum: float = 0.0
    """Logit-seconds above the level."""

    def add(self, own: float, weight_s: float, p: TensionParameters) -> None:
        """A window's log-odds on the caller's own scale, worth `weight_s` seconds."""
        above = own - p.lively_logit - p.lasting_over
        step = max(-p.change_step, min(p.change_step, above))
        self.sum = max(0.0, min(p.change_most, self.sum + step * weight_s))

    def found(self, p: TensionParameters) -> bool:
        return self.sum >= p.change_decision
