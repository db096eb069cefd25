"""Words as people say and write them, made comparable: folding, stems, trigrams, compounds.

Pure. Languages are two letters; one without a stemmer (Snowball) is compared letter by letter.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import Any, Final

import snowballstemmer

from resources import resource

_MARKS: Final = re.compile(r"\[[^\]]*\]|<[^>]*>|\S*[~*]\S*")
"""What transcripts put between words: [noise], <unk>, words that were cut (wou~)."""
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_FOLDED: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "'": "", "’": ""}
)
_STEMMERS: Final = {"de": "german", "en": "english", "fr": "french", "it": "italian"}
LONGEST_WORD: Final = 40
"""Letters; what is longer is no word that anybody says."""

_NEGATIONS: Final = {
    language: frozenset(text.split())
    for language, text in {
        "de": "nicht nichts nie niemals niemand niemanden nirgends kein keine keinen keinem keiner"
        " keines keins ohne weder nich nix",
        "en": "not no never nobody nothing none neither without cannot cant dont doesnt didnt isnt"
        " arent wasnt werent wont wouldnt shouldnt couldnt havent hasnt hadnt aint",
        "fr": "ne pas plus jamais rien personne aucun aucune sans",
        "it": "non mai niente nulla nessuno nessuna senza",
    }.items()
}
_RELATED: Final = 0.3
_LONG_WORD: Final = 6

_PARTICIPLE: Final = re.compile(
    r"(?:(?P<prefix>ab|an|auf|aus|bei|durch|ein|fest|frei|her|hin|los|mit|nach|statt|teil|um|unter"
    r"|vor|voraus|weg|weiter|zu|zuruck|zusammen)(?:ge|zu)(?=\w{3})|ge(?=\w{4}))(?P<verb>\w+)"
)
"""German, stemmed: "abgebucht" and "abzubuchen" are forms of "abbuchen"."""
_PARTICIPLE_END: Final = re.compile(r"\w+(?:t|en)(?:e[mnrs]?)?")
_NO_PARTICIPLES: Final = re.compile(
    "ge(?:biet|burt|dicht|halt|rat|recht|richt|samt|schaft|schicht|schlecht|sicht|walt|wicht)"
)
_LONG_STEM: Final = 5

PART_LETTERS: Final = 4
"""The shortest part of a compound: with three, German sees "Tag" and "Ort" everywhere."""
REST_LETTERS: Final = 3


def spoken(text: str) -> tuple[str, ...]:
    """The words of `text` as they stand there, without noise marks and cut words."""
    plain = _MARKS.sub(" ", text)
    if not plain.isascii():
        composed = unicodedata.normalize("NFKC", plain)
        plain = "".join(c for c in composed if not unicodedata.combining(c))
    return tuple(_WORD.findall(plain))


@lru_cache(maxsize=1 << 16)
def folded(word: str) -> str:
    """One word without case, accents and apostrophes; ä is ae. Empty where nothing is left."""
    low = word.casefold().translate(_FOLDED)
    bare = unicodedata.normalize("NFD", low)
    return "".join(c for c in bare if not unicodedata.combining(c))[:LONGEST_WORD]


def words(text: str) -> tuple[str, ...]:
    """The words of `text`, folded."""
    return tuple(filter(None, map(folded, spoken(text))))


@lru_cache(maxsize=1 << 16)
def stem(word: str, language: str) -> str:
    """The stem of a folded word: "rechnungen" and "rechnung" have the same, and so do "abgebucht"
    and "abbuchen", which Snowball takes for two words."""
    stemmer = _stemmer(language)
    found = word if stemmer is None else str(stemmer.stemWord(word))
    return _verb(found, word) if language == "de" else found


def says_little(word: str, language: str) -> bool:
    """Whether the folded word is said in every call."""
    return word in _stop_words().get(language, frozenset())


def negates(word: str, language: str) -> bool:
    """Whether the folded word turns what is said around: "nicht", "kein", "never"."""
    return word in _NEGATIONS.get(language, frozenset())


@lru_cache(maxsize=1 << 16)
def trigrams(word: str) -> frozenset[str]:
    """Three letters each, with the word's edges as spaces: what survives a misheard word."""
    edged = f" {word} "
    return frozenset(edged[i : i + 3] for i in range(len(edged) - 2))


@lru_cache(maxsize=1 << 16)
def likeness(one: str, other: str) -> float:
    """How alike two words are, 0..1: by trigrams (Dice), long ones also letter by letter.

    Trigrams alone make "passport" hardly like "password": two letters spoil five of them.
    """
    a, b = trigrams(one), trigrams(other)
    dice = 2 * len(a & b) / (len(a) + len(b))
    if dice < _RELATED or min(len(one), len(other)) < _LONG_WORD:
        return dice
    return max(dice, SequenceMatcher(None, one, other, autojunk=False).ratio())


class Compounds:
    """Takes compounds of one language apart by the words of a library: no other parts are worth
    finding."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known = frozenset(word for word in vocabulary if len(word) >= PART_LETTERS)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def parts(self, word: str) -> tuple[str, ...]:
        """Known words that `word` begins or ends with: "stromrechnung" → ("rechnung",)."""
        found = []
        for cut in range(PART_LETTERS, len(word) - REST_LETTERS + 1):
            if word[:cut] in self._known:
                found.append(word[:cut])
        for cut in range(REST_LETTERS, len(word) - PART_LETTERS + 1):
            if word[cut:] in self._known:
                found.append(word[cut:])
        return tuple(found)


def _verb(stemmed: str, word: str) -> str:
    """The German stem of `word` without the marks of participle, infinitive with "zu" and third
    person: "gesetzlich" has none of them."""
    participle = _PARTICIPLE.fullmatch(stemmed)
    noun = _NO_PARTICIPLES.fullmatch(stemmed) or not _PARTICIPLE_END.fullmatch(word)
    if participle and not noun:
        stemmed = (participle["prefix"] or "") + participle["verb"]
    if stemmed.endswith("t") and len(stemmed) >= _LONG_STEM and not stemmed.endswith("cht", 0, 5):
        stemmed = stemmed[:-1]
    if stemmed.endswith("er") and len(stemmed) >= _LONG_STEM:
        stemmed = stemmed[:-2]
    return stemmed


@cache
def _stemmer(language: str) -> Any:
    name = _STEMMERS.get(language)
    return None if name is None else snowballstemmer.stemmer(name)


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    raw = resource("words", "stop_words.toml").read_text(encoding="utf-8")
    return {language: frozenset(text.split()) for language, text in tomllib.loads(raw).items()}
