"""What the doctor finds."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    MISSING = "missing"  # works without, says what is lost
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's letter."""

    check: str
    verdict: Verdict
    what: str
    action: str = ""
