"""Sound devices through PortAudio, 16 kHz mono in 20 ms frames. Knows nothing of calls.

PortAudio is loaded on first use: a machine without it, or without any device, gets a
`DeviceProblem` in words and the phone goes on with silence.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from audio.formats import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm

log = logging.getLogger("beistand.sound")

DEFAULT: Final = "default"
NULL: Final = "null"
SILENT_FRAME: Final[Pcm] = np.zeros(FRAME_SAMPLES, np.int16)

Put = Callable[[Pcm, float], None]
"""Takes a recorded frame (int16, shape (320,), valid only during the call) and its time."""
Take = Callable[[float], Pcm]
"""Gives the next frame to play (int16, shape (320,)) at a time, monotonic."""


class DeviceProblem(Exception):
    """A device cannot be used; `kind` is "no-device" (there is none) or "failed" (driver says)."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


class DeviceStream:
    """An open device stream. `close` is idempotent and never raises.

    `on_lost` is called on PortAudio's thread when the stream ends without having been closed.
    """

    def __init__(self, name: str, on_lost: Callable[["DeviceStream"], None]) -> None:
        self._stream: Any | None = None
        self._on_lost = on_lost
        self._closed = False
        self._opened_at_s = time.monotonic()
        self.name = name
        self.frame_at_s: float | None = None
        """When the latest frame came or went; None: not one so far."""

    def opened(self, stream: Any) -> None:
        self._stream = stream

    def stalled(self, now_s: float, running_s: float, starting_s: float) -> bool:
        """No frame for `running_s`, but for the first `starting_s`: many drivers never say that a
        device has been pulled out."""
        if now_s - self._opened_at_s <= starting_s:
            return False
        return self.frame_at_s is None or now_s - self.frame_at_s > running_s

    def finished(self) -> None:
        """PortAudio stopped calling, whyever."""
        if not self._closed:
            self._on_lost(self)

    def abort(self) -> None:
        """Stop it; with a device that is gone this may never return. Never raises."""
        self._closed = True
        _quietly(self._stream, "abort")

    def close(self) -> None:
        stream, self._stream = self._stream, None
        if not self._closed:
            self._closed = True
            _quietly(stream, "abort")
        _quietly(stream, "close")


def _quietly(stream: Any | None, action: str) -> None:
    if stream is None:
        return
    try:
        getattr(stream, action)()
    except Exception:  # noqa: BLE001 - PortAudio's own exception type, from a device that is gone
        log.info("a sound device did not stop cleanly")


def _nothing(stream: DeviceStream) -> None:
    """Nobody wants to know."""


def look_again() -> None:
    """Have PortAudio list the devices anew: it does so at its start only (about 50 ms).

    Only while no stream is open: it would end every one of them.
    """
    try:
        portaudio = _portaudio()
    except DeviceProblem:
        return
    try:
        portaudio._terminate()
        portaudio._initialize()
    except portaudio.PortAudioError as error:
        log.info("no list of sound devices", extra={"why": str(error)})


def listed_devices() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the microphones and of the loudspeakers that PortAudio knows; empty without it."""
    try:
        devices = list(_portaudio().query_devices())
    except DeviceProblem:
        return (), ()
    inputs = dict.fromkeys(str(one["name"]) for one in devices if one["max_input_channels"] > 0)
    outputs = dict.fromkeys(str(one["name"]) for one in devices if one["max_output_channels"] > 0)
    return tuple(inputs), tuple(outputs)


def open_input(
    name: str, put: Put, on_lost: Callable[[DeviceStream], None] = _nothing
) -> DeviceStream:
    """Record from `name` ("default" or a device name); `put` gets one frame each 20 ms.

    `put` and `on_lost` run on PortAudio's thread. Raises DeviceProblem.
    """

    def deliver(stream: DeviceStream, data: Any) -> None:
        now_s = time.monotonic()
        stream.frame_at_s = now_s
        put(np.frombuffer(data, np.int16), now_s)

    return _open("input", "RawInputStream", name, deliver, on_lost)


def open_output(
    name: str, take: Take, on_lost: Callable[[DeviceStream], None] = _nothing
) -> DeviceStream:
    """Play on `name`; `take` is asked for one frame each 20 ms.

    `take` and `on_lost` run on PortAudio's thread. Raises DeviceProblem.
    """

    def fetch(stream: DeviceStream, data: Any) -> None:
        now_s = time.monotonic()
        stream.frame_at_s = now_s
        data[:] = take(now_s).tobytes()

    return _open("output", "RawOutputStream", name, fetch, on_lost)


def _open(
    kind: str,
    stream_type: str,
    name: str,
    each_frame: Callable[[DeviceStream, Any], None],
    on_lost: Callable[[DeviceStream], None],
) -> DeviceStream:
    sd = _portaudio()
    try:
        device = sd.query_devices(None if name == DEFAULT else name, kind)
    except (ValueError, sd.PortAudioError) as error:
        raise DeviceProblem("no-device", str(error)) from error
    opened = DeviceStream(str(device["name"]), on_lost)

    def callback(data: Any, frames: int, time_: Any, status: Any) -> None:
        each_frame(opened, data)

    try:
        stream = getattr(sd, stream_type)(
            samplerate=SAMPLE_RATE_HZ,
            blocksize=FRAME_SAMPLES,
            device=device["index"],
            channels=1,
            dtype="int16",
            latency="low",
            callback=callback,
            finished_callback=opened.finished,
        )
        opened.opened(stream)
        stream.start()
    except (ValueError, sd.PortAudioError) as error:
        opened.close()
        raise DeviceProblem("failed", str(error)) from error
    return opened


def _portaudio() -> Any:
    try:
        import sounddevice
    except (ImportError, OSError) as error:  # OSError: the package is there, the library is not
        raise DeviceProblem("no-device", f"PortAudio is missing ({error})") from error
    return sounddevice
