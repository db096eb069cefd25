"""How everyday a word is, and which language some words are in: by word frequencies (wordfreq).

Pure but for lists that a library brings along. Languages are two letters; in one without a list no
word is known to be everyday, and it is never told from others.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from math import log10
from typing import Final

from desktop.knowledge.words import folded, says_little

LANGUAGES: Final = ("de", "en", "fr", "it")
"""Those that are told apart: what is recognised in calls."""
_RARE: Final = 3.5
"""Zipf scale (log10 of the times in a billion words): what is rarer is as good as unknown."""
_SAID_BY_ALL: Final = 7.4
_LEAST: Final = 0.3
_MARGIN: Final = 2.5
"""Decades by which one language must be likelier than the next."""
_MOST_PER_WORD: Final = 2.5
"""So that one name or foreign word does not outvote a sentence."""


def telling(word: str, language: str) -> float:
    """How much the folded word tells, in decades of frequency: "nicht" 0.3, "Konto" 3, rare 3.9."""
    most = _SAID_BY_ALL - _RARE
    if says_little(word, language):
        return min(1.0, _telling(word, language, most))
    return _telling(word, language, most)


def language_of(said: Sequence[str], among: Iterable[str] = LANGUAGES) -> str:
    """The language of some folded words; "" where they could be of several."""
    votes = {language: 0.0 for language in among if language in LANGUAGES}
    for word in said:
        known = {language: _zipf(language).get(word, _RARE) for language in votes}
        least = max(known.values(), default=0.0) - _MOST_PER_WORD
        for language, zipf in known.items():
            votes[language] += max(zipf, least)
    ranked = sorted(votes, key=lambda language: -votes[language])
    if not ranked or (len(ranked) > 1 and votes[ranked[0]] - votes[ranked[1]] < _MARGIN):
        return ""
    return ranked[0]


def _telling(word: str, language: str, most: float) -> float:
    zipf = _zipf(language).get(word, _RARE)
    return min(most, max(_LEAST, _SAID_BY_ALL - zipf))


@cache
def _zipf(language: str) -> dict[str, float]:
    """Folded words that are not rare, on the Zipf scale."""
    if language not in LANGUAGES:
        return {}
    from wordfreq import get_frequency_dict  # here: it takes half a second

    frequencies = get_frequency_dict(language, wordlist="small")
    least = 10 ** (_RARE - 9)
    shares: dict[str, float] = {}
    for word, share in frequencies.items():
        if share >= least:
            shares[folded(word)] = shares.get(folded(word), 0.0) + share
    return {word: log10(share) + 9 for word, share in shares.items()}
