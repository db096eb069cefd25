"""The decision layer's constants, each with where it comes from and what moves with it.

Four of them belong to the model that scores, not to this code: see `for_population`.
"""

import math
from dataclasses import dataclass
from typing import Final

from inference.messages import Population

TENSE_THRESHOLD: Final = Population().tense_threshold
"""Score at which `tense` begins where no model says otherwise: the trend's dashed line."""

_LEAVE: Final = 0.6
"""Logits below a threshold at which its state is left again: the score falls by about a third of
its odds. Wider means fewer changes and later relief."""


def logit(score: float) -> float:
    """The log-odds of a score strictly between 0 and 1."""
    return math.log(score / (1 - score))


def sigmoid(value: float) -> float:
    """The score of log-odds; any finite number."""
    if value < 0:
        odds = math.exp(max(value, -700.0))
        return odds / (1 + odds)
    return 1 / (1 + math.exp(-value))


def leaving(threshold: float, calm_logit: float) -> float:
    """The score at which a state entered at `threshold` is left: lower, yet above calm speech."""
    room = (logit(threshold) - calm_logit) / 2
    return sigmoid(logit(threshold) - min(_LEAVE, room))


@dataclass(frozen=True, slots=True)
class TensionParameters:
    """Thresholds on the score (0..1), times in seconds, shifts and spreads in logits."""

    # -------------------------------------------------------- the model's own scale
    calm_logit: float = Population().calm_logit
    """-3.4 on neutral clips of a held-out EmoDB speaker, -2.3 to -4.3 in service calls that were
    not trained on."""
    calm_spread: float = Population().calm_spread
    """Of single windows around `calm_logit`; about half the range above."""
    lively_logit: float = Population().lively_logit
    """How high the liveliest windows of people are who are not tense."""
    elevated_enter: float = Population().elevated_threshold
    """Twice the 99th percentile (0.124) of single windows in five calm calls not trained on; their
    highest is 0.17. Other corpora score anger lower than EmoDB does, so not higher than needed."""
    elevated_exit: float = leaving(Population().elevated_threshold, Population().calm_logit)
    tense_enter: float = TENSE_THRESHOLD
    """Calibrated even odds; anger of a held-out EmoDB speaker has a median of 0.76, other
    categories 0.02-0.25."""
    tense_exit: float = leaving(TENSE_THRESHOLD, Population().calm_logit)

    # -------------------------------------------------------- time
    smoothing_s: float = 0.6
    """Time constant. A score is read from 3 s of voice, which is most of the smoothing there is:
    more only made alerts late (synthetic calls of EmoDB's speakers). Not so short that one window
    of a calm voice could be high by itself."""
    dwell_s: float = 3.0
    """Between two changes of a known state, one change at a time (UX); *tense* does not wait."""
    evidence_age_s: float = 15.0
    """Evidence older than this is none: longer than an agent's usual turn."""

    # -------------------------------------------------------- abstention
    least_quality: float = 0.15
    """Estimates below are not evidence; above it they count by their quality."""
    least_certainty: float = 0.25
    """The same for what the model says of its own doubt: rejecting the least certain quarter gains
    most (Sridhar & Busso: 7-14 %)."""
    least_evidence_s: float = 0.4
    """Seconds, weighted by quality and certainty, before anything is said."""

    # -------------------------------------------------------- the caller's own start
    baseline_s: float = 30.0
    """Voiced seconds that make it: how lively somebody can be is not heard in less."""
    baseline_prior_s: float = 6.0
    """Weight of the population against the caller: a full baseline moves five sixths of the way."""
    baseline_most: float = 2.0
    """Logits it may take off: a lively voice is no angry one, but nobody is deaf to it."""

    # -------------------------------------------------------- change against that start
    change_baseline_s: float = 4.0
    """Voiced seconds of the caller before a change can be spoken of."""
    change_slack: float = 1.0
    """Spreads above the own start that are still no change: half of the two that should be found
    (the textbook choice of a CUSUM's reference value; Page 1954, Hawkins & Olwell 1998)."""
    change_decision: float = 8.0
    """Spread-seconds beyond the slack: two seconds of five spreads, or eight of two. CUSUMs are
    usually run at 4-5 standard deviations of independent values; these overlap by five sixths."""
    change_most: float = 11.0
    """Where the sum stops growing, so that a long outburst is not remembered for minutes."""

    # -------------------------------------------------------- words (nothing says any yet)
    words_most: float = 1.5
    """Logits that words may add or take: in call centres they turn a third of the voice's errors
    (82.9 to 89 %, Turkish calls), so they may tip the scales and never outvote a sure voice."""
    words_fade_s: float = 20.0
    """Time constant at which what was said stops counting: about two turns."""

    @staticmethod
    def for_population(population: Population) -> "TensionParameters":
        """With the scale of a model that says `population` of people."""
        return TensionParameters(
            calm_logit=population.calm_logit,
            calm_spread=population.calm_spread,
            lively_logit=population.lively_logit,
            elevated_enter=population.elevated_threshold,
            elevated_exit=leaving(population.elevated_threshold, population.calm_logit),
            tense_enter=population.tense_threshold,
            tense_exit=leaving(population.tense_threshold, population.calm_logit),
        )


DEFAULTS: Final = TensionParameters()
