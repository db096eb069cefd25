"""What the customer has said in one call, as it is shown. Memory only; ends with its call."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop.assist.masking import masked
from inference.messages import Utterance

MOST_LINES: Final = 200
"""About half an hour of a customer's talk; what is older is not looked at again."""


@dataclass(frozen=True, slots=True)
class Words:
    """The newest of it, masked."""

    lines: tuple[str, ...] = ()
    """Oldest first."""
    partial: str = ""
    """What is being said now; empty: nothing, or it is not yet known."""


class Transcript:
    """Utterances in, words out. Personal data is unreadable in everything that comes out."""

    def __init__(self) -> None:
        self._lines: deque[str] = deque(maxlen=MOST_LINES)
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
        return Words(tuple(lines[-count:]) if count else (), partial)
