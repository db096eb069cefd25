"""Logging that cannot hold what was said, who called, or a secret.

Loggers go by subject ("beistand.telephony"), messages are static text, values travel as fields
(`extra=`) and only the fields named here are written. `Redaction` is the second line of defence:
it blanks SIP URIs and long digit runs that slipped into a text, for example in a library's error.
"""

import logging
import logging.handlers
import re
import sys
from pathlib import Path
from typing import Final

FIELDS: Final = (
    "why", "code", "reason", "state", "kind", "count", "device", "model", "process", "outcome",
    "wait_s", "file", "setting", "epoch", "fault", "command", "lost_s", "pid", "protocol",
)  # fmt: skip
"""The fields that may be logged; none of them can carry a person."""

_URI: Final = re.compile(r"(?i)\b(?:sips?|tel|callto):[^\s>\"']+")
_NUMBER: Final = re.compile(r"\+?\d(?:[\s()/-]?\d){5,}")


def redact(text: str) -> str:
    """Blank what looks like a SIP URI or a telephone number."""
    return _NUMBER.sub("[number]", _URI.sub("[address]", text))


class Redaction(logging.Formatter):
    """`time level logger message field=value ...`, redacted."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        # the record's own time stamp is the formatter's, so only what callers wrote is redacted
        message = redact(record.getMessage())
        fields = " ".join(
            f"{name}={redact(str(getattr(record, name)))}"
            for name in FIELDS
            if hasattr(record, name) and name != "process"
        )
        stamp = f"{self.formatTime(record)} {record.levelname} {record.name}"
        text = f"{stamp} {message} {fields}".rstrip()
        if record.exc_info:
            text += "\n" + redact(self.formatException(record.exc_info))
        return text


def set_up_logging(file: Path | None, *, verbose: bool = False) -> None:
    """Warnings to stderr, everything to `file` (1 MB, three old ones kept)."""
    root = logging.getLogger("beistand")
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    root.propagate = False
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    console = logging.StreamHandler(sys.stderr)
    console.setLevel(logging.DEBUG if verbose else logging.WARNING)
    console.setFormatter(Redaction())
    root.addHandler(console)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        rotating = logging.handlers.RotatingFileHandler(
            file, maxBytes=1_000_000, backupCount=3, encoding="utf-8"
        )
        rotating.setFormatter(Redaction())
        root.addHandler(rotating)
