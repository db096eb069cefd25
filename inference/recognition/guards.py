"""What of a model's text is believed. Pure.

Whisper was trained on subtitles: on noise it writes thanks for watching, and at low confidence it
repeats itself. Owns the thresholds and the cutting; the known phrases are data
(`resources/speech/phantoms.toml`).
"""

import re
import tomllib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from inference.recognition.port import Said
from resources import resource

NO_SPEECH: Final = 0.6
"""Whisper's own: above it, and unsure of its text, nobody has spoken (Radford 2022, 4.5)."""
UNSURE: Final = -1.0
"""Mean log-probability below which a text is unsure; the same source."""
HOPELESS: Final = -2.0
"""Below it every second token is a guess: no text is better."""
TOO_REGULAR: Final = 2.4
"""Ratio of compression above which a text is a loop; the same source."""
DOUBTFUL_VOICED_S: Final = 0.35
"""Thanks and greetings that noise is heard as take longer than this to say."""
_FEWEST_WORDS: Final = 2
_MOST_WORDS: Final = 8
"""Lengths of phrases that are looked for as loops."""
_REPEATS: Final = 3
_SAME_WORD: Final = 5
"""People say "nein, nein, nein"; they do not say it six times."""
_ECHO: Final = 3
"""So many hot words in their own order are the prompt, not the customer."""
_STUTTER: Final = re.compile(r"(\S{1,6}?)\1{7,}")
_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.!?…])\s+")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Phantoms:
    """Phrases that models write where nobody said them, of one language, folded."""

    never: frozenset[str] = frozenset()
    """No customer says them."""
    doubtful: frozenset[str] = frozenset()
    """Customers do say them, but not in a moment and not unsurely."""


def read_phantoms(path: Path | None = None) -> dict[str, Phantoms]:
    """By language. Raises OSError, ValueError, KeyError where our own file is damaged."""
    path = path or resource("speech", "phantoms.toml")
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        language: Phantoms(*(frozenset(map(folded, row[key])) for key in ("never", "doubtful")))
        for language, row in content["phantoms"].items()
    }


def folded(text: str) -> str:
    """Words only, small: what phrases are compared by."""
    return " ".join(_WORD.findall(text.casefold()))


def believed(said: Said, voiced_s: float, phantoms: Phantoms, hot_words: Sequence[str] = ()) -> str:
    """The part of `said.text` that somebody has said; empty: nothing."""
    unsure = said.log_probability < UNSURE
    if said.log_probability < HOPELESS or (unsure and said.no_speech > NO_SPEECH):
        return ""
    doubtful = unsure or said.no_speech > NO_SPEECH / 2 or voiced_s < DOUBTFUL_VOICED_S
    text = without_loops(said.text)
    text = without_echo(text, hot_words)
    sentences = _BETWEEN_SENTENCES.split(text.strip())
    kept = " ".join(s for s in sentences if not _phantom(s, phantoms, doubtful=doubtful))
    if not _WORD.search(kept) or _too_regular(kept):
        return ""
    return kept


def without_loops(text: str) -> str:
    """Repeated phrases once, a repeated word at most twice."""
    words = _STUTTER.sub(r"\1", text).split()
    keys = [folded(word) for word in words]
    at = 0
    while at < len(words):
        for length in range(1, _MOST_WORDS + 1):
            phrase = keys[at : at + length]
            repeats = 1
            while keys[at + repeats * length : at + (repeats + 1) * length] == phrase:
                repeats += 1
            most = _SAME_WORD if length < _FEWEST_WORDS else _REPEATS - 1
            if repeats > most and any(phrase):
                kept = 2 if length < _FEWEST_WORDS else 1
                start, end = at + kept * length, at + repeats * length
                del words[start:end], keys[start:end]
                break
        at += 1
    return " ".join(words)


def without_echo(text: str, hot_words: Sequence[str]) -> str:
    """Without runs of hot words in the order in which the model was told them."""
    told = [key for word in hot_words for key in folded(word).split()]
    words = text.split()
    keys = [folded(word) for word in words]
    places = {tuple(told[i : i + _ECHO]) for i in range(len(told) - _ECHO + 1)}
    echoed: set[int] = set()
    for index in range(len(keys) - _ECHO + 1):
        if tuple(keys[index : index + _ECHO]) in places:
            echoed.update(range(index, index + _ECHO))
    return " ".join(word for index, word in enumerate(words) if index not in echoed)


def _phantom(sentence: str, phantoms: Phantoms, *, doubtful: bool) -> bool:
    key = re.sub(r"( \d{4})+$", "", folded(sentence))  # "Untertitelung des ZDF, 2020"
    return key in phantoms.never or (doubtful and key in phantoms.doubtful)


def _too_regular(text: str) -> bool:
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) > TOO_REGULAR
