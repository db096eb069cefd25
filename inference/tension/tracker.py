"""From estimates to readings: smoothing by time, the caller's baseline, states with delays. Pure.

One tracker per call, on the desktop's app thread. Time is call time, given by the caller; nothing
here looks at a clock, so the same estimates always give the same readings.
"""

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from inference.messages import AcousticFacts, Estimate
from inference.tension.baseline import CallerBaseline
from inference.tension.change import Change
from inference.tension.fusion import WordsEvidence, believable, faded, fuse
from inference.tension.machine import DELAY_S, Zone, step
from inference.tension.parameters import (
    DEFAULTS,
    TENSE_THRESHOLD,
    TensionParameters,
    logit,
    sigmoid,
)
from inference.tension.reading import Reading, Tendency, TensionState
from inference.tension.reasons import LEAST_BASELINE_S, Observations, reasons

__all__ = ["TENSE_THRESHOLD", "TensionParameters", "TensionTracker"]

_MOST_DT_S: Final = 0.5  # what one estimate may stand for, however long ago the last one was
_SCORE_CLIP: Final = 0.02  # a single window is never surer than 98 %: ±3.9 logits
_TENDENCY_S: Final = 4.0
_TENDENCY_STEP: Final = 0.06  # score change over 4 s that is a direction


@dataclass(slots=True)
class _Evidence:
    """What the last windows say; thrown away as a whole when it is too old."""

    sum: float = 0.0
    weight: float = 0.0
    last_s: float = -math.inf
    score: float | None = None
    zone: Zone | None = None
    zone_s: float = 0.0
    """Seconds of evidence, not of time, in `zone`: silence proves nothing."""
    history: deque[tuple[float, float]] = field(default_factory=deque)
    change: Change = field(default_factory=Change)
    unsettled: list[tuple[float, AcousticFacts, float]] = field(default_factory=list)
    """Log-odds, facts and seconds of voice of what is *elevated* and has not ended yet."""
    windows: int = 0


