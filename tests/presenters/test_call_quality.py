"""How good a call sounds: one watch for each call, and one notice at most."""

from dataclasses import replace

import pytest

from desktop.presenters.call_quality import CallQualities
from desktop.presenters.notices import Notices
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.engine.messages import StreamStats
from desktop.telephony.registry import CallRegistry
from ui.call_states import QualityGrade, QualitySide
from ui.notice_states import NoticeKind

pytestmark = pytest.mark.unit

CALL = CallSnapshot("a", "main", Direction.INCOMING, CallState.CONFIRMED, "sip:0301@pbx.example")


class Desk:
    """A call, and the engine's reports of it."""

    def __init__(self) -> None:
        self.registry, self.notices = CallRegistry(), Notices()
        self.qualities = CallQualities(self.registry, self.notices)
        self.registry.apply_call(CALL)
        self._at = self._sent = self._expected = self._lost = 0

    def seconds(self, count: int, *, lost: int = 0, unsent: int = 0) -> None:
        for _ in range(count):
            self._at += 1
            self._expected += 50
            self._sent += 50 - unsent
            self._lost += lost
            received = 50 * self._at - self._lost
            self.qualities.event(
                StreamStats(
                    "a", float(self._at), self._sent, self._expected, received, self._lost, 2.0
                )
            )

    def kinds(self) -> list[NoticeKind]:
        return [view.kind for view in self.notices.views]


def test_a_good_call_is_only_known_to_be_good() -> None:
    desk = Desk()
    desk.seconds(1)
    assert desk.qualities.view("a") is None
    desk.seconds(20)
    view = desk.qualities.view("a")
    assert view is not None
    assert (view.grade, view.side) == (QualityGrade.GOOD, QualitySide.NOBODY)
    assert view.mos > 4.2
    assert not desk.kinds()


@pytest.mark.parametrize(
    ("wrong", "side", "kind"),
    [
        ({"lost": 10}, QualitySide.LINE, NoticeKind.LINE_POOR),
        ({"unsent": 15}, QualitySide.YOU, NoticeKind.SENDING_LATE),
    ],
)
def test_poor_for_long_is_said_once_with_whose_side_it_is(
    wrong: dict[str, int], side: QualitySide, kind: NoticeKind
) -> None:
    desk = Desk()
    desk.seconds(10, **wrong)
    view = desk.qualities.view("a")
    assert view is not None
    assert (view.grade, view.side) == (QualityGrade.POOR, side)
    assert not desk.kinds()
    desk.seconds(20, **wrong)
    assert desk.kinds() == [kind]
    desk.notices.dismiss(desk.notices.views[0].notice_id)
    desk.seconds(20)
    desk.seconds(60, **wrong)
    assert not desk.kinds(), "it was dismissed in this call"


def test_the_notice_goes_with_the_trouble_and_with_the_call() -> None:
    desk = Desk()
    desk.seconds(30, lost=10)
    desk.seconds(30)
    assert not desk.kinds()
    desk = Desk()
    desk.seconds(30, lost=10)
    assert desk.kinds() == [NoticeKind.LINE_POOR]
    desk.registry.apply_call(replace(CALL, state=CallState.DISCONNECTED, end_code=200))
    assert not desk.kinds()
    assert desk.qualities.view("a") is None


@pytest.mark.parametrize("hold", [{"local_hold": True}, {"remote_hold": True}])
def test_a_held_call_has_no_quality(hold: dict[str, bool]) -> None:
    desk = Desk()
    desk.seconds(10)
    desk.registry.apply_call(replace(CALL, **hold))
    assert desk.qualities.view("a") is None
    desk.seconds(30, lost=50)
    assert desk.qualities.view("a") is None
    desk.registry.apply_call(CALL)
    desk.seconds(20)
    view = desk.qualities.view("a")
    assert view is not None and view.grade is QualityGrade.GOOD
    assert not desk.kinds()


def test_a_report_of_a_call_that_is_over_is_not_kept() -> None:
    desk = Desk()
    desk.registry.apply_call(replace(CALL, state=CallState.DISCONNECTED))
    desk.seconds(3)
    assert desk.qualities.view("a") is None
