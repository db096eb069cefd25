"""What a customer is talking about: the cards whose trigger phrases were heard, however roughly.

Two steps, in each language by itself. The index (BM25) names the phrases that share words, parts or
letters with what was said; each of those is then laid over the words, one by one, which gives a
score that means the same in a library of eight cards and of ten thousand. A topic that was heard
whole is enough, everyday as its words may be: its author meant it. Of any other phrase, what was
heard close together is evidence, counted in decades: how rare its words are in everyday speech,
less where many cards of the library have them, less where a part of the phrase is missing. What
phrases of one card in different words of one utterance tell adds up. Exact phrases must be heard
word by word, in order, and are sure then. Of the cards whose examples an utterance is like, it is
about the likest (`examples`). Pure but for the index, which is memory.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from desktop.knowledge.card import Card
from desktop.knowledge.everyday import LANGUAGES
from desktop.knowledge.exact_phrases import ExactPhrases
from desktop.knowledge.examples import examples_of
from desktop.knowledge.phrases import Phrases
from desktop.knowledge.words import negates, says_little, words

PAUSE: Final = ("", "")
"""Stands in what was said between two utterances: words on both sides are so much further apart."""
SCALE: Final = (-0.5, 1.1)
SCALE_LIMITS: Final = (1.7, 3.4)
"""Decades of evidence for a score of 0.63: a share of it always, more for each decade of phrases.
The more phrases there are, the more of them are met by chance: among some thousand, one word that
is not in everyday speech (3.4 decades, see `telling`) is just not enough, among a few half a phrase
of two such words is not. Chosen on tests/benchmarks/card_selection.py and german_cards.py."""
FLOOR: Final = 0.65
"""The score from which on a topic was spotted: half of a phrase of two words is not enough, two of
three are."""
_FEW: Final = 4
"""An utterance of fewer words is understood with the one before it."""
_VETO: Final = 0.9
"""So much of a do-not-trigger phrase must have been heard."""
_LEAST: Final = 0.3
"""Less than this share of a phrase is no evidence for it."""
_WHOLE: Final = 1.08
_MORE: Final = 0.25
"""Evidence of a topic that was heard whole at least, just above `FLOOR`, and so much
of what it tells: of two such topics the one that tells more is the surer one."""


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
        """The cards whose topics are in the folded words `said`, the surest first. Utterances are
        parted by `PAUSE`; what is said in each of them counts by itself.

        `language` is that of the words; "": it is not known, and they may be of any.
        """
        found: dict[str, list[_Match]] = defaultdict(list)
        sure: list[Spotted] = []
        for one in self._speaking(language):
            sure += (Spotted(card_id, 1.0, where) for card_id, where in one.exact.matches(said))
            for card_id, where in one.everyday.matches(said):
                found[card_id].append((_WHOLE, where))
            for phrase, laid in one.triggers.laid_over(said):
                if laid.share < _LEAST or (phrase.card_id in one.exampled and not laid.whole):
                    continue
                evidence = laid.told * laid.share / one.scale
                if laid.whole:
                    evidence = max(evidence, _WHOLE + _MORE * evidence)
                found[phrase.card_id].append((evidence, laid.where))
            if (like := one.like(said)) is not None:
                sure.append(like)
        utterance = [*accumulate(word == "" for word in said)]
        unsure = (
            Spotted(card_id, *_together(matches))
            for card_id, all_matches in found.items()
            for matches in _by_utterance(all_matches, utterance)
        )
        return tuple(sorted((*sure, *unsure), key=lambda topic: (-topic.score, topic.card_id)))

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
        # a language that is told by the words is told from LANGUAGES only
        return [
            one
            for other, one in self._languages.items()
            if other == language or (other not in LANGUAGES and language in LANGUAGES)
        ]


_Match = tuple[float, tuple[int, ...]]
"""Evidence in units of the scale, and the positions of the words that give it."""


class _OneLanguage:
    """The phrases of the cards in one language."""

    def __init__(self, cards: Sequence[Card], language: str) -> None:
        def wanted(kind: str) -> list[tuple[str, str]]:
            return [(c.id, phrase) for c in cards for phrase in sorted(getattr(c.when, kind))]

        self.triggers = Phrases(wanted("topics"), language)
        always, more = SCALE
        least, most = SCALE_LIMITS
        scale = always + more * math.log10(max(1, len(self.triggers)))
        self.scale = max(least, min(most, scale))
        self.exact = ExactPhrases(wanted("exact"), language)
        everyday = [one for one in wanted("topics") if _everyday(words(one[1]), language)]
        self.everyday = ExactPhrases(everyday, language)
        """The index knows no phrase by words that are said in every call."""
        self.vetoes = Phrases(wanted("not_topics"), language)
        self.examples = examples_of(tuple(wanted("examples")), language)
        self.exampled = frozenset(card.id for card in cards if card.when.examples)
        """Their examples say better what a part of a phrase is worth."""

    def like(self, said: Sequence[str]) -> Spotted | None:
        """The card whose examples the last utterance is likest, with those before where it is only
        a few words."""
        start = len(said)
        while start and (said[start - 1] or len(said) - start < _FEW):
            start -= 1
        last = [(place, word) for place, word in enumerate(said[start:], start) if word]
        found = self.examples.closest([word for _, word in last])
        if found is None:
            return None
        score = FLOOR + (1 - FLOOR) * found.sure
        return Spotted(found.card_id, score, tuple(last[place][0] for place in found.where))


def _by_utterance(matches: Iterable[_Match], utterance: Sequence[int]) -> Iterable[list[_Match]]:
    """The matches of one card by the `utterance` (by position) in which they end."""
    parted: dict[int, list[_Match]] = defaultdict(list)
    for match in matches:
        parted[utterance[match[1][-1]]].append(match)
    return parted.values()


def _together(matches: list[_Match]) -> tuple[float, tuple[int, ...]]:
    """The score 0..1 of one card in one utterance, and where its phrases were heard: those in other
    words add to the surest one."""
    matches = sorted(matches, reverse=True)
    evidence, where = matches[0]
    seen = set(where)
    for other, places in matches[1:]:
        if not seen & set(places):
            evidence += other
            seen.update(places)
    return 1 - math.exp(-evidence), tuple(sorted(seen))


def _everyday(line: Sequence[str], language: str) -> bool:
    return all(says_little(word, language) or negates(word, language) for word in line)
