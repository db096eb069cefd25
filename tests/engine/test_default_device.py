"""The settings say "default": then what the user chooses in the system is followed in mid call."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from endpoints import Endpoint, connect, quiet_config, write_tone
from pulse import PulseServer, record, strongest_hz, tone_level_db, use_server

from audio.formats import SAMPLE_RATE_HZ
from audio.ring import Frame, RingReader
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.configuration import SoundConfig

pytestmark = pytest.mark.process

CUSTOMER_HZ, FIRST_HZ, SECOND_HZ = 1000.0, 440.0, 620.0
FOLLOWED_S = 1.0
HEARD_DB = -20.0
SOUND = SoundConfig(
    ring=("null",), echo_cancellation=False, noise_suppression=False, gain_control=False
)
CONFIG = m.Configure(accounts=quiet_config("agent").accounts, sound=SOUND)

OF_A_FILE = """
import sys
from pathlib import Path
from desktop.telephony.engine import process, sound_devices
sound_devices.default_devices = Path(sys.argv[1]).read_bytes
process.main(sys.argv[2:])
"""


@dataclass(frozen=True)
class Desk:
    agent: Endpoint
    customer: Endpoint
    outgoing: str
    reader: RingReader
    """What the customer hears."""

    def followed_s(self, choose: Callable[[], None], server: PulseServer, speaker: str) -> float:
        """Seconds from the choice until the customer hears the other microphone; by then the other
        speaker plays, too."""
        list(self.reader.read())
        begun_s = time.monotonic()
        choose()
        heard: list[np.ndarray] = []
        while True:
            heard += [one.samples for one in self.reader.read() if isinstance(one, Frame)]
            last = np.concatenate([np.zeros(1, np.int16), *heard[-10:]])
            if last.size > 3000 and abs(strongest_hz(last) - SECOND_HZ) < 20:
                break
            assert time.monotonic() - begun_s < 10, "the microphone was never followed"
            time.sleep(0.01)
        took_s = time.monotonic() - begun_s
        played = record(server, 1.0, speaker)
        assert tone_level_db(played[-SAMPLE_RATE_HZ // 2 :], CUSTOMER_HZ) > HEARD_DB
        return took_s


@pytest.fixture
def tones(tmp_path: Path) -> dict[float, Path]:
    made = (CUSTOMER_HZ, FIRST_HZ, SECOND_HZ)
    return {hz: write_tone(tmp_path / f"{hz:.0f}.wav", hz, 60) for hz in made}


@pytest.fixture
def desk(tmp_path: Path, tones: dict[float, Path]) -> Iterator[Callable[..., Desk]]:
    ends: list[Endpoint] = []
    readers: list[RingReader] = []

    def make(command: list[str] | None = None) -> Desk:
        voice = quiet_config("customer", wav=tones[CUSTOMER_HZ])
        agent = Endpoint(tmp_path / "agent", CONFIG, command=command)
        customer = Endpoint(tmp_path / "customer", voice)
        for one in (agent, customer):
            one.start()
            ends.append(one)
        sound = agent.wait(m.SoundChanged, lambda one: one.input != "null" or one.problem)
        if sound.problem:
            pytest.skip(f"ALSA has no PulseAudio here: {sound.detail}")
        outgoing, _ = connect(customer, agent)
        readers.append(RingReader(customer.open_tap(outgoing).ring))
        return Desk(agent, customer, outgoing, readers[-1])

    yield make
    for reader in readers:
        reader.close()
    for one in ends:
        one.client.stop()


def test_the_sound_server_moves_what_plays_on_its_default(
    desk: Callable[..., Desk],
    tones: dict[float, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with PulseServer(tmp_path / "pulse.sock") as server:
        use_server(server, monkeypatch, tmp_path)
        server.say(tones[FIRST_HZ])
        server.say(tones[SECOND_HZ], into="feed2")
        one = desk()
        check_first(one, server)
        took_s = one.followed_s(
            lambda: server.choose("speaker2", "microphone2"), server, "speaker2"
        )
        assert took_s < FOLLOWED_S


def test_where_nobody_moves_them_they_are_opened_anew(
    desk: Callable[..., Desk],
    tones: dict[float, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on Windows and macOS: PortAudio's "default" is a device once and for all; a file stands
    for what the system says."""
    default = tmp_path / "default"
    with (
        PulseServer(tmp_path / "first.sock") as first,
        PulseServer(tmp_path / "second.sock") as second,
    ):
        use_server(first, monkeypatch, tmp_path)
        monkeypatch.delenv("PULSE_SERVER")
        monkeypatch.setenv("PULSE_CLIENTCONFIG", str(default))  # read by each new connection
        first.say(tones[FIRST_HZ])
        second.say(tones[SECOND_HZ])

        def choose(server: PulseServer) -> None:
            default.write_text(f"default-server = {server.address}\nautospawn = no\n")

        choose(first)
        run = tmp_path / "agent"
        command = [sys.executable, "-c", OF_A_FILE, str(default), "--runtime-dir", str(run)]
        one = desk(command)
        check_first(one, first)
        assert one.followed_s(lambda: choose(second), second, "speaker") < FOLLOWED_S


def check_first(desk: Desk, server: PulseServer) -> None:
    """The default that there was is heard and plays."""
    deadline = time.monotonic() + 10
    frames: list[np.ndarray] = []
    while not frames or abs(strongest_hz(np.concatenate(frames[-25:])) - FIRST_HZ) > 20:
        assert time.monotonic() < deadline, "the first microphone was never heard"
        frames += [one.samples for one in desk.reader.read() if isinstance(one, Frame)]
        time.sleep(0.05)
    assert tone_level_db(record(server, 1.0), CUSTOMER_HZ) > HEARD_DB
