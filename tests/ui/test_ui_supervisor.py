"""The supervisor's window: one click answers, only ended requests go away, the focus stays."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.gallery_samples import NOTICE_PARAMS
from ui.gallery_supervisor import supervisor_states
from ui.notice_states import NoticeAction, NoticeKind, NoticeView, Severity
from ui.states import Level
from ui.supervisor import SupervisorWindow
from ui.supervisor_states import (
    Ending,
    Handover,
    ListenMode,
    RequestStep,
    RequestView,
    SupervisorCall,
    SupervisorState,
)
from ui.translation import Language

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]
Settle = Callable[[QWidget], None]

SIGNALS = (
    "coming_requested",
    "later_requested",
    "done_requested",
    "mode_requested",
    "answer_requested",
    "resume_requested",
    "hang_up_requested",
    "dismissed",
    "notice_dismissed",
    "notice_action_requested",
)
LEFT = Qt.MouseButton.LeftButton
REQUEST = RequestView("r1", "Platz 214", RequestStep.OPEN, level=Level.TENSE, level_s=42)


@pytest.fixture
def window(speak: Speak, qtbot: QtBot) -> SupervisorWindow:
    made = SupervisorWindow(motion=False)
    qtbot.addWidget(made)
    return made


def _show(window: SupervisorWindow, settle: Settle, step: RequestStep) -> Any:
    window.show_state(SupervisorState(requests=(replace(REQUEST, step=step),)))
    settle(window)
    return window.panel("r1")


@pytest.mark.parametrize(
    ("step", "control", "said"),
    [
        (RequestStep.OPEN, "come", ("coming_requested", "r1")),
        (RequestStep.OPEN, "later", ("later_requested", "r1")),
        (RequestStep.CLAIMED, "done", ("done_requested", "r1")),
        (RequestStep.JOINED, "done", ("done_requested", "r1")),
        (RequestStep.LATER, "come", ("coming_requested", "r1")),
        (RequestStep.FAILED, "come", ("coming_requested", "r1")),
        (RequestStep.FAILED, "hide_button", ("dismissed", "r1")),
        (RequestStep.CLAIMED, "hide_button", ("dismissed", "r1")),
        (RequestStep.TAKEN, "hide_button", ("dismissed", "r1")),
        (RequestStep.EXPIRED, "hide_button", ("dismissed", "r1")),
        (RequestStep.CANCELLED, "hide_button", ("dismissed", "r1")),
        (RequestStep.RESOLVED, "hide_button", ("dismissed", "r1")),
    ],
)
def test_each_click_says_one_thing(
    window: SupervisorWindow,
    settle: Settle,
    qtbot: QtBot,
    emitted: Callable[..., Any],
    step: RequestStep,
    control: str,
    said: tuple[object, ...],
) -> None:
    panel = _show(window, settle, step)
    log = emitted(window, *SIGNALS)
    button = getattr(panel, control)
    assert button.isVisible()
    qtbot.mouseClick(button, LEFT)
    assert log.seen == [said]


@pytest.mark.parametrize("mode", list(ListenMode))
def test_the_other_modes_are_one_click_and_who_hears_me_is_said(
    window: SupervisorWindow,
    settle: Settle,
    qtbot: QtBot,
    emitted: Callable[..., Any],
    mode: ListenMode,
) -> None:
    before = ListenMode.WHISPER if mode is ListenMode.LISTEN else ListenMode.LISTEN
    inside = replace(REQUEST, step=RequestStep.JOINED, mode=before)
    window.show_state(SupervisorState(requests=(inside,)))
    settle(window)
    panel = window.panel("r1")
    assert panel is not None and not panel.modes[before].isVisible()
    said = panel.line.text()
    log = emitted(window, *SIGNALS)
    qtbot.mouseClick(panel.modes[mode], LEFT)
    assert log.seen == [("mode_requested", "r1", mode)]
    window.show_state(SupervisorState(requests=(replace(inside, mode=ListenMode.BARGE),)))
    assert panel.line.text() != said
    window.show_state(SupervisorState(requests=(replace(REQUEST, step=RequestStep.CLAIMED),)))
    assert not any(button.isVisible() for button in panel.modes.values())


def test_a_call_that_rings_is_answered_or_declined_and_one_that_is_up_hung_up(
    window: SupervisorWindow, settle: Settle, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    call = SupervisorCall("c1", "Zentrale", rings=True)
    window.show_state(SupervisorState(calls=(call,)))
    settle(window)
    line = window.calls.lines["c1"]
    log = emitted(window, *SIGNALS)
    for button in (line.answer, line.hang_up):
        qtbot.mouseClick(button, LEFT)
    window.show_state(SupervisorState(calls=(replace(call, rings=False),)))
    assert not line.answer.isVisible()
    qtbot.mouseClick(line.hang_up, LEFT)
    answered, ended = ("answer_requested", "c1"), ("hang_up_requested", "c1")
    assert log.seen == [answered, ended, ended]
    window.show_state(SupervisorState())
    assert not window.calls.isVisible()


def test_a_call_that_is_held_can_be_gone_on_with(
    window: SupervisorWindow, settle: Settle, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    call = SupervisorCall("c1", "Zentrale")
    window.show_state(SupervisorState(calls=(call,)))
    settle(window)
    line = window.calls.lines["c1"]
    assert not line.resume.isVisible()
    log = emitted(window, *SIGNALS)
    window.show_state(SupervisorState(calls=(replace(call, held=True),)))
    qtbot.mouseClick(line.resume, LEFT)
    assert log.seen == [("resume_requested", "c1")]


INSIDE = replace(REQUEST, step=RequestStep.JOINED, mode=ListenMode.LISTEN)


@pytest.mark.parametrize(
    ("request_view", "offered"),
    [
        (INSIDE, {ListenMode.WHISPER, ListenMode.BARGE, ListenMode.TAKEOVER}),
        # while it is announced every other mode is the way back
        (
            replace(INSIDE, handover=Handover.ANNOUNCED),
            {ListenMode.LISTEN, ListenMode.WHISPER, ListenMode.BARGE},
        ),
        (
            replace(INSIDE, handover=Handover.WAITING),
            {ListenMode.LISTEN, ListenMode.WHISPER, ListenMode.BARGE},
        ),
        (replace(INSIDE, handover=Handover.UNDER_WAY), set()),
        (
            replace(INSIDE, handover=Handover.DECLINED),
            {ListenMode.WHISPER, ListenMode.BARGE, ListenMode.TAKEOVER},
        ),
    ],
)
def test_what_can_be_wanted(
    window: SupervisorWindow,
    settle: Settle,
    request_view: RequestView,
    offered: set[ListenMode],
) -> None:
    window.show_state(SupervisorState(requests=(request_view,)))
    settle(window)
    panel = window.panel("r1")
    assert panel is not None
    assert {mode for mode, button in panel.modes.items() if button.isVisible()} == offered


@pytest.mark.parametrize(
    ("request_view", "said"),
    [
        (replace(INSIDE, mode=ListenMode.WHISPER), "Nur Platz 214 hört Sie."),
        (
            replace(INSIDE, mode=ListenMode.BARGE, settled=False),
            "Platz 214 und der Anrufer hören Sie vielleicht.",
        ),
        (
            replace(INSIDE, handover=Handover.ANNOUNCED, handover_in_s=3.2),
            "Sie hören mit. Niemand hört Sie. "
            "Sie übernehmen in 3 s. Platz 214 sagt es dem Anrufer.",
        ),
        (
            replace(REQUEST, step=RequestStep.CLAIMED, refused=True),
            "Der Anrufer möchte nicht, dass jemand mithört. Sie bleiben draußen.",
        ),
        (
            replace(REQUEST, step=RequestStep.RESOLVED, ending=Ending.TAKEN_OVER),
            "Das Gespräch ist jetzt Ihres.",
        ),
        (replace(REQUEST, step=RequestStep.RESOLVED), "Erledigt."),
    ],
)
def test_how_one_stands_to_the_call_is_said(
    window: SupervisorWindow, request_view: RequestView, said: str
) -> None:
    window.show_state(SupervisorState(requests=(request_view,)))
    panel = window.panel("r1")
    assert panel is not None and panel.line.text() == said


@pytest.mark.parametrize("step", [RequestStep.CLAIMING, RequestStep.CLAIMED])
def test_a_claimed_request_cannot_be_answered_again(
    window: SupervisorWindow, settle: Settle, step: RequestStep
) -> None:
    panel = _show(window, settle, step)
    assert not (panel.come.isVisible() or panel.later.isVisible())
    assert panel.hide_button.isVisible() is (step is RequestStep.CLAIMED)


def test_nothing_is_emitted_by_showing(
    window: SupervisorWindow, settle: Settle, speak: Speak, emitted: Callable[..., Any]
) -> None:
    log = emitted(window, *SIGNALS)
    for _name, state in supervisor_states():
        window.show_state(state)
        settle(window)
    speak("en")
    assert log.seen == []


def test_a_request_opens_the_window_but_leaves_the_focus(
    window: SupervisorWindow, settle: Settle, qtbot: QtBot
) -> None:
    typing = QLineEdit()
    qtbot.addWidget(typing)
    typing.show()
    typing.activateWindow()
    qtbot.waitUntil(typing.isActiveWindow, timeout=2000)
    typing.setFocus()
    window.show_state(SupervisorState(requests=(REQUEST,)))
    assert window.isVisible()
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    assert typing.hasFocus()


def test_it_opens_once_for_each_new_request(window: SupervisorWindow) -> None:
    state = SupervisorState(requests=(REQUEST,))
    window.show_state(state)
    window.hide()
    window.show_state(replace(state, requests=(replace(REQUEST, waiting_s=9),)))
    assert not window.isVisible(), "the same request, only older"
    window.show_state(replace(state, requests=(REQUEST, replace(REQUEST, request_id="r2"))))
    assert window.isVisible()


def test_panels_follow_the_order_of_the_requests(window: SupervisorWindow, settle: Settle) -> None:
    second = replace(REQUEST, request_id="r2", agent="Platz 209")
    window.show_state(SupervisorState(requests=(REQUEST, second)))
    window.show_state(SupervisorState(requests=(second, replace(REQUEST, step=RequestStep.LATER))))
    settle(window)
    first, other = window.panel("r2"), window.panel("r1")
    assert first is not None
    assert other is not None
    assert first.y() < other.y()
    window.show_state(SupervisorState(requests=(second,)))
    assert window.panel("r1") is None


def test_who_why_and_how_long(window: SupervisorWindow, settle: Settle) -> None:
    panel = _show(window, settle, RequestStep.OPEN)
    assert panel.title.text() == "Platz 214 bittet um Hilfe"
    assert panel.facts.text() == "angespannt seit 0:42"
    assert panel.come.words() == "Ich komme · 20 s"
    assert panel.come.accessibleName() == "Ich komme · 20 s, Platz 214"
    assert window.footer.text().startswith("Mithören erst nach Einladung.")


def test_a_notice_can_be_dismissed(
    window: SupervisorWindow, settle: Settle, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    shown = NoticeView("n1", NoticeKind.PORT_IN_USE, Severity.ERROR, NOTICE_PARAMS)
    window.show_state(SupervisorState(notices=(shown,)))
    settle(window)
    log = emitted(window, *SIGNALS)
    assert window.notices.panel is not None
    qtbot.mouseClick(window.notices.panel.close_button, LEFT)
    assert log.seen == [("notice_dismissed", "n1")]


def test_the_button_of_a_notice_says_what_it_is_about(
    window: SupervisorWindow, settle: Settle, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    shown = NoticeView(
        "n1", NoticeKind.WRONG_PASSWORD, Severity.ERROR, NOTICE_PARAMS, NoticeAction.SIGN_IN
    )
    window.show_state(SupervisorState(notices=(shown,)))
    settle(window)
    log = emitted(window, *SIGNALS)
    assert window.notices.panel is not None
    qtbot.mouseClick(window.notices.panel.action, LEFT)
    assert log.seen == [("notice_action_requested", "n1")]
