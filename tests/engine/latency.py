"""From the microphone through the bridge to the headset, measured on a PulseAudio null sink.

Bursts go into the microphone of an engine in its echo test; the microphone's feed and the headset
are recorded side by side, by equal recorders, and what lies between their onsets is the delay. The
second that the echo test waits on purpose is taken off.
"""

import subprocess
import threading
import time
import wave
from pathlib import Path

import numpy as np
from endpoints import Endpoint, quiet_config
from pulse import PulseServer

from audio.formats import FRAME_MS, SAMPLE_RATE_HZ
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.configuration import SoundConfig, SoundTest
from desktop.telephony.engine.sound_test import ECHO_DELAY_S

PERIOD_S = 2.0
BURST_S = 0.03
ON_PURPOSE_S = ECHO_DELAY_S + FRAME_MS / 1000  # a frame is taken out before the next is put in
CHUNK = 80  # 5 ms


class Recorder(threading.Thread):
    """Notes when a burst begins on one monitor."""

    def __init__(self, server: PulseServer, monitor: str) -> None:
        super().__init__(daemon=True)
        self._process = subprocess.Popen(
            ["parec", f"--device={monitor}", f"--rate={SAMPLE_RATE_HZ}", "--channels=1",
             "--format=s16le", "--latency-msec=10"],
            stdout=subprocess.PIPE, env=server.environment,
        )  # fmt: skip
        self.onsets_s: list[float] = []

    def run(self) -> None:
        assert self._process.stdout is not None
        while len(raw := self._process.stdout.read(2 * CHUNK)) == 2 * CHUNK:
            loud = np.abs(np.frombuffer(raw, np.int16)) > 2000
            now_s = time.monotonic()
            if loud.any() and (not self.onsets_s or now_s - self.onsets_s[-1] > PERIOD_S / 2):
                self.onsets_s.append(now_s - (CHUNK - int(loud.argmax())) / SAMPLE_RATE_HZ)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        self.join(10)
        assert self._process.stdout is not None
        self._process.stdout.close()


def bursts(path: Path, duration_s: float) -> Path:
    """Short noise every two seconds."""
    time_s = np.arange(int(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, time_s.size)
    signal = np.where(time_s % PERIOD_S < BURST_S, noise, 0.0)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes((signal * 32767).astype("<i2").tobytes())
    return path


def delays_s(server: PulseServer, folder: Path, duration_s: float) -> list[float]:
    """One per burst; `server` is the default device of this process."""
    config = m.Configure(
        accounts=quiet_config("desk").accounts,
        sound=SoundConfig(
            ring=("null",),
            echo_cancellation=False,
            noise_suppression=False,
            gain_control=False,
        ),
    )
    with Endpoint(folder / "desk", config) as desk:
        desk.wait(m.SoundChanged, lambda one: one.input != "null" and one.output != "null")
        desk.send(m.TestSound(SoundTest.ECHO))
        desk.wait(m.SoundTestChanged, lambda one: one.test is SoundTest.ECHO)
        into, out = Recorder(server, "feed.monitor"), Recorder(server, "speaker.monitor")
        into.start()
        out.start()
        server.say(bursts(folder / "bursts.wav", duration_s))
        time.sleep(duration_s + 2.0)
        into.stop()
        out.stop()
    found = []
    for begun_s in into.onsets_s:
        after = [one - begun_s - ON_PURPOSE_S for one in out.onsets_s if one > begun_s]
        # an onset of the headset belongs to the burst one second before it, not to the latest
        found += [delay for delay in after if 0.0 < delay < 0.5][:1]
    return found
