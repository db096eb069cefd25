"""Where words join the voice: late, as a weighted sum of log-odds. Pure.

Nothing says words yet; a recogniser will hand `WordsEvidence` to `TensionTracker.observe_words`.
Without words the voice stands alone, unchanged.
"""

import math
from dataclasses import dataclass

from inference.tension.parameters import TensionParameters


@dataclass(frozen=True, slots=True)
class WordsEvidence:
    """What the words of the last turn say."""

    logit: float
    """Log-odds that they are tense, against words in general: 0 says nothing, either sign."""
    weight: float
    """0..1: how well they were understood."""
    t_s: float
    """Call time at which they ended."""


def fuse(voice_logit: float, words: WordsEvidence | None) -> float:
    """Voice and words as one log-odds; the voice's own where there are no words."""
    return voice_logit if words is None else voice_logit + words.weight * words.logit


def believable(words: WordsEvidence) -> bool:
    """Whether these are numbers that may count at all."""
    numbers = (words.logit, words.weight, words.t_s)
    return all(map(math.isfinite, numbers)) and 0.0 <= words.weight <= 1.0


def faded(words: WordsEvidence | None, t_s: float, p: TensionParameters) -> WordsEvidence | None:
    """`words` as they count at `t_s`: less the older they are, never more than words may."""
    if words is None:
        return None
    weight = words.weight * math.exp(-max(0.0, t_s - words.t_s) / p.words_fade_s)
    bounded = max(-p.words_most, min(p.words_most, words.logit))
    return WordsEvidence(bounded, weight, words.t_s)
