"""The sound window and the engine behind it: watched while it is open, and no longer."""

import pytest
from pytestqt.qtbot import QtBot

from desktop.presenters.sound import SoundPresenter
from desktop.shell.sound_page import SoundPage
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.configuration import SoundTest
from ui.sound_state import SoundRole, SoundTrial

pytestmark = pytest.mark.widget


def test_it_opens_once_follows_and_lets_go(qtbot: QtBot) -> None:
    sent: list[m.Command] = []
    preferred: list[tuple[SoundRole, tuple[str, ...]]] = []
    presenter = SoundPresenter(
        lambda command: sent.append(command) or True,
        lambda: None,
        orders=dict.fromkeys(SoundRole, ("default",)),
        prefer=lambda role, order: preferred.append((role, order)),
    )
    page = SoundPage(presenter, lambda: False)
    page.refresh()
    assert page.window is None
    page.open()
    window = page.window
    assert window is not None
    qtbot.addWidget(window)
    assert sent == [m.WatchLevels(True)]
    presenter.event(m.SoundChanged("Headset", "Headset"))
    page.refresh()
    assert window.microphone.name.text() == "Headset"
    window.trial_requested.emit(SoundTrial.ECHO)
    assert sent[-1] == m.TestSound(SoundTest.ECHO)
    window.device_preferred.emit(SoundRole.RING, "Loudspeaker")
    assert preferred == [(SoundRole.RING, ("Loudspeaker", "default"))]
    window.reject()
    assert sent[-2:] == [m.TestSound(SoundTest.OFF), m.WatchLevels(False)]
    page.open()
    assert page.window is window and sent[-1] == m.WatchLevels(True)
    page.stop()
    assert page.window is None
