"""The lookup in a table: one CSV file that another program keeps up to date.

Read whole into memory by a thread of its own, read again when it has changed. The first line names
the columns; the file may be UTF-8 or Windows-1252, separated by commas, semicolons or tabs.
"""

import csv
import dataclasses
import io
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from desktop.customer.lookup import Answer, Found, NoAnswer, Trouble, Unknown
from desktop.customer.numbers import Number, Numbering
from desktop.customer.record import FieldMap, Reading, read_record
from desktop.processes.background import Background

log = logging.getLogger("beistand.customer")

MAX_BYTES: Final = 64 << 20
MATTERS_APART: Final = "|"
"""Between open matters in one cell."""


class BadTable(Exception):
    """The words say what is wrong with the file, never what is in it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Customers by the key of each of their numbers."""

    rows: Mapping[str, Reading] = field(default_factory=dict)


def read_table(
    raw: bytes, columns: tuple[str, ...], fields: FieldMap, numbering: Numbering
) -> Table:
    """The customers in a CSV file; `columns` are those that hold numbers. Raises BadTable."""
    text = _text(raw)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: dict[str, Reading] = {}
    try:
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise BadTable(f"there is no column {missing[0]}")
        for row in reader:
            reading = _reading(row, fields)
            for column in columns:
                key = numbering.read(row[column] or "").key
                if key:
                    rows.setdefault(key, reading)
    except csv.Error as error:
        raise BadTable(f"line {reader.line_num} cannot be read") from error
    return Table(rows)


class CsvLookup:
    """`lookup.Lookup` for the file at `path`."""

    def __init__(
        self, path: Path, columns: tuple[str, ...], fields: FieldMap, numbering: Numbering
    ) -> None:
        self._path = path
        self._columns = columns
        self._fields = fields
        self._numbering = numbering
        self._table = Table()
        self._stamp: tuple[int, int] = (-1, -1)
        self._stopped = threading.Event()
        self._thread = Background("customer-table")

    def start(self) -> None:
        def read() -> None:
            self._find("")

        self._thread.post(read)
        self._thread.start()

    def ready(self, within_s: float) -> bool:
        done = threading.Event()
        self._thread.post(done.set)
        return done.wait(within_s)

    def ask(self, number: Number, answered: Callable[[Answer], None]) -> None:
        def answer() -> None:
            found = self._find(number.key)
            if not self._stopped.is_set():
                answered(found)

        self._thread.post(answer)

    def stop(self) -> None:
        self._stopped.set()
        self._thread.stop()

    def _find(self, key: str) -> Answer:
        """On the thread "customer-table"."""
        try:
            self._refresh()
        except (OSError, BadTable) as error:
            detail = str(error) if isinstance(error, BadTable) else (error.strerror or "")
            log.info("customer table unreadable", extra={"kind": type(error).__name__})
            return NoAnswer(Trouble.UNREADABLE, self._path.name, detail)
        reading = self._table.rows.get(key)
        return Unknown() if reading is None else Found(reading.customer, reading.wrong)

    def _refresh(self) -> None:
        found = self._path.stat()
        stamp = (found.st_mtime_ns, found.st_size)
        if stamp == self._stamp:
            return
        if found.st_size > MAX_BYTES:
            raise BadTable(f"it is larger than {MAX_BYTES >> 20} MiB")
        raw = self._path.read_bytes()
        self._table = read_table(raw, self._columns, self._fields, self._numbering)
        self._stamp = stamp


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")  # what Excel writes in the West


def _reading(row: Mapping[str, str | None], fields: FieldMap) -> Reading:
    """Here a fact's path is the name of a column, dots and all."""
    record: dict[str, Any] = {
        fact: row.get(column) for fact, column in dataclasses.asdict(fields).items() if column
    }
    matters = record.get("open_matters")
    if matters:
        record["open_matters"] = matters.split(MATTERS_APART)
    return read_record(record, FieldMap())
