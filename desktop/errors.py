"""Errors say whose fault they are and what to do about it."""

from enum import StrEnum


class Fault(StrEnum):
    """Whose side a failure is on (the question a user asks first)."""

    LOCAL = "local"  # this machine, its settings, its devices
    NETWORK = "network"  # between us and the other side
    REMOTE = "remote"  # the other side sent or did something wrong
    DEFECT = "defect"  # a bug in Beistand


class BeistandError(Exception):
    """A failure in words: what happened, where, whose fault, what to do.

    Never carries a number, a name, a password or anything said in a call.
    """

    fault = Fault.LOCAL

    def __init__(self, what: str, *, where: str = "", action: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.action = action

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.action:
            parts.append(self.action)
        return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


class LocalError(BeistandError):
    """Bad settings, files, devices: the user or admin of this machine can mend it."""


class NetworkError(BeistandError):
    """Nothing answered."""

    fault = Fault.NETWORK


class RemoteError(BeistandError):
    """The other side sent something we cannot accept."""

    fault = Fault.REMOTE


class DefectError(BeistandError):
    """Should not happen; worth a bug report."""

    fault = Fault.DEFECT
