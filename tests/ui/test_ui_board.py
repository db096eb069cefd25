"""The team's board: nothing flickers, nothing is a widget per desk, keys answer requests."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui import words
from ui.board_states import Activity, AskingDeskView, BoardDeskView, BoardState
from ui.gallery_supervisor import board_states, desks
from ui.help_keys import HelpKeys
from ui.states import Level
from ui.supervisor import SupervisorWindow
from ui.supervisor_states import RequestStep, RequestView, SupervisorState
from ui.translation import Language

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]
Settle = Callable[[QWidget], None]

LEFT = Qt.MouseButton.LeftButton
ROOM = BoardState(team="service", others=desks(40), desks=40, in_call=17, age_s=1)
REQUEST = RequestView("r1", "Platz 214", RequestStep.OPEN, level=Level.TENSE, level_s=42)
ASKS = AskingDeskView(BoardDeskView("a", Activity.IN_CALL, 391), "r1", "Platz 214")


@pytest.fixture
def window(speak: Speak, qtbot: QtBot) -> SupervisorWindow:
    made = SupervisorWindow(motion=False)
    qtbot.addWidget(made)
    return made


def test_without_a_team_there_is_no_board(window: SupervisorWindow, settle: Settle) -> None:
    settle(window)
    assert not window.board.isVisible()
    narrow = window.width()
    window.show_board(ROOM)
    assert window.board.isVisible() and window.width() > narrow


def test_a_desk_that_asked_nobody_is_a_state_and_a_time(
    window: SupervisorWindow, settle: Settle
) -> None:
    assert words.desk_spoken(BoardDeskView("x", Activity.IN_CALL, 130)) == "im Gespräch 2:10"
    assert words.desk_spoken(BoardDeskView("x", Activity.NOT_READY, 1300)) == "nicht bereit"
    old = BoardDeskView("x", Activity.IN_CALL, 130, stale=True, age_s=45)
    assert words.desk_spoken(old) == "im Gespräch vor 0:45"
    tense = replace(ASKS, level=Level.TENSE, level_s=42, by_rule=True)
    assert words.desk_spoken(tense) == "Platz 214, angespannt seit 0:42 · nach Regel"
    assert words.desk_spoken(replace(ASKS, name="")).startswith("Ein Platz")
    window.show_board(ROOM)
    assert window.board.facts.text() == (
        "Plätze: 40 · im Gespräch: 17 · bitten um Hilfe: 0 · Stand vor 0:01"
    )


def test_only_what_reads_differently_is_drawn_anew(window: SupervisorWindow) -> None:
    window.show_board(ROOM)
    model = window.board.others.desks
    changed: list[int] = []
    other: list[str] = []
    model.dataChanged.connect(lambda first, last: changed.append(first.row()))
    model.modelReset.connect(lambda: other.append("reset"))
    model.rowsInserted.connect(lambda *_: other.append("inserted"))
    window.show_board(ROOM)
    assert changed == []
    later = list(ROOM.others)
    later[3] = replace(later[3], activity_s=later[3].activity_s + 1)
    window.show_board(replace(ROOM, others=tuple(later)))
    assert changed == [3] and other == []


def test_rows_follow_the_board_whatever_comes_and_goes(window: SupervisorWindow) -> None:
    model = window.board.others.desks
    a, b, c, d = desks(4)
    for shown in ((a, b, c), (b, d), (d, b), (c, a, d, b), (), (a,)):
        window.show_board(replace(ROOM, others=shown))
        rows = [model.desk(model.index(row)) for row in range(model.rowCount())]
        assert rows == list(shown)


def test_the_place_in_the_list_stays(window: SupervisorWindow, settle: Settle) -> None:
    many = replace(ROOM, others=desks(500), desks=500)
    window.show_board(many)
    settle(window)
    view = window.board.others
    view.setCurrentIndex(view.desks.index(200))
    view.verticalScrollBar().setValue(600)
    place = view.desks.desk(view.currentIndex())
    window.show_board(replace(many, others=many.others[3:]))
    settle(window)
    assert view.verticalScrollBar().value() == 600
    assert view.desks.desk(view.currentIndex()) == place


def test_who_asks_is_told_apart_by_the_request(window: SupervisorWindow) -> None:
    other = AskingDeskView(BoardDeskView("b", Activity.IN_CALL, 20), "r2", "Platz 3")
    view = window.board.asking
    window.show_board(replace(ROOM, asking=(ASKS, other)))
    view.setCurrentIndex(view.desks.index(1))
    anew = replace(other, desk=replace(other.desk, place="elsewhere"))
    window.show_board(replace(ROOM, asking=(anew,)))
    assert view.desks.desk(view.currentIndex()) == anew


def test_hundreds_of_desks_are_one_widget(window: SupervisorWindow, settle: Settle) -> None:
    window.show_board(replace(ROOM, others=desks(5), desks=5))
    settle(window)
    few = len(window.findChildren(QWidget))
    window.show_board(replace(ROOM, others=desks(500), desks=500))
    settle(window)
    assert len(window.findChildren(QWidget)) == few


def test_the_filter_says_what_is_wanted(
    window: SupervisorWindow, settle: Settle, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    window.show_board(ROOM)
    settle(window)
    log = emitted(window.board, "only_requested")
    qtbot.mouseClick(window.board.filters[Activity.WRAP_UP], LEFT)
    qtbot.mouseClick(window.board.filters[None], LEFT)
    assert log.seen == [("only_requested", Activity.WRAP_UP), ("only_requested", None)]
    window.show_board(replace(ROOM, only=Activity.WRAP_UP))
    assert window.board.filters[Activity.WRAP_UP].isChecked()


def test_showing_emits_nothing(
    window: SupervisorWindow, settle: Settle, speak: Speak, emitted: Callable[..., Any]
) -> None:
    log = emitted(window.board, "only_requested", "request_chosen")
    for _name, state in board_states():
        window.show_board(state)
        settle(window)
    speak("en")
    assert log.seen == []


def test_keys_answer_the_first_request_or_the_one_the_focus_is_in(
    window: SupervisorWindow, settle: Settle, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    second = replace(REQUEST, request_id="r2", agent="Platz 209")
    window.show_state(SupervisorState(requests=(REQUEST, second)))
    window.show_board(replace(ROOM, asking=(ASKS,)))
    settle(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    log = emitted(window, "coming_requested", "later_requested")
    qtbot.keyClick(window, Qt.Key.Key_F9)
    qtbot.keyClick(window, Qt.Key.Key_F8)
    panel = window.panel("r2")
    assert panel is not None
    panel.later.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert log.seen == [
        ("coming_requested", "r1"),
        ("later_requested", "r1"),
        ("coming_requested", "r2"),
    ]


def test_the_keys_are_listed(window: SupervisorWindow, settle: Settle, qtbot: QtBot) -> None:
    settle(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    listed = window.findChild(HelpKeys)
    assert listed is not None and listed.isVisible() and not listed.sound.isVisible()
    said = {label.text() for label in listed.findChildren(QLabel)}
    assert {"F9", "F8", "F1"} <= said and "F7" not in said
    listed.accept()


def test_enter_on_the_board_goes_to_the_answers(
    window: SupervisorWindow, settle: Settle, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    elsewhere = replace(ASKS, desk=replace(ASKS.desk, place="b"), request_id="r9", name="")
    window.show_state(SupervisorState(requests=(REQUEST,)))
    window.show_board(replace(ROOM, asking=(ASKS, elsewhere)))
    settle(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    log = emitted(window, "coming_requested")
    view = window.board.asking
    view.setFocus()
    view.setCurrentIndex(view.desks.index(1))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert view.hasFocus(), "somebody else's request has no answers here"
    view.setCurrentIndex(view.desks.index(0))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    panel = window.panel("r1")
    assert panel is not None and panel.come.hasFocus()
    assert log.seen == [], "going there is not answering"


def test_a_request_and_a_board_leave_the_focus_where_somebody_types(
    window: SupervisorWindow, settle: Settle, qtbot: QtBot
) -> None:
    settle(window)
    typing = QLineEdit()
    qtbot.addWidget(typing)
    typing.show()
    typing.activateWindow()
    qtbot.waitUntil(typing.isActiveWindow)
    typing.setFocus()
    window.show_board(replace(ROOM, asking=(ASKS,)))
    window.show_state(SupervisorState(requests=(REQUEST,)))
    qtbot.keyClicks(typing, "abc")
    qtbot.keyClick(typing, Qt.Key.Key_F9)
    assert typing.hasFocus() and typing.text() == "abc"


def test_a_row_that_is_not_there_is_nothing(window: SupervisorWindow) -> None:
    window.show_board(ROOM)
    model = window.board.others.desks
    assert model.desk(QModelIndex()) is None and model.data(QModelIndex()) is None
