"""What lasts is shown, what flickers is not; who is at fault, and when to say so."""

from collections.abc import Iterable
from itertools import pairwise

import pytest

from desktop.telephony.engine.messages import StreamStats
from desktop.telephony.quality import Grade, Side
from desktop.telephony.quality_watch import COMPLAIN_AFTER_S, OFF_DELAY_S, ON_DELAY_S, QualityWatch

pytestmark = pytest.mark.unit


class Line:
    """A call whose line is told, second by second, what it loses."""

    def __init__(self) -> None:
        self.watch = QualityWatch()
        self._second = self._lost = 0

    def hold(self, seconds: int) -> None:
        """Time goes by in which nothing is told."""
        self._second += seconds

    def run(self, losses: Iterable[int]) -> list[Grade]:
        """The grade after each second in which so many of 50 packets were lost."""
        grades = []
        for lost in losses:
            self._second += 1
            self._lost += lost
            sent = 50 * self._second
            self.watch.step(
                StreamStats("c", float(self._second), sent, sent, sent - self._lost, self._lost, 2)
            )
            grades.append(self.watch.grade)
        return grades


def test_a_good_call_shows_nothing() -> None:
    line = Line()
    assert set(line.run([0] * 30)) == {Grade.GOOD}
    assert line.watch.side is Side.NOBODY
    assert not line.watch.complains


@pytest.mark.parametrize("lost", [10, 50])
def test_one_bad_second_shows_nothing(lost: int) -> None:
    assert set(Line().run([*[0] * 10, lost, *[0] * 10])) == {Grade.GOOD}


@pytest.mark.parametrize(("lost", "grade"), [(2, Grade.FAIR), (5, Grade.POOR)])
def test_what_lasts_is_shown_and_goes_later_than_it_came(lost: int, grade: Grade) -> None:
    line = Line()
    line.run([0] * 10)
    bad = line.run([lost] * 20)
    assert bad[int(ON_DELAY_S) - 1] is Grade.GOOD
    assert bad[-1] is grade
    assert line.watch.side is Side.LINE
    good = line.run([0] * 25)
    assert good[int(OFF_DELAY_S) - 1] is grade
    assert good[-1] is Grade.GOOD


def test_what_comes_and_goes_does_not_flicker() -> None:
    line = Line()
    line.run([5] * 20)
    grades = line.run([5, 5, 5, 0, 0, 0, 0, 0, 0] * 10)
    assert sum(one is not other for one, other in pairwise(grades)) <= 1


def test_only_what_stays_poor_is_worth_a_notice() -> None:
    line = Line()
    line.run([2] * 60)
    assert not line.watch.complains
    line = Line()
    line.run([10] * int(ON_DELAY_S + COMPLAIN_AFTER_S))
    assert not line.watch.complains
    line.run([10] * 3)
    assert line.watch.complains


def test_a_bad_second_on_each_side_of_a_hold_is_not_a_bad_minute() -> None:
    line = Line()
    line.run([0] * 10 + [25])
    line.watch.pause()
    line.hold(60)
    assert set(line.run([0, 25])) == {Grade.GOOD}


def test_held_is_not_bad() -> None:
    line = Line()
    line.run([0] * 10)
    line.watch.pause()
    assert line.watch.quality is None
    line.run([50])  # the first report after it spans what was not sent
    assert line.watch.quality is None
    assert set(line.run([0] * 10)) == {Grade.GOOD}
