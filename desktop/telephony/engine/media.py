"""The bridge's ends that are ours: the tap on a customer's leg, the microphone's gate, players.

Every `on_frame_*` here runs on PJSIP's media clock thread, 50 times a second; a late one stalls
every call. They copy a frame and return. All else is called on the engine's thread.

Ports live as long as the process: PJSIP has no safe moment to free one (FIELD-NOTES §2.5), and an
idle one still costs a callback every 20 ms. Hence a pool, as large as the most calls ever at once.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pjsua2 as pj

from audio.formats import FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm
from audio.levels import SpeechGate
from audio.ring import RingWriter
from desktop.telephony.engine.frames import FrameBuffer, frame_reader

_SILENCE: Final = np.zeros(FRAME_SAMPLES, dtype=np.int16)


def _pcm_format() -> Any:
    pcm = pj.MediaFormatAudio()
    pcm.init(pj.PJMEDIA_FORMAT_PCM, SAMPLE_RATE_HZ, 1, FRAME_MS * 1000, 16)
    return pcm


class TapPort(pj.AudioMediaPort):  # type: ignore[misc]
    """Writes what is transmitted to it into a ring, while one is open.

    Only the remote leg of one call is ever connected to it; see `wiring`.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._read = frame_reader()
        self._lock = threading.Lock()
        self._writer: RingWriter | None = None
        self._agent_speaking: Callable[[], bool] = bool
        self.createPort(name, _pcm_format())

    def open(self, writer: RingWriter, agent_speaking: Callable[[], bool]) -> None:
        """Write into `writer` from the next frame on, with `agent_speaking()` asked each frame."""
        with self._lock:
            self._writer = writer
            self._agent_speaking = agent_speaking

    def close(self) -> None:
        """After this returns, no frame is written any more."""
        with self._lock:
            self._writer = None

    def onFrameReceived(self, frame: Any) -> None:
        with self._lock:
            if self._writer is None:
                return
            samples = self._read(frame)
            # No frame is silence here: the sample index is the analysis clock and must not stop.
            self._writer.write(
                _SILENCE if samples is None else samples, agent_speaking=self._agent_speaking()
            )


class GatePort(pj.AudioMediaPort):  # type: ignore[misc]
    """Hears the microphone leg and keeps one bit of it: somebody is speaking."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._read = frame_reader()
        self._gate = SpeechGate()
        self.createPort(name, _pcm_format())

    @property
    def speaking(self) -> bool:
        return self._gate.speaking

    def onFrameReceived(self, frame: Any) -> None:
        samples = self._read(frame)
        # An empty frame means that no microphone is connected: muted, held, or the file has ended.
        self._gate.step(_SILENCE if samples is None else samples)


class MicrophonePort(pj.AudioMediaPort):  # type: ignore[misc]
    """Gives the bridge the frames that `take` returns."""

    def __init__(self, take: Callable[[], Pcm]) -> None:
        super().__init__()
        self._take = take
        self._buffer = FrameBuffer()
        self.createPort("microphone", _pcm_format())

    def onFrameRequested(self, frame: Any) -> None:
        self._buffer.fill(frame, self._take().tobytes())


class SpeakerPort(pj.AudioMediaPort):  # type: ignore[misc]
    """Hands what the bridge mixed to `put`: a frame, or None while nothing is connected."""

    def __init__(self, put: Callable[[Pcm | None], None]) -> None:
        super().__init__()
        self._read = frame_reader()
        self._put = put
        self.createPort("speaker", _pcm_format())

    def onFrameReceived(self, frame: Any) -> None:
        self._put(self._read(frame))


class LoopPort(pj.AudioMediaPort):  # type: ignore[misc]
    """Both ends in one: `put` gets what is transmitted here, `take` gives what it transmits."""

    def __init__(self, put: Callable[[Pcm | None], None], take: Callable[[], Pcm]) -> None:
        super().__init__()
        self._read = frame_reader()
        self._put = put
        self._take = take
        self._buffer = FrameBuffer()
        self.createPort("loop", _pcm_format())

    def onFrameReceived(self, frame: Any) -> None:
        self._put(self._read(frame))

    def onFrameRequested(self, frame: Any) -> None:
        self._buffer.fill(frame, self._take().tobytes())


@dataclass(frozen=True, slots=True)
class LegPorts:
    """What one call needs beside its own stream."""

    tap: TapPort
    gate: GatePort


class PortPool:
    """Lends LegPorts to calls and never frees one."""

    def __init__(self) -> None:
        self._all: list[LegPorts] = []
        self._free: list[LegPorts] = []

    def borrow(self) -> LegPorts:
        if not self._free:
            number = len(self._all)
            ports = LegPorts(TapPort(f"tap-{number}"), GatePort(f"gate-{number}"))
            self._all.append(ports)
            return ports
        return self._free.pop()

    def give_back(self, ports: LegPorts) -> None:
        """The borrower has closed the tap and stopped everything that was transmitted here."""
        self._free.append(ports)


class FilePlayer(pj.AudioMediaPlayer):  # type: ignore[misc]
    """Plays a WAV (PCM, A-law or µ-law) once. It runs only while connected to something.

    `on_end` is called on a thread of PJSIP's: post and return. Raises FileNotFoundError, or
    ValueError when the file is no WAV that PJSIP can play.
    """

    def __init__(self, path: Path, on_end: Callable[[], None]) -> None:
        super().__init__()
        self._on_end = on_end
        if not path.is_file():
            raise FileNotFoundError(path.name)
        try:
            self.createPlayer(str(path), pj.PJMEDIA_FILE_NO_LOOP)
        except pj.Error as error:
            raise ValueError(f"{path.name}: {error.reason}") from error

    def onEof2(self) -> None:
        self._on_end()
