"""A real worker process on a real connection and a real ring, for every test of this folder."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
import pytest

import resources
from audio.formats import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm, to_pcm, to_signal
from audio.resample import resample
from audio.ring import RingWriter
from audio.wav import read_wav
from inference.messages import DetachLeg, FromWorker, Initialize, Ping, Pong, Ready

M = TypeVar("M")

DEMO = Path(resources.__file__).parent / "demo"
SPEECH_FROM_S = 18.8
"""Where the demo's customer begins to speak for twelve seconds."""


class WorkerUnderTest:
    """Starts the process as the desktop does and speaks its protocol."""

    def __init__(
        self,
        log: Path | None = None,
        command: tuple[str, ...] = ("-m", "desktop", "--role", "worker"),
    ) -> None:
        self._listener = Listener(authkey=b"key-of-this-test")
        self.process = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdin is not None
        start = {"address": self._listener.address, "authkey": b"key-of-this-test".hex()}
        if log is not None:
            start["log"] = str(log)
        self.process.stdin.write(json.dumps(start) + "\n")
        self.process.stdin.flush()
        self.connection: Connection = self._listener.accept()
        self._decoder = msgspec.msgpack.Decoder(FromWorker)
        self.seen: list[Any] = []
        self.ready: Ready | None = None

    def send(self, message: msgspec.Struct) -> None:
        self.connection.send_bytes(msgspec.msgpack.encode(message))

    def receive(self, timeout_s: float) -> Any | None:
        """The next message, or None after `timeout_s`."""
        if not self.connection.poll(timeout_s):
            return None
        message = self._decoder.decode(self.connection.recv_bytes())
        self.seen.append(message)
        return message

    def wait_for(
        self, kind: type[M], where: Callable[[M], bool] = lambda _: True, timeout_s: float = 60.0
    ) -> M:
        """The next message of `kind` for which `where` holds; fails the test after the timeout."""
        deadline = time.monotonic() + timeout_s
        while (left := deadline - time.monotonic()) > 0:
            message = self.receive(left)
            if isinstance(message, kind) and where(message):
                return message
        pytest.fail(f"no {kind.__name__} within {timeout_s} s")

    def collect(self) -> list[Any]:
        """Everything up to now: what the worker had sent before it answered this ping."""
        number = len(self.seen) + 1_000
        at = len(self.seen)
        self.send(Ping(number))
        self.wait_for(Pong, lambda pong: pong.number == number)
        return self.seen[at:-1]

    def initialize(self, *, tension: bool = True) -> Ready:
        self.send(Initialize(tension=tension))
        return self.wait_for(Ready)

    def close(self) -> str:
        """End it and return what it wrote to standard error."""
        self.connection.close()
        self._listener.close()
        try:
            _, errors = self.process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, errors = self.process.communicate()
            pytest.fail("the worker outlived its connection")
        return errors


@pytest.fixture
def worker() -> Iterator[WorkerUnderTest]:
    under_test = WorkerUnderTest()
    yield under_test
    if under_test.process.poll() is None:
        under_test.close()
    else:
        under_test.close()


@pytest.fixture
def start_worker() -> Callable[[Path], WorkerUnderTest]:
    """For a test that closes its worker itself."""
    return WorkerUnderTest


@pytest.fixture(scope="module")
def shared_worker() -> Iterator[WorkerUnderTest]:
    """One worker with its models loaded, shared by a module: torch takes seconds to import."""
    under_test = WorkerUnderTest()
    under_test.ready = under_test.initialize()
    yield under_test
    under_test.close()


@pytest.fixture
def served(shared_worker: WorkerUnderTest, ring: RingWriter) -> Iterator[WorkerUnderTest]:
    """The shared worker, without a leg before and after; the ring outlives the leg."""
    yield shared_worker
    shared_worker.send(DetachLeg("call", 99))
    shared_worker.collect()


@pytest.fixture
def ring() -> Iterator[RingWriter]:
    writer = RingWriter()
    yield writer
    writer.close()


@pytest.fixture(scope="session")
def demo_pcm() -> Pcm:
    """The demo's customer at 16 kHz, int16."""
    recording = read_wav(DEMO / "call_de.wav")
    return to_pcm(resample(to_signal(recording.samples), recording.rate_hz, SAMPLE_RATE_HZ))


@pytest.fixture(scope="session")
def speech(demo_pcm: Pcm) -> Pcm:
    """Ten seconds of the demo's customer speaking, int16, 16 kHz."""
    start = round(SPEECH_FROM_S * SAMPLE_RATE_HZ)
    return demo_pcm[start : start + 10 * SAMPLE_RATE_HZ]


def write_frames(ring: RingWriter, pcm: Pcm, agent_speaking: bool = False) -> None:
    """All of `pcm` into the ring, as fast as it goes."""
    for at in range(0, len(pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        ring.write(pcm[at : at + FRAME_SAMPLES], agent_speaking=agent_speaking)


@pytest.fixture
def feed() -> Callable[..., None]:
    return write_frames


def silence(seconds: float) -> Pcm:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), np.int16)
