"""When a process that died may be started again: back-off and a limit, as pure logic."""

from collections import deque
from collections.abc import Sequence
from typing import Final

BACK_OFF_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Waits before the first, second, ... restart within one span; the last one repeats."""
MOST_RESTARTS: Final = 5
SPAN_S: Final = 60.0
"""More than MOST_RESTARTS deaths within SPAN_S: something is broken, stop trying and say so."""


class RestartPolicy:
    """Counts deaths; `died` answers how long to wait, or None: give up."""

    def __init__(
        self,
        back_off_s: Sequence[float] = BACK_OFF_S,
        most_restarts: int = MOST_RESTARTS,
        span_s: float = SPAN_S,
    ) -> None:
        self._back_off_s = tuple(back_off_s)
        self._most_restarts = most_restarts
        self._span_s = span_s
        self._deaths: deque[float] = deque()

    def died(self, now_s: float) -> float | None:
        """Seconds to wait before the next start; None once the limit is reached."""
        while self._deaths and now_s - self._deaths[0] > self._span_s:
            self._deaths.popleft()
        self._deaths.append(now_s)
        count = len(self._deaths)
        if count > self._most_restarts:
            return None
        return self._back_off_s[min(count, len(self._back_off_s)) - 1]

    def reset(self) -> None:
        """Forget the past: the user asked for another try."""
        self._deaths.clear()
