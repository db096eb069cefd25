"""The sound window's state out of what the engine says; levels only while somebody looks."""

import pytest

from desktop.presenters.sound import SoundPresenter
from desktop.telephony.engine import messages as m
from ui.sound_state import DeviceView, SoundTrial

pytestmark = pytest.mark.unit


class Desk:
    """A presenter and what it does."""

    def __init__(self) -> None:
        self.sent: list[m.Command] = []
        self.changes = 0
        self.presenter = SoundPresenter(self._send, self._changed)

    def _send(self, command: m.Command) -> bool:
        self.sent.append(command)
        return True

    def _changed(self) -> None:
        self.changes += 1


def test_levels_are_asked_for_only_while_the_window_is_open() -> None:
    desk = Desk()
    desk.presenter.event(m.SoundChanged("Headset", "Headset"))
    desk.presenter.close()
    assert (desk.sent, desk.changes) == ([], 0)
    desk.presenter.open()
    desk.presenter.event(m.SoundLevels(-20, -30))
    assert (desk.sent, desk.changes) == ([m.WatchLevels(True)], 1)
    desk.presenter.close()
    assert desk.sent[1:] == [m.TestSound(m.SoundTest.OFF), m.WatchLevels(False)]
    desk.presenter.close()
    assert len(desk.sent) == 3


def test_devices_levels_and_what_is_missing() -> None:
    desk = Desk()
    missing = (m.MissingDevice("microphone", "Headset", "Webcam"),)
    desk.presenter.event(m.SoundChanged("Webcam", "null", "no-device", "", missing))
    desk.presenter.event(m.SoundLevels(-20, -100))
    desk.presenter.event(m.SoundListed(("Webcam", "pulse"), ("pulse",)))
    state = desk.presenter.view(in_call=True)
    assert state.microphone == DeviceView("Webcam", "Headset", -20)
    assert state.headset.name == ""
    assert state.known == ("Webcam", "pulse")
    assert state.in_call


@pytest.mark.parametrize("trial", SoundTrial)
def test_every_trial_is_asked_for_and_shown(trial: SoundTrial) -> None:
    desk = Desk()
    desk.presenter.try_out(trial)
    assert desk.sent == [m.TestSound(m.SoundTest(trial.value))]
    assert desk.presenter.view(in_call=False).trial is SoundTrial.OFF  # until the engine says so
    desk.presenter.event(m.SoundTestChanged(m.SoundTest(trial.value)))
    assert desk.presenter.view(in_call=False).trial is trial


def test_a_new_engine_is_asked_again_and_tries_nothing() -> None:
    desk = Desk()
    desk.presenter.open()
    desk.presenter.event(m.SoundTestChanged(m.SoundTest.ECHO))
    desk.presenter.event(m.EngineReady(m.PROTOCOL, 1))
    assert desk.sent == [m.WatchLevels(True), m.WatchLevels(True)]
    assert desk.presenter.view(in_call=False).trial is SoundTrial.OFF
