"""Trigger phrases that are heard word by word, in order, only bent, or not at all. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from desktop.knowledge.words import stem, words

EXACT_SLACK: Final = 2
"""So many other words may stand between two of an exact phrase."""


class ExactPhrases:
    """Phrases that are heard word by word, in order, or not at all."""

    def __init__(self, wanted: Iterable[tuple[str, str]], language: str) -> None:
        self._language = language
        self._by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for card_id, phrase in wanted:
            stems = self._stems(words(phrase))
            if stems:
                self._by_first[stems[0]].append((card_id, stems))

    def matches(self, said: Sequence[str]) -> Iterable[tuple[str, tuple[int, ...]]]:
        """Cards, and where one of their phrases was heard last."""
        heard = self._stems(said)
        found: dict[str, tuple[int, ...]] = {}
        for start, first in enumerate(heard):
            for card_id, phrase in self._by_first.get(first, ()):
                if where := _in_order(phrase, heard, start):
                    found[card_id] = where
        return found.items()

    def _stems(self, folded: Iterable[str]) -> tuple[str, ...]:
        return tuple(stem(word, self._language) for word in folded)


def _in_order(phrase: Sequence[str], heard: Sequence[str], start: int) -> tuple[int, ...]:
    """Where `phrase` lies in `heard` from `start` on, each word soon after the last; or ()."""
    where = [start]
    for wanted in phrase[1:]:
        place = where[-1] + 1
        near = heard[place : place + EXACT_SLACK + 1]
        if wanted not in near:
            return ()
        where.append(place + near.index(wanted))
    return tuple(where)
