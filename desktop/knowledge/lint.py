"""What makes a readable card a good one: short, owned, looked after.

A card that fails here still works; the words are for whoever writes it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from desktop.errors import LocalError
from desktop.knowledge.card import MAX_STEPS, Card
from desktop.knowledge.everyday import telling
from desktop.knowledge.library import card_files
from desktop.knowledge.reader import read_card
from desktop.knowledge.words import says_little, words

LEAD_MAX_CHARS: Final = 120
"""Two lines of the 360 wide overlay at 14 pt, measured on the mock-ups."""
SAY_MAX_CHARS: Final = 220
"""What one breath carries: about 15 s of speech."""
STEP_MAX_CHARS: Final = 90
TITLE_MAX_CHARS: Final = 48

EVERYDAY: Final = 2.0
"""Decades of frequency (see `telling`): a phrase that tells less is said in any call."""
LONGEST_PHRASE: Final = 9

_SENTENCE_END: Final = re.compile(r"[.!?…][\"”“«»']?(?=\s+[A-ZÄÖÜ„\"“])")
_ABBREVIATION: Final = re.compile(r"\b(?:z\. ?B|d\. ?h|u\. ?a|e\.g|i\.e|ca|bzw|Nr|Mr|Ms)\.")


_HTML: Final = re.compile(r"</?[a-zA-Z][^>]*>|<!--")
_DIRECTION_MARKS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""They turn text around for the eye only: a card could read otherwise than it is written."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a card file."""

    file: str
    """As the folder was named, and the file in it."""
    line: int
    """From 1; 1 where it is about the whole card."""
    card_id: str
    """Empty: the file is no card."""
    what: str
    action: str
    warning: bool = False
    """Worth a look; the card is fine without."""


def lint_folder(folder: Path, today: date) -> Iterator[Finding]:
    """What is wrong with the cards of `folder`, file by file. Raises LocalError for the folder."""
    ids: dict[tuple[str, str], str] = {}
    titles: dict[tuple[str, str], str] = {}
    for name in sorted(card_files(folder)):
        file = str(folder / name)
        try:
            card = read_card(folder / name)
        except LocalError as error:
            line = error.where.rpartition(":")[2]
            number = int(line) if line.isdigit() else 1
            yield Finding(file, number, "", error.what, error.action)
            continue
        first = ids.setdefault((card.id, card.lang), name)
        if first != name:
            what = f"the card {card.id} ({card.lang}) is also in {first}"
            yield Finding(file, 1, card.id, what, "Give one of them another id")
        twin = titles.setdefault((card.title.casefold(), card.lang), name)
        if twin not in (name, first):
            what = f"the title is also that of {twin}"
            yield Finding(file, 1, card.id, what, "Join the cards, or tell them apart")
        for what in lint_card(card, today):
            yield Finding(file, 1, card.id, what, "Mend the card")
        for what in doubts(card):
            action = "Add a telling word, make it a hint, or take it away"
            yield Finding(file, 1, card.id, what, action, warning=True)


def doubts(card: Card) -> tuple[str, ...]:
    """Trigger phrases of `card` that will hardly do what they are there for, in words."""
    found: list[str] = []
    for phrase in sorted(card.when.topics):
        said = words(phrase)
        decades = sum(telling(word, card.lang) for word in dict.fromkeys(said))
        if said and decades < EVERYDAY:
            found.append(f"the topic “{phrase}” is everyday speech; it hardly comes up alone")
        if len(said) > LONGEST_PHRASE:
            found.append(f"the topic “{phrase}” has {len(said)} words; nobody says them all")
    for phrase in sorted(card.when.topics | card.when.exact):
        for unwanted in sorted(card.when.not_topics):
            if words(unwanted) and set(words(unwanted)) <= set(words(phrase)):
                found.append(f"“{phrase}” can never come up: “{unwanted}” under not is in it")
    for phrase in sorted(card.when.not_topics):
        if words(phrase) and all(says_little(word, card.lang) for word in words(phrase)):
            found.append(f"“{phrase}” under not is everyday speech, it keeps the card away often")
    return tuple(found)


def lint_card(card: Card, today: date) -> tuple[str, ...]:
    """What is wrong with `card`, in words, most important first; empty: nothing."""
    found: list[str] = []
    if _SENTENCE_END.search(_ABBREVIATION.sub("", card.lead)):
        found.append("the lead is more than one sentence; move the rest to the steps")
    for what, text, most in (
        ("title", card.title, TITLE_MAX_CHARS),
        ("lead", card.lead, LEAD_MAX_CHARS),
        ("sentence to say", card.say, SAY_MAX_CHARS),
        *(("step", step, STEP_MAX_CHARS) for step in card.steps),
    ):
        if len(text) > most:
            found.append(f"a {what} has {len(text)} characters; at most {most} are read in a call")
    if len(card.steps) > MAX_STEPS:
        found.append(f"there are {len(card.steps)} steps; only {MAX_STEPS} are shown")
    if not card.owner:
        found.append("nobody owns the card; add owner")
    if card.review_due is None:
        found.append("nobody looks after the card; add verified and review_days")
    elif card.expired(today):
        found.append(f"the review was due on {card.review_due}; check the card and set verified")
    elif card.verified is not None and card.verified > today:
        found.append("verified lies in the future")
    texts = (card.title, card.lead, card.say, *card.steps, card.discretion_text)
    if any(map(_HTML.search, texts)):
        found.append("there is HTML in a text; it is shown as it stands, never run")
    if any(map(_DIRECTION_MARKS.search, texts)):
        found.append("there are invisible direction marks in a text")
    for phrase in sorted(
        card.when.topics | card.when.hints | card.when.exact | card.when.not_topics
    ):
        if not words(phrase):
            found.append(f"the phrase “{phrase}” has no word that can be heard")
    limits = (card.discretion.agent_max_eur, card.discretion.ask_above_eur)
    if limits[0] is not None and limits[1] is not None and limits[0] > limits[1]:
        found.append("discretion: agent_max_eur is above ask_above_eur")
    return tuple(found)
