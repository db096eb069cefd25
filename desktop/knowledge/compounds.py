"""German compounds, taken apart by the words of a library: no other parts are worth finding.

Pure.
"""

from collections.abc import Iterable
from typing import Final

from desktop.knowledge.everyday import is_everyday
from desktop.knowledge.words import says_little

PART_LETTERS: Final = 4
"""The shortest part: with three, German sees "Tag" and "Ort" everywhere."""
REST_LETTERS: Final = 3
_LANGUAGE: Final = "de"
_LINKS: Final = ("", "s", "n", "en", "es", "e")
"""What stands between two parts: "Rechnungsbetrag"."""


class Compounds:
    """Takes words of one language apart. Only German ones: an English "billion" is no bill."""

    def __init__(self, vocabulary: Iterable[str], language: str) -> None:
        self._known = frozenset(word for word in vocabulary if len(word) >= PART_LETTERS)
        self._language = language

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def parts(self, word: str) -> tuple[str, ...]:
        """Known words that `word` begins or ends with, where the rest is a word, too:
        "stromrechnung" is ("rechnung",), "psychologin" is no "login"."""
        if self._language != _LANGUAGE:
            return ()
        found = []
        for cut in range(PART_LETTERS, len(word) - REST_LETTERS + 1):
            if word[:cut] in self._known and self._is_word(word[cut:], linked_before=True):
                found.append(word[:cut])
        for cut in range(REST_LETTERS, len(word) - PART_LETTERS + 1):
            if word[cut:] in self._known and self._is_word(word[:cut], linked_before=False):
                found.append(word[cut:])
        return tuple(found)

    def _is_word(self, rest: str, *, linked_before: bool) -> bool:
        for link in _LINKS:
            if not (rest.startswith(link) if linked_before else rest.endswith(link)):
                continue
            bare = rest[len(link) :] if linked_before else rest[: len(rest) - len(link)]
            if len(bare) < REST_LETTERS or says_little(bare, _LANGUAGE):
                continue
            if bare in self._known or is_everyday(bare, _LANGUAGE):
                return True
        return False
