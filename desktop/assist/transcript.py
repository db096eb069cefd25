"""What the customer has said in one call, as it is shown. Memory only; ends with its call."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.assist.masking import masked
from inference.messages import Utterance

MOST_LINES: Final = 200
"""About half an hour of a customer's talk; what is older is not looked at again."""
_AROUND: Final = 6
"""Lines before and after one that numbers in it may begin or go on in."""


@dataclass(frozen=True, slots=True)
class Words:
    """The newest of it, masked."""

    lines: tuple[str, ...] = ()
    """Oldest first."""
    partial: str = ""
    """What is being said now; empty: nothing, or it is not yet known."""
    first: int = 0
    """Number of the first line in the call; see `Transcript.line`."""


class Transcript:
    """Utterances in, words out. Personal data is unreadable in everything that comes out."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=MOST_LINES)
        self._count = 0
        self._partial = ""
        self._end_s = float("-inf")

    def hear(self, utterance: Utterance) -> None:
        """The newest utterance of the call; a partial is replaced by what comes next."""
        if utterance.end_s < self._end_s:
            return  # a partial that the whole sentence has overtaken
        text = " ".join(utterance.text.split())
        if utterance.final:
            self._partial, self._end_s = "", utterance.end_s
            if text:
                self._lines.append(text)
                self._count += 1
        else:
            self._partial = text

    def interrupted(self) -> None:
        """What was being said will not be known."""
        self._partial = ""

    def words(self, count: int, names: Sequence[str], country: str) -> Words:
        """The last `count` lines; see `masked` for `names` and `country`."""
        # two more, for a number that began before what is shown
        newest = [*self._lines][-(count + 2) :]
        *lines, partial = masked([*newest, self._partial], names, country)
        shown = tuple(lines[-count:]) if count else ()
        return Words(shown, partial, self._count - len(shown))

    def line(self, number: int, names: Sequence[str], country: str) -> str:
        """Line `number` of the call as `words` shows it, from 0 on; empty where there is none."""
        at = number - (self._count - len(self._lines))
        if not 0 <= at < len(self._lines):
            return ""
        before = max(0, at - _AROUND)
        around = [*self._lines][before : at + _AROUND + 1]
        return masked([*around, self._partial], names, country)[at - before]
