"""Devices pulled out, hanging, plugged in and changed while the agent talks."""

import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pytest
from endpoints import Endpoint, connect, listen, quiet_config, write_tone
from pulse import PulseServer, name_devices, record, strongest_hz, tone_level_db, use_server

from audio.formats import SAMPLE_RATE_HZ
from audio.ring import RingReader
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.configuration import MissingDevice, SoundConfig

pytestmark = pytest.mark.process

CUSTOMER_HZ = 1000.0
HEADSET_HZ, DESK_HZ = 440.0, 620.0
"""What the agent says into each of his microphones."""
TONE_DB = -12.0


@dataclass(frozen=True)
class Desk:
    """An agent with a headset and a speakerphone, in a call with a customer."""

    headset: PulseServer
    speakerphone: PulseServer
    agent: Endpoint
    customer: Endpoint
    outgoing: str
    incoming: str
    tap: m.TapOpened
    """Of the customer's engine: what the customer hears."""
    folder: Path

    def say(self) -> None:
        """Both microphones hear their tone."""
        self.headset.say(self.folder / "headset.wav")
        self.speakerphone.say(self.folder / "desk.wav")

    def customer_hears(self, frequency_hz: float) -> None:
        reader = RingReader(self.tap.ring)
        list(reader.read())  # what was said before
        heard = np.concatenate([frame.samples for frame in listen(reader, 4.0)])
        reader.close()
        check_tone(heard, frequency_hz)


def check_tone(samples: np.ndarray, frequency_hz: float) -> None:
    """The right tone at the right level in some second of `samples`: a new device starts up, and a
    busy machine drops frames, but a wrong device never has the tone."""
    seconds = [
        samples[at : at + SAMPLE_RATE_HZ]
        for at in range(0, samples.size - SAMPLE_RATE_HZ + 1, SAMPLE_RATE_HZ // 2)
    ]
    best = max(seconds, key=lambda second: tone_level_db(second, frequency_hz))
    assert tone_level_db(best, frequency_hz) == pytest.approx(TONE_DB, abs=3.0)
    assert strongest_hz(best) == pytest.approx(frequency_hz, abs=3.0)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    write_tone(tmp_path / "headset.wav", HEADSET_HZ, 60)
    write_tone(tmp_path / "desk.wav", DESK_HZ, 60)
    voice = write_tone(tmp_path / "customer.wav", CUSTOMER_HZ, 60)
    config = m.Configure(
        accounts=quiet_config("agent").accounts,
        sound=SoundConfig(
            input=("headset_mic", "desk_mic"), output=("headset", "desk"), ring=("null",),
            echo_cancellation=False, noise_suppression=False, gain_control=False,
        ),
    )  # fmt: skip
    with (
        PulseServer(tmp_path / "headset.sock") as headset,
        PulseServer(tmp_path / "desk.sock") as speakerphone,
    ):
        use_server(speakerphone, monkeypatch, tmp_path)
        name_devices({"headset": headset, "desk": speakerphone}, tmp_path)
        with Endpoint(tmp_path / "agent", config) as agent:
            sound = agent.wait(m.SoundChanged, lambda one: one.input != "null" or one.problem)
            if sound.problem:
                pytest.skip(f"ALSA has no PulseAudio here: {sound.detail}")
            assert (sound.input, sound.output, sound.missing) == ("headset_mic", "headset", ())
            quiet = quiet_config("customer", wav=voice)
            with Endpoint(tmp_path / "customer", quiet) as customer:
                outgoing, incoming = connect(customer, agent)
                tap = customer.open_tap(outgoing)
                desk = Desk(
                    headset, speakerphone, agent, customer, outgoing, incoming, tap, tmp_path
                )
                desk.say()
                yield desk


def in_use(agent: Endpoint, microphone: str, headset: str, after: int) -> m.SoundChanged:
    return agent.wait(
        m.SoundChanged, lambda one: (one.input, one.output) == (microphone, headset), after=after
    )


def test_pulled_out_and_plugged_in_again_in_mid_call(desk: Desk) -> None:
    agent, pid = desk.agent, desk.agent.client.pid
    desk.customer_hears(HEADSET_HZ)
    check_tone(record(desk.headset, 3.0), CUSTOMER_HZ)

    after, pulled_s = agent.mark(), time.monotonic()
    desk.headset.kill()
    sound = in_use(agent, "desk_mic", "desk", after)
    assert time.monotonic() - pulled_s < 1.0
    assert sound.problem == ""
    assert sound.missing == (
        MissingDevice("microphone", "headset_mic", "desk_mic"),
        MissingDevice("headset", "headset", "desk"),
    )
    desk.customer_hears(DESK_HZ)
    check_tone(record(desk.speakerphone, 3.0), CUSTOMER_HZ)

    after = agent.mark()
    desk.headset.start()
    desk.headset.say(desk.folder / "headset.wav")
    assert in_use(agent, "headset_mic", "headset", after).missing == ()
    desk.customer_hears(HEADSET_HZ)
    check_tone(record(desk.headset, 3.0), CUSTOMER_HZ)

    assert agent.client.pid == pid
    desk.customer.send(m.HangUp(desk.outgoing))
    assert agent.wait_ended(desk.incoming).end_code == 200


def test_a_device_that_hangs_is_left_too(desk: Desk) -> None:
    """Nobody says that it is gone; frames just stop coming, and closing it does not return."""
    desk.customer_hears(HEADSET_HZ)  # and with that the device has run for long enough
    after, hung_s = desk.agent.mark(), time.monotonic()
    desk.headset.send_signal(signal.SIGSTOP)
    try:
        in_use(desk.agent, "desk_mic", "desk", after)
        assert time.monotonic() - hung_s < 1.5
        desk.customer_hears(DESK_HZ)
        check_tone(record(desk.speakerphone, 3.0), CUSTOMER_HZ)
    finally:
        desk.headset.send_signal(signal.SIGCONT)


def test_the_agent_changes_the_device_in_mid_call(desk: Desk) -> None:
    desk.customer_hears(HEADSET_HZ)
    config, after = desk.agent.config, desk.agent.mark()
    other = msgspec.structs.replace(
        config.sound, input=("desk_mic", "headset_mic"), output=("desk", "headset")
    )
    desk.agent.client.configure(msgspec.structs.replace(config, sound=other))
    assert in_use(desk.agent, "desk_mic", "desk", after).missing == ()
    desk.customer_hears(DESK_HZ)
    check_tone(record(desk.speakerphone, 3.0), CUSTOMER_HZ)


def test_it_rings_on_a_device_of_its_own(desk: Desk) -> None:
    config, after = desk.agent.config, desk.agent.mark()
    elsewhere = msgspec.structs.replace(config.sound, output=("headset",), ring=("gone", "desk"))
    desk.agent.client.configure(msgspec.structs.replace(config, sound=elsewhere))
    desk.agent.wait(m.Configured, after=after)
    desk.customer.send(m.HangUp(desk.outgoing))
    desk.agent.wait_ended(desk.incoming)
    after = desk.agent.mark()
    outgoing = desk.customer.dial(desk.agent.address)
    desk.agent.incoming(after=after)
    bell = record(desk.speakerphone, 5.0)
    assert (
        max(
            tone_level_db(bell[at : at + SAMPLE_RATE_HZ // 2], 587.33)
            for at in range(0, bell.size - SAMPLE_RATE_HZ // 2, SAMPLE_RATE_HZ // 4)
        )
        > -40.0
    )
    assert np.abs(record(desk.headset, 1.0)).max() == 0
    desk.customer.send(m.HangUp(outgoing))
    desk.customer.wait_ended(outgoing)
