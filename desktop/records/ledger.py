"""The ledger: what was granted, by which rule and why. Append-only, every entry exactly once.

What may be granted is decided inside the same transaction that writes it (`append`), so that two
windows, or a second process, never spend the same budget. An entry's id is its request's: whoever
does not know whether it was written asks again and gets the entry that is there. Times are the
clock's, right or wrong; whoever counts takes what is dated later than now for today's.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, TextIO

from desktop.records.export import plain

_COLUMNS: Final = (
    "id",
    "undoes",
    "at",
    "decision",
    "approved_by",
    "rule",
    "kind",
    "role",
    "topic",
    "case_id",
    "customer",
    "number_hash",
    "amount",
    "currency",
    "reason",
    "what",
    "good_for",
)
_AMOUNT: Final = _COLUMNS.index("amount")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A grant, or that one was taken back."""

    id: str
    at: float = 0.0
    """Seconds since 1970, UTC."""
    decision: str
    """"alone", "inform", "ask" (it was asked for and allowed), "silence" (it was asked for, nobody
    answered, and the policy lets it hold); of an undoing: its grant's."""
    approved_by: str = ""
    """The supervisor who allowed it."""
    rule: str
    kind: str
    role: str = ""
    topic: str = ""
    case_id: str = ""
    customer: str = ""
    """The CRM's id; of older entries the next where there was none."""
    number_hash: str = ""
    """A keyed hash of the customer's number."""
    amount: Decimal | None = None
    """None: its rule has no amounts."""
    currency: str
    reason: str = ""
    what: str = ""
    """Of a departure from the process: what was done instead."""
    good_for: str = ""
    """Of a departure from the process: whom it helps."""
    undoes: str | None = None
    """Id of the grant that this takes back."""

    @property
    def names(self) -> frozenset[str]:
        """What the customer is known by."""
        return frozenset((self.customer, self.number_hash)) - {""}


class TooLate(Exception):
    """The grant is older than one may be that is still taken back."""


class Ledger:
    """The table `ledger` of an open store. What a method returns is on the disk."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def append(
        self,
        request_id: str,
        now: float,
        decide: Callable[[tuple[Entry, ...]], Entry | None],
        *,
        since: float = 0.0,
    ) -> Entry | None:
        """Write what `decide` makes of what stands since `since`.

        None where it makes nothing. An entry that is there under `request_id` is returned as it is,
        and `decide` is not called. Raises StoreError; then nothing is written.
        """
        with self._alone():
            there = self.entry(request_id)
            if there is not None:
                return there
            made = decide(self.standing(since))
            if made is None:
                return None
            entry = replace(made, id=request_id, at=now, undoes=None)
            self._write(entry)
            return entry

    def undo(self, grant_id: str, request_id: str, now: float, *, within_s: float) -> Entry | None:
        """Take the grant back; None where there is no such grant. Once: the first undoing stays.

        Raises TooLate, also where the clock is before the grant; StoreError.
        """
        with self._alone():
            grant = self.entry(grant_id)
            if grant is None or grant.undoes is not None:
                return None
            undone = self.undoing(grant_id)
            if undone is not None:
                return undone
            if not 0 <= now - grant.at <= within_s:
                raise TooLate
            entry = replace(grant, id=request_id, at=now, undoes=grant_id)
            self._write(entry)
            return entry

    def entry(self, entry_id: str) -> Entry | None:
        """Raises StoreError."""
        return self._first("id = ?", entry_id)

    def undoing(self, grant_id: str) -> Entry | None:
        """What took the grant back. Raises StoreError."""
        return self._first("undoes = ?", grant_id)

    def standing(self, since: float = 0.0) -> tuple[Entry, ...]:
        """The grants since `since` that were not taken back, oldest first."""
        rows = self._connection.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM ledger AS one WHERE at >= ? AND undoes IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM ledger WHERE undoes = one.id) ORDER BY number",
            (since,),
        )
        return tuple(map(_entry, rows.fetchall()))

    def between(self, since: float | None = None, before: float | None = None) -> Iterator[Entry]:
        """Every entry of that time, oldest first: grants and undoings. None: no such end."""
        rows = self._connection.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM ledger WHERE (?1 IS NULL OR at >= ?1)"
            " AND (?2 IS NULL OR at < ?2) ORDER BY number",
            (since, before),
        )
        return map(_entry, rows)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else writes while it lasts; wholly or not at all."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:  # also where the disk refused the COMMIT
                self._connection.execute("ROLLBACK")

    def _first(self, where: str, value: str) -> Entry | None:
        row = self._connection.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM ledger WHERE {where}", (value,)
        ).fetchone()
        return None if row is None else _entry(row)

    def _write(self, entry: Entry) -> None:
        values = [getattr(entry, name) for name in _COLUMNS]
        values[_AMOUNT] = "" if entry.amount is None else str(entry.amount)
        self._connection.execute(
            f"INSERT INTO ledger ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(values))})",
            values,
        )


_EXPORTED: Final = (
    "id",
    "undoes",
    "at",
    "rule",
    "kind",
    "amount",
    "currency",
    "customer",
    "case",
    "number_hash",
    "decision",
    "approved_by",
    "role",
    "topic",
)
_WRITTEN: Final = ("reason", "what", "good_for")
"""In the agent's own words."""


def write_ledger(entries: Iterable[Entry], file: TextIO, *, reasons: bool = False) -> int:
    """For accounting: CSV to `file` (opened with newline=""); returns how many lines.

    `reasons`: also what agents wrote. An undoing is a line of its own with a negative amount and
    the grant's id.
    """
    rows, columns = csv.writer(file), _EXPORTED + (_WRITTEN if reasons else ())
    rows.writerow(columns)
    count = 0
    for one in entries:
        count += 1
        shown = {
            "at": datetime.fromtimestamp(one.at, UTC).isoformat(timespec="seconds"),
            "amount": _signed(one),
            "case": plain(one.case_id),
        }
        rows.writerow(
            shown[name] if name in shown else plain(getattr(one, name) or "") for name in columns
        )
    return count


def _signed(one: Entry) -> Decimal | str:
    if one.amount is None:
        return ""
    return -one.amount if one.undoes else one.amount


def _entry(row: tuple[Any, ...]) -> Entry:
    values = dict(zip(_COLUMNS, row, strict=True))
    amount = Decimal(values["amount"]) if values["amount"] else None
    return Entry(**values | {"amount": amount})
