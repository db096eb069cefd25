"""What one customer has said lately, and the topics in it. Memory only; ends with its call.

The language is that of the utterance, where the recogniser or the transcript names it. Otherwise it
is told by the everyday words of the last sentences; where those leave it open ("Storno", "okay") it
stays what it was in this call, and before anything is known all languages of the library count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from desktop.knowledge.everyday import language_of
from desktop.knowledge.topics import FLOOR, PAUSE, Spotted, TopicIndex
from desktop.knowledge.words import folded, spoken

WINDOW_S: Final = 15.0
"""Words that are said within this belong together: voice activity parts what is one sentence."""
WINDOW_WORDS: Final = 40
LASTS_S: Final = 180.0
"""A topic is on the table for so long after it was last heard."""
_ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class Topic:
    """A card's topic that was heard in this call."""

    card_id: str
    score: float
    """0..1, of the time it was heard best."""
    heard_at_s: float
    """Call time at which it was last understood."""
    words: str
    """As they were said, gaps marked: "Rechnung … falsch". Never logged, never written."""


class Conversation:
    """Hears one customer. `index` may be shared by all calls."""

    def __init__(self, index: TopicIndex) -> None:
        self._index = index
        self._words: list[tuple[str, float]] = []
        self._language = ""
        self._topics: dict[str, Topic] = {}
        self._vetoed: frozenset[str] = frozenset()

    def use(self, index: TopicIndex) -> None:
        """The library was read anew."""
        self._index = index

    def hear(self, text: str, now_s: float, language: str = "") -> None:
        """The customer has said `text`: it was understood at call time `now_s`. `language` is two
        letters where it is known."""
        new = [(word, now_s) for word in _without_stutter(spoken(text))]
        if not new:
            return
        self._words = [said for said in self._words if now_s - said[1] <= WINDOW_S]
        self._words += [(word, now_s) for word in PAUSE if self._words]
        # a long utterance is heard bit by bit, as it was said: its beginning counts, too
        for start in range(0, len(new), WINDOW_WORDS // 2):
            self._hear(new[start : start + WINDOW_WORDS // 2], now_s, language)

    def _hear(self, new: list[tuple[str, float]], now_s: float, language: str) -> None:
        self._words = (self._words + new)[-WINDOW_WORDS:]
        first_new = len(self._words) - len(new)
        window = [folded(word) for word, _ in self._words]
        self._language = language or language_of(window) or self._language
        self._vetoed = self._index.vetoed(window, self._language)
        raised: dict[str, Spotted] = {}
        for spotted in self._index.spot(window, self._language):
            # what was said before counted before; only new words raise a topic
            if spotted.score >= FLOOR and spotted.heard[-1] >= first_new:
                raised.setdefault(spotted.card_id, spotted)  # the surest comes first
        for spotted in raised.values():
            if spotted.card_id not in self._vetoed:
                self._topics[spotted.card_id] = Topic(
                    spotted.card_id, spotted.score, now_s, self._quote(spotted.heard)
                )

    def vetoed(self, now_s: float) -> frozenset[str]:
        """Cards that something just said speaks against, by call time `now_s`."""
        fresh = bool(self._words) and now_s - self._words[-1][1] <= WINDOW_S
        return self._vetoed if fresh else frozenset()

    def topics(self, now_s: float) -> tuple[Topic, ...]:
        """What is on the table at call time `now_s`, by card."""
        gone = [key for key, topic in self._topics.items() if now_s - topic.heard_at_s > LASTS_S]
        for key in gone:
            del self._topics[key]
        return tuple(self._topics[key] for key in sorted(self._topics))

    def _quote(self, places: tuple[int, ...]) -> str:
        said = [self._words[places[0]][0]]
        for before, place in pairwise(places):
            said += [_ELLIPSIS] * (place > before + 1) + [self._words[place][0]]
        return " ".join(said)


def _without_stutter(said: Iterable[str]) -> list[str]:
    """Words that can be heard, without those that repeat the one before: "ich ich bringe"."""
    heard = [(word, folded(word)) for word in said]
    heard = [one for one in heard if one[1]]
    return [word for (_, before), (word, this) in pairwise([("", ""), *heard]) if this != before]
