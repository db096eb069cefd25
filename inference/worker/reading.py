"""One attached leg: what the ring holds becomes estimates and problems."""

from collections.abc import Callable, Iterator
from typing import Final

from audio.ring import Overrun, RingReader
from audio.windows import HOP_S
from inference.leg import LegAnalysis
from inference.messages import Estimate, LegProblem
from inference.turns import FRAME_S

_LATE_HOPS: Final = 2


class LegReader:
    """Reads one ring for one analysis; owns the ring's attachment."""

    def __init__(self, leg: str, epoch: int, ring: RingReader, analysis: LegAnalysis) -> None:
        self.epoch = epoch
        self.ended = False
        self._leg = leg
        self._ring = ring
        self._analysis = analysis
        self._last_index = -1

    def read(self, now_ns: Callable[[], int]) -> Iterator[Estimate | LegProblem]:
        """Everything the ring holds now; at most one estimate, of the newest window.

        Windows that were due in between are skipped and said so ("late"): an old picture of a
        voice is worth less than the present one.
        """
        for item in self._ring.read():
            if isinstance(item, Overrun):
                self._analysis.gap()
                lost_s = round(item.count * FRAME_S, 3)
                t_s = self._analysis.time_s(item.first + item.count - 1)
                yield self._problem("overrun", t_s, lost_s)
            else:
                self._analysis.feed(item)
                self._last_index = item.index
        due = self._analysis.hops_due
        if due >= _LATE_HOPS:
            yield self._problem("late", self._now_s(), round((due - 1) * HOP_S, 3))
        if due:
            yield self._analysis.estimate(now_ns)
        if self._ring.closed_by_writer:
            self.ended = True
            yield self._problem("gone", self._now_s(), 0.0)

    def close(self) -> None:
        self._ring.close()

    def _now_s(self) -> float:
        return self._analysis.time_s(self._last_index)

    def _problem(self, kind: str, t_s: float, lost_s: float) -> LegProblem:
        return LegProblem(self._leg, self.epoch, kind, round(t_s, 3), lost_s)
