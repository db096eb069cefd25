"""What a customer is talking about: the cards whose trigger phrases were heard, however roughly.

Two steps. The index (BM25) names the phrases that share words, parts or letters with what was said;
each of those is then laid over the words, one by one, which gives a score that means the same in a
library of eight cards and of ten thousand: the share of the phrase, weighted by how telling its
words are, that was heard close together. Pure but for the index, which is memory.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from desktop.knowledge.card import Card
from desktop.knowledge.word_index import IndexedText, WordIndex
from desktop.knowledge.words import Compounds, likeness, says_little, stem, words

CANDIDATES: Final = 60
"""Phrases per question that are looked at closely."""
SLACK: Final = 6
"""So many other words may stand between those of a phrase."""
LITTLE_WEIGHT: Final = 0.15
"""Of a word that is said in every call, beside telling ones."""

_SAME_STEM: Final = 0.95
_PART: Final = 0.9
"""A compound was heard where its part is wanted: "stromrechnung" for "rechnung"."""
_ALIKE: Final = 0.55
"""Likeness from which on a word counts as misheard, not as another one."""
_MISHEARD: Final = 0.75
"""Worth of a misheard word, times its likeness: never enough for a phrase of one word."""
_SHORTEST_MISHEARD: Final = 4
_VETO: Final = 0.9
"""So much of a do-not-trigger phrase must have been heard."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """One card's topic in some words."""

    card_id: str
    score: float
    """0..1; 1: a trigger phrase was heard as it is written."""
    heard: tuple[int, ...]
    """Positions of the words that say so, ascending."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    card_id: str
    language: str
    words: tuple[str, ...]
    weights: tuple[float, ...]
    """Of each word; they add up to 1."""


class TopicIndex:
    """The trigger phrases of a library. Make a new one when the library changes."""

    def __init__(self, cards: Iterable[Card]) -> None:
        """`cards` in all their languages: a topic is spotted in each of them."""
        triggers: list[tuple[str, str, str]] = []
        vetoes: list[tuple[str, str, str]] = []
        for card in cards:
            triggers += [(card.id, phrase, card.lang) for phrase in sorted(card.when.topics)]
            vetoes += [(card.id, phrase, card.lang) for phrase in sorted(card.when.not_topics)]
        self._triggers, self._vetoes = _Phrases(triggers), _Phrases(vetoes)

    def spot(self, said: Sequence[str]) -> tuple[Spotted, ...]:
        """The cards whose trigger phrases are in the folded words `said`, the surest first."""
        found: dict[str, list[_Match]] = defaultdict(list)
        for card_id, match in self._triggers.matches(said):
            found[card_id].append(match)
        spotted = [Spotted(card_id, *_together(matches)) for card_id, matches in found.items()]
        return tuple(sorted(spotted, key=lambda topic: (-topic.score, topic.card_id)))

    def vetoed(self, said: Sequence[str]) -> frozenset[str]:
        """The cards whose do-not-trigger phrases are in the folded words `said`."""
        return frozenset(
            card_id for card_id, (score, _) in self._vetoes.matches(said) if score >= _VETO
        )


_Match = tuple[float, tuple[int, ...]]
"""A share 0..1, and the positions of the words that make it."""


class _Phrases:
    """Phrases that can be laid over words."""

    def __init__(self, wanted: list[tuple[str, str, str]]) -> None:
        """`wanted` are (card id, phrase, language); a phrase without a word is left out."""
        wanted = [item for item in wanted if words(item[1])]
        self._index = WordIndex([IndexedText(phrase, lang) for _, phrase, lang in wanted])
        self._phrases = _weighted(wanted)

    def matches(self, said: Sequence[str]) -> Iterator[tuple[str, _Match]]:
        """Cards and how much of one of their phrases was heard close together."""
        heard = _Heard(said, self._index.compounds)
        for number, _ in self._index.best(heard.words, CANDIDATES):
            match = heard.lay(self._phrases[number])
            if match[1]:
                yield self._phrases[number].card_id, match


class _Heard:
    """Some words as they were heard, to lay phrases over. Neighbours also count as one word:
    recognition parts compounds ("check book", "Rechnungs Betrag")."""

    def __init__(self, said: Sequence[str], compounds: Compounds) -> None:
        glued = [one + other for one, other in pairwise(said)]
        self.words = (*said, *(word for word in glued if word in compounds))
        self._places = [
            (place, word, frozenset(compounds.parts(word))) for place, word in enumerate(said)
        ]
        self._places += [
            (place, word, frozenset()) for place, word in enumerate(glued) if word in compounds
        ]

    def lay(self, phrase: _Phrase) -> _Match:
        """The best share of `phrase` that lies close together, and where."""
        matches = [self._matches(word, phrase.language) for word in phrase.words]
        starts = sorted({place for match in matches for place in match})
        reach = len(phrase.words) + SLACK
        best: _Match = (0.0, ())
        for start in starts:
            score, where = 0.0, set[int]()
            for weight, match in zip(phrase.weights, matches, strict=True):
                near = [(worth, -p) for p, worth in match.items() if start <= p < start + reach]
                if near:
                    worth, place = max(near)
                    score += weight * worth
                    where.add(-place)
            if score >= best[0]:  # of the same words said twice, the later ones
                best = (score, tuple(sorted(where)))
        return best

    def _matches(self, wanted: str, language: str) -> dict[int, float]:
        """Where `wanted` was heard, and how surely, 0..1."""
        found: dict[int, float] = {}
        for place, word, parts in self._places:
            worth = _worth(word, parts, wanted, language)
            if worth > found.get(place, 0.0):
                found[place] = worth
        return found


def _worth(heard: str, parts: frozenset[str], wanted: str, language: str) -> float:
    """How surely `heard` is `wanted`, 0..1; 0: it is another word."""
    if heard == wanted:
        return 1.0
    wanted_stem = stem(wanted, language)
    if stem(heard, language) == wanted_stem:
        return _SAME_STEM
    if any(stem(part, language) == wanted_stem for part in parts):
        return _PART
    if min(len(heard), len(wanted)) < _SHORTEST_MISHEARD:
        return 0.0
    alike = likeness(heard, wanted)
    return _MISHEARD * alike if alike >= _ALIKE else 0.0


def _together(matches: list[_Match]) -> _Match:
    """What several phrases of one card say together: another one adds half of what is missing,
    as far as it was heard in other words."""
    matches = sorted(matches, reverse=True)
    score, where = matches[0]
    seen = set(where)
    others = [other for other, places in matches[1:] if not seen & set(places)]
    if others:
        score += (1 - score) * others[0] / 2
    return score, where


def _weighted(wanted: list[tuple[str, str, str]]) -> list[_Phrase]:
    """The phrases with the weights of their words: rare in the library, not said everywhere."""
    cards_with: Counter[str] = Counter()
    cards = {card_id for card_id, _, _ in wanted}
    for _, word in {(c, stem(w, lang)) for c, topic, lang in wanted for w in words(topic)}:
        cards_with[word] += 1
    phrases = []
    for card_id, topic, language in wanted:
        line = tuple(dict.fromkeys(words(topic)))
        raw = [
            math.log(1 + len(cards) / cards_with[stem(word, language)])
            * (LITTLE_WEIGHT if says_little(word, language) else 1.0)
            for word in line
        ]
        total = sum(raw)
        phrases.append(_Phrase(card_id, language, line, tuple(weight / total for weight in raw)))
    return phrases
