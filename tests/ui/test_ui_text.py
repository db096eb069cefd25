"""A text to the other side of the call: typed, sent, and what became of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.call_states import SentText, TextStep
from ui.gallery_samples import ACCOUNT, KNOWN_PEER, READY
from ui.phone import PhoneWindow
from ui.states import PhoneState

pytestmark = pytest.mark.widget

IN_CALL = PhoneState(ACCOUNT, READY, call=KNOWN_PEER)
FAILED = SentText("Nummer 4711", TextStep.FAILED)


def with_text(sent: SentText | None, call_id: str = "call-1") -> PhoneState:
    return replace(IN_CALL, call=replace(KNOWN_PEER, call_id=call_id, text=sent))


@pytest.fixture
def phone(speak: Any, settle: Callable[..., None], qtbot: QtBot) -> PhoneWindow:
    window = PhoneWindow()
    qtbot.addWidget(window)
    window.show_state(IN_CALL)
    settle(window)
    return window


@pytest.fixture
def log(phone: PhoneWindow, emitted: Callable[..., Any]) -> Any:
    return emitted(phone, "text_requested", "dtmf_requested", "dial_requested")


def write(phone: PhoneWindow, qtbot: QtBot, text: str) -> None:
    if phone.call.text_panel.isHidden():
        phone.call.write.click()
    qtbot.keyClicks(phone.call.text_panel.field, text)
    qtbot.keyClick(phone.call.text_panel.field, Qt.Key.Key_Return)


def test_what_is_typed_is_sent_once_and_digits_are_no_tones(
    phone: PhoneWindow, qtbot: QtBot, log: Any
) -> None:
    qtbot.mouseClick(phone.call.keys, Qt.MouseButton.LeftButton)
    write(phone, qtbot, " Nummer 4711 ")
    assert phone.call.keypad.isHidden(), "one panel at a time"
    assert log.seen == [("text_requested", "call-1", "Nummer 4711")]
    assert phone.call.text_panel.field.text() == ""
    qtbot.keyClick(phone.call.text_panel.field, Qt.Key.Key_Return)
    assert len(log.seen) == 1, "nothing is nothing to send"


def test_while_one_is_under_way_the_next_waits(phone: PhoneWindow, qtbot: QtBot, log: Any) -> None:
    panel = phone.call.text_panel
    phone.show_state(with_text(SentText("Nummer 4711", TextStep.SENDING)))
    write(phone, qtbot, "noch etwas")
    assert (log.seen, panel.field.text()) == ([], "noch etwas")
    assert panel.outcome.text() == "Wird gesendet: „Nummer 4711“"
    phone.show_state(with_text(SentText("Nummer 4711", TextStep.DELIVERED)))
    assert panel.outcome.text() == "Zugestellt: „Nummer 4711“"
    assert panel.field.text() == "noch etwas"
    qtbot.mouseClick(panel.send, Qt.MouseButton.LeftButton)
    assert log.seen == [("text_requested", "call-1", "noch etwas")]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (FAILED, "Nicht zugestellt. Sagen Sie es, oder versuchen Sie es noch einmal."),
        (
            replace(FAILED, code=405),
            "Nicht zugestellt: Das Telefon der Gegenseite nimmt keine Texte an.",
        ),
    ],
)
def test_what_did_not_arrive_is_said_and_put_back(
    phone: PhoneWindow, qtbot: QtBot, sent: SentText, said: str
) -> None:
    panel = phone.call.text_panel
    phone.show_state(with_text(sent))
    assert panel.isVisible(), "also to whoever has closed it"
    assert not panel.field.hasFocus()
    assert (panel.outcome.text(), panel.field.text()) == (said, "Nummer 4711")
    phone.call.write.click()
    phone.show_state(with_text(sent))
    assert panel.isHidden(), "said once"


def test_there_is_a_key_and_the_field_is_ready(phone: PhoneWindow, qtbot: QtBot) -> None:
    phone.activateWindow()
    qtbot.waitUntil(phone.isActiveWindow, timeout=2000)
    qtbot.keyClick(phone, Qt.Key.Key_F12)
    qtbot.waitUntil(phone.call.text_panel.isVisible, timeout=2000)
    assert phone.focusWidget() is phone.call.text_panel.field


def test_nothing_is_put_over_what_is_being_typed(phone: PhoneWindow, qtbot: QtBot) -> None:
    panel = phone.call.text_panel
    phone.call.write.click()
    qtbot.keyClicks(panel.field, "anderes")
    phone.show_state(with_text(FAILED))
    assert panel.field.text() == "anderes"


def test_another_call_begins_with_an_empty_field(phone: PhoneWindow, qtbot: QtBot) -> None:
    phone.call.write.click()
    qtbot.keyClicks(phone.call.text_panel.field, "only for A")
    phone.show_state(with_text(None, "call-2"))
    panel = phone.call.text_panel
    assert (panel.isVisible(), panel.field.text(), panel.outcome.text()) == (False, "", "")
