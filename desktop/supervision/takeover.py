"""Taking a call over: announced first, and only while the caller can be told. Pure.

    none --asked--> announced --time--> under way --failed--> failed
                    announced <--the caller is on hold--> waiting
    announced, waiting --the agent says "not now"--> declined
    announced, waiting --another wish--> none

What becomes of it under way the transfer tells: then the request is resolved, or it has failed and
everybody stays where they are.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

ANNOUNCED_S: Final = 4.0
"""How long before it a take-over is announced: a sentence to the caller."""


class TakeOverStep(StrEnum):
    NONE = "none"
    WAITING = "waiting"  # until the caller is back from hold
    ANNOUNCED = "announced"
    UNDER_WAY = "under_way"  # the caller is being handed over: nothing stops it any more
    DECLINED = "declined"  # by the agent
    FAILED = "failed"


RUNNING: Final = frozenset({TakeOverStep.WAITING, TakeOverStep.ANNOUNCED, TakeOverStep.UNDER_WAY})


@dataclass(frozen=True, slots=True)
class TakeOver:
    """How far it has come. Events that mean nothing in a step change nothing."""

    step: TakeOverStep = TakeOverStep.NONE
    at_s: float | None = None
    """With ANNOUNCED: when it begins."""

    def asked(self, now_s: float, *, held: bool) -> "TakeOver":
        """The claimant wants it; while one runs that is the same one."""
        return self if self.step in RUNNING else _announced(now_s, held=held)

    def at(self, now_s: float, *, held: bool) -> "TakeOver":
        """As it is at `now_s`, with the caller on hold or not."""
        if self.step is TakeOverStep.WAITING and not held:
            return _announced(now_s, held=False)
        if self.step is TakeOverStep.ANNOUNCED and held:
            return TakeOver(TakeOverStep.WAITING)
        if self.step is TakeOverStep.ANNOUNCED and self.at_s is not None and now_s >= self.at_s:
            return TakeOver(TakeOverStep.UNDER_WAY)
        return self

    def dropped(self) -> "TakeOver":
        """The claimant wants something else."""
        return self if self.step is TakeOverStep.UNDER_WAY else TakeOver()

    def declined(self) -> "TakeOver":
        """The agent says "not now"."""
        if self.step in (TakeOverStep.WAITING, TakeOverStep.ANNOUNCED):
            return TakeOver(TakeOverStep.DECLINED)
        return self

    def failed(self) -> "TakeOver":
        """The caller was not handed over."""
        return TakeOver(TakeOverStep.FAILED) if self.step is TakeOverStep.UNDER_WAY else self

    def in_s(self, now_s: float) -> float | None:
        """Seconds until it begins; None where that is not announced."""
        return None if self.at_s is None else max(0.0, self.at_s - now_s)


NO_TAKE_OVER: Final = TakeOver()


def _announced(now_s: float, *, held: bool) -> TakeOver:
    if held:
        return TakeOver(TakeOverStep.WAITING)
    return TakeOver(TakeOverStep.ANNOUNCED, now_s + ANNOUNCED_S)
