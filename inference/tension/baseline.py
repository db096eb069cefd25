"""The caller's own start: what this voice is like before anything happened. Pure.

Scores shift towards the population's calm by at most a fixed amount; facts are compared as they
are. It is frozen once enough voice was heard and survives holds and gaps.
"""

from dataclasses import dataclass, field

from inference.messages import AcousticFacts
from inference.tension.parameters import TensionParameters


@dataclass(slots=True)
class Mean:
    """A weighted mean that knows how much it has seen."""

    total: float = 0.0
    weight: float = 0.0

    def add(self, value: float, weight: float) -> None:
        self.total += value * weight
        self.weight += weight

    @property
    def value(self) -> float | None:
        return self.total / self.weight if self.weight > 0 else None


@dataclass(slots=True)
class CallerBaseline:
    """`add` until it is complete; the weights are seconds of voice."""

    parameters: TensionParameters
    _logit: Mean = field(default_factory=Mean)
    level_db: Mean = field(default_factory=Mean)
    pace_hz: Mean = field(default_factory=Mean)
    pitch_hz: Mean = field(default_factory=Mean)

    @property
    def complete(self) -> bool:
        return self._logit.weight >= self.parameters.baseline_s

    @property
    def heard_s(self) -> float:
        return self._logit.weight

    def add(self, logit: float, ceiling: float, facts: AcousticFacts, weight_s: float) -> None:
        """One estimate worth `weight_s` seconds of voice.

        Above `ceiling` (a logit) a voice is not anybody's normal one and is left out: who starts
        angry is measured against the population.
        """
        if self.complete or logit > ceiling:
            return
        self._logit.add(logit, weight_s)
        for mean, value in (
            (self.level_db, facts.level_db),
            (self.pace_hz, facts.pace_hz),
            (self.pitch_hz, facts.pitch_hz),
        ):
            if value is not None:
                mean.add(value, weight_s)

    @property
    def shift(self) -> float:
        """Logits to take off this caller's scores; shrunk towards 0 while little was heard."""
        mean = self._logit.value
        if mean is None:
            return 0.0
        p = self.parameters
        trust = self._logit.weight / (self._logit.weight + p.baseline_prior_s)
        shift = (mean - p.calm_logit) * trust
        return max(-p.baseline_most, min(p.baseline_most, shift))
