"""Sound devices through PortAudio, 16 kHz mono in 20 ms frames. Knows nothing of calls.

PortAudio is loaded on first use: a machine without it, or without any device, gets a
`DeviceProblem` in words and the phone goes on with silence.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from audio.formats import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE_HZ

log = logging.getLogger("beistand.sound")

DEFAULT: Final = "default"
NULL: Final = "null"
QUEUE_FRAMES: Final = 4
"""80 ms between the device's clock and the bridge's; more is delay that a caller hears."""

SILENT_FRAME: Final = bytes(FRAME_BYTES)


class DeviceProblem(Exception):
    """A device cannot be used; `kind` is "no-device" (there is none) or "failed" (driver says)."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


class FrameQueue:
    """A few frames between two clocks that drift: drops the oldest, pads with silence.

    Both ends hold a lock for one deque operation only, so that neither clock waits for the other.
    """

    def __init__(self, limit: int = QUEUE_FRAMES) -> None:
        self._frames: deque[bytes] = deque(maxlen=limit)
        self._lock = threading.Lock()
        self._primed = False
        self._prime_at = max(1, limit // 2)

    def put(self, frame: bytes) -> None:
        """Append 640 bytes (one frame); the oldest frame is lost when the queue is full."""
        with self._lock:
            self._frames.append(frame)

    def take(self) -> bytes:
        """The oldest frame, or silence while the queue fills up again after it ran dry."""
        with self._lock:
            if not self._primed:
                self._primed = len(self._frames) >= self._prime_at
            if not self._primed or not self._frames:
                self._primed = False
                return SILENT_FRAME
            return self._frames.popleft()

    def clear(self) -> None:
        with self._lock:
            self._frames.clear()
            self._primed = False


class DeviceStream:
    """An open device stream. `close` is idempotent and never raises.

    `on_lost` is called on PortAudio's thread when the stream ends without having been closed.
    """

    def __init__(self, name: str, on_lost: Callable[["DeviceStream"], None]) -> None:
        self._stream: Any | None = None
        self._on_lost = on_lost
        self._closed = False
        self.name = name

    def opened(self, stream: Any) -> None:
        self._stream = stream

    def finished(self) -> None:
        """PortAudio stopped calling, whyever."""
        if not self._closed:
            self._on_lost(self)

    def close(self) -> None:
        self._closed = True
        stream, self._stream = self._stream, None
        if stream is None:
            return
        try:
            stream.abort()
            stream.close()
        except Exception:  # noqa: BLE001 - PortAudio's own exception type, from a device that is gone
            log.info("a sound device did not close cleanly")


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


def open_input(
    name: str, put: Callable[[bytes], None], on_lost: Callable[[DeviceStream], None] = _nothing
) -> DeviceStream:
    """Record from `name` ("default" or a device name); `put` gets one frame (640 bytes) each 20 ms.

    `put` and `on_lost` run on PortAudio's thread. Raises DeviceProblem.
    """

    def deliver(data: Any, frames: int, time: Any, status: Any) -> None:
        put(bytes(data))

    return _open("input", "RawInputStream", name, deliver, on_lost)


def open_output(
    name: str, take: Callable[[], bytes], on_lost: Callable[[DeviceStream], None] = _nothing
) -> DeviceStream:
    """Play on `name`; `take` is asked for one frame (640 bytes) each 20 ms.

    `take` and `on_lost` run on PortAudio's thread. Raises DeviceProblem.
    """

    def fetch(data: Any, frames: int, time: Any, status: Any) -> None:
        data[:] = take()

    return _open("output", "RawOutputStream", name, fetch, on_lost)


def _open(
    kind: str,
    stream_type: str,
    name: str,
    callback: Callable[..., None],
    on_lost: Callable[[DeviceStream], None],
) -> DeviceStream:
    sd = _portaudio()
    try:
        device = sd.query_devices(None if name == DEFAULT else name, kind)
    except (ValueError, sd.PortAudioError) as error:
        raise DeviceProblem("no-device", str(error)) from error
    opened = DeviceStream(str(device["name"]), on_lost)
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
