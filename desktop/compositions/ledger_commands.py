"""`beistand ledger`: what was granted on this computer, for accounting.

Knows its own words (`desktop.__main__` only lists it). The rest goes to stderr.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from desktop.compositions.profile import load_profile
from desktop.errors import LocalError
from desktop.presenters.notices import Notices
from desktop.records.export import own_file
from desktop.records.key import key_of_records
from desktop.records.ledger import Ledger, write_ledger
from desktop.records.store import open_store
from desktop.settings.secrets import SystemSecrets

OK: Final = 0


def main(arguments: Sequence[str]) -> int:
    """Run the command; the exit code as in the command line contract. Raises BeistandError."""
    options = _parser().parse_args(arguments)
    with own_ledger(options.settings) as ledger:
        entries = ledger.between(beginning(options.since), beginning(options.before))
        try:
            with own_file(options.file) as file:
                count = write_ledger(entries, file, reasons=options.reasons)
        except OSError as error:
            what = f"the file cannot be written ({error.strerror or type(error).__name__})"
            raise LocalError(what, where=str(options.file), action="Check the folder") from error
    sys.stderr.write(f"beistand: {count} lines written, not encrypted\n")
    return OK


@contextmanager
def own_ledger(settings: Path | None) -> Iterator[Ledger]:
    """This computer's, while it is read. Raises BeistandError, also where there is none yet."""
    path = load_profile(settings, "command", Notices()).paths.records
    if not path.exists():
        raise LocalError("nothing is kept on this computer yet", action="Grant something first")
    connection = open_store(path, key_of_records(SystemSecrets(), exists=True))
    try:
        yield Ledger(connection)
    finally:
        connection.close()


def day(text: str) -> date:
    """Of an argument. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day like 2026-11-01") from None


def month(text: str) -> date:
    """The first day of an argument like 2026-11. Raises ArgumentTypeError.

    Only whole months: two reports that are a day apart would tell what was granted on that day.
    """
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no month like 2026-11") from None


def beginning(of: date | None) -> float | None:
    """Midnight of this computer's time zone, in seconds since 1970."""
    return None if of is None else datetime.combine(of, time()).astimezone().timestamp()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="beistand ledger", description="What was granted on this computer."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="COMMAND")
    export = actions.add_parser("export", help="as CSV for accounting, not encrypted")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--since", type=day, metavar="DAY", help="from this day on, 2026-11-01")
    export.add_argument("--before", type=day, metavar="DAY", help="and before this one")
    export.add_argument(
        "--reasons", action="store_true", help="also what agents wrote: reason, what, good_for"
    )
    export.add_argument("--settings", type=Path, metavar="FILE")
    return parser
