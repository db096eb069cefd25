"""The caller's own start: what this voice is like before anything happened. Pure.

Only what is said while the call is calm makes it, so that who begins angry is measured against the
population, and nobody's anger becomes their normal voice. Quantiles, because one loud word must not
make it. A voice that is livelier than others while nothing has happened has its scores lowered, by
at most a fixed amount; a quiet voice's scores are never raised: it is heard by its change
(`inference.tension.change`). Facts are compared as they are. It is frozen once enough voice was
heard and survives holds and gaps.
"""

import math
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from inference.messages import LIVELY, AcousticFacts
from inference.tension.parameters import TensionParameters, logit

_MAD_TO_DEVIATION: Final = 1.4826  # of a normal distribution
_LEAST_SPREAD: Final = 0.5  # of the population's: few windows of an even voice look too even


@dataclass(slots=True)
class Typical:
    """Weighted quantiles of the last `most` (weight) values, and how far they lie around the middle
    one."""

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

    @property
    def spread(self) -> float | None:
        """The median absolute deviation, on the scale of a standard deviation."""
        middle = self.value
        if middle is None:
            return None
        apart = _quantile([(abs(value - middle), weight) for value, weight in self._values], 0.5)
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
        """One calm window's logit and facts, worth `weight_s` seconds of voice.

        A high window is nobody's normal level or pace: its facts are left out.
        """
        if self._complete or weight_s <= 0:
            return
        self._logits.add(value, weight_s)
        if value <= logit(self._parameters.elevated_enter):
            self.facts.add(facts, weight_s)
        self._complete = self.heard_s >= self._parameters.baseline_s

    def use(self, parameters: TensionParameters) -> None:
        """Another model scores: its logits are not comparable, the facts are."""
        self._parameters = parameters
        self._logits = Typical(parameters.baseline_s)
        self._complete = False

    @property
    def shift(self) -> float:
        """Logits to take off this caller's scores, never below 0; little while little was heard."""
        p, lively = self._parameters, self._logits.below(LIVELY)
        if lively is None:
            return 0.0
        return max(0.0, min(p.baseline_most, (lively - p.lively_logit) * self._trust))

    @property
    def level(self) -> float:
        """Where this caller's calm lies, a logit; the population's while nothing was heard.

        Shrunk downwards only: a voice a little above others is at once taken for what it is, one
        below them not before there was enough of it.
        """
        p, middle = self._parameters, self._logits.value
        if middle is None:
            return p.calm_logit
        return max(middle, p.calm_logit + (middle - p.calm_logit) * self._trust)

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
