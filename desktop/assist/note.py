"""The note about one call: facts in, a text out that the agent finishes. Pure; memory only.

Until the agent edits the text it is written anew with every tick; from then on it is the agent's,
and a tick only adds its line or takes that line away. Of the customer's words nothing is in it but
what the agent took over; of how anybody felt nothing, ever.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from desktop.assist.note_template import NoteTemplate
from desktop.assist.session import Shown
from desktop.knowledge.card import fill

LONGEST_NOTE: Final = 10_000
"""Characters: three pages, more than any CRM's field for it."""
LONGEST_PROMISE: Final = 200
MOST_GRANTS: Final = 4
"""Of what was in front of the agent the most telling: more boxes nobody reads in wrap-up."""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known of a call without anybody's saying so."""

    customer: str
    """Name, else number."""
    began: datetime
    """Local time."""
    duration_s: float = 0.0
    topics: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()
    """What the agent may have granted: offered, not in the text."""


@dataclass(frozen=True, slots=True)
class Note:
    facts: CallFacts
    said: tuple[str, ...] = ()
    granted: frozenset[int] = frozenset()
    """Indices of `facts.grants`."""
    promised: tuple[str, ...] = ()
    edited: str | None = None
    """The text once the agent has changed it by hand."""

    @property
    def precious(self) -> bool:
        """The agent has put something into it."""
        return self.edited is not None or bool(self.said or self.granted or self.promised)


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the cards of a call say for its note."""

    topics: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    grants: tuple[str, ...] = ()


def card_facts(
    shown: Iterable[Shown], values: Mapping[str, str] = MappingProxyType({})
) -> CardFacts:
    """Of the cards that were in front of the agent; `values` fill their placeholders.

    A card is named by what its owner wrote for notes (`Card.note`), or not at all: its title may
    speak of a mood, and what it came up by often does.
    """
    topics: dict[str, None] = {}
    cards: dict[str, None] = {}
    grants: dict[str, None] = {}
    # what the call was about or the agent asked for, before what came by itself
    for one in sorted(shown, key=lambda one: not (one.on_topic or one.by_hand)):
        card = one.card
        if card.note and (one.on_topic or one.by_hand):
            (topics if one.on_topic else cards)[fill(card.note, values)] = None
        if granted := fill(card.discretion_text, values):
            grants[granted] = None
    turned_to = tuple(card for card in cards if card not in topics)
    return CardFacts(tuple(topics), turned_to, tuple(grants)[:MOST_GRANTS])


def text_of(note: Note, template: NoteTemplate) -> str:
    """The note as it stands."""
    return _drafted(note, template) if note.edited is None else note.edited


def edit(note: Note, text: str, template: NoteTemplate) -> Note:
    """The agent has changed the text by hand; too long a text is cut."""
    text = text[:LONGEST_NOTE]
    return note if text == text_of(note, template) else replace(note, edited=text)


def grant(note: Note, index: int, granted: bool, template: NoteTemplate) -> Note:
    """The agent ticks what was granted, or takes the tick away."""
    if not 0 <= index < len(note.facts.grants) or granted == (index in note.granted):
        return note
    line = template.line("granted", note.facts.grants[index])
    chosen = note.granted | {index} if granted else note.granted - {index}
    text = note.edited
    if text is not None:
        text = _with(text, line) if granted else _without(text, line)
    return replace(note, granted=chosen, edited=text)


def promise(note: Note, what: str, template: NoteTemplate) -> Note:
    """The agent has promised `what`: one line, in the agent's own words."""
    what = " ".join(what.split())[:LONGEST_PROMISE]
    if not what:
        return note
    text = note.edited
    if text is not None:
        text = _with(text, template.line("promised", what))
    return replace(note, promised=(*note.promised, what), edited=text)


def _drafted(note: Note, template: NoteTemplate) -> str:
    facts = note.facts
    known = {
        "customer": facts.customer,
        "date": facts.began.strftime(template.date_format),
        "time": f"{facts.began:%H:%M}",
        "minutes": str(max(1, round(facts.duration_s / 60))),
        "topics": ", ".join(facts.topics),
        "cards": ", ".join(facts.cards),
    }
    return template.write(
        known,
        {
            "said": note.said,
            "granted": [facts.grants[index] for index in sorted(note.granted)],
            "promised": note.promised,
        },
    )


def _with(text: str, line: str) -> str:
    return f"{text.rstrip()}\n{line}".lstrip()[:LONGEST_NOTE]


def _without(text: str, line: str) -> str:
    """`text` without `line`, where it still stands there as it was put in."""
    lines = text.split("\n")
    if line in lines:
        lines.remove(line)
    return "\n".join(lines)
