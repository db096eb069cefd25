"""Which card somebody speaks about, told by sentences that others have said of it.

Two steps. The nearest sentences are looked up (tf-idf cosine over stems, pairs of stems, and the
letters of every word), of all cards and of chatter that wanted none. Kernel ridge regression on
just these (local learning, Bottou and Vapnik 1992) then says how far each card, and chatter,
explains what was said: a word that all of them share says nothing, one that parts them says much.
Nothing is trained ahead: a library of eight cards and one of ten thousand are treated alike. In one
language; memory only.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from math import log, sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from desktop.knowledge.words import negates, says_little, stem, words
from resources import resource

NEIGHBOURS: Final = 150
RIDGE: Final = 0.5
"""Of a sentence's likeness to itself, which is 1: how little a single sentence is believed."""
CHATTER: Final = 0.5
"""What speaks for chatter counts so much against a card."""
LEAST: Final = 0.10
"""The margin from which on an utterance is about its card; chosen on chatter that the sentences'
writers had not seen (tests/benchmarks/german_cards.py)."""
SMALL_TALK: Final = 1000
"""Lines of chatter that any library is weighed against; more only with a library of more than twice
as many sentences: a few examples would drown in it."""
_SURE: Final = 0.75
"""The margin at which it can hardly be surer."""
_SHORTEST, _LONGEST = 2, 5
"""Letters that are compared: of a word with its edges."""
_QUOTED: Final = 0.35
"""A word is quoted that says so much of what the most telling one says."""
_MOST_QUOTED: Final = 5
_CHATTER_CARD: Final = ""
_CHATTER_IN: Final = ("de", "en")

_Ids = npt.NDArray[np.int32]
_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Likeness:
    card_id: str
    sure: float
    """0..1; 0 is just enough."""
    where: tuple[int, ...]
    """Positions of the words that say most for it, ascending."""


@lru_cache(maxsize=4)
def examples_of(said: tuple[tuple[str, str], ...], language: str) -> "Examples":
    """Made once for the same sentences: it takes a second, and mostly other things are edited."""
    return Examples(said, language)


class Examples:
    """The sentences of a library in one language."""

    def __init__(self, said: Iterable[tuple[str, str]], language: str) -> None:
        """`said` are (card id, sentence)."""
        of_cards = [(card_id, text) for card_id, text in said if words(text)]
        chatter = _chatter(language)[: max(SMALL_TALK, len(of_cards) // 2)] if of_cards else ()
        known = [*of_cards, *((_CHATTER_CARD, line) for line in chatter)]
        self._language = language
        self._cards = sorted({card_id for card_id, _ in known} | {_CHATTER_CARD})
        numbers = {card_id: number for number, card_id in enumerate(self._cards)}
        self._card_of = np.array([numbers[card_id] for card_id, _ in known], dtype=np.int64)
        self._features = _Features((words(text) for _, text in known), language)
        self._vectors = [self._features.vector(words(text)) for _, text in known]
        self._postings = _Postings(self._vectors, self._features.count)

    def closest(self, said: Sequence[str]) -> Likeness | None:
        """The card that the folded words `said` are about, where they are about any."""
        vector = self._features.vector(said)
        near = self._postings.nearest(vector, NEIGHBOURS)
        if not near:
            return None
        table, columns = _table([vector, *(self._vectors[number] for number in near)])
        asked, neighbours = table[0], table[1:]
        likeness = neighbours @ neighbours.T
        likeness[np.diag_indices(len(near))] += RIDGE
        cards = self._card_of[near]
        explains = np.linalg.solve(likeness, neighbours @ asked)
        shares = np.bincount(cards, explains, minlength=len(self._cards))
        against = CHATTER * float(shares[0])
        shares[0] = -np.inf
        best = int(shares.argmax())
        margin = float(shares[best]) - against
        if margin < LEAST:
            return None
        wanted = np.where(cards == best, 1.0, np.where(cards == 0, -CHATTER, 0.0))
        weights = np.linalg.solve(likeness, wanted.astype(np.float32)) @ neighbours * asked
        told = dict(zip(columns.tolist(), weights.tolist(), strict=True))
        where = _telling([self._features.told(said, place, told) for place in range(len(said))])
        if not any(self._speaks_of_something(said[place]) for place in where):
            return None
        return Likeness(self._cards[best], min(1.0, (margin - LEAST) / (_SURE - LEAST)), where)

    def _speaks_of_something(self, word: str) -> bool:
        """ "Es geht um meine" begins many matters."""
        return not says_little(word, self._language) and not negates(word, self._language)


class _Features:
    """What sentences are compared by: stems, two stems in a row, and the letters of every word."""

    def __init__(self, sentences: Iterable[Sequence[str]], language: str) -> None:
        self._language = language
        self._numbers: dict[str, int] = {}
        self._letters_of: dict[str, frozenset[int]] = {}
        counts: Counter[int] = Counter()
        total = 0
        for said in sentences:
            total += 1
            counts.update(self._stems(said, new=True))
            counts.update(set(chain.from_iterable(self._letters(word, new=True) for word in said)))
        self._rarity = np.array(
            [1 + log((1 + total) / (1 + counts[number])) for number in range(len(self._numbers))],
            dtype=np.float32,
        )
        self.count = len(self._numbers)

    def vector(self, said: Sequence[str]) -> tuple[_Ids, _Floats]:
        """Numbers and values of the features of `said` that are known; its likeness to itself is 1,
        half of it by stems, half by letters."""
        letters = set(chain.from_iterable(self._letters(word) for word in said))
        parts = [self._part(self._stems(said)), self._part(letters)]
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])

    def told(self, said: Sequence[str], place: int, weights: dict[int, float]) -> float:
        """What the word at `place` adds, by the weights of features."""
        pairs = self._stems(said[max(0, place - 1) : place + 2])
        own = self._stems(said[place : place + 1])
        rest = sum(weights.get(number, 0.0) for number in pairs - own) / 2
        letters = self._letters(said[place])
        return rest + sum(weights.get(number, 0.0) for number in chain(own, letters))

    def _part(self, numbers: set[int]) -> tuple[_Ids, _Floats]:
        ids = np.fromiter(sorted(numbers), dtype=np.int32, count=len(numbers))
        values = self._rarity[ids]
        norm = float(np.linalg.norm(values)) * sqrt(2)
        return ids, values / norm if norm else values

    def _stems(self, said: Sequence[str], *, new: bool = False) -> set[int]:
        stems = [stem(word, self._language) for word in said]
        return self._known((*stems, *(f"{one} {other}" for one, other in pairwise(stems))), new)

    def _letters(self, word: str, *, new: bool = False) -> frozenset[int]:
        known = self._letters_of.get(word)
        if known is None:
            edged = f" {word} "
            grams = {
                f"_{edged[start : start + size]}"
                for size in range(_SHORTEST, _LONGEST + 1)
                for start in range(len(edged) - size + 1)
            }
            known = frozenset(self._known(grams, new))
            if new:
                self._letters_of[word] = known
        return known

    def _known(self, features: Iterable[str], new: bool) -> set[int]:
        numbers = self._numbers
        if new:
            return {numbers.setdefault(feature, len(numbers)) for feature in features}
        return {numbers[feature] for feature in features if feature in numbers}


