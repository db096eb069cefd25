"""A sound card of software: private PulseAudio servers with a loudspeaker and a microphone each,
and another pair ("speaker2", "microphone2") that can be made the default.

Killing a server pulls its device out; stopping it (SIGSTOP) makes it hang; a new one plugs it in.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pytest

from audio.formats import SAMPLE_RATE_HZ


class PulseServer:
    """One device: sink "speaker", source "microphone", and sink "feed" that the latter hears."""

    def __init__(self, socket: Path) -> None:
        daemon = shutil.which("pulseaudio")
        if daemon is None or shutil.which("parec") is None or shutil.which("paplay") is None:
            pytest.skip("pulseaudio, pulseaudio-utils are not installed")
        self.address = f"unix:{socket}"
        self.environment = os.environ | {
            "PULSE_SERVER": self.address,
            "XDG_RUNTIME_DIR": str(socket.parent),
            "HOME": str(socket.parent),
        }
        # With rewinds a null sink runs up to two seconds ahead, and a new stream waits that long.
        self._command = [
            daemon, "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
            "--high-priority", "--realtime",  # as desktops grant it
            "-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1",
            "-L", "module-null-sink sink_name=speaker norewinds=1",
            "-L", "module-null-sink sink_name=feed norewinds=1",
            "-L", "module-remap-source master=feed.monitor source_name=microphone",
            "-L", "module-null-sink sink_name=speaker2 norewinds=1",
            "-L", "module-null-sink sink_name=feed2 norewinds=1",
            "-L", "module-remap-source master=feed2.monitor source_name=microphone2",
        ]  # fmt: skip
        self._process: subprocess.Popen[bytes] | None = None
        self._players: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def start(self) -> None:
        process = self._process = subprocess.Popen(
            self._command,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=self.environment,
        )  # fmt: skip
        for _ in range(100):
            if self._run("pactl", "set-default-sink", "speaker").returncode == 0:
                break
            assert process.poll() is None, "pulseaudio did not start"
        assert self._run("pactl", "set-default-source", "microphone").returncode == 0

    def choose(self, sink: str, source: str) -> None:
        """As the user does in the system's settings."""
        for kind, name in (("sink", sink), ("source", source)):
            assert self._run("pactl", f"set-default-{kind}", name).returncode == 0

    def kill(self) -> None:
        for player in self._players:
            player.terminate()
            player.wait(10)
        self._players.clear()
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def send_signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def say(self, wav: Path, into: str = "feed") -> None:
        """Into a microphone, by its feed, until its end or the server's."""
        command = ["paplay", f"--device={into}", str(wav)]
        self._players.append(
            subprocess.Popen(command, env=self.environment, stderr=subprocess.DEVNULL)
        )

    def _run(self, *command: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(command, env=self.environment, capture_output=True, check=False)


def use_server(server: PulseServer, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Make `server` the default device of this process and its children."""
    monkeypatch.setenv("PULSE_SERVER", server.address)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home))
    monkeypatch.setenv("HOME", str(home))


def name_devices(servers: dict[str, PulseServer], home: Path) -> None:
    """Give ALSA, and so PortAudio, a device of each name, and beside it "NAME_mic"."""
    lines = []
    for name, server in servers.items():
        for pcm, device in ((name, "speaker"), (f"{name}_mic", "microphone")):
            lines.append(
                f'pcm.{pcm} {{ type pulse server "{server.address}" device {device} '
                f'hint {{ show on description "{pcm}" }} }}\n'
            )
    (home / ".asoundrc").write_text("".join(lines))


def record(server: PulseServer, duration_s: float, speaker: str = "speaker") -> np.ndarray:
    """What a speaker plays: int16 at 16 kHz."""
    command: Sequence[str] = [
        "parec", "--latency-msec=20", f"--device={speaker}.monitor", f"--rate={SAMPLE_RATE_HZ}",
        "--channels=1", "--format=s16le",
    ]  # fmt: skip
    recorder = subprocess.Popen(command, stdout=subprocess.PIPE, env=server.environment)
    assert recorder.stdout is not None
    raw = recorder.stdout.read(int(duration_s * SAMPLE_RATE_HZ) * 2)
    recorder.terminate()
    recorder.stdout.close()
    recorder.wait(10)
    return np.frombuffer(raw, dtype=np.int16)


def tone_level_db(samples: np.ndarray, frequency_hz: float) -> float:
    """Level of a tone in dB relative to a full-scale sine: all within 1 % of its frequency, since
    a drifting clock is followed by up to 0.1 %."""
    spectrum = np.abs(np.fft.rfft(samples / 32768 * np.hanning(samples.size))) ** 2
    hz = np.arange(spectrum.size) * SAMPLE_RATE_HZ / samples.size
    near = spectrum[np.abs(hz - frequency_hz) <= max(3.0, 0.01 * frequency_hz)]
    power = near.sum() / (samples.size**2 * 0.375 / 4)  # 0.375: the window's mean square
    return float(10 * np.log10(max(power, 1e-12)))


def strongest_hz(samples: np.ndarray) -> float:
    """The frequency of the strongest tone, to about 1 Hz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    return float(np.argmax(spectrum) * SAMPLE_RATE_HZ / samples.size)
