"""Trigger phrases laid over words: how much of each was heard, and how much that tells.

The index (BM25) names the phrases that share most words, parts or letters with what was said, and
those that may be there whole are looked up beside it, however many others there are; each is then
laid over the words, one by one. In one language. Pure but for the index, which is
memory.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Final

from desktop.knowledge.compounds import Compounds
from desktop.knowledge.everyday import telling
from desktop.knowledge.exact_phrases import EXACT_SLACK
from desktop.knowledge.word_index import IndexedText, WordIndex
from desktop.knowledge.words import likeness, negates, says_little, stem, words

CANDIDATES: Final = 120
"""Phrases per question that are looked at closely."""
SLACK: Final = 5
"""So many other words may stand between those of a phrase."""
_FREE: Final = 2
"""A phrase of fewer words that are not said everywhere is whole in its own order only."""
_SAME_STEM: Final = 0.97
_PART: Final = 0.9
"""A compound was heard where its part is wanted: "stromrechnung" for "rechnung"."""
_ALIKE: Final = 0.55
"""Likeness from which on a word counts as misheard, not as another one."""
_ALIKE_JOINED: Final = 0.8
"""The same for two words that are taken for one."""
_MISHEARD: Final = 0.75
"""Worth of a misheard word, times its likeness."""
_SURE: Final = 0.85
"""Worth of a word from which on it was heard, not guessed: each phrase needs one."""
_SHORTEST_MISHEARD: Final = 4
_NEGATION: Final = 2.0
"""Decades that a negation counts for in its phrase, common as it is."""
_UNNEGATED: Final = 0.7
"""Of a phrase with a negation, heard without any."""
_UNORDERED: Final = 0.9
"""Of a phrase of everyday words, heard in another order than its own."""


@dataclass(frozen=True, slots=True)
class Phrase:
    card_id: str
    words: tuple[str, ...]
    weights: tuple[float, ...]
    """Of each word in this library; they add up to 1."""
    telling: tuple[float, ...]
    """How much each word tells, in decades of frequency, less where many cards have it."""
    negated: bool
    in_order: bool
    """It is whole in this order only: of everyday words but for one at most."""


class Phrases:
    """Phrases that can be laid over words, in one language."""

    def __init__(
        self,
        wanted: Iterable[tuple[str, str]],
        language: str,
    ) -> None:
        """`wanted` are (card id, phrase); a phrase without a word is left out."""
        known = [item for item in wanted if words(item[1])]
        self._language = language
        self._index = WordIndex([IndexedText(phrase, language) for _, phrase in known])
        self._phrases = _weighted(known, language)
        self._stems = [frozenset(stem(w, language) for w in one.words) for one in self._phrases]
        self._by_stem: dict[str, list[int]] = defaultdict(list)
        """Phrases by the rarest of their stems."""
        counts = Counter(chain.from_iterable(self._stems))
        for number, stems in enumerate(self._stems):
            self._by_stem[min(stems, key=lambda one: (counts[one], one))].append(number)

    def __len__(self) -> int:
        return len(self._phrases)

    def laid_over(self, said: Sequence[str]) -> "Iterator[tuple[Phrase, Laid]]":
        """Phrases of which something was heard, and what."""
        if not self._phrases:
            return
        heard = _Heard(said, self._index.compounds[self._language], self._language)
        stems = heard.stems()
        whole = [n for one in sorted(stems) for n in self._by_stem.get(one, ())]
        numbers = [n for n in whole if self._stems[n] <= stems]
        numbers += [number for number, _ in self._index.best(heard.words, CANDIDATES)]
        for number in dict.fromkeys(numbers):
            laid = heard.lay(self._phrases[number])
            if laid.where:
                yield self._phrases[number], laid


@dataclass(frozen=True, slots=True)
class Laid:
    """A phrase laid over some words."""

    share: float
    """0..1, of the phrase."""
    told: float
    """How much that share tells, in decades of frequency."""
    where: tuple[int, ...]
    whole: bool = False
    """Nothing of it is missing or guessed."""


class _Heard:
    """Some words as they were heard, to lay phrases over. Neighbours also count as one word:
    recognition parts compounds ("check book", "Rechnungs Betrag")."""

    def __init__(self, said: Sequence[str], compounds: Compounds, language: str) -> None:
        self._language = language
        self._alone = [
            (place, word, frozenset(stem(part, language) for part in compounds.parts(word)))
            for place, word in enumerate(said)
            if word
        ]
        self._joined = [
            (place, one + other)
            for place, (one, other) in enumerate(pairwise(said))
            if one and other
        ]
        alone = (word for _, word, _ in self._alone)
        self.words = (*alone, *(word for _, word in self._joined if word in compounds))
        self._negated = [place for place, word in enumerate(said) if negates(word, language)]
        self._matched: dict[str, dict[int, float]] = {}

    def stems(self) -> frozenset[str]:
        """Of all words and their parts, and of those that may be one."""
        alone = {stem(word, self._language) for _, word, _ in self._alone}
        joined = {stem(word, self._language) for _, word in self._joined}
        return frozenset(alone | joined).union(*(parts for _, _, parts in self._alone))

    def lay(self, phrase: Phrase) -> "Laid":
        """The best share of `phrase` that lies close together."""
        matches = [self._matches(word) for word in phrase.words]
        if phrase.in_order and (line := _in_order(matches)):
            return Laid(1.0, sum(phrase.telling), line, whole=True)
        starts = sorted({place for match in matches for place in match})
        reach = len(phrase.words) + SLACK
        best = Laid(0.0, 0.0, ())
        for start in starts:
            share, told, sure, where = 0.0, 0.0, 0, set[int]()
            for weight, tells, match in zip(phrase.weights, phrase.telling, matches, strict=True):
                near = [(worth, -p) for p, worth in match.items() if start <= p < start + reach]
                if near:
                    worth, place = max(near)
                    share += weight * worth
                    told += tells * worth
                    sure += worth >= _SURE
                    where.add(-place)
            if not sure:
                continue
            if phrase.negated and not any(start - 2 <= p < start + reach for p in self._negated):
                share *= _UNNEGATED
            if phrase.in_order:
                share *= _UNORDERED
            if share >= best.share:  # of the same words said twice, the later ones
                whole = sure == len(matches) and not phrase.in_order
                best = Laid(share, told, tuple(sorted(where)), whole)
        return best

    def _matches(self, wanted: str) -> dict[int, float]:
        """Where `wanted` was heard, and how surely, 0..1."""
        if (known := self._matched.get(wanted)) is not None:
            return known
        wanted_stem = stem(wanted, self._language)
        found = self._matched[wanted] = {}
        for place, word, parts in self._alone:
            worth = self._worth(word, parts, wanted, wanted_stem)
            if worth:
                found[place] = worth
        for place, word in self._joined:
            worth = self._joined_worth(word, wanted, wanted_stem)
            if worth > found.get(place, 0.0):
                found[place] = worth
        return found

    def _worth(self, heard: str, parts: frozenset[str], wanted: str, wanted_stem: str) -> float:
        """How surely `heard` is `wanted`, 0..1; 0: it is another word."""
        if heard == wanted:
            return 1.0
        little = says_little(heard, self._language), says_little(wanted, self._language)
        if stem(heard, self._language) == wanted_stem and little[0] == little[1]:
            return _SAME_STEM  # "wegen" is no form of "weg"
        if wanted_stem in parts:
            return _PART
        if min(len(heard), len(wanted)) < _SHORTEST_MISHEARD:
            return 0.0
        alike = likeness(heard, wanted)
        return _MISHEARD * alike if alike >= _ALIKE else 0.0

    def _joined_worth(self, heard: str, wanted: str, wanted_stem: str) -> float:
        if abs(len(heard) - len(wanted)) > 3 or len(wanted) < _SHORTEST_MISHEARD + 2:
            return 0.0
        if heard == wanted or stem(heard, self._language) == wanted_stem:
            return _PART
        alike = likeness(heard, wanted)
        return _MISHEARD * alike if alike >= _ALIKE_JOINED else 0.0


def _weighted(wanted: Sequence[tuple[str, str]], language: str) -> list[Phrase]:
    """The phrases with the weights of their words: rare in the library and in everyday speech."""
    cards = {card_id for card_id, *_ in wanted}
    stems_of_cards = {(card_id, stem(w, language)) for card_id, p in wanted for w in words(p)}
    cards_with = Counter(found for _, found in stems_of_cards)
    phrases = []
    for card_id, phrase in wanted:
        line = tuple(dict.fromkeys(words(phrase)))
        rarity = [_rarity(cards_with[stem(word, language)], len(cards)) for word in line]
        tells = tuple(
            telling(word, language) * rare for word, rare in zip(line, rarity, strict=True)
        )
        raw = [
            _NEGATION * rare if negates(word, language) else decades
            for word, decades, rare in zip(line, tells, rarity, strict=True)
        ]
        total = sum(raw)
        weights = tuple(weight / total for weight in raw)
        negated = any(negates(word, language) for word in line)
        few = sum(_matters(word, language) for word in line) < _FREE
        phrases.append(Phrase(card_id, line, weights, tells, negated, few))
    return phrases


def _in_order(matches: Sequence[Mapping[int, float]]) -> tuple[int, ...]:
    """Where all words lie one after the other, the last time that they do; or ()."""
    sure = [[place for place, worth in match.items() if worth >= _SURE] for match in matches]
    for start in sorted(sure[0], reverse=True):
        where = [start]
        for places in sure[1:]:
            last = where[-1]
            next_ = min((p for p in places if last < p <= last + 1 + EXACT_SLACK), default=None)
            if next_ is None:
                break
            where.append(next_)
        else:
            return tuple(where)
    return ()


def _matters(word: str, language: str) -> bool:
    return not says_little(word, language) and not negates(word, language)


def _rarity(cards_with: int, cards: int) -> float:
    """0..1: how much a word tells the cards of a library apart."""
    return math.log(1 + cards / cards_with) / math.log(1 + cards)
