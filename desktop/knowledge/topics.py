"""What a customer is talking about: the cards whose trigger phrases were heard, however roughly.

Two steps, in each language by itself. The index (BM25) names the phrases that share words, parts or
letters with what was said; each of those is then laid over the words, one by one, which gives a
score that means the same in a library of eight cards and of ten thousand. What was heard of a
phrase close together is evidence, counted in decades: how rare its words are in everyday speech,
less where many cards of the library have them, less where a part of the phrase is missing. Phrases
of one card in different words add up; a hint counts less, and exact phrases must be heard word by
word, in order, and are sure then. Pure but for the index, which is memory.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from desktop.knowledge.card import Card
from desktop.knowledge.everyday import telling
from desktop.knowledge.exact_phrases import ExactPhrases
from desktop.knowledge.word_index import IndexedText, WordIndex
from desktop.knowledge.words import Compounds, likeness, negates, stem, words

CANDIDATES: Final = 120
"""Phrases per question that are looked at closely."""
SLACK: Final = 5
"""So many other words may stand between those of a phrase."""
SCALE: Final = (0.3, 0.8)
SCALE_LIMITS: Final = (1.8, 3.4)
"""Decades of evidence for a score of 0.63: a share of it always, more for each decade of phrases.
The more phrases there are, the more of them are met by chance. Among some thousand one rare word
(3.9 decades, see `telling`) is enough and one everyday word (2.5 and less) is not."""
TOGETHER: Final = 10
"""Further phrases of a card add to its surest one from so many words before it to so many after."""

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
_VETO: Final = 0.9
"""So much of a do-not-trigger phrase must have been heard."""
_MORE_PHRASES: Final = 0.6
"""What further phrases of the same card add of their evidence."""
_HALF: Final = 0.4
"""Less than this share of a phrase is no evidence for it."""
_WHOLE: Final = 1.5
"""Power of the share of a phrase: half of it is worth a third."""
_HINT: Final = 0.6
"""What a hint is worth beside a topic."""
_COMPLETE: Final = 0.95
_TOLD: Final = 2.4
_COMPLETE_WORTH: Final = 1.08
"""Evidence of a phrase that was heard whole, common as its words are in a library."""
_HINT_MOST: Final = 0.7
"""Evidence of one hint at most: alone it is not enough, two are."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """One card's topic in some words."""

    card_id: str
    score: float
    """0..1; 1: a trigger phrase was heard as it is written."""
    heard: tuple[int, ...]
    """Positions of the words that say so, ascending."""


class TopicIndex:
    """The trigger phrases of a library. Make a new one when the library changes."""

    def __init__(self, cards: Iterable[Card]) -> None:
        """`cards` in all their languages; a topic is spotted in the language of its phrases."""
        by_language: dict[str, list[Card]] = defaultdict(list)
        for card in cards:
            by_language[card.lang].append(card)
        self._languages = {
            language: _OneLanguage(same, language) for language, same in by_language.items()
        }

    def spot(self, said: Sequence[str], language: str = "") -> tuple[Spotted, ...]:
        """The cards whose topics are in the folded words `said`, the surest first.

        `language` is that of the words; "": it is not known, and they may be of any.
        """
        found: dict[str, list[_Match]] = defaultdict(list)
        sure: list[Spotted] = []
        for one in self._speaking(language):
            sure += (Spotted(card_id, 1.0, where) for card_id, where in one.exact.matches(said))
            for phrase, laid in one.triggers.laid_over(said):
                if laid.share < _HALF:
                    continue
                evidence = laid.told * laid.share**_WHOLE / one.scale
                if laid.share >= _COMPLETE and laid.told >= _TOLD and len(laid.where) > 1:
                    evidence = max(evidence, _COMPLETE_WORTH)
                if phrase.hint:
                    evidence = min(_HINT_MOST, evidence * _HINT)
                found[phrase.card_id].append((evidence, laid.where))
        known = {spotted.card_id for spotted in sure}
        unsure = (Spotted(key, *_together(matches)) for key, matches in found.items())
        spotted = [*sure, *(one for one in unsure if one.card_id not in known)]
        return tuple(sorted(spotted, key=lambda topic: (-topic.score, topic.card_id)))

    def vetoed(self, said: Sequence[str], language: str = "") -> frozenset[str]:
        """The cards whose do-not-trigger phrases are in the folded words `said`."""
        return frozenset(
            phrase.card_id
            for one in self._speaking(language)
            for phrase, laid in one.vetoes.laid_over(said)
            if laid.share >= _VETO
        )

    def _speaking(self, language: str) -> "Iterable[_OneLanguage]":
        if not language:
            return self._languages.values()
        one = self._languages.get(language)
        return () if one is None else (one,)


_Match = tuple[float, tuple[int, ...]]
"""Evidence in units of the scale, and the positions of the words that give it."""


class _OneLanguage:
    """The phrases of the cards in one language."""

    def __init__(self, cards: Sequence[Card], language: str) -> None:
        def wanted(kind: str) -> list[tuple[str, str]]:
            return [(c.id, phrase) for c in cards for phrase in sorted(getattr(c.when, kind))]

        self.triggers = _Phrases(wanted("topics"), language, hints=wanted("hints"))
        always, more = SCALE
        least, most = SCALE_LIMITS
        scale = always + more * math.log10(max(1, len(self.triggers)))
        self.scale = max(least, min(most, scale))
        self.exact = ExactPhrases(wanted("exact"), language)
        self.vetoes = _Phrases(wanted("not_topics"), language)


