"""`beistand ledger`: what was granted on this computer, for accounting.

Knows its own words (`desktop.__main__` only lists it). The rest goes to stderr.
"""

import argparse
import sys
from collections.abc import Sequence
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
    profile = load_profile(options.settings, "command", Notices())
    path = profile.paths.records
    if not path.exists():
        raise LocalError("nothing is kept on this computer yet", action="Grant something first")
    connection = open_store(path, key_of_records(SystemSecrets(), exists=True))
    try:
        entries = Ledger(connection).between(_begin(options.since), _begin(options.before))
        with own_file(options.file) as file:
            count = write_ledger(entries, file)
    except OSError as error:
        what = f"the file cannot be written ({error.strerror or type(error).__name__})"
        raise LocalError(what, where=str(options.file), action="Check the folder") from error
    finally:
        connection.close()
    sys.stderr.write(f"beistand: {count} lines written, not encrypted\n")
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="beistand ledger", description="What was granted on this computer."
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="COMMAND")
    export = actions.add_parser("export", help="as CSV for accounting, not encrypted")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--since", type=_day, metavar="DAY", help="from this day on, 2026-11-01")
    export.add_argument("--before", type=_day, metavar="DAY", help="and before this one")
    export.add_argument("--settings", type=Path, metavar="FILE")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day like 2026-11-01") from None


def _begin(day: date | None) -> float | None:
    """Midnight of this computer's time zone, in seconds since 1970."""
    return None if day is None else datetime.combine(day, time()).astimezone().timestamp()
