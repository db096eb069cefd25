"""Reads the contacts' files, and reads them again when they have changed.

They are looked at, not subscribed to: they often lie on a network drive, which tells nobody of a
change, and programs that export them write in several goes or put another file in their place.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.customer.contacts import Contacts, contact_files, load_contacts
from desktop.customer.numbers import Numbering

LOOK_S: Final = 2.0
"""A file that has changed is read once it looks the same twice: whoever writes it has finished."""

Seen = tuple[tuple[str, int, int], ...]
"""Path, time of change (ns) and size (bytes) of every file that can be looked at."""


class ContactFiles:
    """`use` is called on this object's thread with what was read: post and return."""

    def __init__(
        self,
        places: tuple[Path, ...],
        numbering: Numbering,
        use: Callable[[Contacts], None],
        *,
        look_s: float = LOOK_S,
    ) -> None:
        self._places = places
        self._numbering = numbering
        self._use = use
        self._look_s = look_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="contacts", daemon=True)

    def start(self) -> None:
        """Read them now, and again after each change."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; does not wait for a drive that does not answer. Only after `start`."""
        self._stopping.set()
        self._thread.join(1.0)

    def _run(self) -> None:
        read = before = look(self._places)
        self._use(load_contacts(self._places, self._numbering))
        while not self._stopping.wait(self._look_s):
            seen = look(self._places)
            if seen == before and seen != read:
                read = seen
                self._use(load_contacts(self._places, self._numbering))
            before = seen


def look(places: tuple[Path, ...]) -> Seen:
    """The state of the files in `places`; another one after each change."""
    seen = []
    for place in places:
        try:
            for file in contact_files(place):
                stat = file.stat()
                seen.append((str(file), stat.st_mtime_ns, stat.st_size))
        except OSError:
            continue  # reading it will say why
    return tuple(seen)
