"""One attached leg: what the ring holds becomes estimates and problems, and segments of speech."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from audio.ring import Overrun, RingReader
from audio.windows import HOP_S
from inference.leg import LegAnalysis
from inference.messages import Estimate, LegProblem
from inference.recognition.segments import Segment, Segmenter
from inference.score import Scorer
from inference.turns import FRAME_S

_LATE_HOPS: Final = 2


@dataclass(frozen=True, slots=True)
class ModelBroke:
    """The model raised instead of scoring: a processor that is gone, or a defect. Not a message."""

    error: Exception


class LegReader:
    """Reads one ring for one analysis; owns the ring's attachment, and wipes `words` at the end."""

    def __init__(
        self,
        leg: str,
        epoch: int,
        ring: RingReader,
        analysis: LegAnalysis,
        words: Segmenter | None = None,
    ) -> None:
        self.epoch = epoch
        self.ended = False
        self._leg = leg
        self._ring = ring
        self._analysis = analysis
        self._words = words
        self._last_index = -1

    def use(self, scorer: Scorer | None) -> None:
        """Another model from the next window on; None: facts only. Raises what the model raises."""
        self._analysis.use(scorer)

    def read(self, now_ns: Callable[[], int]) -> Iterator[Estimate | LegProblem | ModelBroke]:
        """Everything the ring holds now; at most one estimate, of the newest window.

        Windows that were due in between are skipped and said so ("late"): an old picture of a
        voice is worth less than the present one. A model that raises costs this window.
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
            try:
                yield self._analysis.estimate(now_ns)
            except Exception as error:  # noqa: BLE001 -- torch raises many kinds
                yield ModelBroke(error)
        if self._ring.closed_by_writer:
            self.ended = True
            yield self._problem("gone", self._now_s(), 0.0)

    def segments(self) -> list[Segment]:
        """What the customer has said since the last call."""
        return [] if self._words is None else self._words.take()

    def open_segment(self) -> Segment | None:
        """What the customer is saying now, once it is worth a look."""
        return None if self._words is None else self._words.open()

    def begins_s(self, segment: Segment) -> float:
        """Call time of its first sample."""
        return self._analysis.time_s(segment.first - 1)

    def close(self) -> None:
        if self._words is not None:
            self._words.wipe()
        self._ring.close()

    def _now_s(self) -> float:
        return self._analysis.time_s(self._last_index)

    def _problem(self, kind: str, t_s: float, lost_s: float) -> LegProblem:
        return LegProblem(self._leg, self.epoch, kind, round(t_s, 3), lost_s)
