"""Which card is put in front of the agent now. Pure: context and time in, a push out.

One push per change of the context, so that cards do not wander through a long tense stretch by
themselves; the agent turns to the others by hand. A card whose `when` names topics comes up only
when one of them did: state or phase alone never push it, because "wrong bill" in front of somebody
whose parcel is late costs more trust than no card. Until topics are spotted, such cards are found
by hand.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.knowledge.card import Card
from desktop.knowledge.library import Library
from inference.tension.reading import TensionState


class Why(StrEnum):
    """Why a card is shown; values of `ui.states.WhyKind`."""

    STATE = "state"
    PHASE = "phase"
    CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the call at this moment."""

    state: TensionState
    phase: str
    """A `Phase` value."""
    silent: bool = False
    """Nobody has spoken for a while (the caller of `select` says how long that is)."""
    topics: frozenset[str] = frozenset()
    """Lower case; what the call is about as far as it was spotted."""
    contacts_30d: int = 0
    """Earlier contacts of this customer within 30 days, as far as they are known."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    card: Card
    why: tuple[tuple[Why, str], ...]
    """What matched, with its value: ("state", "tense"), ("phase", "opening"), ("contacts", "3")."""


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
        self._cards = sorted(
            (card for card in library.cards if not card.expired(today)),
            key=lambda card: (-card.limits.priority, -card.when.conditions, card.id),
        )
        self._context: Context | None = None
        self._current = ""
        self._shown_at_s: dict[str, float] = {}
        self._times_shown: dict[str, int] = {}

    def select(self, context: Context, now_s: float) -> Push | None:
        """What to show now, or None where what is shown should stay.

        `now_s` is any clock that only goes forward, the same in every call. Ask as often as you
        like: the answer to an unchanged context is None.
        """
        if context == self._context:
            return None
        self._context = context
        fitting = suggestions_for(self._cards, context)
        for suggestion in fitting:
            if suggestion.card.id == self._current:
                return None  # it still fits, and nothing better may come up: leave it
            if self._may_show(suggestion.card, now_s):
                self.shown(suggestion.card.id, now_s)
                rest = tuple(other for other in fitting if other is not suggestion)
                return Push((suggestion, *rest))
        return None

    def shown(self, card_id: str, now_s: float) -> None:
        """The agent has this card in front of them: by a push, or turned to by hand."""
        self._current = card_id
        self._shown_at_s[card_id] = now_s
        self._times_shown[card_id] = self._times_shown.get(card_id, 0) + 1

    def _may_show(self, card: Card, now_s: float) -> bool:
        last_s = self._shown_at_s.get(card.id)
        rested = last_s is None or now_s - last_s >= card.limits.cooldown_s
        return rested and self._times_shown.get(card.id, 0) < card.limits.max_per_call


def suggestions_for(cards: list[Card], context: Context) -> tuple[Suggestion, ...]:
    """The cards that fit `context`, in the order of `cards`, whatever was shown before."""
    return tuple(
        Suggestion(card, why) for card in cards if (why := _match(card, context)) is not None
    )


def _match(card: Card, context: Context) -> tuple[tuple[Why, str], ...] | None:
    """Why `card` fits, or None where it does not."""
    when = card.when
    if not when.conditions:
        return None
    if when.topics and not when.topics & context.topics:
        return None
    if when.not_topics & context.topics:
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
