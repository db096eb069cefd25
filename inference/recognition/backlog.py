"""What waits to be written down, and what is left out when there is too much of it. Pure.

a segment ends   --> waits, in order; above MOST_WAITING_S the oldest is dropped, and said
one is still open --> a partial, only while nothing waits and passes are quick
the leg is detached --> all of it is wiped, also what is being written just now
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

from inference.recognition.segments import Segment

PARTIAL_EVERY_S: Final = 2.0
PARTIAL_SHARE: Final = 0.5
"""A pass that took more of its interval than this leaves too little for what matters."""
LATE_S: Final = 3.0
"""A segment that has waited this long is late: the words come when the talk has moved on."""
IN_TIME_S: Final = 1.0
MOST_WAITING_S: Final = 27.0
"""Three segments of the longest kind."""
NO_PARTIALS_S: Final = 10.0
"""After a window of the voice was late: scoring goes first."""
BUSY_OVER_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Job:
    """One segment to write down. `put_at_s` and all times given to Backlog: one forward clock."""

    leg: str
    epoch: int
    segment: Segment
    start_s: float
    """Call time."""
    end_s: float
    final: bool
    put_at_s: float


class Backlog:
    """Owns the order and the leaving out; one job at a time is in work."""

    def __init__(self) -> None:
        self._waiting: deque[Job] = deque()
        self._in_work: tuple[Job, float] | None = None
        self._epochs: dict[str, int] = {}
        self._partial_at_s: dict[str, float] = {}
        self._passes: deque[tuple[float, float]] = deque()
        self._last_pass_s = 0.0
        self._scoring_late_at_s = float("-inf")
        self.late = False
        """Words come late, or some were dropped."""

    def attached(self, leg: str, epoch: int) -> None:
        self.forget(leg)
        self._epochs[leg] = epoch

    def forget(self, leg: str) -> None:
        """Wipe everything of `leg`; what is in work for it will not count."""
        self._epochs.pop(leg, None)
        self._partial_at_s.pop(leg, None)
        for job in self._waiting:
            if job.leg == leg:
                job.segment.wipe()
        self._waiting = deque(job for job in self._waiting if job.leg != leg)
        if self._in_work is not None and self._in_work[0].leg == leg:
            self._in_work[0].segment.wipe()

    def scoring_was_late(self, now_s: float) -> None:
        self._scoring_late_at_s = now_s

    def wants_partial(self, leg: str, now_s: float) -> bool:
        """Whether an open segment of `leg` may be looked at now."""
        return (
            not self._waiting
            and self._in_work is None
            and self._last_pass_s < PARTIAL_SHARE * PARTIAL_EVERY_S
            and now_s - self._partial_at_s.get(leg, float("-inf")) >= PARTIAL_EVERY_S
            and now_s - self._scoring_late_at_s >= NO_PARTIALS_S
        )

    def put(self, job: Job) -> None:
        if self._epochs.get(job.leg) != job.epoch:
            job.segment.wipe()
            return
        if job.final:
            # a partial of the same segment says less, and would come after it
            for partial in [other for other in self._waiting if not other.final]:
                self._waiting.remove(partial)
                partial.segment.wipe()
        else:
            self._partial_at_s[job.leg] = job.put_at_s
        self._waiting.append(job)
        while sum(other.segment.duration_s for other in self._waiting) > MOST_WAITING_S:
            self._waiting.popleft().segment.wipe()
            self.late = True

    def begin(self, now_s: float) -> Job | None:
        """The next job, which is in work until `done`; None: there is none."""
        if not self._waiting:
            return None
        job = self._waiting.popleft()
        self._in_work = job, now_s
        if job.final:
            waited_s = now_s - job.put_at_s
            self.late = waited_s > LATE_S or (self.late and waited_s > IN_TIME_S)
        return job

    def done(self, now_s: float) -> bool:
        """The job in work is done. Whether what came of it may still be said."""
        if self._in_work is None:
            return False
        job, began_s = self._in_work
        self._in_work = None
        job.segment.wipe()
        self._last_pass_s = now_s - began_s
        self._passes.append((now_s, self._last_pass_s))
        return self._epochs.get(job.leg) == job.epoch

    def busy(self, now_s: float) -> float:
        """0..1, share of the last minute that was spent on passes."""
        while self._passes and now_s - self._passes[0][0] > BUSY_OVER_S:
            self._passes.popleft()
        return min(1.0, sum(took_s for _, took_s in self._passes) / BUSY_OVER_S)
