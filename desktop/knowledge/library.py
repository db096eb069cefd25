"""All cards of some folders, by id and language.

A folder is a library; several lie in layers, and a card of a later one replaces the card of the
same id and language below it. One bad file is a problem in words and nothing more: the other cards
are there, and so is this one, as it last was.
"""

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from desktop.errors import LocalError
from desktop.knowledge.card import Card, Layer
from desktop.knowledge.reader import read_card

log = logging.getLogger("beistand.knowledge")

MAX_FILES: Final = 20_000
"""Per folder; beyond this somebody has named a home directory."""
FALLBACK: Final = ("de", "en")
"""Languages to try, in this order, where a card is not there in the wanted one."""

Translations = Mapping[str, Mapping[str, Card]]
"""Every card by id and language."""


@dataclass(frozen=True, slots=True)
class CardFolder:
    path: Path
    layer: Layer = Layer.OWN
    at_home: bool = False
    """On this computer: it may not be there yet, and is empty once its last card is deleted."""


@dataclass(frozen=True, slots=True)
class Library:
    """Cards in one language, with the other one where that is all there is."""

    cards: tuple[Card, ...] = ()
    """One per id, by title."""
    problems: tuple[LocalError, ...] = ()
    """Files that could not be used as they are, in words."""
    missing: tuple[LocalError, ...] = ()
    """Folders that are not there, or not any more."""
    translations: Translations = field(default_factory=dict)

    def find(self, card_id: str) -> Card | None:
        """The card of that id, in the library's language."""
        return next((card for card in self.cards if card.id == card_id), None)

    def in_language(self, language: str) -> "Library":
        """The same library for a window in another language."""
        return _library(self.translations, self.problems, self.missing, language)

    def expired(self, today: date) -> tuple[Card, ...]:
        """Cards that are found by hand but no longer come up by themselves."""
        return tuple(card for card in self.cards if card.expired(today))

    @property
    def versions(self) -> Iterator[Card]:
        """Every card in every language it is written in."""
        return (card for versions in self.translations.values() for card in versions.values())


def with_card(library: Library, card: Card) -> Library:
    """`library` with `card` on top of all its layers."""
    translations = dict(library.translations)
    translations[card.id] = {**translations.get(card.id, {}), card.lang: card}
    return _library(translations, (), (), card.lang)


