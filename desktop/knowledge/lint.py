"""What makes a readable card a good one: short, owned, looked after.

A card that fails here still works; the words are for whoever writes it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from desktop.knowledge.card import MAX_STEPS, Card
from desktop.knowledge.doubts import doubts
from desktop.knowledge.flaws import CardError, Flaw, flaw
from desktop.knowledge.library import card_files
from desktop.knowledge.reader import Lines, parse_with_lines, read_bytes
from desktop.knowledge.words import words

LEAD_MAX_CHARS: Final = 120
"""Two lines of the 360 wide overlay at 14 pt, measured on the mock-ups."""
SAY_MAX_CHARS: Final = 220
"""What one breath carries: about 15 s of speech."""
STEP_MAX_CHARS: Final = 90
TITLE_MAX_CHARS: Final = 48
NOTE_MAX_CHARS: Final = 60
"""Several of them make one line of a customer's record."""

_SENTENCE_END: Final = re.compile(r"[.!?…][\"”“«»']?(?=\s+[A-ZÄÖÜ„\"“])")
_ABBREVIATION: Final = re.compile(r"\b(?:z\. ?B|d\. ?h|u\. ?a|e\.g|i\.e|ca|bzw|Nr|Mr|Ms)\.")


_HTML: Final = re.compile(r"</?[a-zA-Z][^>]*>|<!--")
_DIRECTION_MARKS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""They turn text around for the eye only: a card could read otherwise than it is written."""


_MEND: Final = "Mend the card"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a card file."""

    file: str
    """As the folder was named, and the file in it."""
    card_id: str
    """Empty: the file is no card."""
    flaw: Flaw


def lint_folder(folder: Path, today: date) -> Iterator[Finding]:
    """What is wrong with the cards of `folder`, file by file. Raises LocalError for the folder."""
    read: list[tuple[str, Card]] = []
    for name in sorted(card_files(folder)):
        file = str(folder / name)
        try:
            card, lines = parse_with_lines(read_bytes(folder / name), Path(name).name)
        except CardError as error:
            yield Finding(file, "", error.flaw)
            continue
        found = (*_twins(card, read, lines), *lint_card(card, today, lines), *doubts(card, lines))
        yield from (Finding(file, card.id, one) for one in found)
        read.append((name, card))


def lint_text(raw: bytes, name: str, today: date) -> tuple[Card | None, tuple[Flaw, ...]]:
    """The card that is written in `raw`, None where it is none yet, and what is wrong with it."""
    try:
        card, lines = parse_with_lines(raw, name)
    except CardError as error:
        return None, (error.flaw,)
    return card, (*lint_card(card, today, lines), *doubts(card, lines))


def _twins(card: Card, others: list[tuple[str, Card]], lines: Lines) -> Iterator[Flaw]:
    """What `card` has in common with one of `others` (with their files) that an agent may have."""
    for name, other in others:
        if card.lang != other.lang or not _share_a_team(card, other):
            continue
        if card.id == other.id:
            what, action = "the card {id} ({lang}) is also in {file}", "Give one of them another id"
            values = {"id": card.id, "lang": card.lang, "file": name}
            yield flaw(lines.get("id", 1), what, action, **values)
            return
        if card.title.casefold() == other.title.casefold():
            what, action = "the title is also that of {file}", "Join the cards, or tell them apart"
            yield flaw(lines.get("title", 1), what, action, file=name)
            return


def _share_a_team(one: Card, other: Card) -> bool:
    return not other.teams or any(map(one.holds_for, other.teams))


def lint_card(card: Card, today: date, lines: Lines = MappingProxyType({})) -> tuple[Flaw, ...]:
    """What is wrong with `card`, whose parts stand in `lines`, most important first."""

    def wrong(part: str, what: str, **values: object) -> Flaw:
        return flaw(lines.get(part, 1), what, _MEND, **values)

    found: list[Flaw] = []
    if _SENTENCE_END.search(_ABBREVIATION.sub("", card.lead)):
        found.append(
            wrong("lead", "the lead is more than one sentence; move the rest to the steps")
        )
    steps = [(f"step {n}", step) for n, step in enumerate(card.steps, 1)]
    for part, text, most, what in (
        ("title", card.title, TITLE_MAX_CHARS, _TOO_LONG["title"]),
        ("lead", card.lead, LEAD_MAX_CHARS, _TOO_LONG["lead"]),
        ("say", card.say, SAY_MAX_CHARS, _TOO_LONG["say"]),
        ("note", card.note, NOTE_MAX_CHARS, _TOO_LONG["note"]),
        *((part, step, STEP_MAX_CHARS, _TOO_LONG["step"]) for part, step in steps),
    ):
        if len(text) > most:
            found.append(wrong(part, what, count=len(text), most=most))
    if len(card.steps) > MAX_STEPS:
        what = "there are {count} steps; only {most} are shown"
        part = f"step {MAX_STEPS + 1}"
        found.append(wrong(part, what, count=len(card.steps), most=MAX_STEPS))
    found += _care(card, today, wrong)
    texts = (
        ("title", card.title),
        ("lead", card.lead),
        ("say", card.say),
        *steps,
        ("allowed", card.discretion_text),
        ("note", card.note),
    )
    for pattern, what in (
        (_HTML, "there is HTML in a text; it is shown as it stands, never run"),
        (_DIRECTION_MARKS, "there are invisible direction marks in a text"),
    ):
        hits = [part for part, text in texts if pattern.search(text)]
        found += [wrong(part, what) for part in hits[:1]]
    for phrase in sorted(
        card.when.topics | card.when.examples | card.when.exact | card.when.not_topics
    ):
        if not words(phrase):
            what = "the phrase “{phrase}” has no word that can be heard"
            found.append(wrong("when", what, phrase=phrase))
    limits = (card.discretion.agent_max_eur, card.discretion.ask_above_eur)
    if limits[0] is not None and limits[1] is not None and limits[0] > limits[1]:
        found.append(wrong("discretion", "discretion: agent_max_eur is above ask_above_eur"))
    return tuple(found)


_TOO_LONG: Final = {
    "title": "a title has {count} characters; at most {most} are read in a call",
    "lead": "a lead has {count} characters; at most {most} are read in a call",
    "say": "a sentence to say has {count} characters; at most {most} are read in a call",
    "note": "a note has {count} characters; at most {most} fit a customer's record",
    "step": "a step has {count} characters; at most {most} are read in a call",
}


def _care(card: Card, today: date, wrong: Callable[..., Flaw]) -> Iterator[Flaw]:
    """Does somebody look after the card?"""
    if not card.owner:
        yield wrong("owner", "nobody owns the card; add owner")
    if card.review_due is None:
        yield wrong("verified", "nobody looks after the card; add verified and review_days")
    elif card.expired(today):
        what = "the review was due on {day}; check the card and set verified"
        yield wrong("verified", what, day=card.review_due)
    elif card.verified is not None and card.verified > today:
        yield wrong("verified", "verified lies in the future")
