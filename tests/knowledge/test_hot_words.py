"""Words of a library that the recogniser is told of."""

import pytest

from desktop.knowledge.card import Card, When
from desktop.knowledge.hot_words import MOST, hot_words
from desktop.knowledge.library import load_library
from resources import resource

pytestmark = pytest.mark.unit


def test_the_shipped_library_has_some_in_both_languages() -> None:
    words = hot_words(load_library([resource("cards")], "de").versions)
    assert set(words) <= {"de", "en"}
    assert all(0 < len(many) <= MOST for many in words.values())
    assert all(len(word) >= 8 for many in words.values() for word in many)


def test_what_most_cards_speak_of_comes_first() -> None:
    def card(card_id: str, *topics: str) -> Card:
        return Card(id=card_id, title="T", lead="L", lang="de", when=When(topics=frozenset(topics)))

    cards = [card("a", "Sonderkündigung", "neu"), card("b", "die Sonderkündigung", "Tarifwechsel")]
    (found,) = hot_words(cards).values()
    assert found[0].casefold() == "sonderkündigung"
    assert len(found) == 2
