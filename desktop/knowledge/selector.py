"""Which card is put in front of the agent now. Pure: context and time in, a push out.

One push per change of the context, so that cards do not wander through a long tense stretch by
themselves; the agent turns to the others by hand. A card whose `when` names topics comes up only
when one of them was heard: state or phase alone never push it, because "wrong bill" in front of
somebody whose parcel is late costs more trust than no card. Of several that fit, the first is the
one with the highest priority, discounted by how sure its topic is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from desktop.knowledge.card import Card, Phase
from desktop.knowledge.conversation import Topic
from desktop.knowledge.library import Library
from inference.tension.reading import TensionState

HOLDS_S: Final = 15.0
"""A card on a topic keeps its place for so long after the topic was last heard, then others that
fit may come: it has been read, and the call goes on. For so long, too, a topic alone brings up its
card: what has waited longer behind another one is over."""
_EVEN: Final = 100.0
"""Added to priorities of 0..100: how sure a topic is counts for more than which card is dearer."""
_NEVER_S: Final = float("-inf")


class Why(StrEnum):
    """Why a card is shown; values of `ui.states.WhyKind`."""

    STATE = "state"
    PHASE = "phase"
    CONTACTS = "contacts"
    TOPIC = "topic"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the call at this moment."""

    state: TensionState
    phase: str
    """A `Phase` value."""
    silent: bool = False
    """Nobody has spoken for a while (the caller of `select` says how long that is)."""
    topics: tuple[Topic, ...] = ()
    """What the call is about as far as it was spotted."""
    vetoed: frozenset[str] = frozenset()
    """Ids of cards that something just said speaks against."""
    contacts_30d: int = 0
    """Earlier contacts of this customer within 30 days, as far as they are known."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    card: Card
    why: tuple[tuple[Why, str], ...]
    """What matched, with its value, most telling first: ("topic", "Rechnung … falsch"),
    ("contacts", "3"), ("state", "tense"), ("phase", "opening")."""
    score: float = 1.0
    """0..1, how sure the topic is; 1 where none is asked for."""
    raised_at_s: float = _NEVER_S
    """Call time at which the topic was last heard; of a card for the end of a call, at which the
    call came to its end."""


@dataclass(frozen=True, slots=True)
class Push:
    """A new set of suggestions to show; the first is on top, the others are turned to."""

    suggestions: tuple[Suggestion, ...]

    @property
    def card(self) -> Card:
        return self.suggestions[0].card


class CardSelector:
    """Chooses for one call; make a new one for the next call.

    `today` decides which cards have expired; those are never pushed.
    """

    def __init__(self, library: Library, today: date) -> None:
        self._today = today
        self.use(library)
        self._seen: tuple[Context, bool] | None = None
        self._closing_at_s = _NEVER_S
        self._current = ""
        self._shown_at_s: dict[str, float] = {}
        self._times_shown: dict[str, int] = {}
        self._dismissed: set[str] = set()

    def use(self, library: Library) -> None:
        """The library was read anew: what was shown in this call stays known."""
        cards = [card for card in library.cards if not card.expired(self._today)]
        self._by_topic = {card.id: card for card in cards if card.when.on_topic}
        self._others = [card for card in cards if card.when.conditions and not card.when.on_topic]

    def select(self, context: Context, now_s: float) -> Push | None:
        """What to show now, or None where what is shown should stay.

        `now_s` is the call time. Ask as often as you like: the answer to an unchanged context is
        None, until the time of the topic that is shown is up.
        """
        holds = any(
            topic.card_id == self._current and _fresh(topic.heard_at_s, now_s)
            for topic in context.topics
        )
        if self._seen == (context, holds):
            return None
        self._seen = context, holds
        if context.phase == Phase.CLOSING and self._closing_at_s == _NEVER_S:
            self._closing_at_s = now_s
        fitting = sorted(self._fitting(context), key=_rank)
        fits_since_s: float | None = None
        for suggestion in fitting:
            if suggestion.card.id == self._current:
                # it still fits: of what comes after it, only what was raised since may replace it
                if holds or not suggestion.card.when.on_topic:
                    fits_since_s = self._shown_at_s[self._current]
            elif fits_since_s is not None and suggestion.raised_at_s <= fits_since_s:
                continue
            elif self._may_show(suggestion, now_s):
                self.shown(suggestion.card.id, now_s)
                rest = tuple(other for other in fitting if other is not suggestion)
                return Push((suggestion, *rest))
        return None

    def shown(self, card_id: str, now_s: float) -> None:
        """The agent has this card in front of them: by a push, or turned to by hand."""
        self._current = card_id
        self._shown_at_s[card_id] = now_s
        self._times_shown[card_id] = self._times_shown.get(card_id, 0) + 1

    def dismiss(self, card_id: str) -> None:
        """The agent has put this card away: it does not come up in this call any more."""
        self._dismissed.add(card_id)
        if card_id == self._current:
            self._current = ""

    def _fitting(self, context: Context) -> Iterator[Suggestion]:
        return (one for one in self._matching(context) if one.card.id not in self._dismissed)

    def _matching(self, context: Context) -> Iterator[Suggestion]:
        for card in self._others:
            if (why := _match(card, context)) is not None:
                ends = Phase.CLOSING in card.when.phases
                yield Suggestion(card, why, raised_at_s=self._closing_at_s if ends else _NEVER_S)
        for topic in context.topics:
            card_on_it = self._by_topic.get(topic.card_id)
            if card_on_it is not None and (why := _match(card_on_it, context)) is not None:
                why = ((Why.TOPIC, topic.words), *why)
                yield Suggestion(card_on_it, why, topic.score, topic.heard_at_s)

    def _may_show(self, suggestion: Suggestion, now_s: float) -> bool:
        card = suggestion.card
        if self._times_shown.get(card.id, 0) >= card.limits.max_per_call:
            return False
        only_a_topic = card.when.on_topic and card.when.conditions == 1
        if only_a_topic and not _fresh(suggestion.raised_at_s, now_s):
            return False
        last_s = self._shown_at_s.get(card.id)
        if last_s is None:
            return True
        answered = card.when.on_topic and suggestion.raised_at_s <= last_s
        return not answered and now_s - last_s >= card.limits.cooldown_s


def _rank(suggestion: Suggestion) -> tuple[float, int, float, str]:
    card = suggestion.card
    return (
        -(_EVEN + card.limits.priority) * suggestion.score,
        -card.when.conditions,
        -suggestion.raised_at_s,
        card.id,
    )


def _fresh(heard_at_s: float, now_s: float) -> bool:
    return now_s - heard_at_s < HOLDS_S


def _match(card: Card, context: Context) -> tuple[tuple[Why, str], ...] | None:
    """Why `card` fits but for its topic, or None where it does not."""
    when = card.when
    if card.id in context.vetoed:
        return None
    if when.silence and not context.silent:
        return None
    if context.contacts_30d < when.contacts_30d:
        return None
    why: list[tuple[Why, str]] = []
    if when.contacts_30d:
        why.append((Why.CONTACTS, str(context.contacts_30d)))
    if when.states:
        if context.state not in when.states:
            return None
        why.append((Why.STATE, context.state.value))
    if when.phases:
        if context.phase not in when.phases:
            return None
        why.append((Why.PHASE, str(context.phase)))
    return tuple(why)
