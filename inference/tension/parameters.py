"""The decision layer's constants, each with where it comes from and what moves with it.

The scale is a caller's own: everything is measured from their liveliest windows while nothing has
happened (`inference.tension.baseline`). One number belongs to the model that scores, not to this
code: where that lies for somebody of whom nothing was heard yet.
"""

import math
from dataclasses import dataclass
from typing import Final

from inference.messages import Population


def logit(score: float) -> float:
    """The log-odds of a score strictly between 0 and 1."""
    return math.log(score / (1 - score))


def sigmoid(value: float) -> float:
    """The score of log-odds; any finite number."""
    if value < 0:
        odds = math.exp(max(value, -700.0))
        return odds / (1 + odds)
    return 1 / (1 + math.exp(-value))


@dataclass(frozen=True, slots=True)
class TensionParameters:
    """Log-odds (logits), times in seconds.

    Smoothing, margins and the caller's start were chosen together on the alert benchmark's calls of
    all ten speakers of EmoDB with the small model; around them recall, delay and false alarms
    change little. What other corpora and the large model give is in the model card.
    """

    lively_logit: float = Population().lively_logit
    """Where the liveliest windows of a caller lie who is not tense; the model says it."""

    # -------------------------------------------------------- the scale, above `lively_logit`
    elevated_over: float = 0.0
    """*Elevated*: above where one in twenty of this caller's windows lies, and for longer."""
    lasting_over: float = 0.5
    """What lies above this counts towards *tense* (`inference.tension.change`)."""
    tense_over: float = 1.75
    """So far above, it is *tense* at once."""
    leave: float = 0.3
    """*Tense* is left this far below `lasting_over`, *elevated* twice as far below its own."""

    # -------------------------------------------------------- time
    smoothing_s: float = 1.0
    """Time constant. A score is read from 3 s of voice, which is most of the smoothing there is."""
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
    baseline_s: float = 40.0
    """Voiced seconds that make it: how lively somebody can be is not heard in less."""
    baseline_prior_s: float = 4.0
    """Weight of the population against the caller, in seconds of voice."""
    baseline_up: float = 0.5
    """How much of it counts where a caller is livelier than people are: who begins angry would
    otherwise be normal to us."""
    baseline_most: float = 2.0
    """Logits it may move the scores, either way."""
    usual_below: float = 2.0
    """A quiet caller's middle window stays at least so far below `lively_logit`: one loud word
    of an even voice must not be *tense*."""

    # -------------------------------------------------------- lasting tension
    change_decision: float = 5.0
    """Logit-seconds above `lasting_over` that are *tense*: five seconds of one logit."""
    change_most: float = 9.0
    """Where the sum stops growing, so that a long outburst is not remembered for minutes."""
    change_step: float = 2.0
    """Logits that a single window may add or take, times its seconds."""

    # -------------------------------------------------------- words (nothing says any yet)
    words_most: float = 1.5
    """Logits that words may add or take: in call centres they turn a third of the voice's errors
    (82.9 to 89 %, Turkish calls), so they may tip the scales and never outvote a sure voice."""
    words_fade_s: float = 20.0
    """Time constant at which what was said stops counting: about two turns."""

    @property
    def elevated_enter(self) -> float:
        """Scores 0..1, like the next four."""
        return sigmoid(self.lively_logit + self.elevated_over)

    @property
    def elevated_exit(self) -> float:
        return sigmoid(self.lively_logit + self.elevated_over - 2 * self.leave)

    @property
    def lasting(self) -> float:
        """Above it tension adds up: the trend's dashed line."""
        return sigmoid(self.lively_logit + self.lasting_over)

    @property
    def tense_enter(self) -> float:
        return sigmoid(self.lively_logit + self.tense_over)

    @property
    def tense_exit(self) -> float:
        return sigmoid(self.lively_logit + self.lasting_over - self.leave)

    @staticmethod
    def for_population(population: Population) -> "TensionParameters":
        """With the scale of a model that says `population` of people."""
        return TensionParameters(lively_logit=population.lively_logit)


DEFAULTS: Final = TensionParameters()

TENSE_THRESHOLD: Final = DEFAULTS.lasting
"""The trend's dashed line where no model says otherwise."""
