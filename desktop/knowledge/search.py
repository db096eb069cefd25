"""Finding a card by hand: what the agent types, letter by letter, in the texts of all cards."""

from collections.abc import Sequence
from typing import Final

from desktop.knowledge.card import Card
from desktop.knowledge.word_index import IndexedText, WordIndex
from desktop.knowledge.words import words

MOST_FOUND: Final = 50
"""More than anybody reads while somebody waits."""
POOREST: Final = 0.25
"""Of the best one's score: what is worse shares some letters with what was typed, no more."""


class CardSearch:
    """Searches the cards that it was made of."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self._cards = tuple(cards)
        self._index = WordIndex([_indexed(card) for card in cards])

    def find(self, typed: str, limit: int = MOST_FOUND) -> tuple[tuple[Card, float], ...]:
        """Up to `limit` cards for `typed`, the best first, with their BM25. Nothing typed finds
        nothing; the last word may be unfinished."""
        hits = self._index.best(words(typed), limit, unfinished=not typed.endswith(" "))
        least = POOREST * hits[0][1] if hits else 0.0
        return tuple((self._cards[number], score) for number, score in hits if score >= least)


def _indexed(card: Card) -> IndexedText:
    head = (card.title, card.id.replace("-", " "), *sorted(card.when.topics | card.when.exact))
    body = (card.lead, card.say, *card.steps, card.discretion_text)
    return IndexedText(" ".join(head), card.lang, " ".join(body))
