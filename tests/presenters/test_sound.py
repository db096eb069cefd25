"""The sound window's state out of what the engine says; levels only while somebody looks."""

import pytest

from desktop.presenters.sound import SoundPresenter, preferring
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.configuration import MissingDevice
from ui.sound_state import DeviceView, SoundRole, SoundTrial

pytestmark = pytest.mark.unit


ORDERS = {
    SoundRole.MICROPHONE: ("Headset", "Webcam"),
    SoundRole.HEADSET: ("default",),
    SoundRole.RING: ("Loudspeaker",),
}


class Desk:
    """A presenter and what it does."""

    def __init__(self) -> None:
        self.sent: list[m.Command] = []
        self.changes = 0
        self.preferred: list[tuple[SoundRole, tuple[str, ...]]] = []
        self.presenter = SoundPresenter(
            self._send,
            self._changed,
            orders=ORDERS,
            locked={SoundRole.RING},
            prefer=lambda role, order: self.preferred.append((role, order)),
        )

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
    missing = (MissingDevice("microphone", "Headset", "Webcam"),)
    desk.presenter.event(m.SoundChanged("Webcam", "null", "no-device", "", missing))
    desk.presenter.event(m.SoundLevels(-20, -100))
    desk.presenter.event(m.SoundListed(("Webcam", "pulse"), ("pulse",)))
    state = desk.presenter.view(in_call=True)
    order = ORDERS[SoundRole.MICROPHONE]
    assert state.microphone == DeviceView("Webcam", "Headset", -20, order, ("default", "pulse"))
    assert state.headset.name == ""
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


def test_the_preferred_device_comes_first_and_the_others_stay_behind_it() -> None:
    desk = Desk()
    desk.presenter.event(m.SoundListed(("Headset", "pulse"), ("pulse",)))
    desk.presenter.prefer(SoundRole.MICROPHONE, "pulse")
    desk.presenter.prefer(SoundRole.MICROPHONE, "Webcam")
    desk.presenter.prefer(SoundRole.MICROPHONE, "Webcam")  # it is the first already
    role = SoundRole.MICROPHONE
    assert desk.preferred == [
        (role, ("pulse", "Headset", "Webcam")),
        (role, ("Webcam", "pulse", "Headset")),
    ]
    view = desk.presenter.view(in_call=True).microphone
    assert (view.order, view.others) == (("Webcam", "pulse", "Headset"), ("default",))


def test_what_the_administrator_decides_is_not_chosen_here() -> None:
    desk = Desk()
    desk.presenter.prefer(SoundRole.RING, "pulse")
    ring = desk.presenter.view(in_call=False).ring
    assert (ring.name, ring.order, ring.locked) == ("Loudspeaker", ("Loudspeaker",), True)
    assert desk.preferred == []


@pytest.mark.parametrize("before", [("null",), ("file:/tmp/agent.wav",), ()])
def test_silence_and_a_file_are_no_devices_to_fall_back_to(before: tuple[str, ...]) -> None:
    assert preferring(before, "Headset") == ("Headset",)
