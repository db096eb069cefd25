"""Another headset chosen in the sound window in mid call: heard at once, kept for next time."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from desks import Desk
from endpoints import Endpoint, quiet_config, write_tone
from pulse import PulseServer, name_devices, record, strongest_hz, tone_level_db, use_server
from pytestqt.qtbot import QtBot

from audio.formats import SAMPLE_RATE_HZ
from audio.ring import Frame, RingReader
from desktop.compositions.agent import AgentDesktop
from ui.sound import DeviceRow, SoundWindow
from ui.states import RegistrationView

pytestmark = pytest.mark.e2e

SOON_MS = 20_000
HEARD_DB = -20.0
CUSTOMER_HZ, HEADSET_HZ, DESK_HZ = 1000.0, 440.0, 620.0
OFF = '[analysis]\nconsent_mode = "off"\n'
UNPROCESSED = """ring = "null"
echo_cancellation = false
noise_suppression = false
gain_control = false  # as the tones are"""


def opened(qtbot: QtBot, desk: Desk) -> AgentDesktop:
    desktop = desk.open()
    direct = RegistrationView.DIRECT
    qtbot.waitUntil(
        lambda: desktop.presenter.phone_view().account.registration is direct, timeout=SOON_MS
    )
    return desktop


def sound_window(desktop: AgentDesktop) -> SoundWindow:
    desktop.shell.phone.sound_requested.emit()
    page = desktop.shell._sound
    window = page.window if page is not None else None
    assert window is not None
    return window


def choose(qtbot: QtBot, row: DeviceRow, device: str) -> None:
    """As a person does: in the row's menu."""

    def offered() -> bool:
        return any(action.text().endswith(device) for action in row.choices.actions())

    qtbot.waitUntil(offered, timeout=SOON_MS)
    (action,) = [one for one in row.choices.actions() if one.text().split()[-1] == device]
    action.trigger()


def hears(qtbot: QtBot, reader: RingReader, frequency_hz: float) -> None:
    """Until that is what comes from the agent."""
    heard: list[np.ndarray] = []

    def true() -> bool:
        heard.extend(one.samples for one in reader.read() if isinstance(one, Frame))
        last = heard[-25:]
        return len(last) == 25 and abs(strongest_hz(np.concatenate(last)) - frequency_hz) < 10

    list(reader.read())
    qtbot.waitUntil(true, timeout=SOON_MS)


def test_what_is_chosen_in_mid_call_is_used_at_once_and_after_a_restart(
    desk: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    customer_says = write_tone(tmp_path / "customer.wav", CUSTOMER_HZ, 90)
    with (
        PulseServer(tmp_path / "headset.sock") as headset,
        PulseServer(tmp_path / "desk.sock") as speakerphone,
        Endpoint(tmp_path / "customer", quiet_config("kundin", wav=customer_says)) as customer,
    ):
        use_server(speakerphone, monkeypatch, tmp_path)
        name_devices({"headset": headset, "desk": speakerphone}, tmp_path)
        headset.say(write_tone(tmp_path / "a.wav", HEADSET_HZ, 90))
        speakerphone.say(write_tone(tmp_path / "b.wav", DESK_HZ, 90))
        one = desk(OFF, sound="headset")
        written = one.settings.read_text("utf-8")
        written = written.replace('input = "headset"', 'input = "headset_mic"')
        one.settings.write_text(written.replace('ring = "null"', UNPROCESSED), "utf-8")

        desktop = opened(qtbot, one)
        window = sound_window(desktop)
        qtbot.waitUntil(lambda: window.microphone.name.text() == "headset_mic", timeout=SOON_MS)
        call_id = customer.dial(one.address)
        customer.wait_confirmed(call_id)
        reader = RingReader(customer.open_tap(call_id).ring)
        try:
            hears(qtbot, reader, HEADSET_HZ)
            choose(qtbot, window.microphone, "desk_mic")
            choose(qtbot, window.headset, "desk")
            hears(qtbot, reader, DESK_HZ)
        finally:
            reader.close()
        played = record(speakerphone, 1.5)[-SAMPLE_RATE_HZ:]
        assert tone_level_db(played, CUSTOMER_HZ) > HEARD_DB
        assert tone_level_db(record(headset, 1.0), CUSTOMER_HZ) < -60.0
        qtbot.waitUntil(lambda: window.microphone.name.text() == "desk_mic", timeout=SOON_MS)

        kept = one.settings.read_text("utf-8")
        sound = tomllib.loads(kept)["sound"]
        assert sound["input"] == ["desk_mic", "headset_mic"]
        assert sound["output"] == ["desk", "headset"]
        assert "# as the tones are" in kept, "the rest of the file is the user's"
        one.close()

        again = sound_window(opened(qtbot, one))
        qtbot.waitUntil(lambda: again.microphone.name.text() == "desk_mic", timeout=SOON_MS)
        assert again.headset.name.text() == "desk"
        assert again.microphone.choices.actions()[0].text() == "1. desk_mic"
