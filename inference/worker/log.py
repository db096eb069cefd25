"""The worker's log: what the code says and where it broke, never what was computed or heard.

The desktop's own log is not importable from here. What the worker may write is less anyway: static
messages, the few fields named below, and of an exception its type and the places in the code.
"""

import logging
import logging.handlers
import sys
import traceback
from pathlib import Path
from typing import Final

FIELDS: Final = ("model", "state", "hop_s", "why")


class Bare(logging.Formatter):
    """`time level logger message field=value ...`; texts of exceptions stay out."""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(
            f" {name}={getattr(record, name)}" for name in FIELDS if hasattr(record, name)
        )
        stamp = f"{self.formatTime(record)} {record.levelname} {record.name}"
        text = f"{stamp} {record.getMessage()}{fields}"
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            places = "".join(traceback.format_tb(error.__traceback__))
            text += f"\n{places}{type(error).__name__}"
        return text


def set_up_log(file: Path | None) -> None:
    """Everything to `file` (1 MB, one old one kept); where that cannot be, warnings to stderr."""
    root = logging.getLogger("beistand")
    root.setLevel(logging.INFO)
    root.propagate = False
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    target: logging.Handler = logging.StreamHandler(sys.stderr)
    target.setLevel(logging.WARNING)
    if file is not None:
        try:
            target = logging.handlers.RotatingFileHandler(
                file, maxBytes=1_000_000, backupCount=1, encoding="utf-8"
            )
        except OSError:
            pass  # a phone without that log is better than a worker that does not start
    target.setFormatter(Bare())
    root.addHandler(target)
