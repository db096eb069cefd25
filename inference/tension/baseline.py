"""The caller's own start: what this voice is like before anything happened. Pure.

Medians, because one loud word must not make it. Scores shift towards the population's calm by at
most a fixed amount, and not at all where the start itself is high: who begins angry is measured
against the population. Facts are compared as they are. It is frozen once enough voice was heard and
survives holds and gaps.
"""

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from inference.messages import AcousticFacts
from inference.tension.parameters import TensionParameters, logit

_MAD_TO_DEVIATION: Final = 1.4826  # of a normal distribution
_LEAST_SPREAD: Final = 0.5  # of the population's: few windows of an even voice look too even


@dataclass(slots=True)
class Typical:
    """The weighted median of the last `most` (weight) values, and how far they lie around it."""

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
        return _median(self._values)

    @property
    def spread(self) -> float | None:
        """The median absolute deviation, on the scale of a standard deviation."""
        middle = self.value
        if middle is None:
            return None
        apart = _median((abs(value - middle), weight) for value, weight in self._values)
        return None if apart is None else _MAD_TO_DEVIATION * apart


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
        """One window's logit and facts, worth `weight_s` seconds of voice.

        All logits count, so that an angry start is seen for what it is. A loud window is nobody's
        normal level or pace: its facts are left out.
        """
        if self._complete or weight_s <= 0:
            return
        self._logits.add(value, weight_s)
        if value <= self._ceiling:
            self.facts.add(facts, weight_s)
        # A high start is none: it stays a moving window until this voice has been calmer.
        self._complete = self.heard_s >= self._parameters.baseline_s and not self.high

    def use(self, parameters: TensionParameters) -> None:
        """Another model scores: its logits are not comparable, the facts are."""
        self._parameters = parameters
        self._logits = Typical(parameters.baseline_s)
        self._complete = False

    @property
    def high(self) -> bool:
        """The start itself sounds tense, by the population's measure."""
        middle = self._logits.value
        return middle is not None and middle >= self._ceiling

    @property
    def shift(self) -> float:
        """Logits to take off this caller's scores; shrunk towards 0 while little was heard."""
        middle = self._logits.value
        if middle is None:
            return 0.0
        p = self._parameters
        shift = (middle - p.calm_logit) * self._trust
        shift = max(-p.baseline_most, min(p.baseline_most, shift))
        if shift <= 0:
            return shift
        return shift * max(0.0, min(1.0, (self._ceiling - middle) / p.baseline_fade))

    @property
    def level(self) -> float:
        """Where this caller's calm lies, a logit; the population's while nothing was heard."""
        return self._parameters.calm_logit + self.shift

    @property
    def spread(self) -> float:
        """How far this caller's windows lie around it, logits; shrunk to the population's."""
        p, own = self._parameters, self._logits.spread
        if own is None:
            return p.calm_spread
        variance = self._trust * own**2 + (1 - self._trust) * p.calm_spread**2
        return max(_LEAST_SPREAD * p.calm_spread, math.sqrt(variance))

    @property
    def _trust(self) -> float:
        return self.heard_s / (self.heard_s + self._parameters.baseline_prior_s)

    @property
    def _ceiling(self) -> float:
        return logit(self._parameters.elevated_enter)


def _median(weighted: Iterable[tuple[float, float]]) -> float | None:
    """Of (value, weight) pairs: the value at which half the weight is reached; None of nothing."""
    ordered = sorted(weighted)
    half = sum(weight for _, weight in ordered) / 2
    reached = 0.0
    for value, weight in ordered:
        reached += weight
        if reached >= half:
            return value
    return None
