"""One knowledge card: what it says, when it is offered, who answers for it.

Cards are values; how they are read from files is `reader`, which one is shown is `selector`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from inference.tension.reading import TensionState

MAX_STEPS: Final = 3
"""What is taken in at a glance while somebody talks to you."""

_PLACEHOLDER: Final = re.compile(
    r"(?P<before>,? ?)"
    r"\{\{ *(?P<name>[a-z][a-z_]*(?:\.[a-z][a-z_]*)*) *"
    r"(?:\| *\"(?P<fallback>[^\"]*)\" *)?\}\}"
)
_LONGEST_VALUE: Final = 80
ROOM: Final = "may."
"""How the names of placeholders begin that a policy fills."""
_MONEY: Final = re.compile(r"\d\s?(?:€|EUR|Euro|CHF|Franken|£|\$)|[€£$]\s?\d", re.IGNORECASE)


class Phase(StrEnum):
    """Where in the call we are; the values of `ui.states.WhyKind.PHASE`."""

    OPENING = "opening"
    INQUIRY = "inquiry"
    SOLVING = "solving"
    CLOSING = "closing"


class Layer(StrEnum):
    """Whose card it is; a later layer's replaces an earlier one's."""

    SHIPPED = "shipped"  # comes with Beistand
    TEAM = "team"  # laid down for everybody, mostly on a share
    OWN = "own"  # this agent's


@dataclass(frozen=True, slots=True)
class When:
    """What must hold for a card to be offered by itself; an empty field asks for nothing.

    A card with no condition at all is found by hand only.
    """

    topics: frozenset[str] = frozenset()
    """Lower case; one of these, of `exact` or of `examples` must have come up, more or less."""
    not_topics: frozenset[str] = frozenset()
    """Lower case; none of them may have come up."""
    states: frozenset[TensionState] = frozenset()
    phases: frozenset[Phase] = frozenset()
    silence: bool = False
    """True: only while nobody speaks."""
    contacts_30d: int = 0
    """From so many earlier contacts of this customer within 30 days on; 0: asks for nothing."""
    examples: frozenset[str] = frozenset()
    """Sentences as customers say them; what is like them more than like those of other cards, and
    than chatter, brings the card up."""
    exact: frozenset[str] = frozenset()
    """Lower case; like `topics`, but heard word by word and in order, only bent."""

    @property
    def on_topic(self) -> bool:
        """Whether something must have been said."""
        return bool(self.topics or self.exact or self.examples)

    @property
    def conditions(self) -> int:
        """How many kinds of condition there are: the more, the better the card fits."""
        kinds = (self.on_topic, self.states, self.phases, self.silence, self.contacts_30d)
        return sum(map(bool, kinds))


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a card may come up in one call."""

    priority: int = 50
    """0..100; of several fitting cards the highest is shown first."""
    cooldown_s: float = 120.0
    max_per_call: int = 2


@dataclass(frozen=True, slots=True)
class Discretion:
    """What the agent may grant alone, in euros; None: nothing stated."""

    agent_max_eur: float | None = None
    inform_above_eur: float | None = None
    """Above this somebody is told afterwards."""
    ask_above_eur: float | None = None
    """Above this somebody is asked first."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card in one language. Texts are plain, placeholders still in them (see `fill`)."""

    id: str
    title: str
    lang: str
    """"de" or "en"."""
    lead: str
    """One sentence: the attitude."""
    say: str = ""
    """One thing to say, in the agent's voice; may be empty."""
    steps: tuple[str, ...] = ()
    """At most three."""
    discretion_text: str = ""
    """What the agent may decide alone, in words; may be empty."""
    when: When = When()
    limits: Limits = Limits()
    discretion: Discretion = Discretion()
    teams: frozenset[str] = frozenset()
    """Only for these teams; empty: for every team."""
    scope: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """`audience` and whatever else; kept as written."""
    owner: str = ""
    verified: date | None = None
    review_days: int | None = None
    source: str = ""
    note: str = ""
    """What a note about a call says of the matter: plain, for the customer's record. Empty: the
    card is never named there."""
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """Keys of the front matter that Beistand does not know: kept, never rejected."""
    file: str = ""
    """The name of the file it was read from."""
    layer: Layer = Layer.OWN
    path: Path | None = field(default=None, compare=False)
    """Where that file is; None: in none."""

    @property
    def review_due(self) -> date | None:
        """The day after which nobody vouches for the card any more; None: it never ends."""
        if self.verified is None or self.review_days is None:
            return None
        return self.verified + timedelta(days=self.review_days)

    def holds_for(self, team: str) -> bool:
        """Whether an agent of `team` has this card; who names no team has every card."""
        return not team or not self.teams or team.casefold() in map(str.casefold, self.teams)

    def expired(self, today: date) -> bool:
        due = self.review_due
        return due is not None and today > due


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace `{{name|"fallback"}}`; a missing value gives the fallback, none given gives nothing.

    Where nothing is put in, the comma and space before the placeholder go too: "Guten Tag,
    {{customer.name|""}}!" becomes "Guten Tag!". Values come from peers: they are put on one line
    and cut at 80 characters.
    """

    def replacement(match: re.Match[str]) -> str:
        value = " ".join(values.get(match["name"], "").split())[:_LONGEST_VALUE]
        value = value or match["fallback"] or ""
        return match["before"] + value if value else ""

    return _PLACEHOLDER.sub(replacement, text)


def allowed(card: Card, values: Mapping[str, str]) -> str:
    """What the agent may decide alone, filled; empty where the card says nothing of it.

    Where `values` know a policy (`may.…`), amounts are the policy's: of a card that names its own
    and takes none from there nothing is said.
    """
    has_policy = any(name.startswith(ROOM) for name in values)
    if has_policy and names_own_amount(card):
        return ""
    return fill(card.discretion_text, values)


def names_own_amount(card: Card) -> bool:
    """Whether its *Spielraum* has an amount, and none from the policy."""
    text = card.discretion_text
    takes_it = any(match["name"].startswith(ROOM) for match in _PLACEHOLDER.finditer(text))
    return not takes_it and _MONEY.search(text) is not None


def placeholders_are_sound(text: str) -> bool:
    """True if every "{{" and "}}" in `text` belongs to a placeholder."""
    rest = _PLACEHOLDER.sub("", text)
    return "{{" not in rest and "}}" not in rest
