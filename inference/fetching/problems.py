"""What can go wrong on the way to a model: what, where, whose fault, what to do.

Texts never carry a password, also where an address or a proxy setting does.
"""

from collections.abc import Sequence


class FetchProblem(Exception):
    """Base: `where` says whose side it is on."""

    def __init__(self, what: str, *, where: str = "", action: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.action = action

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what, self.action]
        return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


class LocalTrouble(FetchProblem):
    """This machine: no room, no right to write, a setting that cannot be understood."""


class Unreachable(FetchProblem):
    """The network, a proxy or the other side's server: nothing came, another time it may."""


class Cut(Unreachable):
    """It came and broke off."""


class Absent(FetchProblem):
    """No copy lies in the folders that were looked into."""


class Unfit(FetchProblem):
    """The other side answered, and what it has is not what the manifest names."""


class NoSource(FetchProblem):
    """Every origin was tried, each with its own problem."""

    def __init__(self, name: str, problems: Sequence[tuple[str, FetchProblem]]) -> None:
        self.problems = tuple(problem for _, problem in problems)
        told = "".join(f"\n  {origin}: {problem}" for origin, problem in problems)
        super().__init__(f"{name} could not be got{told}")

    def __str__(self) -> str:
        return self.what
