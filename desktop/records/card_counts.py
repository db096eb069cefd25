"""In how many calls each card was shown, helped, or was put away. Per card and nothing else.

A file of its own and not encrypted: it holds ids of cards and numbers, no agent, caller, call or
time, so there is nothing in it to protect, and it works without a keyring. It stays on this
computer. One thread owns the file, so that no disk stops a window.
"""

import logging
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Final

from desktop.processes.background import Background

log = logging.getLogger("beistand.records")

VERSION: Final = 1
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS counts (
    card_id TEXT PRIMARY KEY,
    shown INTEGER NOT NULL DEFAULT 0,
    used INTEGER NOT NULL DEFAULT 0,
    dismissed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
"""


class Use(StrEnum):
    """What became of a card in a call; the columns of the table."""

    SHOWN = "shown"
    USED = "used"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class CardCount:
    shown: int = 0
    used: int = 0
    dismissed: int = 0


@dataclass(frozen=True, slots=True)
class CountsState:
    put_aside: str = ""
    """The name that a damaged file was given; empty: none was."""
    failed: str = ""
    """What the disk refuses at the moment; empty: nothing."""


class CountsStore:
    """The file, for the thread that opens it. Raises sqlite3.Error, and OSError on opening."""

    def __init__(self, path: Path) -> None:
        """A damaged file is put aside, under the name in `put_aside`, and a new one begun."""
        self.put_aside = ""
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = _opened(path)
        except sqlite3.OperationalError:
            raise  # the disk, or rights: the file may be as good as ever
        except sqlite3.DatabaseError:
            self.put_aside = _put_aside(path)
            self._connection = _opened(path)

    def all(self) -> dict[str, CardCount]:
        return _read(self._connection)

    def add(self, uses: Mapping[tuple[str, Use], int]) -> None:
        """All of them or none; durable when this returns."""
        with self._connection:
            for (card_id, use), number in uses.items():
                self._connection.execute(
                    f"INSERT INTO counts (card_id, {use.value}) VALUES (?, ?)"
                    f" ON CONFLICT (card_id) DO UPDATE SET {use.value} = {use.value} + ?",
                    (card_id, number, number),
                )

    def close(self) -> None:
        self._connection.close()


def read_counts(path: Path) -> dict[str, CardCount]:
    """What the file says; nothing where there is none. Changes nothing. Raises sqlite3.Error."""
    if not path.exists():
        return {}
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return _read(connection)
    finally:
        connection.close()


def _read(connection: sqlite3.Connection) -> dict[str, CardCount]:
    rows = connection.execute("SELECT card_id, shown, used, dismissed FROM counts")
    return {card_id: CardCount(*numbers) for card_id, *numbers in rows}


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=2.0)
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise sqlite3.OperationalError("written by a newer Beistand")
        (verdict,) = connection.execute("PRAGMA quick_check").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError("damaged")
        with connection:
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("SELECT card_id, shown, used, dismissed FROM counts LIMIT 1").fetchall()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _put_aside(path: Path) -> str:
    aside = next(
        name
        for number in count(1)
        if not (name := path.with_name(f"{path.name}.damaged-{number}")).exists()
    )
    path.rename(aside)
    return aside.name


class CardCounts:
    """Owns the thread and the numbers. Lives on the app thread, which `post` reaches.

    `changed` is called there when `state` or the numbers of the file are known.
    """

    def __init__(
        self,
        path: Path,
        *,
        post: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
        wanted: bool = True,
    ) -> None:
        """`wanted` False: nothing is counted, and what was counted is deleted."""
        self._path = path
        self._post = post
        self._changed = changed
        self.wanted = wanted
        self._thread = Background("card counts")
        self._store: CountsStore | None = None
        self._waiting: dict[tuple[str, Use], int] = {}
        """Of the thread: what the disk has not taken yet."""
        self._counts: dict[str, CardCount] = {}
        self.state = CountsState()

    def start(self) -> None:
        """Open the file, behind everything else."""
        self._thread.post(self._open if self.wanted else self._forget)
        self._thread.start()

    def stop(self) -> None:
        """Write what is known; what a disk holds up is given up."""
        self._thread.post(self._close)
        self._thread.stop()

    def of(self, card_id: str) -> CardCount | None:
        """None: nothing is counted."""
        return self._counts.get(card_id, CardCount()) if self.wanted else None

    def add(self, card_id: str, use: Use) -> None:
        if self.wanted:
            self._raise(card_id, use, 1)
            self._thread.post(lambda: self._write(card_id, use))

    def _raise(self, card_id: str, use: Use, by: int) -> None:
        before = self._counts.get(card_id, CardCount())
        now = getattr(before, use.value) + by
        self._counts[card_id] = replace(before, **{use.value: now})

    # ------------------------------------------------------------ on the thread

    def _open(self) -> None:
        try:
            self._store = CountsStore(self._path)
            kept = self._store.all()
        except (sqlite3.Error, OSError) as error:
            self._store = None
            self._fail(error)
            return
        self._post(lambda: self._known(kept, CountsState(self._store_put_aside)))

    @property
    def _store_put_aside(self) -> str:
        return self._store.put_aside if self._store is not None else ""

    def _forget(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("card counts not deleted", extra={"kind": type(error).__name__})

    def _write(self, card_id: str, use: Use) -> None:
        self._waiting[card_id, use] = self._waiting.get((card_id, use), 0) + 1
        try:
            if self._store is None:
                self._store = CountsStore(self._path)
            self._store.add(self._waiting)
        except (sqlite3.Error, OSError) as error:
            self._fail(error)
            return
        self._waiting.clear()
        self._post(lambda: self._become(replace(self.state, failed="")))

    def _fail(self, error: Exception) -> None:
        failed = f"{type(error).__name__}: {error}"
        self._post(lambda: self._become(replace(self.state, failed=failed)))

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()

    # ------------------------------------------------------------ and back

    def _known(self, kept: Mapping[str, CardCount], state: CountsState) -> None:
        for card_id, numbers in kept.items():
            for use in Use:
                self._raise(card_id, use, getattr(numbers, use.value))
        self.state = state
        self._changed()

    def _become(self, state: CountsState) -> None:
        if state != self.state:
            self.state = state
            self._changed()
