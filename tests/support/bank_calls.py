"""Simulated bank calls with the cards of `tests/cards_bank`, and words as recognition spoils them.

The calls are `harper_dev.jsonl` of the data folder. They are parted, by a hash of their name and
within each task, into a half that was looked at while the cards were written and a half that was
kept for the end.
"""

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from desktop.assist.replay import Said, Speaker, Transcript, replay
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import load_library

CARDS: Final = Path(__file__).parents[1] / "cards_bank"
TODAY: Final = date(2026, 12, 1)

SUBSTITUTED, DELETED = 0.60, 0.25
"""Shares of the errors; the rest are insertions."""
STRAY: Final = (
    *("a", "the", "and", "i", "to", "is", "my", "it", "of"),
    *("you", "that", "so", "for", "okay", "um", "was", "yeah", "on"),
)
"""What is inserted, and put for a word that has no confusion."""
CONFUSIONS: Final = {
    word: tuple(part.strip() for part in others.split(","))
    for word, others in (
        line.split(":")
        for line in (Path(__file__).parent / "confusions_en.txt").read_text("utf-8").splitlines()
    )
}


@dataclass(frozen=True, slots=True)
class BankCall:
    sid: str
    card_id: str
    """The right card: the task with hyphens."""
    task_at_s: float
    """When the caller began to name the task."""
    transcript: Transcript


@dataclass(frozen=True, slots=True)
class Figures:
    """Per call."""

    first_right: float
    wrong: float
    early: float


def read_calls(file: Path) -> tuple[list[BankCall], list[BankCall]]:
    """The half that was looked at, and the half that was kept."""
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in file.read_text("utf-8").splitlines():
        row = json.loads(line)
        rows[row["task_type"]].append(row)
    seen: list[BankCall] = []
    kept: list[BankCall] = []
    for same_task in rows.values():
        same_task.sort(key=lambda row: hashlib.sha256(row["sid"].encode()).hexdigest())
        half = (len(same_task) + 1) // 2
        seen += map(_call, same_task[:half])
        kept += map(_call, same_task[half:])
    return seen, kept


def figures(
    calls: Sequence[BankCall], catalogue: Catalogue, *, errors: float = 0.0, seed: int = 0,
    stray: Sequence[str] = STRAY,
) -> Figures:  # fmt: skip
    """Push cards in `calls`, whose words have a share of `errors`."""
    right = wrong = early = 0
    for call in calls:
        chance = random.Random(f"{seed} {call.sid}")
        heard = spoilt(call.transcript, errors, chance, stray)
        pushes = list(replay(heard, catalogue, today=TODAY))
        ids = [push.suggestion.card.id for push in pushes]
        right += ids[:1] == [call.card_id]
        wrong += sum(card_id != call.card_id for card_id in ids)
        early += sum(push.t_s < call.task_at_s for push in pushes)
    return Figures(right / len(calls), wrong / len(calls), early / len(calls))


def catalogue() -> Catalogue:
    library = load_library([CARDS], "en")
    assert not library.problems and not library.missing
    return Catalogue.of(library)


def spoilt(
    transcript: Transcript, errors: float, chance: random.Random, stray: Sequence[str]
) -> Transcript:
    said = tuple(
        Said(one.speaker, one.start_s, one.end_s, _spoil(one.text, errors, chance, stray))
        for one in transcript.utterances
    )
    return Transcript(said, transcript.sid)


def _spoil(text: str, errors: float, chance: random.Random, stray: Sequence[str]) -> str:
    out: list[str] = []
    for word in text.split():
        if chance.random() >= errors:
            out.append(word)
            continue
        kind = chance.random()
        if kind < SUBSTITUTED:
            out.append(chance.choice(CONFUSIONS.get(word) or stray))
        elif kind >= SUBSTITUTED + DELETED:
            out += [word, chance.choice(stray)]
    return " ".join(out)


def _call(row: dict[str, Any]) -> BankCall:
    said = tuple(
        Said(Speaker(one["speaker"]), one["start_s"], one["end_s"], one["text"])
        for one in row["utterances"]
    )
    named = said[row["task_utterance"]]
    task = row["task_type"].replace(" ", "-")
    return BankCall(row["sid"], task, named.start_s, Transcript(said, row["sid"]))