class _Postings:
    """Which sentences have a feature, and how much of it."""

    def __init__(self, vectors: Sequence[tuple[_Ids, _Floats]], features: int) -> None:
        self._sentences = len(vectors)
        if not vectors:
            return
        ids = np.concatenate([ids for ids, _ in vectors])
        rows = np.repeat(np.arange(len(vectors), dtype=np.int32), [len(i) for i, _ in vectors])
        order = np.argsort(ids, kind="stable")
        self._rows = rows[order]
        self._values = np.concatenate([values for _, values in vectors])[order]
        self._ends = np.cumsum(np.bincount(ids, minlength=features))

    def nearest(self, vector: tuple[_Ids, _Floats], most: int) -> list[int]:
        """Numbers of up to `most` sentences that are like `vector` at all."""
        if not self._sentences or not len(vector[0]):
            return []
        spans = [
            slice(self._ends[number - 1] if number else 0, self._ends[number])
            for number in vector[0]
        ]
        rows = np.concatenate([self._rows[span] for span in spans])
        values = np.concatenate(
            [self._values[span] * value for span, value in zip(spans, vector[1], strict=True)]
        )
        like = np.bincount(rows, values, minlength=self._sentences)
        most = min(most, self._sentences)
        near = np.argpartition(-like, most - 1)[:most]
        return [int(number) for number in near if like[number] > 0]


def _table(vectors: Sequence[tuple[_Ids, _Floats]]) -> tuple[_Floats, _Ids]:
    """The vectors as rows, and which features the columns are; what only one of them has is left
    out, because it is like nothing."""
    ids = np.concatenate([ids for ids, _ in vectors])
    columns, column, count = np.unique(ids, return_inverse=True, return_counts=True)
    rows = np.repeat(np.arange(len(vectors)), [len(ids) for ids, _ in vectors])
    shared = count > 1
    place = np.cumsum(shared) - 1
    kept = shared[column]
    table = np.zeros((len(vectors), int(shared.sum())), dtype=np.float32)
    values = np.concatenate([values for _, values in vectors])
    table[rows[kept], place[column[kept]]] = values[kept]
    return table, columns[shared]


def _telling(told: Sequence[float]) -> tuple[int, ...]:
    """The places that tell most, in order."""
    order = sorted(range(len(told)), key=lambda place: -told[place])[:_MOST_QUOTED]
    least = _QUOTED * told[order[0]]
    return tuple(sorted(place for place in order if told[place] >= least))


@cache
def _chatter(language: str) -> tuple[str, ...]:
    """What people say on the telephone that wants no card."""
    if language not in _CHATTER_IN:
        return ()
    file = resource("words", f"chatter_{language}.txt")
    return tuple(file.read_text(encoding="utf-8").splitlines())
