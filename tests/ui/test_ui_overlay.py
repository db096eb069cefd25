"""The overlay: real clicks and keys become intents, states become what is seen, and no more."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.gallery_samples import CARDS
from ui.gallery_states import overlay_states
from ui.help_states import ListenerStep, ListenerView
from ui.overlay import Overlay
from ui.states import ConsentStep, HelpStep, Level, OverlayState, ReasonChip, ReasonKind
from ui.translation import Language

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]
Settle = Callable[[QWidget], None]

SIGNALS = (
    "consent_granted_requested",
    "consent_refused_requested",
    "withdraw_requested",
    "help_requested",
    "help_cancel_requested",
    "help_reason_added",
    "help_resolved",
    "help_callback_promised",
    "listener_agreed",
    "listener_declined",
    "call_kept",
    "acknowledge_requested",
    "reason_dismissed",
    "card_turned",
    "card_held",
    "mute_requested",
    "hold_requested",
    "hang_up_requested",
    "collapse_requested",
    "moved",
)

CALL = OverlayState(
    call_id="call-1",
    peer="Kundin A",
    call_s=60,
    level=Level.CALM,
    consent=ConsentStep.GRANTED,
    help=HelpStep.IDLE,
    reasons=(ReasonChip(ReasonKind.LOUDER, 6), ReasonChip(ReasonKind.INTERRUPTIONS, 3)),
    card=replace(CARDS["de"]["bill"], index=1, count=2),
)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def overlay(speak: Speak, settle: Settle, qtbot: QtBot) -> Overlay:
    window = Overlay(motion=False)
    qtbot.addWidget(window)
    window.show_state(CALL)
    settle(window)
    return window


def _activate(window: QWidget, qtbot: QtBot) -> None:
    """Make it the active window, as a click on it would."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=2000)


def _click(qtbot: QtBot, widget: QWidget) -> None:
    assert widget.isVisible()
    qtbot.mouseClick(widget, LEFT)


@pytest.mark.parametrize(
    ("state", "control", "said"),
    [
        (CALL, "body.action_row.help", ("help_requested", "call-1")),
        (
            replace(CALL, help=HelpStep.RAISED),
            "body.action_row.help",
            ("help_cancel_requested", "call-1"),
        ),
        (
            replace(CALL, help=HelpStep.COMING),
            "body.action_row.help",
            ("help_cancel_requested", "call-1"),
        ),
        (
            replace(CALL, help=HelpStep.JOINED),
            "body.help_box.end",
            ("help_resolved", "call-1"),
        ),
        *(
            (
                replace(CALL, help=HelpStep.COMING, listener=ListenerView(listener, "Kim")),
                f"body.listener.{control}",
                (said, "call-1"),
            )
            for listener, control, said in (
                (ListenerStep.ASK, "agree", "listener_agreed"),
                (ListenerStep.ASK, "decline", "listener_declined"),
                (ListenerStep.CALLED, "decline", "listener_declined"),
                (ListenerStep.WHISPERS, "decline", "listener_declined"),
                (ListenerStep.TAKES_OVER, "decline", "listener_declined"),
                (ListenerStep.TAKES_OVER, "keep", "call_kept"),
                (ListenerStep.WANTS_OVER, "keep", "call_kept"),
                (ListenerStep.HANDED_OVER, "decline", "listener_declined"),
                (ListenerStep.MISSED, "agree", "listener_agreed"),
            )
        ),
        (
            replace(CALL, help=HelpStep.EXPIRED),
            "body.help_box.end",
            ("help_callback_promised", "call-1"),
        ),
        (
            replace(CALL, help=HelpStep.EXPIRED),
            "body.action_row.help",
            ("help_requested", "call-1"),
        ),
        (CALL, "body.action_row.stop", ("withdraw_requested", "call-1")),
        (
            replace(CALL, consent=ConsentStep.ASK),
            "body.consent.agree",
            ("consent_granted_requested", "call-1"),
        ),
        (
            replace(CALL, consent=ConsentStep.ASK),
            "body.consent.decline",
            ("consent_refused_requested", "call-1"),
        ),
        (
            replace(CALL, consent=ConsentStep.NOTICE_FAILED),
            "body.consent.agree",
            ("consent_granted_requested", "call-1"),
        ),
        (
            replace(CALL, consent=ConsentStep.NOTICE_FAILED),
            "body.consent.decline",
            ("consent_refused_requested", "call-1"),
        ),
        (replace(CALL, alert=True), "header", ("acknowledge_requested", "call-1")),
        (
            replace(CALL, alert=True, collapsed=True),
            "bar.level",
            ("acknowledge_requested", "call-1"),
        ),
        (CALL, "body.card.next", ("card_turned", "call-1", 1)),
        (CALL, "body.card.previous", ("card_turned", "call-1", -1)),
        (CALL, "collapse", ("collapse_requested", True)),
        (replace(CALL, collapsed=True), "bar.expand", ("collapse_requested", False)),
        (replace(CALL, collapsed=True), "bar.mute", ("mute_requested", "call-1", True)),
        (
            replace(CALL, collapsed=True, muted=True),
            "bar.mute",
            ("mute_requested", "call-1", False),
        ),
        (replace(CALL, collapsed=True), "bar.hold", ("hold_requested", "call-1", True)),
        (
            replace(CALL, collapsed=True, local_hold=True),
            "bar.hold",
            ("hold_requested", "call-1", False),
        ),
        (replace(CALL, collapsed=True), "bar.hang_up", ("hang_up_requested", "call-1")),
        (replace(CALL, collapsed=True), "bar.help", ("help_requested", "call-1")),
        (
            replace(CALL, collapsed=True, help=HelpStep.DELIVERED),
            "bar.help",
            ("help_cancel_requested", "call-1"),
        ),
    ],
)
def test_each_click_says_one_thing(
    overlay: Overlay,
    settle: Settle,
    qtbot: QtBot,
    emitted: Callable[..., Any],
    state: OverlayState,
    control: str,
    said: tuple[object, ...],
) -> None:
    overlay.show_state(state)
    settle(overlay)
    log = emitted(overlay, *(name for name in SIGNALS if name != "card_held"))
    widget: Any = overlay
    for name in control.split("."):
        widget = getattr(widget, name)
    _click(qtbot, widget)
    assert log.seen == [said]


