"""The caller's own start: what this voice is like before anything happened. Pure.

Only what is said while the call is not tense makes it. A quantile, because one loud word must not
make it, and a high one, because people laugh, complain and tell stories: what counts is not how far
a voice is from its middle but whether it leaves its own range. What is elevated counts once it has
ended and came to nothing, and who begins angry is measured at least half against the population. It
is frozen once enough voice was heard and survives holds and gaps.
"""

import math
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field

from inference.messages import LIVELY, AcousticFacts
from inference.tension.parameters import TensionParameters


@dataclass(slots=True)
class Typical:
    """Weighted quantiles of the last `most` (weight) values."""

    most: float = math.inf
    weight: float = 0.0
    _values: deque[tuple[float, float]] = field(default_factory=deque)

    def add(self, value: float, weight: float) -> None:
        if weight <= 0:
            return
        self._values.append((value, weight))
        self.weight += weight
        while self.weight - self._values[0][1] >= self.most:
            self.weight -= self._values.popleft()[1]

    @property
    def value(self) -> float | None:
        """The median."""
        return _quantile(self._values, 0.5)

    def below(self, share: float) -> float | None:
        """The value that `share` (0..1) of the weight lies below."""
        return _quantile(self._values, share)


@dataclass(slots=True)
class FactsStart:
    """Level, pace and pitch of the start; the weights are seconds of voice."""

    level_db: Typical
    pace_hz: Typical
    pitch_hz: Typical
    heard_s: float = 0.0

    @staticmethod
    def of(most_s: float) -> "FactsStart":
        """Nothing yet; of more than `most_s` seconds of voice the last count."""
        return FactsStart(Typical(most_s), Typical(most_s), Typical(most_s))

    def add(self, facts: AcousticFacts, weight_s: float) -> None:
        if weight_s <= 0:
            return
        self.heard_s += weight_s
        for typical, value in (
            (self.level_db, facts.level_db),
            (self.pace_hz, facts.pace_hz),
            (self.pitch_hz, facts.pitch_hz),
        ):
            if value is not None and math.isfinite(value):
                typical.add(value, weight_s)


class CallerBaseline:
    """`add` until it is complete; after that nothing changes it."""

    def __init__(self, parameters: TensionParameters) -> None:
        self._parameters = parameters
        self._logits = Typical(parameters.baseline_s)
        self._complete = False
        self.facts = FactsStart.of(parameters.baseline_s)

    @property
    def complete(self) -> bool:
        return self._complete

    @property
    def heard_s(self) -> float:
        """Seconds of voice that the scores' start was made of."""
        return self._logits.weight

    def add(self, value: float, facts: AcousticFacts, weight_s: float) -> None:
        """One window's log-odds and facts, worth `weight_s` seconds of voice.

        A high window is nobody's normal level or pace: its facts are left out.
        """
        if self._complete or weight_s <= 0:
            return
        self._logits.add(value, weight_s)
        if value - self.shift <= self._parameters.lively_logit:
            self.facts.add(facts, weight_s)
        self._complete = self.heard_s >= self._parameters.baseline_s

    def use(self, parameters: TensionParameters) -> None:
        """Another model scores: its logits are not comparable, the facts are."""
        self._parameters = parameters
        self._logits = Typical(parameters.baseline_s)
        self._complete = False

    @property
    def shift(self) -> float:
        """Logits to take off this caller's scores; below 0 for a quiet voice. Little while little
        was heard."""
        p, lively, usual = self._parameters, self._logits.below(LIVELY), self._logits.value
        if lively is None or usual is None:
            return 0.0
        apart = (lively - p.lively_logit) * self.heard_s / (self.heard_s + p.baseline_prior_s)
        if apart > 0:
            return min(p.baseline_most, p.baseline_up * apart)
        # a voice that hardly varies must not be raised to where it is always near its liveliest
        room = min(0.0, usual + p.usual_below - p.lively_logit)
        return max(-p.baseline_most, apart, room)


def _quantile(weighted: Collection[tuple[float, float]], share: float) -> float | None:
    """Of (value, weight) pairs: the value at which `share` of the weight is reached; None of
    nothing."""
    ordered = sorted(weighted)
    wanted = share * sum(weight for _, weight in ordered)
    reached = 0.0
    for value, weight in ordered:
        reached += weight
        if reached >= wanted:
            return value
    return None
