"""The profile without emotion: what is louder, faster, overlapping or silent. Pure.

No score is taken in, none comes out; the state is *unknown* by construction, because there is none
to know. Nothing here may import the tension logic proper.
"""

import math
from typing import Final

from inference.messages import Estimate
from inference.tension.baseline import FactsStart
from inference.tension.parameters import DEFAULTS
from inference.tension.reading import Reading, ReasonKind, Tendency, TensionState
from inference.tension.reasons import LEAST_BASELINE_S, Observations, facts_reasons

_MOST_DT_S: Final = 1.0  # what one estimate may stand for, however long ago the last one was
START_S: Final = 30.0
"""Voiced seconds that make the caller's start."""


class FactsTracker:
    """The same calls as `TensionTracker`; one per call, on the desktop's app thread."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the caller: a new call."""
        self._start = FactsStart.of(START_S)
        self._t_s = -math.inf  # the latest anything was said of
        self._heard_s = -math.inf  # the latest that was heard: estimates come a little behind it
        self._voice_s = -math.inf
        self._cut()

    def observe(self, estimate: Estimate) -> Reading:
        """Take one window's facts, never its score; older ones than the last are ignored."""
        if estimate.t_s <= self._heard_s:
            return self._reading()
        facts = estimate.facts
        self._heard_s = estimate.t_s
        self._t_s = max(self._t_s, estimate.t_s)
        spoken = facts.level_db is not None
        dt_s = min(_MOST_DT_S, estimate.t_s - self._voice_s) if spoken else 0.0
        if spoken:
            self._voice_s = estimate.t_s
        self._seen.add(estimate.t_s, facts, dt_s)
        self._seen_at_s = estimate.t_s
        if self._start.heard_s < START_S:
            self._start.add(facts, dt_s * min(1.0, facts.voiced_s / max(estimate.window_s, 0.1)))
        return self._reading()

    def tick(self, t_s: float) -> Reading:
        """Time passes without an estimate; facts grow old."""
        if t_s > self._t_s:
            self._t_s = t_s
            if t_s - self._seen_at_s > DEFAULTS.evidence_age_s:
                self._cut()
        return self._reading()

    def interrupted(self, t_s: float) -> Reading:
        """The leg was cut (hold, gap, withdrawn): nothing is known, the caller's start is kept."""
        self._t_s = max(self._t_s, t_s)
        self._heard_s = max(self._heard_s, t_s)
        self._cut()
        return self._reading()

    def _cut(self) -> None:
        self._seen = Observations()
        self._seen_at_s = -math.inf
        self._shown: tuple[ReasonKind, ...] = ()

    def _reading(self) -> Reading:
        known = math.isfinite(self._seen_at_s)
        reasons = facts_reasons(self._seen, self._start, self._shown) if known else ()
        self._shown = tuple(reason.kind for reason in reasons)
        return Reading(
            t_s=self._t_s if math.isfinite(self._t_s) else 0.0,
            state=TensionState.UNKNOWN,
            since_s=0.0,
            score=None,
            tendency=Tendency.STEADY,
            reasons=reasons,
            compared=known and self._start.heard_s >= LEAST_BASELINE_S,
        )