def test_a_click_is_about_the_call_that_is_shown_then(
    overlay: Overlay, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    log = emitted(overlay, "help_requested", "withdraw_requested")
    overlay.show_state(replace(CALL, call_id="call-2"))
    _click(qtbot, overlay.body.action_row.help)
    overlay.press_analysis_off()
    assert log.seen == [("help_requested", "call-2"), ("withdraw_requested", "call-2")]


def test_nothing_is_emitted_by_showing(
    speak: Speak, settle: Settle, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    window = Overlay(motion=False)
    qtbot.addWidget(window)
    log = emitted(window, *SIGNALS)
    settle(window)
    for _name, state in overlay_states("de"):
        window.show_state(state)
        settle(window)
    speak("en")
    settle(window)
    assert log.seen == []


def test_a_press_on_one_call_is_no_intent_about_the_next(
    overlay: Overlay, settle: Settle, qtbot: QtBot, qapp: QApplication, emitted: Callable[..., Any]
) -> None:
    bar = replace(CALL, collapsed=True)
    overlay.show_state(bar)
    settle(overlay)
    log = emitted(overlay, "hang_up_requested", "reason_dismissed")
    qtbot.mousePress(overlay.bar.hang_up, LEFT)
    overlay.show_state(replace(bar, call_id="call-2"))
    qtbot.mouseRelease(overlay.bar.hang_up, LEFT)
    overlay.show_state(replace(CALL, call_id="call-2"))
    settle(overlay)
    chip = overlay.body.reasons.chips()[0]
    qtbot.mouseClick(chip, LEFT, pos=QPoint(20, chip.height() // 2))
    assert qapp.activePopupWidget() is not None
    overlay.show_state(replace(CALL, call_id="call-3"))
    assert qapp.activePopupWidget() is None
    assert log.seen == []


@pytest.mark.parametrize("collapsed", [False, True])
def test_the_keys_can_be_pressed_from_elsewhere(
    overlay: Overlay, emitted: Callable[..., Any], collapsed: bool
) -> None:
    log = emitted(overlay, "help_requested", "help_cancel_requested", "withdraw_requested")
    overlay.show_state(replace(CALL, collapsed=collapsed, help=HelpStep.COMING))
    overlay.press_help()
    overlay.press_analysis_off()
    assert log.seen == [("help_cancel_requested", "call-1"), ("withdraw_requested", "call-1")]
    overlay.show_state(OverlayState(collapsed=collapsed, help=HelpStep.IDLE))
    overlay.press_help()
    overlay.press_analysis_off()
    assert len(log.seen) == 2, "without a call there is nothing to do"


@pytest.mark.parametrize("collapsed", [False, True])
def test_f9_gets_help(
    overlay: Overlay,
    settle: Settle,
    qtbot: QtBot,
    emitted: Callable[..., Any],
    collapsed: bool,
) -> None:
    overlay.show_state(replace(CALL, collapsed=collapsed))
    settle(overlay)
    _activate(overlay, qtbot)
    log = emitted(overlay, "help_requested", "withdraw_requested")
    qtbot.keyClick(overlay, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: log.seen == [("help_requested", "call-1")], timeout=2000)


@pytest.mark.parametrize("collapsed", [False, True])
def test_f10_turns_the_analysis_off(
    overlay: Overlay,
    settle: Settle,
    qtbot: QtBot,
    emitted: Callable[..., Any],
    collapsed: bool,
) -> None:
    overlay.show_state(replace(CALL, collapsed=collapsed))
    settle(overlay)
    _activate(overlay, qtbot)
    log = emitted(overlay, "help_requested", "withdraw_requested")
    qtbot.keyClick(overlay, Qt.Key.Key_F10)
    qtbot.waitUntil(lambda: log.seen == [("withdraw_requested", "call-1")], timeout=2000)


def test_a_reason_is_dismissed_by_key_by_cross_and_by_menu(
    overlay: Overlay, qtbot: QtBot, qapp: QApplication, emitted: Callable[..., Any]
) -> None:
    log = emitted(overlay, "reason_dismissed")
    first, second = overlay.body.reasons.chips()
    qtbot.keyClick(first, Qt.Key.Key_Delete)
    assert log.seen == [("reason_dismissed", "call-1", ReasonKind.LOUDER)]
    qtbot.mouseClick(second, LEFT, pos=QPoint(second.width() - 10, second.height() // 2))
    assert log.seen[1:] == [("reason_dismissed", "call-1", ReasonKind.INTERRUPTIONS)]
    qtbot.mouseClick(second, LEFT, pos=QPoint(20, second.height() // 2))
    assert len(log.seen) == 2, "a click on the words must not dismiss"
    menu = qapp.activePopupWidget()
    assert menu is not None
    (action,) = menu.actions()
    assert action.text() == "stimmt nicht"
    action.trigger()
    menu.close()
    assert log.seen[2:] == [("reason_dismissed", "call-1", ReasonKind.INTERRUPTIONS)]


def test_the_focus_stays_on_a_reason_whose_number_changes(overlay: Overlay, qtbot: QtBot) -> None:
    _activate(overlay, qtbot)
    overlay.body.reasons.chips()[1].setFocus()
    reasons = (ReasonChip(ReasonKind.LOUDER, 7), ReasonChip(ReasonKind.INTERRUPTIONS, 4))
    overlay.show_state(replace(CALL, reasons=reasons))
    chips = overlay.body.reasons.chips()
    assert [chip.words() for chip in chips] == ["7 dB lauter als zu Beginn", "4 Unterbrechungen"]
    assert chips[1].hasFocus()


def test_the_pointer_over_the_card_holds_it(
    overlay: Overlay, qapp: QApplication, emitted: Callable[..., Any]
) -> None:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QEnterEvent

    log = emitted(overlay, "card_held")
    at = QPointF(5, 5)
    qapp.sendEvent(overlay.body.card, QEnterEvent(at, at, at))
    qapp.sendEvent(overlay.body.card, QEvent(QEvent.Type.Leave))
    assert log.seen == [("card_held", "call-1", True), ("card_held", "call-1", False)]


def test_no_control_is_dead(overlay: Overlay, settle: Settle) -> None:
    overlay.show_state(replace(CALL, help=HelpStep.UNAVAILABLE))
    assert overlay.body.action_row.help.isHidden()
    overlay.show_state(replace(CALL, consent=ConsentStep.WITHDRAWN))
    assert overlay.body.action_row.stop.isHidden()
    overlay.show_state(OverlayState(collapsed=True))
    assert overlay.bar.mute.isHidden()
    assert overlay.bar.hang_up.isHidden()
    assert not overlay.header.isEnabled(), "without an alert there is nothing to acknowledge"


def test_alert_fills_the_header_until_acknowledged(overlay: Overlay) -> None:
    overlay.show_state(replace(CALL, level=Level.TENSE, alert=True))
    assert overlay.header.fill
    overlay.show_state(replace(CALL, level=Level.TENSE, alert=True, acknowledged=True))
    assert not overlay.header.fill


def test_a_language_switch_speaks_at_once(overlay: Overlay, speak: Speak, settle: Settle) -> None:
    assert overlay.body.action_row.help.words() == "Hilfe holen"
    assert overlay.header.word.text() == "ruhig"
    speak("en")
    settle(overlay)
    assert overlay.body.action_row.help.words() == "Get help"
    assert overlay.header.word.text() == "calm"
    assert overlay.body.reasons.chips()[0].words() == "6 dB louder than at the start"


def test_help_reads_as_the_brief_says(overlay: Overlay) -> None:
    overlay.show_state(replace(CALL, help=HelpStep.COMING, help_by="Kim", help_eta_s=20))
    assert overlay.body.action_row.help.words() == "Hilfe unterwegs · abbrechen"
    assert overlay.body.help_box.line.text() == "Kim kommt · 20 s"
    overlay.show_state(replace(CALL, help=HelpStep.COMING, help_by="Kim", help_away=True))
    assert overlay.body.help_box.line.text() == (
        "Kim war unterwegs, ist aber nicht mehr verbunden. Kommt niemand, brechen Sie ab und "
        "bitten noch einmal."
    )


@pytest.mark.parametrize("step", [HelpStep.RAISED, HelpStep.DELIVERED])
def test_help_is_not_on_its_way_before_somebody_said_so(overlay: Overlay, step: HelpStep) -> None:
    overlay.show_state(replace(CALL, help=step))
    assert overlay.body.action_row.help.words() == "Hilfe unterwegs · abbrechen"


def test_a_notice_that_failed_is_said_and_the_agent_may_ask(overlay: Overlay) -> None:
    overlay.show_state(
        replace(CALL, consent=ConsentStep.NOTICE_FAILED, consent_sentence="Darf ich?")
    )
    assert "ließ sich nicht abspielen" in overlay.body.consent._progress.text()
    assert overlay.body.consent._sentence.sentence.text() == "„Darf ich?“"


def test_the_enter_meant_for_agreed_calls_nobody_for_help(qtbot: QtBot, overlay: Overlay) -> None:
    """Found by a tester: the pressed button vanished and its focus fell onto "get help"."""
    asking = replace(CALL, consent=ConsentStep.ASK, help=HelpStep.IDLE)
    overlay.show_state(asking)
    overlay.body.consent.agree.setFocus()
    overlay.show_state(replace(asking, consent=ConsentStep.GRANTED))
    assert not overlay.body.action_row.help.hasFocus()
    assert overlay.focusWidget() is None or not overlay.focusWidget().hasFocus()


@pytest.mark.parametrize("step", [step for step in ListenerStep if step is not ListenerStep.NONE])
def test_whoever_comes_or_listens_is_named_in_the_companion(
    overlay: Overlay, settle: Settle, step: ListenerStep
) -> None:
    overlay.show_state(replace(CALL, listener=ListenerView(step, "Kim Berger", 4)))
    settle(overlay)
    assert overlay.body.listener.isVisible()
    assert "Kim Berger" in overlay.body.listener.line.text()
    overlay.show_state(CALL)
    assert not overlay.body.listener.isVisible()


def test_the_second_press_of_a_double_click_on_caller_agreed_does_not_object(
    overlay: Overlay, settle: Settle, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    overlay.show_state(replace(CALL, listener=ListenerView(ListenerStep.ASK, "Kim Berger")))
    settle(overlay)
    box, log = overlay.body.listener, emitted(overlay, "listener_declined")
    at = box.agree.mapTo(overlay, box.agree.rect().center())
    overlay.show_state(replace(CALL, listener=ListenerView(ListenerStep.CALLED, "Kim Berger")))
    settle(overlay)
    qtbot.mouseClick(overlay.windowHandle(), LEFT, pos=at)
    assert log.seen == []
    qtbot.waitUntil(lambda: overlay.childAt(at) is box.decline, timeout=2000)
    qtbot.mouseClick(overlay.windowHandle(), LEFT, pos=at)
    assert log.seen == [("listener_declined", "call-1")]