class TensionTracker:
    """`observe` estimates, `tick` when none came, `interrupted` on hold, gap or withdrawal."""

    def __init__(self, parameters: TensionParameters = DEFAULTS) -> None:
        self._parameters = parameters
        self.reset()

    def reset(self) -> None:
        """Forget the caller, too: a new call."""
        self._baseline = CallerBaseline(self._parameters)
        self._seen = Observations()
        self._words: WordsEvidence | None = None
        self._state: TensionState = TensionState.UNKNOWN
        self._since_s = 0.0
        self._t_s = -math.inf  # the latest anything was said of
        self._heard_s = -math.inf  # the latest that was heard: estimates come a little behind it
        self._evidence = _Evidence()

    @property
    def threshold(self) -> float:
        """Score above which tension adds up with the model in use."""
        return self._parameters.lasting

    def use(self, parameters: TensionParameters) -> None:
        """Another model scores from now on, on a scale of its own.

        What is known stays known until its evidence is too old; the caller's start is heard anew.
        """
        if parameters == self._parameters:
            return
        self._parameters = parameters
        self._baseline.use(parameters)
        known = self._evidence
        self._evidence = _Evidence(last_s=known.last_s, score=known.score, zone=known.zone)

    def observe(self, estimate: Estimate) -> Reading:
        """Take one window's evidence; older ones than the last are ignored.

        What time it is meanwhile (`tick`) makes no difference to the states: a recording gives what
        the call gave.
        """
        if estimate.t_s <= self._heard_s:
            return self._reading()
        scored = self._is_evidence(estimate)
        dt_s = self._elapsed_s(estimate.t_s) if scored else 0.0
        self._heard_s = estimate.t_s
        self._t_s = max(self._t_s, estimate.t_s)
        self._seen.add(estimate.t_s, estimate.facts, dt_s)
        if scored:
            assert estimate.tension is not None
            self._take(_logit(estimate.tension), estimate, dt_s)
        self._expire()
        return self._reading()

    def observe_words(self, words: WordsEvidence) -> Reading:
        """Take what was said; it tips the scales of the voice and is nothing without one.

        A state changes only while the voice goes on: silence proves nothing, whatever was said.
        """
        newer = self._words is None or words.t_s > self._words.t_s
        if newer and believable(words):
            self._words = words
            if self._evidence.weight > 0:
                self._score()
        return self._reading()

    def tick(self, t_s: float) -> Reading:
        """Time passes without an estimate; evidence grows old."""
        if t_s > self._t_s:
            self._t_s = t_s
            self._expire()
        return self._reading()

    def interrupted(self, t_s: float) -> Reading:
        """The leg was cut (hold, gap, withdrawn): nothing is known, the caller's start is kept."""
        self._t_s = max(self._t_s, t_s)
        self._heard_s = max(self._heard_s, t_s)
        self._evidence = _Evidence()
        self._words = None
        self._move(TensionState.UNKNOWN, self._t_s)
        return self._reading()

    def _is_evidence(self, estimate: Estimate) -> bool:
        """Doubt is no evidence: bad audio, an unsure model, what is no score at all."""
        p, score = self._parameters, estimate.tension
        return (
            score is not None
            and 0.0 <= score <= 1.0  # not where it is not a number
            and estimate.quality >= p.least_quality
            and estimate.certainty >= p.least_certainty
        )

    def _take(self, value: float, estimate: Estimate, dt_s: float) -> None:
        p, e = self._parameters, self._evidence
        decay = math.exp(-dt_s / p.smoothing_s)
        weight = min(1.0, estimate.quality) * min(1.0, estimate.certainty) * dt_s
        e.sum = e.sum * decay + value * weight
        e.weight = e.weight * decay + weight
        e.last_s = estimate.t_s
        e.windows += 1
        e.change.add(value - self._baseline.shift, weight, p)
        self._judge(dt_s)
        self._learn(value, estimate, dt_s)

    def _learn(self, value: float, estimate: Estimate, dt_s: float) -> None:
        """What is *elevated* belongs to the caller's start only once it has ended and came to
        nothing: a rise must not become normal while it lasts."""
        if self._state not in (TensionState.CALM, TensionState.ELEVATED):
            self._evidence.unsettled.clear()
            return
        voiced_share = min(1.0, estimate.facts.voiced_s / max(estimate.window_s, 0.1))
        self._evidence.unsettled.append((value, estimate.facts, dt_s * voiced_share))
        if self._state is TensionState.CALM:
            for window in self._evidence.unsettled:
                self._baseline.add(*window)
            self._evidence.unsettled.clear()

    def _own(self, value: float) -> float:
        """With the words, on the caller's own scale."""
        words = faded(self._words, self._heard_s, self._parameters)
        return fuse(value, words) - self._baseline.shift

    def _judge(self, dt_s: float) -> None:
        """Where the score stands now; the state follows once it has stood there long enough."""
        e = self._evidence
        if not self._score():
            return
        assert e.score is not None
        zone = self._zone_of(e.score)
        e.zone_s = e.zone_s + dt_s if zone is e.zone else 0.0
        e.zone = zone
        self._advance(zone)

    def _score(self) -> bool:
        """Voice and words as they stand now; False where that is too little to say anything."""
        e = self._evidence
        if e.weight < self._parameters.least_evidence_s:
            return False
        e.score = sigmoid(self._own(e.sum / e.weight))
        e.history.append((self._heard_s, e.score))
        while e.history[0][0] < self._heard_s - _TENDENCY_S:
            e.history.popleft()
        return True

    def _advance(self, zone: Zone) -> None:
        following = step(self._state, zone)
        if following is TensionState.TENSE and self._evidence.windows < 2:
            return  # one window alone, after a change of model, proves nothing
        if following is self._state or self._evidence.zone_s < DELAY_S[self._state, zone]:
            return
        waits = self._state is not TensionState.UNKNOWN and following is not TensionState.TENSE
        if waits and self._heard_s - self._since_s < self._parameters.dwell_s:
            return
        self._move(following, self._heard_s)

    def _zone_of(self, score: float) -> Zone:
        """A zone is entered at its threshold and left below it.

        High is also what has added up (`Change`) until the sum is gone again.
        """
        p, e = self._parameters, self._evidence
        high = e.change.found(p) or (e.zone is Zone.HIGH and e.change.sum > 0)
        if score >= (p.tense_exit if high else p.tense_enter):
            return Zone.HIGH
        risen = e.zone not in (Zone.LOW, None)
        return (
            Zone.MIDDLE if score >= (p.elevated_exit if risen else p.elevated_enter) else Zone.LOW
        )

    def _elapsed_s(self, t_s: float) -> float:
        return max(0.0, min(_MOST_DT_S, t_s - self._evidence.last_s))

    def _expire(self) -> None:
        if self._t_s - self._evidence.last_s > self._parameters.evidence_age_s:
            self._evidence = _Evidence()
            self._move(TensionState.UNKNOWN, self._t_s)

    def _move(self, state: TensionState, at_s: float) -> None:
        if state is not self._state:
            self._state = state
            self._since_s = at_s

    def _reading(self) -> Reading:
        known = self._state is not TensionState.UNKNOWN
        return Reading(
            t_s=self._t_s if math.isfinite(self._t_s) else 0.0,
            state=self._state,
            since_s=self._since_s,
            score=self._evidence.score if known else None,
            tendency=self._tendency() if known else Tendency.STEADY,
            reasons=reasons(self._state, self._evidence.zone, self._seen, self._baseline.facts),
            compared=self._baseline.facts.heard_s >= LEAST_BASELINE_S,
        )

    def _tendency(self) -> Tendency:
        if len(self._evidence.history) < 2:
            return Tendency.STEADY
        change = self._evidence.history[-1][1] - self._evidence.history[0][1]
        if change >= _TENDENCY_STEP:
            return Tendency.RISING
        return Tendency.FALLING if change <= -_TENDENCY_STEP else Tendency.STEADY


def _logit(score: float) -> float:
    return logit(min(1 - _SCORE_CLIP, max(_SCORE_CLIP, score)))
