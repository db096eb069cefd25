"""German utterances that want a card, and chatter that wants none, as recognition spoils them.

A folder holds `dev.jsonl` ({card, text}) and `chatter_dev.jsonl` ({text}); the name before ".jsonl"
is asked for, so that another half is read by the same code.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

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
            out.append(chance.choice(_confusions().get(bare) or STRAY))
        elif kind >= SUBSTITUTED + DELETED:
            out += [word, chance.choice(STRAY)]
    return " ".join(out)


@cache
def _confusions() -> dict[str, tuple[str, ...]]:
    lines = (Path(__file__).parent / "confusions_de.txt").read_text("utf-8").splitlines()
    parted = (line.split(":") for line in lines)
    return {word: tuple(one.strip() for one in others.split(",")) for word, others in parted}
