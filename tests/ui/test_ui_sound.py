"""The sound window: what it says, what it offers, and that it says when nobody looks any more."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.help_keys import HelpKeys
from ui.parts.meter import TOO_LOUD_DB
from ui.phone import PhoneWindow
from ui.sound import SoundWindow
from ui.sound_state import DeviceView, SoundRole, SoundState, SoundTrial
from ui.translation import Language

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]
Settle = Callable[[QWidget], None]

STATE = SoundState(DeviceView("Headset", level_db=-20), DeviceView("Headset", level_db=-30))


def opened(qtbot: QtBot, settle: Settle, state: SoundState) -> SoundWindow:
    window = SoundWindow()
    qtbot.addWidget(window)
    window.show_state(state)
    settle(window)
    return window


def offered(window: SoundWindow) -> list[str]:
    names = ("record", "echo", "stop")
    return [name for name in names if getattr(window, name).isVisible()]


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        (STATE, ["record", "echo"]),
        (replace(STATE, trial=SoundTrial.RECORD), ["stop"]),
        (replace(STATE, trial=SoundTrial.ECHO), ["stop"]),
        (replace(STATE, in_call=True), []),
        (replace(STATE, headset=DeviceView()), []),
    ],
)
def test_only_what_can_be_done_is_offered(
    speak: Speak, settle: Settle, qtbot: QtBot, state: SoundState, buttons: list[str]
) -> None:
    assert offered(opened(qtbot, settle, state)) == buttons


def test_buttons_ask_and_showing_asks_nothing(
    speak: Speak, settle: Settle, qtbot: QtBot, emitted: Callable[..., object]
) -> None:
    window = opened(qtbot, settle, STATE)
    seen = emitted(window, "trial_requested", "closed").seen  # type: ignore[attr-defined]
    window.show_state(replace(STATE, trial=SoundTrial.ECHO))
    window.show_state(STATE)
    assert seen == []
    qtbot.mouseClick(window.record, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(window.echo, Qt.MouseButton.LeftButton)
    window.show_state(replace(STATE, trial=SoundTrial.ECHO))
    qtbot.mouseClick(window.stop, Qt.MouseButton.LeftButton)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    trials = (SoundTrial.RECORD, SoundTrial.ECHO, SoundTrial.OFF)
    assert seen == [*(("trial_requested", trial) for trial in trials), ("closed",)]


@pytest.mark.parametrize(("language", "word"), [("de", "zu laut"), ("en", "too loud")])
def test_too_loud_is_a_word_and_not_only_a_colour(
    speak: Speak, settle: Settle, qtbot: QtBot, language: Language, word: str
) -> None:
    speak(language)
    window = opened(qtbot, settle, STATE)
    assert not window.microphone.loud.isVisible()
    loud = replace(STATE, microphone=DeviceView("Headset", level_db=TOO_LOUD_DB + 1))
    window.show_state(loud)
    assert window.microphone.loud.text() == word
    assert window.microphone.loud.isVisible()
    assert str(TOO_LOUD_DB + 1) in window.microphone.meter.accessibleName()


def test_the_meter_grows_with_the_level(speak: Speak, settle: Settle, qtbot: QtBot) -> None:
    window = opened(qtbot, settle, STATE)
    meter = window.microphone.meter

    def colours(level_db: int) -> list[str]:
        meter.show_level(level_db)
        image = meter.grab().toImage()
        middle = image.height() // 2
        return [image.pixelColor(x, middle).name() for x in range(8, image.width() - 8)]

    empty = colours(-100)
    filled = [
        sum(one != none for one, none in zip(colours(level_db), empty, strict=True))
        for level_db in (-100, -40, -20, 0)
    ]
    assert filled == sorted(filled)
    assert filled[0] == 0 < filled[1] < filled[2] < filled[3]


def test_a_missing_device_is_named(speak: Speak, settle: Settle, qtbot: QtBot) -> None:
    window = opened(qtbot, settle, replace(STATE, headset=DeviceView("Webcam", "Headset")))
    assert "Headset" in window.headset.instead.text()
    assert window.headset.name.text() == "Webcam"
    window.show_state(STATE)
    assert not window.headset.instead.isVisible()


def test_the_list_of_keys_leads_here(speak: Speak, settle: Settle, qtbot: QtBot) -> None:
    phone = PhoneWindow()
    qtbot.addWidget(phone)
    settle(phone)
    qtbot.keyClick(phone, Qt.Key.Key_F1)
    keys = phone.findChild(HelpKeys)
    assert keys is not None
    with qtbot.waitSignal(phone.sound_requested):
        qtbot.mouseClick(keys.sound, Qt.MouseButton.LeftButton)


def test_a_device_is_chosen_out_of_the_order_and_of_what_else_there_is(
    speak: Speak, settle: Settle, qtbot: QtBot, emitted: Callable[..., object]
) -> None:
    order = DeviceView("Headset", order=("Headset", "default"), others=("R&D: USB",))
    window = opened(
        qtbot, settle, replace(STATE, microphone=order, ring=replace(order, locked=True))
    )
    seen = emitted(window, "device_preferred").seen  # type: ignore[attr-defined]
    row = window.microphone
    said = [(action.text(), action.isChecked()) for action in row.choices.actions()]
    assert said == [
        ("1. Headset", True),
        ("2. Standardgerät", False),
        ("R&&D: USB", False),
    ]
    row.choices.actions()[2].trigger()
    assert seen == [("device_preferred", SoundRole.MICROPHONE, "R&D: USB")]
    assert row.choose.isVisible()
    assert not window.headset.choose.isVisible(), "there is nothing to choose from"
    assert not window.ring.choose.isVisible(), "the administrator decides"
    assert not window.ring.meter.isVisible()


def test_no_line_of_a_device_lies_upon_another(speak: Speak, settle: Settle, qtbot: QtBot) -> None:
    device = DeviceView("Headset", order=("Headset",))
    window = opened(qtbot, settle, SoundState(device, device, device))
    for row in (window.microphone, window.headset, window.ring):
        assert row.choose.geometry().bottom() < row.name.geometry().top()
