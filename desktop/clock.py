"""Time as an argument: the port that lets a test decide what time it is."""

import time
from typing import Protocol


class Clock(Protocol):
    """Monotonic seconds; the zero point is arbitrary but the same in every process of this boot."""

    def now_s(self) -> float: ...


class MonotonicClock:
    """The machine's monotonic clock."""

    def now_s(self) -> float:
        return time.monotonic()


class ManualClock:
    """Stands still until told; for tests and replay."""

    def __init__(self, now_s: float = 0.0) -> None:
        self._now_s = now_s

    def now_s(self) -> float:
        return self._now_s

    def advance(self, by_s: float) -> None:
        self._now_s += by_s