@dataclass(frozen=True, slots=True)
class _Phrase:
    card_id: str
    words: tuple[str, ...]
    weights: tuple[float, ...]
    """Of each word in this library; they add up to 1."""
    telling: tuple[float, ...]
    """How much each word tells, in decades of frequency, less where many cards have it."""
    negated: bool
    hint: bool


class _Phrases:
    """Phrases that can be laid over words, in one language."""

    def __init__(
        self,
        wanted: Iterable[tuple[str, str]],
        language: str,
        hints: Iterable[tuple[str, str]] = (),
    ) -> None:
        """`wanted` and `hints` are (card id, phrase); a phrase without a word is left out."""
        known = [(*item, False) for item in wanted] + [(*item, True) for item in hints]
        known = [item for item in known if words(item[1])]
        self._language = language
        self._index = WordIndex([IndexedText(phrase, language) for _, phrase, _ in known])
        self._phrases = _weighted(known, language)

    def __len__(self) -> int:
        return len(self._phrases)

    def laid_over(self, said: Sequence[str]) -> "Iterator[tuple[_Phrase, _Laid]]":
        """Phrases of which something was heard, and what."""
        if not self._phrases:
            return
        heard = _Heard(said, self._index.compounds[self._language], self._language)
        for number, _ in self._index.best(heard.words, CANDIDATES):
            laid = heard.lay(self._phrases[number])
            if laid.where:
                yield self._phrases[number], laid


@dataclass(frozen=True, slots=True)
class _Laid:
    """A phrase laid over some words."""

    share: float
    """0..1, of the phrase."""
    told: float
    """How much that share tells, in decades of frequency."""
    where: tuple[int, ...]


class _Heard:
    """Some words as they were heard, to lay phrases over. Neighbours also count as one word:
    recognition parts compounds ("check book", "Rechnungs Betrag")."""

    def __init__(self, said: Sequence[str], compounds: Compounds, language: str) -> None:
        self._language = language
        self._alone = [
            (place, word, frozenset(stem(part, language) for part in compounds.parts(word)))
            for place, word in enumerate(said)
        ]
        self._joined = [(place, one + other) for place, (one, other) in enumerate(pairwise(said))]
        self.words = (*said, *(word for _, word in self._joined if word in compounds))
        self._negated = [place for place, word in enumerate(said) if negates(word, language)]
        self._matched: dict[str, dict[int, float]] = {}

    def lay(self, phrase: _Phrase) -> "_Laid":
        """The best share of `phrase` that lies close together."""
        matches = [self._matches(word) for word in phrase.words]
        starts = sorted({place for match in matches for place in match})
        reach = len(phrase.words) + SLACK
        best = _Laid(0.0, 0.0, ())
        for start in starts:
            share, told, sure, where = 0.0, 0.0, False, set[int]()
            for weight, tells, match in zip(phrase.weights, phrase.telling, matches, strict=True):
                near = [(worth, -p) for p, worth in match.items() if start <= p < start + reach]
                if near:
                    worth, place = max(near)
                    share += weight * worth
                    told += tells * worth
                    sure |= worth >= _SURE
                    where.add(-place)
            if not sure:
                continue
            if phrase.negated and not any(start - 2 <= p < start + reach for p in self._negated):
                share *= _UNNEGATED
            if share >= best.share:  # of the same words said twice, the later ones
                best = _Laid(share, told, tuple(sorted(where)))
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
        if stem(heard, self._language) == wanted_stem:
            return _SAME_STEM
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


def _together(matches: list[_Match]) -> tuple[float, tuple[int, ...]]:
    """The score 0..1 of one card, and where its surest phrase was heard: phrases that were heard in
    other words add to it."""
    matches = sorted(matches, reverse=True)
    evidence, where = matches[0]
    seen = set(where)
    first, last = where[0] - TOGETHER, where[-1] + TOGETHER
    for other, places in matches[1:]:
        if first <= places[0] and places[-1] <= last and not seen & set(places):
            evidence += other * _MORE_PHRASES
            seen.update(places)
    return 1 - math.exp(-evidence), tuple(sorted(seen))


def _weighted(wanted: Sequence[tuple[str, str, bool]], language: str) -> list[_Phrase]:
    """The phrases with the weights of their words: rare in the library and in everyday speech."""
    cards = {card_id for card_id, *_ in wanted}
    stems_of_cards = {(card_id, stem(w, language)) for card_id, p, _ in wanted for w in words(p)}
    cards_with = Counter(found for _, found in stems_of_cards)
    phrases = []
    for card_id, phrase, hint in wanted:
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
        phrases.append(_Phrase(card_id, line, weights, tells, negated, hint))
    return phrases


def _rarity(cards_with: int, cards: int) -> float:
    """0..1: how much a word tells the cards of a library apart."""
    return math.log(1 + cards / cards_with) / math.log(1 + cards)
