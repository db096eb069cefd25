"""When to offer the agent a breather: after a call whose customer was tense for long. Pure.

Only the customer's level counts, nothing of the agent is looked at, and nothing is kept: how long
somebody was tense is forgotten with the call, whether a breather was offered or taken at once.

    none --a hard call is over--> due --no call is up--> offered
    offered --a call is up, time is over, taken, put away--> none

The time begins where calls would come again: after the time for finishing up, if there is any.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from inference.tension.reading import TensionState

HARD_S: Final = 60.0
"""Tense for so long in all, a call was hard. Chosen, not measured: a peak that passes is everyday
work, a minute of it is not."""
OFFERED_S: Final = 180.0
"""Who has not wanted it by then does not want it."""


@dataclass(frozen=True, slots=True)
class Strain:
    """For how long the customer of one call has been tense. Times are the clock's seconds."""

    before_s: float = 0.0
    """Of stretches that are over."""
    since_s: float | None = None
    """When the stretch began that is not over; None: the customer is not tense."""

    def heard(self, state: TensionState, now_s: float) -> "Strain":
        if (state is TensionState.TENSE) == (self.since_s is not None):
            return self
        if self.since_s is None:
            return Strain(self.before_s, now_s)
        return Strain(self.tense_s(now_s))

    def tense_s(self, now_s: float) -> float:
        since_s = now_s if self.since_s is None else self.since_s
        return self.before_s + max(0.0, now_s - since_s)

    def hard(self, now_s: float) -> bool:
        return self.tense_s(now_s) >= HARD_S


class BreatherStep(StrEnum):
    NONE = "none"
    DUE = "due"
    """After the call that is up."""
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Breather:
    step: BreatherStep = BreatherStep.NONE
    until_s: float = 0.0
    """Means nothing unless it is offered."""

    def after_call(self, strain: Strain, now_s: float) -> "Breather":
        """A customer's call is over."""
        return Breather(BreatherStep.DUE) if strain.hard(now_s) else self

    def at(
        self, now_s: float, *, in_call: bool, resting: bool, finishing: bool = False
    ) -> "Breather":
        """`resting`: the agent takes no calls anyway; `finishing`: no calls yet."""
        if resting:
            return Breather()
        begins = self.step is BreatherStep.DUE and not in_call
        if begins or (self.step is BreatherStep.OFFERED and finishing and not in_call):
            return Breather(BreatherStep.OFFERED, now_s + OFFERED_S)
        if self.step is BreatherStep.OFFERED and (in_call or now_s >= self.until_s):
            return Breather()
        return self
