"""Words of a library that customers will say and a recogniser may not expect. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from desktop.knowledge.card import Card
from desktop.knowledge.words import folded, spoken

MOST: Final = 24
"""Per language: each one is read by the model before every sentence, and costs time."""
SHORTEST: Final = 8
"""Letters: shorter words are everyday words, which a model knows."""


def hot_words(cards: Iterable[Card]) -> dict[str, tuple[str, ...]]:
    """By language: long words of trigger phrases, those of most cards first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for card in cards:
        said = {word for phrase in card.when.topics | card.when.exact for word in spoken(phrase)}
        counts[card.lang].update(w for w in said if len(w) >= SHORTEST and folded(w))
    return {
        language: tuple(sorted(words, key=lambda w: (-words[w], w))[:MOST])
        for language, words in counts.items()
    }
