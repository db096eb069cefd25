"""That no line is free is said while it is so, and no longer."""

import pytest

from desktop.clock import ManualClock
from desktop.presenters.line_notices import LineNotices
from desktop.presenters.notices import Notices
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.engine import messages as m
from ui.notice_states import NoticeKind

pytestmark = pytest.mark.unit

NO_LINE, IN_USE = NoticeKind.NO_LINE, NoticeKind.LINES_IN_USE


class Desk:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.notices = Notices()
        self.lines = LineNotices(self.notices, self.clock)

    def dial_failed(self, no_line_s: float | None) -> None:
        self.lines.event(m.CommandFailed("Dial", "a", "local", "no line", no_line_s))

    def call_ended(self, code: int) -> None:
        ended = CallState.DISCONNECTED
        over = CallSnapshot("b", "main", Direction.OUTGOING, ended, "sip:1@x", end_code=code)
        self.lines.event(m.CallChanged(over))

    def kinds(self) -> list[NoticeKind]:
        return [view.kind for view in self.notices.views]


def test_how_long_no_line_is_free_is_said_for_so_long() -> None:
    desk = Desk()
    desk.dial_failed(27.4)
    (view,) = desk.notices.views
    assert (view.kind, dict(view.params)) == (NO_LINE, {"seconds": "28"})
    desk.clock.advance(27.0)
    desk.lines.tick()
    assert desk.kinds() == [NO_LINE]
    desk.clock.advance(0.5)
    desk.lines.tick()
    assert not desk.kinds()


def test_who_called_in_vain_for_want_of_a_line_is_told_why() -> None:
    desk = Desk()
    desk.lines.event(m.CallTurnedAway("main", "sip:1@x", "", 480, 5.0))
    assert not desk.kinds(), "there was a line"
    desk.lines.event(m.CallTurnedAway("main", "sip:1@x", "", 486, 5.0, 12.0))
    assert desk.kinds() == [NO_LINE]


def test_a_call_that_could_be_placed_has_found_a_line() -> None:
    desk = Desk()
    desk.dial_failed(30.0)
    desk.lines.event(m.CallPlaced("c"))
    assert not desk.kinds()


def test_lines_in_use_are_so_until_one_of_the_calls_ends() -> None:
    desk = Desk()
    desk.dial_failed(0.0)
    desk.call_ended(0)  # the one that could not be placed
    desk.clock.advance(60.0)
    desk.lines.tick()
    assert desk.kinds() == [IN_USE]
    desk.call_ended(200)
    assert not desk.kinds()


def test_what_failed_for_another_reason_is_not_about_lines() -> None:
    desk = Desk()
    desk.dial_failed(None)
    assert not desk.kinds()
