"""German utterances that want a card, and chatter that wants none, as recognition spoils them.

A folder holds `dev.jsonl` ({card, text}) and `chatter_dev.jsonl` ({text}); the name before ".jsonl"
is asked for, so that another half is read by the same code.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from wordfreq import top_n_list

from desktop.assist.replay import Said, Speaker, Transcript, replay
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import load_library
from desktop.knowledge.search import CardSearch
from desktop.knowledge.selector import Why
from desktop.knowledge.topics import TopicIndex
from resources import resource

TODAY: Final = date(2026, 12, 1)
WORDS_A_MINUTE: Final = 150
SUBSTITUTED, DELETED = 0.60, 0.25
"""Shares of the errors; the rest are insertions."""
STRAY: Final = (
    *("ja", "und", "die", "das", "der", "ich", "ist", "so", "also", "mal"),
    *("da", "nicht", "ein", "halt", "ähm", "auch", "in", "zu", "es", "dann"),
)
"""What is inserted, and put for a word that sounds like no other."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody says, and the card that should come up."""

    card_id: str
    text: str


def read_wanted(file: Path) -> list[Wanted]:
    rows = map(json.loads, file.read_text("utf-8").splitlines())
    return [Wanted(row["card"], row["text"]) for row in rows]


def read_chatter(file: Path) -> list[str]:
    return [json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()]


def shipped_catalogue() -> Catalogue:
    library = load_library([resource("cards")], "de")
    assert not library.problems and not library.missing
    return Catalogue(library, TopicIndex(library.versions), CardSearch(()))


@dataclass(frozen=True, slots=True)
class Heard:
    """How many utterances brought up their card first, by card: (right, of)."""

    by_card: dict[str, tuple[int, int]]
    misses: tuple[tuple[Wanted, str], ...]

    @property
    def hit_at_1(self) -> float:
        right, of = map(sum, zip(*self.by_card.values(), strict=True))
        return right / of


def hits(wanted: Sequence[Wanted], catalogue: Catalogue, *, errors: float, seed: int) -> Heard:
    by_card: dict[str, tuple[int, int]] = {}
    misses = []
    for one in wanted:
        text = spoilt(one.text, errors, random.Random(f"{seed} {one.text}"))
        got = first_card(text, catalogue)
        right, of = by_card.get(one.card_id, (0, 0))
        by_card[one.card_id] = right + (got == one.card_id), of + 1
        if got != one.card_id:
            misses.append((one, got))
    return Heard(by_card, tuple(misses))


def false_pushes(chatter: Sequence[str], catalogue: Catalogue) -> list[tuple[str, str]]:
    """What chatter brought up, said in calls of ten utterances: (card, call)."""
    found = []
    for start in range(0, len(chatter), 10):
        call = chatter[start : start + 10]
        found += [(card, " / ".join(call)) for card, _ in pushed_by_words(call, catalogue)]
    return found


def minutes(chatter: Sequence[str]) -> float:
    return sum(len(text.split()) for text in chatter) / WORDS_A_MINUTE


def first_card(text: str, catalogue: Catalogue) -> str:
    """The first card that comes up by what is said in one go; "": none."""
    return next(pushed_by_words([text], catalogue), ("", 0.0))[0]


def pushed_by_words(texts: Sequence[str], catalogue: Catalogue) -> Iterator[tuple[str, float]]:
    """Cards that come up by topic in a call with these utterances, and when."""
    said, now_s = [], 30.0
    for text in texts:
        end_s = now_s + max(1, len(text.split())) * 60 / WORDS_A_MINUTE
        said.append(Said(Speaker.CUSTOMER, now_s, end_s, text))
        now_s = end_s
    for push in replay(Transcript(tuple(said)), catalogue, today=TODAY):
        if any(kind is Why.TOPIC for kind, _ in push.suggestion.why):
            yield push.suggestion.card.id, push.t_s


def spoilt(text: str, errors: float, chance: random.Random) -> str:
    """`text` with a share `errors` of its words misheard, lost or made up."""
    out: list[str] = []
    for word in text.split():
        if chance.random() >= errors:
            out.append(word)
            continue
        kind = chance.random()
        if kind < SUBSTITUTED:
            bare = word.strip(".,!?").casefold()
            out.append(chance.choice(sounds_like(bare) or STRAY))
        elif kind >= SUBSTITUTED + DELETED:
            out += [word, chance.choice(STRAY)]
    return " ".join(out)


_ALIKE: Final = 0.6
_SOUNDS: Final = (
    *(("sch", "S"), ("ch", "x"), ("ck", "g"), ("ph", "f"), ("qu", "gw"), ("tz", "s"), ("dt", "d")),
    *(("v", "f"), ("w", "f"), ("b", "p"), ("d", "t"), ("k", "g"), ("c", "g"), ("z", "s")),
    *(("ß", "s"), ("n", "m"), ("h", ""), ("j", "i"), ("y", "i")),
)


@cache
def sounds_like(word: str) -> tuple[str, ...]:
    """The confusion list: common words with about the same letters and the same consonants, or one
    less; umlauts lost, and long words taken apart."""
    skeleton = _skeleton(word)
    near = {skeleton, *(skeleton[:i] + skeleton[i + 1 :] for i in range(len(skeleton)))}
    found = [other for key in sorted(near) for other in _by_skeleton().get(key, ())]
    found = [other for other in found if SequenceMatcher(None, word, other).ratio() >= _ALIKE]
    apart = [
        f"{word[:cut]} {word[cut:]}"
        for cut in range(4, len(word) - 3)
        if word[:cut] in _common() and word[cut:] in _common()
    ]
    plain = word.translate(str.maketrans("äöü", "aou"))
    return tuple(sorted({*found, *apart, plain} - {word}))


def _skeleton(word: str) -> str:
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    bare = [letter for letter in word if letter not in "aeiouäöü"]
    return "".join(letter for letter, _ in groupby(bare))


@cache
def _common() -> frozenset[str]:
    return frozenset(word for word in top_n_list("de", 15_000) if len(word) > 2)


@cache
def _by_skeleton() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(_common()):
        found[_skeleton(word)].append(word)
    return {key: tuple(same) for key, same in found.items()}
