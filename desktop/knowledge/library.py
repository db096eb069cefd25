"""All cards of some folders, by id and language.

One bad file is a problem in words and nothing more: the other cards are there.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from desktop.errors import LocalError
from desktop.knowledge.card import Card
from desktop.knowledge.reader import read_card

log = logging.getLogger("beistand.knowledge")

MAX_FILES: Final = 5_000
"""Per folder; beyond this somebody has named a home directory."""
FALLBACK: Final = ("de", "en")
"""Languages to try, in this order, where a card is not there in the wanted one."""


@dataclass(frozen=True, slots=True)
class Library:
    """Cards in one language, with the other one where that is all there is."""

    cards: tuple[Card, ...] = ()
    """One per id, by title."""
    problems: tuple[LocalError, ...] = ()
    """Files and folders that could not be used, in words."""
    translations: Mapping[str, Mapping[str, Card]] = field(default_factory=dict)
    """Every card by id and language."""

    def find(self, card_id: str) -> Card | None:
        return next((card for card in self.cards if card.id == card_id), None)

    def in_language(self, language: str) -> "Library":
        """The same library for a window in another language."""
        return _library(self.translations, self.problems, language)

    def expired(self, today: date) -> tuple[Card, ...]:
        """Cards that are found by hand but no longer come up by themselves."""
        return tuple(card for card in self.cards if card.expired(today))


def load_library(folders: Iterable[Path], language: str) -> Library:
    """Read all `*.md` in `folders` and one level of folders below; later folders override.

    `language` is "de" or "en". Files named README are no cards. Never raises for a bad file.
    """
    found: dict[str, dict[str, Card]] = {}
    problems: list[LocalError] = []
    for folder in folders:
        here: dict[tuple[str, str], str] = {}
        try:
            files = list(_files(folder))
        except LocalError as error:
            problems.append(error)
            continue
        for file in files:
            try:
                card = read_card(file)
                key = (card.id, card.lang)
                if key in here:
                    what = f"the card {card.id} ({card.lang}) is also in {here[key]}"
                    raise LocalError(what, where=file.name, action="Give one of them another id")
            except LocalError as error:
                problems.append(error)
                continue
            here[key] = file.name
            found.setdefault(card.id, {})[card.lang] = card
    log.info("cards read", extra={"cards": len(found), "problems": len(problems)})
    return _library(found, tuple(problems), language)


def _library(
    found: Mapping[str, Mapping[str, Card]], problems: tuple[LocalError, ...], language: str
) -> Library:
    cards = [_choose(versions, language) for versions in found.values()]
    cards.sort(key=lambda card: (card.title.casefold(), card.id))
    return Library(tuple(cards), problems, found)


def _choose(versions: Mapping[str, Card], language: str) -> Card:
    for wanted in (language, *FALLBACK):
        if wanted in versions:
            return versions[wanted]
    return versions[min(versions)]


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        action = "Correct knowledge.folders in the settings"
        raise LocalError("there is no such folder of cards", where=folder.name, action=action)
    try:
        files = sorted((*folder.glob("*.md"), *folder.glob("*/*.md")))
    except OSError as error:
        what = f"the folder of cards cannot be read ({error.strerror})"
        raise LocalError(what, where=folder.name, action="Check its rights") from error
    if len(files) > MAX_FILES:
        what = f"there are more than {MAX_FILES} files in the folder of cards"
        raise LocalError(what, where=folder.name, action="Name the folder that holds the cards")
    return (file for file in files if file.stem.upper() != "README")
