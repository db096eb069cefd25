"""What a notice is written as: what happened, whose side it is on, what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Whose side it is on."""

    LOCAL = "local"
    NETWORK = "network"
    REMOTE = "remote"
    DEFECT = "defect"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Sources:
    what: str
    side: Side
    todo: str = ""
