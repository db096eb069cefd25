"""The note page and the transcript beside a call: clicks, keys, and text that is never lost."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.call_states import CallPhaseView
from ui.gallery_notes import NOTES, WRAP_UP
from ui.gallery_samples import ACCOUNT, KNOWN_PEER, READY, TENSE
from ui.note_states import PostStep, TranscriptView
from ui.overlay import Overlay
from ui.phone import PhoneWindow
from ui.states import PhoneState
from ui.translation import Language

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]
Settle = Callable[[QWidget], None]

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
NOTE = NOTES["de"]
IDLE = PhoneState(ACCOUNT, READY)
WRAPPING = replace(IDLE, agent=WRAP_UP, note=NOTE)
HEARD = TranscriptView(("eins", "zwei", "drei"), "und dann", first=7, taken=frozenset({8}))
IN_CALL = replace(IDLE, call=replace(KNOWN_PEER, transcript=HEARD), can_dial=False)
SIGNALS = (
    "line_taken",
    "note_edited",
    "note_granted",
    "note_promised",
    "note_copy_requested",
    "note_post_requested",
    "note_discard_requested",
)


@pytest.fixture
def phone(speak: Speak, settle: Settle, qtbot: QtBot) -> PhoneWindow:
    window = PhoneWindow()
    qtbot.addWidget(window)
    settle(window)
    window.activateWindow()
    return window


@pytest.fixture
def log(phone: PhoneWindow, emitted: Callable[..., Any]) -> Any:
    return emitted(phone, *SIGNALS)


def test_a_line_is_taken_by_a_click_and_by_keyboard(
    phone: PhoneWindow, log: Any, qtbot: QtBot
) -> None:
    phone.show_state(IN_CALL)
    strip = phone.call.transcript
    assert strip.lines == ("eins", "zwei", "drei", "und dann …")
    qtbot.mouseClick(strip.said[0], LEFT)
    qtbot.mouseClick(strip.said[3], LEFT)  # still being said: nothing to take yet
    strip.said[1].setFocus()
    qtbot.keyClick(strip.said[1], Qt.Key.Key_Space)
    qtbot.keyClick(phone, Qt.Key.Key_N, CONTROL)
    assert log.seen == [
        ("line_taken", "call-1", 7),
        ("line_taken", "call-1", 8),
        ("line_taken", "call-1", 9),
    ]
    assert "wieder herausnehmen" in strip.said[1].accessibleName()
    assert strip.said[0].accessibleName() == "In die Notiz übernehmen: eins"


def test_the_newest_line_is_taken_from_any_tab_and_never_without_words(
    phone: PhoneWindow, log: Any, qtbot: QtBot
) -> None:
    phone.show_state(IN_CALL)
    qtbot.mouseClick(phone.tabs.buttons[2], LEFT)
    qtbot.keyClick(phone, Qt.Key.Key_N, CONTROL)
    phone.show_state(replace(IDLE, call=KNOWN_PEER, can_dial=False))
    qtbot.keyClick(phone, Qt.Key.Key_N, CONTROL)
    assert log.seen == [("line_taken", "call-1", 9)]
    assert phone.call.transcript.isHidden()


def test_the_overlay_has_the_same_strip(
    speak: Speak, settle: Settle, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    overlay = Overlay(motion=False)
    qtbot.addWidget(overlay)
    seen = emitted(overlay, "line_taken").seen
    overlay.show_state(replace(TENSE, transcript=HEARD))
    settle(overlay)
    strip = overlay.body.transcript
    assert strip.lines == ("drei", "und dann …")
    qtbot.mouseClick(strip.said[0], LEFT)
    qtbot.keyClick(overlay, Qt.Key.Key_N, CONTROL)
    assert seen == [("line_taken", "call-1", 9)] * 2


def test_the_note_comes_up_when_the_call_is_over_and_waits_behind_the_next(
    phone: PhoneWindow, qtbot: QtBot
) -> None:
    assert not phone.tabs.buttons[3].isVisible()
    phone.show_state(IN_CALL)
    phone.show_state(WRAPPING)
    assert not any(line.label.text() for line in phone.call.transcript.said), "gone at hang-up"
    assert phone.pages.currentWidget() is phone.note and phone.tabs.buttons[3].isVisible()
    qtbot.keyClick(phone, Qt.Key.Key_1, CONTROL)
    qtbot.waitUntil(lambda: phone.pages.currentWidget() is phone.dial)
    ringing = replace(KNOWN_PEER, call_id="call-2", phase=CallPhaseView.RINGING_IN)
    phone.show_state(replace(WRAPPING, call=ringing))
    assert phone.pages.currentWidget() is phone.incoming
    qtbot.keyClick(phone, Qt.Key.Key_4, CONTROL)
    qtbot.waitUntil(lambda: phone.pages.currentWidget() is phone.note)
    assert phone.note.text.hasFocus()
    phone.show_state(replace(IDLE, call=ringing))
    assert phone.pages.currentWidget() is phone.incoming
    assert not phone.tabs.buttons[3].isVisible()


def test_showing_says_nothing_and_typing_says_everything(
    phone: PhoneWindow, log: Any, qtbot: QtBot
) -> None:
    phone.show_state(WRAPPING)
    assert log.seen == []
    phone.note.text.setFocus()
    qtbot.keyClick(phone.note.text, Qt.Key.Key_End, CONTROL)
    qtbot.keyClicks(phone.note.text, "!?")
    typed = NOTE.text + "!?"
    assert log.seen == [
        ("note_edited", "call-1", NOTE.text + "!"),
        ("note_edited", "call-1", typed),
    ]
    at = phone.note.text.textCursor().position()
    phone.show_state(replace(WRAPPING, note=replace(NOTE, text=typed)))
    assert phone.note.text.textCursor().position() == at and len(log.seen) == 2


def test_boxes_and_promises(phone: PhoneWindow, log: Any, qtbot: QtBot) -> None:
    phone.show_state(WRAPPING)
    page = phone.note
    assert [line.box.isChecked() for line in page.grants[:2]] == [True, False]
    assert page.grants[2].isHidden()
    qtbot.mouseClick(page.grants[0].box, LEFT)
    qtbot.mouseClick(page.grants[1].words, LEFT)
    assert not page.add.isEnabled()
    qtbot.keyClicks(page.promise, "Freitag 14 Uhr")
    qtbot.keyClick(page.promise, Qt.Key.Key_Return)
    assert page.promise.text() == ""
    assert log.seen == [
        ("note_granted", "call-1", 0, False),
        ("note_granted", "call-1", 1, True),
        ("note_promised", "call-1", "Freitag 14 Uhr"),
    ]


def test_send_copy_and_the_key_for_whichever_there_is(
    phone: PhoneWindow, log: Any, qtbot: QtBot
) -> None:
    phone.show_state(WRAPPING)
    qtbot.mouseClick(phone.note.post, LEFT)
    phone.note.text.setFocus()
    qtbot.keyClick(phone.note.text, Qt.Key.Key_Return, CONTROL)
    qtbot.mouseClick(phone.note.copy, LEFT)
    phone.show_state(replace(WRAPPING, note=replace(NOTE, can_post=False)))
    assert phone.note.post.isHidden()
    qtbot.keyClick(phone.note.text, Qt.Key.Key_Return, CONTROL)
    post, copy = ("note_post_requested", "call-1"), ("note_copy_requested", "call-1")
    assert log.seen == [post, post, copy, copy]
    assert phone.note.text.toPlainText() == NOTE.text


def test_while_it_is_sent_nothing_changes_and_a_failure_keeps_the_text(
    phone: PhoneWindow, log: Any, qtbot: QtBot
) -> None:
    phone.show_state(replace(WRAPPING, note=replace(NOTE, step=PostStep.SENDING)))
    page = phone.note
    qtbot.keyClicks(page.text, "nein")
    for button in (page.post, page.discard, page.grants[0].box):
        qtbot.mouseClick(button, LEFT)
    assert log.seen == [] and page.text.toPlainText() == NOTE.text
    phone.show_state(replace(WRAPPING, note=replace(NOTE, step=PostStep.FAILED, others=2)))
    assert page.outcome.text() == ("Nicht gesendet. Der Text ist noch da. Danach noch 2 Notizen.")
    assert page.post.isEnabled() and page.text.toPlainText() == NOTE.text


def test_discarding_what_is_the_agent_s_takes_two_clicks(
    phone: PhoneWindow, log: Any, qtbot: QtBot
) -> None:
    phone.show_state(WRAPPING)
    discard = phone.note.discard
    qtbot.mouseClick(discard, LEFT)
    assert log.seen == [] and discard.words() == "Wirklich verwerfen"
    phone.show_state(replace(WRAPPING, agent=replace(WRAP_UP, left_s=71)))
    qtbot.mouseClick(discard, LEFT)
    gone = ("note_discard_requested", "call-1")
    assert log.seen == [gone]
    phone.show_state(replace(WRAPPING, note=replace(NOTE, copied=True, precious=False)))
    assert discard.words() == "Fertig" and phone.note.outcome.text() == "Kopiert."
    qtbot.mouseClick(discard, LEFT)
    assert log.seen == [gone, gone]


def test_a_change_takes_the_second_click_back(phone: PhoneWindow, log: Any, qtbot: QtBot) -> None:
    phone.show_state(WRAPPING)
    qtbot.mouseClick(phone.note.discard, LEFT)
    qtbot.keyClicks(phone.note.text, "x")
    assert phone.note.discard.words() == "Verwerfen"


def test_markup_in_a_note_is_text(phone: PhoneWindow) -> None:
    hostile = "<b>laut</b> &amp; \u202eab"
    phone.show_state(replace(WRAPPING, note=replace(NOTE, text=hostile)))
    assert phone.note.text.toPlainText() == hostile
