"""Reads the library on a thread of its own, first and whenever a file in it changes.

Polling, because the folders that matter most lie on shares, which tell nobody of changes; on a
thread, because a share that hangs must stop no window.
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Final

from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import CardFolder, Library, LibraryReader
from desktop.knowledge.patience import PATIENCE_S, PatientLook

EVERY_S: Final = 3.0
SHARE_OF_TIME: Final = 0.05
"""Looking may take so much of one core, and of the share's patience: slow folders are looked at
less often."""


class LibraryWatch:
    """`on_change(catalogue)` comes on the watch's thread, each time a whole new one."""

    def __init__(
        self,
        folders: Iterable[CardFolder],
        language: str,
        on_change: Callable[[Catalogue], None],
        *,
        team: str = "",
        every_s: float = EVERY_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._look = PatientLook(patience_s)
        self._reader = LibraryReader(folders, language, team, self._look)
        self._on_change = on_change
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cards", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Does not wait for a folder that hangs: the thread ends with the program."""
        self._stopping.set()
        self._thread.join(timeout=1.0)

    def _run(self) -> None:
        told: tuple[object, ...] | None = None
        wait_s = 0.0
        while not self._stopping.wait(wait_s):
            began_s, waited_s = time.monotonic(), self._look.waited_s
            library = self._reader.read()
            looked_s = time.monotonic() - began_s - (self._look.waited_s - waited_s)
            if (now := _told(library)) != told:
                told = now
                self._on_change(Catalogue.of(library))
            wait_s = max(self._every_s, looked_s / SHARE_OF_TIME)


def _told(library: Library) -> tuple[object, ...]:
    """What of `library` anybody can notice."""
    return library.cards, library.translations, tuple(map(str, library.problems + library.missing))
