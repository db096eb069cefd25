"""Logging that cannot hold what was said, who called, or a secret.

Loggers go by subject ("beistand.telephony"), messages are static text, values travel as fields
(`extra=`) and only the fields named here are written. `Redaction` is the second line of defence:
it blanks SIP URIs and long digit runs that slipped into a text, for example in a library's error.
Of an exception its type and the places in the code are written, never its text.
"""

import logging
import logging.handlers
import re
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Final

FIELDS: Final = (
    "cards", "code", "escalation", "fault", "kind", "model", "outcome", "pid", "problems",
    "setting", "state", "wait_s", "hop_s", "why",
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
            if hasattr(record, name)
        )
        stamp = f"{self.formatTime(record)} {record.levelname} {record.name}"
        text = f"{stamp} {message} {fields}".rstrip()
        if record.exc_info and record.exc_info[1] is not None:
            text += "\n" + without_text(record.exc_info[1])
        return text


def without_text(error: BaseException) -> str:
    """The traceback of `error` and of what caused it, without any exception's text."""
    lines = [*traceback.format_tb(error.__traceback__), type(error).__name__]
    cause = error.__cause__ or error.__context__
    return f"{without_text(cause)}\nand then\n{''.join(lines)}" if cause else "".join(lines)


def set_up_logging(file: Path | None, *, verbose: bool = False) -> None:
    """Warnings to stderr, everything to `file` (1 MB, three old ones kept), crashes included."""
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
    log_crashes()


def log_crashes() -> None:
    """What nobody catches is logged like everything else, on any thread, not printed in full."""
    log = logging.getLogger("beistand")

    def crashed(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            log.critical("a defect nobody caught", exc_info=(kind, error, trace))

    def thread_crashed(crash: threading.ExceptHookArgs) -> None:
        if crash.exc_value is not None and not isinstance(crash.exc_value, SystemExit):
            crashed(crash.exc_type, crash.exc_value, crash.exc_traceback)

    sys.excepthook = crashed
    threading.excepthook = thread_crashed