def load_library(folders: Iterable[Path | CardFolder], language: str, team: str = "") -> Library:
    """Read `folders` once; later ones override. Never raises. See `LibraryReader`."""
    layers = [
        folder if isinstance(folder, CardFolder) else CardFolder(folder) for folder in folders
    ]
    return LibraryReader(layers, language, team).read()


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was read: the card in it, what is wrong with it, or both: the card as it was."""

    stamp: tuple[int, int]
    """Time of change in ns, size in bytes."""
    card: Card | None
    problem: LocalError | None = None


Look = Callable[[Path, Callable[[], dict[str, _Seen]]], dict[str, _Seen]]


class LibraryReader:
    """Reads folders again and again, and only what has changed.

    All `*.md` of a folder and one level of folders below count; files named README are no cards.
    What once was a card stays one while its file is broken or its folder is gone. `language` is
    "de" or "en"; cards that do not hold for `team` are left out, "" leaves out none. `look` does
    the work on a folder: at once, or with an end to its patience.
    """

    def __init__(
        self,
        folders: Iterable[CardFolder],
        language: str,
        team: str = "",
        look: Look = lambda folder, work: work(),
    ) -> None:
        self._folders = tuple(folders)
        self._language = language
        self._team = team
        self._look = look
        self._seen: dict[CardFolder, dict[str, _Seen]] = {}

    def read(self) -> Library:
        """The library as it is now. Never raises for what is in a folder, or for its loss."""
        found: dict[str, dict[str, Card]] = {}
        problems: list[LocalError] = []
        missing: list[LocalError] = []
        for folder in self._folders:
            before = self._seen.get(folder, {})
            try:
                seen = self._look(folder.path, partial(_read_folder, folder, before))
            except LocalError as error:
                missing.append(_kept(error, before))
                seen = before
            self._seen[folder] = seen
            problems += [file.problem for file in seen.values() if file.problem is not None]
            problems += _lay(found, seen, self._team)
        log.info(
            "cards read", extra={"cards": len(found), "problems": len(problems) + len(missing)}
        )
        return _library(found, tuple(problems), tuple(missing), self._language)


def _read_folder(folder: CardFolder, before: Mapping[str, _Seen]) -> dict[str, _Seen]:
    """Read what has changed since `before`. Raises LocalError for the folder as a whole."""
    if folder.at_home and not folder.path.exists():
        return {}
    stamps = card_files(folder.path)
    if before and not stamps and not folder.at_home:
        # a share that is not mounted leaves an empty folder
        raise LocalError("the folder of cards is empty all at once", where=folder.path.name)
    return {
        name: known
        if (known := before.get(name)) is not None and known.stamp == stamp
        else _read(folder, name, stamp, known)
        for name, stamp in stamps.items()
    }


def _read(folder: CardFolder, name: str, stamp: tuple[int, int], before: _Seen | None) -> _Seen:
    try:
        path = folder.path / name
        return _Seen(stamp, replace(read_card(path), layer=folder.layer, path=path))
    except LocalError as error:
        return _Seen(stamp, None if before is None else before.card, error)


def _kept(error: LocalError, before: Mapping[str, _Seen]) -> LocalError:
    if not before:
        return error
    what = f"{error.what}; its {len(before)} cards stay as they were last read"
    return LocalError(what, where=error.where, action="Bring the folder back, or restart Beistand")


def _lay(
    found: dict[str, dict[str, Card]], seen: Mapping[str, _Seen], team: str
) -> list[LocalError]:
    """Put one folder's cards over those of the folders before; what is there twice is a problem.

    A card of another team replaces nothing.
    """
    here: dict[tuple[str, str], str] = {}
    problems = []
    for name in sorted(seen):
        card = seen[name].card
        if card is None or not card.holds_for(team):
            continue
        first = here.setdefault((card.id, card.lang), name)
        if first == name:
            found.setdefault(card.id, {})[card.lang] = card
        else:
            what = f"the card {card.id} ({card.lang}) is also in {Path(first).name}"
            action = "Give one of them another id"
            problems.append(LocalError(what, where=card.file, action=action))
    return problems


def _library(
    found: Translations,
    problems: tuple[LocalError, ...],
    missing: tuple[LocalError, ...],
    language: str,
) -> Library:
    cards = [_choose(versions, language) for versions in found.values()]
    cards.sort(key=lambda card: (card.title.casefold(), card.id))
    return Library(tuple(cards), problems, missing, found)


def _choose(versions: Mapping[str, Card], language: str) -> Card:
    for wanted in (language, *FALLBACK):
        if wanted in versions:
            return versions[wanted]
    return versions[min(versions)]


def card_files(folder: Path) -> dict[str, tuple[int, int]]:
    """The card files of `folder`, relative to it, and when they changed. Raises LocalError."""
    try:
        files = dict(_files(folder, deeper=True))
    except FileNotFoundError:
        action = "Check its name, or whether the share is there"
        what = "there is no such folder of cards"
        raise LocalError(what, where=folder.name, action=action) from None
    except OSError as error:
        what = f"the folder of cards cannot be read ({error.strerror or type(error).__name__})"
        raise LocalError(what, where=folder.name, action="Check its rights") from error
    if len(files) > MAX_FILES:
        what = f"there are more than {MAX_FILES} files in the folder of cards"
        raise LocalError(what, where=folder.name, action="Name the folder that holds the cards")
    return files


def _files(folder: Path, *, deeper: bool, below: str = "") -> Iterator[tuple[str, tuple[int, int]]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if entry.is_dir():
                if deeper and not name.startswith("."):
                    yield from _files(folder / name, deeper=False, below=f"{name}/")
            elif name.endswith(".md") and name[:-3].upper() != "README":
                state = entry.stat()
                yield below + name, (state.st_mtime_ns, state.st_size)
