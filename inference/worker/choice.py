"""Which tension model scores: the best that keeps up and works, else the next one. Pure.

    best --two late windows within 10 s on a leg--> a smaller one     (late)
    any  --it raises--> the next one, at last none                    (failed)
    less than the best --a new call, long enough after--> best

It never goes back within a call: another scale in mid call would cost the caller's own start. The
wait doubles with every fall, so that a computer that is always busy is left in peace.
"""

from collections import deque
from typing import Final

from inference.messages import ModelInUse, UseWhy
from inference.score import Scorer

LATE_WITHIN_S: Final = 10.0
LATE_WINDOWS: Final = 2
"""One late window is a hiccup of the computer, and a leg that waited for the models has one."""
TRY_AGAIN_S: Final = 600.0
"""Ten minutes: what made the computer busy (an update, a scan) mostly takes less."""


class ModelChoice:
    """Over `scorers`, best first, with those of one profile side by side. Empty: facts only.

    Every method says whether another model is in use now. `now_s` is any clock that only goes
    forward, `t_s` the call's time.
    """

    def __init__(self, scorers: tuple[Scorer, ...]) -> None:
        self._scorers = scorers
        self._index = 0
        self._why = UseWhy.BEST
        self._late: dict[str, deque[float]] = {}
        self._fell_at_s = float("-inf")
        self._wait_s = TRY_AGAIN_S
        self._last_call = ""

    @property
    def in_use(self) -> Scorer | None:
        return self._scorers[self._index] if self._index < len(self._scorers) else None

    def message(self) -> ModelInUse:
        scorer = self.in_use
        if scorer is None:
            return ModelInUse("", self._why)
        return ModelInUse(
            scorer.profile.value, self._why, scorer.sha256, population=scorer.population
        )

    def late(self, leg: str, t_s: float, now_s: float) -> bool:
        """Windows of `leg` were skipped."""
        windows = self._late.setdefault(leg, deque(maxlen=LATE_WINDOWS))
        windows.append(t_s)
        if len(windows) < LATE_WINDOWS or t_s - windows[0] > LATE_WITHIN_S:
            return False
        scorer = self.in_use
        for index in range(self._index + 1, len(self._scorers)):
            if scorer is not None and self._scorers[index].profile is not scorer.profile:
                self._fall(index, UseWhy.LATE, now_s)
                return True
        return False

    def failed(self, now_s: float) -> bool:
        """The model in use has raised: a processor that is gone, or a defect."""
        if self.in_use is None:
            return False
        self._fall(self._index + 1, UseWhy.FAILED, now_s)
        return True

    def attached(self, leg: str, now_s: float) -> bool:
        """A leg of the call `leg` is about to be read; the same call's next one is no new call."""
        new, self._last_call = leg != self._last_call, leg
        self._late.pop(leg, None)
        if not new or self._index == 0 or now_s - self._fell_at_s < self._wait_s:
            return False
        self._wait_s *= 2
        self._index, self._why = 0, UseWhy.BEST
        self._late.clear()
        return True

    def _fall(self, index: int, why: UseWhy, now_s: float) -> None:
        self._index, self._why = index, why
        self._fell_at_s = now_s
        self._late.clear()
