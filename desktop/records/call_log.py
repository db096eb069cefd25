"""The call log: who called when, how long, how it ended. Nothing that was said or felt."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from desktop.telephony.call import COMPLETED_ELSEWHERE, CallSnapshot, Direction

DAY_S: Final = 86_400.0
MOST_FOUND: Final = 300
"""Rows of one search: more than anybody scrolls through."""
_COLUMNS: Final = (
    "id, started_at, duration_s, direction, account, peer_uri, peer_name, number, end_code"
)


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One row."""

    row_id: int
    """0 before it is written."""
    started_at: float
    """Seconds since 1970, UTC: when the INVITE came or went."""
    duration_s: float | None
    """From answer to end; None: never answered."""
    direction: Direction
    account: str
    peer_uri: str
    peer_name: str
    """The name that the caller's telephone gave; may be empty. Never from a customer system."""
    number: str
    """`Number.key`; empty for a withheld one."""
    end_code: int

    @property
    def elsewhere(self) -> bool:
        """It came, and somebody else has answered it."""
        came = self.direction is Direction.INCOMING and self.duration_s is None
        return came and self.end_code == COMPLETED_ELSEWHERE


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the log knows of one number."""

    contacts: int = 0
    """Answered calls in the time that was asked about."""
    last_at: float | None = None
    """Start of the last answered call ever logged, s since 1970."""


NOTHING_EARLIER: Final = Earlier()


def logged(call: CallSnapshot, number: str, *, now_s: float, now: float) -> LoggedCall:
    """`call`, which has ended, as a row.

    `now_s` is the monotonic clock that the call's times are of, `now` the same moment in seconds
    since 1970.
    """
    ended_at_s = call.ended_at_s if call.ended_at_s is not None else now_s
    answered_at_s = call.confirmed_at_s
    return LoggedCall(
        row_id=0,
        started_at=now - (now_s - call.started_at_s),
        duration_s=None if answered_at_s is None else max(0.0, ended_at_s - answered_at_s),
        direction=call.direction,
        account=call.account,
        peer_uri=call.peer_uri,
        peer_name=call.peer_name,
        number=number,
        end_code=call.end_code,
    )


class CallLog:
    """The table `calls` of an open store. Every change is committed when its method returns."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def add(self, call: LoggedCall, also_found_by: Iterable[str] = ()) -> int:
        """Write `call`; returns its row id. `also_found_by`: other ways to write its number."""
        found_by = " ".join((call.peer_name, call.number, *also_found_by))
        cursor = self._connection.execute(
            "INSERT INTO calls (started_at, duration_s, direction, account, peer_uri, peer_name,"
            " number, end_code, found_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                call.started_at,
                call.duration_s,
                call.direction.value,
                call.account,
                call.peer_uri,
                call.peer_name,
                call.number,
                call.end_code,
                found_by.casefold(),
            ),
        )
        return int(cursor.lastrowid)

    def search(
        self, text: str = "", numbers: Iterable[str] = (), most: int = MOST_FOUND
    ) -> tuple[LoggedCall, ...]:
        """Newest first: rows in which every word of `text` occurs, and those of `numbers`."""
        words = [_like(word) for word in text.casefold().split()]
        theirs = tuple(numbers)
        in_row = " AND ".join(["found_by LIKE ? ESCAPE '\\'"] * len(words)) or "1"
        of_them = f"number IN ({', '.join('?' * len(theirs))})"
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM calls WHERE ({in_row}) OR {of_them}"
            " ORDER BY started_at DESC, id DESC LIMIT ?",
            (*words, *theirs, most),
        )
        return tuple(map(_row, rows.fetchall()))

    def everything(self) -> Iterator[LoggedCall]:
        """Every row, oldest first."""
        rows = self._connection.execute(f"SELECT {_COLUMNS} FROM calls ORDER BY started_at, id")
        return map(_row, rows)

    def earlier(self, number: str, since: float) -> Earlier:
        """What is known of `number`, counting from `since` (s since 1970); '' is nobody's."""
        if not number:
            return NOTHING_EARLIER
        contacts, last_at = self._connection.execute(
            "SELECT count(*) FILTER (WHERE started_at >= ?), max(started_at) FROM calls"
            " WHERE number = ? AND duration_s IS NOT NULL",
            (since, number),
        ).fetchone()
        return Earlier(contacts, last_at)

    def last_with(self, number: str) -> LoggedCall | None:
        """The newest row of `number`, answered or not; '' is nobody's."""
        if not number:
            return None
        row = self._connection.execute(
            f"SELECT {_COLUMNS} FROM calls WHERE number = ? ORDER BY started_at DESC, id DESC",
            (number,),
        ).fetchone()
        return None if row is None else _row(row)

    def delete(self, row_id: int) -> None:
        self._connection.execute("DELETE FROM calls WHERE id = ?", (row_id,))

    def delete_all(self) -> None:
        """And give the space back, so that nothing is left behind in the file, encrypted or not."""
        self._connection.execute("DELETE FROM calls")
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def delete_older(self, keep_days: int, now: float | None = None) -> int:
        """Keep the last `keep_days` days; returns how many rows are gone."""
        now = time.time() if now is None else now
        before = now - keep_days * DAY_S
        cursor = self._connection.execute("DELETE FROM calls WHERE started_at < ?", (before,))
        return int(cursor.rowcount)


def _like(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _row(row: tuple[Any, ...]) -> LoggedCall:
    row_id, started_at, duration_s, direction, *rest = row
    return LoggedCall(row_id, started_at, duration_s, Direction(direction), *rest)
