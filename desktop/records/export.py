"""The call log as CSV, for a spreadsheet or another program.

UTF-8 with a signature, so that spreadsheets recognise it. A name that a caller chose must not
become a formula: what begins like one gets an apostrophe (OWASP, CSV injection), also behind what
some other spreadsheet takes for the end of a cell.
"""

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TextIO

from desktop.records.call_log import LoggedCall

HEADER: Final = ("started", "direction", "answered", "duration_s", "number", "name", "account")
_FORMULA: Final = re.compile(r"(^|[;,\t\r\n])(?=\s*[=+\-@])")


def write_csv(
    calls: Iterable[LoggedCall], file: TextIO, number: Callable[[LoggedCall], str]
) -> int:
    """Write `calls` to `file` (opened with newline=""); returns how many.

    `started` is ISO 8601 in UTC, `answered` is yes, no or elsewhere; `number` says how a number is
    written.
    """
    rows = csv.writer(file)
    rows.writerow(HEADER)
    count = 0
    for call in calls:
        count += 1
        rows.writerow(
            (
                datetime.fromtimestamp(call.started_at, UTC).isoformat(timespec="seconds"),
                call.direction.value,
                _answered(call),
                "" if call.duration_s is None else round(call.duration_s),
                plain(number(call)),
                plain(call.peer_name),
                plain(call.account),
            )
        )
    return count


def export_csv(calls: Iterable[LoggedCall], path: Path, number: Callable[[LoggedCall], str]) -> int:
    """Write a file for this user alone; what was at `path` is replaced once all is written.

    Raises OSError.
    """
    with own_file(path) as file:
        return write_csv(calls, file, number)


@contextmanager
def own_file(path: Path) -> Iterator[TextIO]:
    """A file for this user alone, ready for CSV; it gets its name once all is written."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        descriptor = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _answered(call: LoggedCall) -> str:
    if call.elsewhere:
        return "elsewhere"
    return "no" if call.duration_s is None else "yes"


def plain(text: str) -> str:
    return _FORMULA.sub(r"\1'", text)
