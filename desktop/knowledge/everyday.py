"""How everyday a word is, and which language some words are in. Pure but for its lists.

Languages are two letters; in one without a list every word is as good as unknown, and it is never
told from others.
"""

import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from desktop.knowledge.words import says_little, stem
from resources import resource

LANGUAGES: Final = ("de", "en", "fr", "it")
"""Those that are told apart: what is recognised in calls."""
RARE: Final = 4.0
"""Zipf scale (log10 of the times in a billion words): what is rarer is as good as unknown."""
_SAID_BY_ALL: Final = 7.4
_LEAST: Final = 0.3
_SAYS_LITTLE: Final = 1.0
_ENOUGH: Final = 2
"""So many words of a language, and more than of any other, tell it."""


def telling(word: str, language: str) -> float:
    """How much the folded word tells, in decades of frequency: "nicht" 0.3, "Konto" 2.6, rare 3.4.

    Whatever has the same stem counts: "Busen" is heard where somebody says "Bus".
    """
    zipf = _zipf(language).get(stem(word, language), RARE)
    decades = max(_LEAST, _SAID_BY_ALL - max(zipf, RARE))
    return min(_SAYS_LITTLE, decades) if says_little(word, language) else decades


def is_everyday(word: str, language: str) -> bool:
    """Whether the folded word, in some form, is one that everybody says."""
    return stem(word, language) in _zipf(language)


def language_of(said: Sequence[str], among: Iterable[str] = LANGUAGES) -> str:
    """The language of some folded words, by those that are said in every call; "" where they could
    be of several."""
    votes = {language: sum(says_little(word, language) for word in said) for language in among}
    first, *others = sorted(votes, key=lambda language: -votes[language])
    enough = votes[first] >= _ENOUGH and all(votes[first] > votes[other] for other in others)
    return first if enough else ""


@cache
def _zipf(language: str) -> dict[str, float]:
    """Stems that are not rare, on the Zipf scale."""
    stems_by_zipf = _everyday().get(language, {})
    return {one: float(zipf) for zipf, stems in stems_by_zipf.items() for one in stems.split()}


@cache
def _everyday() -> dict[str, dict[str, str]]:
    return tomllib.loads(resource("words", "everyday.toml").read_text(encoding="utf-8"))
