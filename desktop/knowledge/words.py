"""Words as people say and write them, made comparable: folding, stems, trigrams.

Pure. Languages are two letters; one without a stemmer (Snowball) is compared letter by letter.
"""

import re
import tomllib
import unicodedata
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

_PREFIXED: Final = re.compile(
    r"(?P<prefix>ab|an|auf|aus|bei|durch|ein|fest|frei|her|hin|los|mit|nach|statt|teil|um|unter"
    r"|vor|voraus|weg|weiter|zu|zuruck|zusammen)(?:ge|zu)(?P<verb>\w{3,})"
)
"""German, stemmed: "abgebucht" and "abzubuchen" are forms of "abbuchen"."""
_PREFIXED_END: Final = re.compile(r"\w+(?:t|en)(?:e[mnrs]?)?")
_BARE: Final = re.compile(
    r"ge(?P<verb>blas|brat|fahr|fall|fang|geb|hau|komm|lad|lass|lauf|les|mess|ruf|schlaf|schlag|seh"
    r"|stoss|trag|tret|wachs|wasch|\w{3,}?(?=e?t))(?:en|e?t)(?:e[mnrs]?)?"
)
"""German: "gebucht" is a form of "buchen", and so are the strong ones that are made of the
infinitive; "Gebuehren" is none."""
_NO_PARTICIPLES: Final = re.compile(
    r"ge(?:biet|bot|burt|dicht|fecht|halt|raet|rat|recht|richt|ruecht|ruest|samt|schaeft|schaft"
    r"|schicht|schlecht|sicht|stalt|waehl|walt|wicht|\w+(?:heit|keit|schaft))(?:e[mnrs]?|s)?"
)
_LONG_STEM: Final = 5


def spoken(text: str) -> tuple[str, ...]:
    """The words of `text` as they stand there, without noise marks and cut words."""
    plain = _MARKS.sub(" ", text)
    if not plain.isascii():
        composed = unicodedata.normalize("NFKC", plain)
        plain = "".join(c for c in composed if not unicodedata.combining(c))
    return tuple(_WORD.findall(plain))


@lru_cache(maxsize=1 << 15)
def folded(word: str) -> str:
    """One word without case, accents and apostrophes; ä is ae. Empty where nothing is left."""
    low = word.casefold().translate(_FOLDED)
    bare = unicodedata.normalize("NFD", low)
    return "".join(c for c in bare if not unicodedata.combining(c))[:LONGEST_WORD]


def words(text: str) -> tuple[str, ...]:
    """The words of `text`, folded."""
    return tuple(filter(None, map(folded, spoken(text))))


@lru_cache(maxsize=1 << 15)
def stem(word: str, language: str) -> str:
    """The stem of a folded word: "rechnungen" and "rechnung" have the same, and so do "abgebucht"
    and "abbuchen", which Snowball takes for two words."""
    stemmer = _stemmer(language)
    if language == "de":
        word = _infinitive(word)
    found = word if stemmer is None else str(stemmer.stemWord(word))
    return _verb(found, word) if language == "de" else found


def says_little(word: str, language: str) -> bool:
    """Whether the folded word is said in every call."""
    return word in _stop_words().get(language, frozenset())


def negates(word: str, language: str) -> bool:
    """Whether the folded word turns what is said around: "nicht", "kein", "never"."""
    return word in _NEGATIONS.get(language, frozenset())


@lru_cache(maxsize=1 << 15)
def trigrams(word: str) -> frozenset[str]:
    """Three letters each, with the word's edges as spaces: what survives a misheard word."""
    edged = f" {word} "
    return frozenset(edged[i : i + 3] for i in range(len(edged) - 2))


@lru_cache(maxsize=1 << 15)
def likeness(one: str, other: str) -> float:
    """How alike two words are, 0..1: by trigrams (Dice), long ones also letter by letter.

    Trigrams alone make "passport" hardly like "password": two letters spoil five of them.
    """
    a, b = trigrams(one), trigrams(other)
    dice = 2 * len(a & b) / (len(a) + len(b))
    if dice < _RELATED or min(len(one), len(other)) < _LONG_WORD:
        return dice
    return max(dice, SequenceMatcher(None, one, other, autojunk=False).ratio())


def _infinitive(word: str) -> str:
    """The German infinitive of a participle without prefix; any other word as it is."""
    bare = None if _NO_PARTICIPLES.fullmatch(word) else _BARE.fullmatch(word)
    return f"{bare['verb']}en" if bare else word


def _verb(stemmed: str, word: str) -> str:
    """The German stem of `word` without the marks of a participle or infinitive behind its prefix,
    and of the third person: "gesetzlich" has none of them."""
    prefixed = _PREFIXED.fullmatch(stemmed)
    if prefixed and _PREFIXED_END.fullmatch(word):
        stemmed = prefixed["prefix"] + prefixed["verb"]
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
