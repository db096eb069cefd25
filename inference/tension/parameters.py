"""The decision layer's constants, each with where it comes from and what moves with it."""

from dataclasses import dataclass
from typing import Final

TENSE_THRESHOLD: Final = 0.5
"""Score at which `tense` begins: the trend's dashed line."""


@dataclass(frozen=True, slots=True)
class TensionParameters:
    """Thresholds on the score (0..1), times in seconds, shifts in logits."""

    elevated_enter: float = 0.25
    """Twice the 99th percentile (0.124) of single windows in five calm calls not trained on; their
    highest is 0.17. Other corpora score anger lower than EmoDB does, so not higher than needed."""
    elevated_exit: float = 0.17
    tense_enter: float = TENSE_THRESHOLD
    """Calibrated even odds; anger of a held-out EmoDB speaker has a median of 0.76, other
    categories 0.02-0.25."""
    tense_exit: float = 0.35
    smoothing_s: float = 3.0
    """Time constant; with 3 s windows a rise shows after 2-4 s (annotators lag 1-6 s)."""
    dwell_s: float = 3.0
    """Between two changes of a known state: one change at a time (UX)."""
    evidence_age_s: float = 15.0
    """Evidence older than this is none: longer than an agent's usual turn."""
    least_quality: float = 0.15
    """Estimates below are not evidence."""
    least_evidence_s: float = 0.4
    """Quality-weighted seconds before anything is said."""
    calm_logit: float = -3.0
    """Mean calibrated logit of calm speech: -3.4 on neutral clips of a held-out EmoDB speaker, -2.3
    to -4.3 in service calls that were not trained on."""
    baseline_s: float = 12.0
    """Voiced seconds that make the caller's own start."""
    baseline_prior_s: float = 6.0
    """Weight of the population against the caller: a full baseline moves two thirds of the way."""
    baseline_most: float = 1.2
    """Logits the baseline may shift the score, either way: who starts angry must still count."""


DEFAULTS: Final = TensionParameters()
