"""What waits to be written down: order, partials, lateness, wiping."""

import numpy as np
import pytest

from audio.formats import FRAME_SAMPLES
from inference.recognition.backlog import (
    IN_TIME_S,
    LATE_S,
    NO_PARTIALS_S,
    PARTIAL_EVERY_S,
    Backlog,
    Job,
)
from inference.recognition.segments import Segment

pytestmark = pytest.mark.unit


def job(
    put_at_s: float = 0.0,
    *,
    final: bool = True,
    leg: str = "call",
    epoch: int = 1,
    seconds: float = 3.0,
) -> Job:
    pcm = np.full(round(seconds * 50) * FRAME_SAMPLES, 7, np.int16)
    return Job(leg, epoch, Segment(0, pcm, seconds), 10.0, 10.0 + seconds, final, put_at_s)


@pytest.fixture
def backlog() -> Backlog:
    backlog = Backlog()
    backlog.attached("call", 1)
    return backlog


def test_first_said_first_written(backlog: Backlog) -> None:
    jobs = [job(0.1 * n) for n in range(3)]
    for one in jobs:
        backlog.put(one)
    done = []
    while (one := backlog.begin(1.0)) is not None:
        done.append(one)
        assert backlog.done(1.2)
    assert done == jobs
    assert not any(one.segment.pcm.any() for one in done)  # wiped behind the pass


def test_partials_come_every_two_seconds_and_only_from_quick_passes(backlog: Backlog) -> None:
    assert backlog.wants_partial("call", 5.0)
    backlog.put(job(5.0, final=False))
    assert not backlog.wants_partial("call", 5.1)  # it waits
    backlog.begin(5.1)
    assert not backlog.wants_partial("call", 9.0)  # it is in work
    backlog.done(5.9)
    assert not backlog.wants_partial("call", 5.0 + PARTIAL_EVERY_S - 0.1)
    assert backlog.wants_partial("call", 5.0 + PARTIAL_EVERY_S)
    backlog.put(job(7.0, final=False))
    backlog.begin(7.0)
    backlog.done(7.0 + PARTIAL_EVERY_S / 2)  # half of the interval: too slow
    assert not backlog.wants_partial("call", 60.0)
    backlog.put(job(60.0))
    backlog.begin(60.0)
    backlog.done(60.5)
    assert backlog.wants_partial("call", 61.0)


def test_no_partial_while_a_sentence_waits(backlog: Backlog) -> None:
    backlog.put(job())
    assert not backlog.wants_partial("call", 1.0)


def test_no_partial_for_a_while_after_scoring_was_late(backlog: Backlog) -> None:
    backlog.scoring_was_late(5.0)
    assert not backlog.wants_partial("call", 5.0 + NO_PARTIALS_S - 0.1)
    assert backlog.wants_partial("call", 5.0 + NO_PARTIALS_S)


def test_the_sentence_replaces_its_partial(backlog: Backlog) -> None:
    partial, final = job(1.0, final=False), job(1.5)
    backlog.put(partial)
    backlog.put(final)
    assert backlog.begin(2.0) is final
    backlog.done(2.1)
    assert backlog.begin(3.0) is None
    assert not partial.segment.pcm.any()


def test_late_is_said_and_taken_back(backlog: Backlog) -> None:
    for waited_s, late in ((LATE_S, False), (LATE_S + 0.1, True), (2.0, True), (IN_TIME_S, False)):
        backlog.put(job(100.0))
        backlog.begin(100.0 + waited_s)
        backlog.done(100.5 + waited_s)
        assert backlog.late is late, waited_s


def test_too_much_drops_the_oldest_and_says_late(backlog: Backlog) -> None:
    jobs = [job(seconds=9.0) for _ in range(4)]
    for one in jobs:
        backlog.put(one)
    assert backlog.late
    assert not jobs[0].segment.pcm.any()
    assert backlog.begin(0.0) is jobs[1]


def test_a_leg_that_is_gone_leaves_nothing(backlog: Backlog) -> None:
    in_work, waiting = job(), job()
    backlog.put(in_work)
    backlog.put(waiting)
    backlog.begin(0.1)
    backlog.forget("call")
    assert not in_work.segment.pcm.any() and not waiting.segment.pcm.any()
    assert not backlog.done(0.5)
    assert backlog.begin(1.0) is None


def test_what_was_said_before_a_hold_is_not_said_after_it(backlog: Backlog) -> None:
    backlog.put(job())
    backlog.begin(0.1)
    backlog.forget("call")
    backlog.attached("call", 2)
    assert not backlog.done(0.5)
    late = job(epoch=1)
    backlog.put(late)
    assert backlog.begin(1.0) is None and not late.segment.pcm.any()
    backlog.put(job(epoch=2))
    assert backlog.begin(1.0) is not None
    assert backlog.done(1.1)


def test_another_leg_stays(backlog: Backlog) -> None:
    backlog.attached("other", 5)
    theirs = job(leg="other", epoch=5)
    backlog.put(job())
    backlog.put(theirs)
    backlog.forget("call")
    assert backlog.begin(0.1) is theirs
    assert theirs.segment.pcm.all()
    assert backlog.done(0.2)


def test_how_busy_it_was_in_the_last_minute(backlog: Backlog) -> None:
    for at_s in (0.0, 10.0, 20.0):
        backlog.put(job(at_s))
        backlog.begin(at_s)
        backlog.done(at_s + 3.0)
    assert backlog.busy(30.0) == pytest.approx(0.15)
    assert backlog.busy(200.0) == 0.0
