"""A soft generated bell on the ring device: two notes, then a pause. No file, no sample."""

import logging
from typing import Final

import numpy as np

from audio.devices import SILENT_FRAME, DeviceProblem, DeviceStream, open_output
from audio.formats import FRAME_BYTES, SAMPLE_RATE_HZ, to_pcm

log = logging.getLogger("beistand.sound")

NOTES_HZ: Final = (587.33, 440.0)
"""D5 and A4: a falling fourth, heard as a bell rather than as an alarm."""
NOTE_S: Final = 0.45
PERIOD_S: Final = 4.0
LEVEL: Final = 0.12
"""Peak, -18 dBFS: under the level of speech at the same headset."""


def bell() -> bytes:
    """One period as 16 kHz mono int16, a whole number of frames."""
    period = np.zeros(int(PERIOD_S * SAMPLE_RATE_HZ), dtype=np.float32)
    time_s = np.arange(int(NOTE_S * SAMPLE_RATE_HZ), dtype=np.float32) / SAMPLE_RATE_HZ
    envelope = np.minimum(time_s / 0.02, 1.0) * np.exp(-time_s / 0.18)
    envelope *= np.minimum((NOTE_S - time_s) / 0.05, 1.0)
    for number, note_hz in enumerate(NOTES_HZ):
        first = number * time_s.size
        period[first : first + time_s.size] = (
            LEVEL * envelope * np.sin(2 * np.pi * note_hz * time_s)
        )
    return to_pcm(period).tobytes()


class Ringtone:
    """Rings on one device until stopped. A device that cannot be opened rings silently."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._bell = bell()
        self._position = 0
        self._stream: DeviceStream | None = None

    @property
    def ringing(self) -> bool:
        return self._stream is not None

    def start(self) -> None:
        """Idempotent."""
        if self._stream is not None:
            return
        self._position = 0
        try:
            self._stream = open_output(self._device, self._next_frame)
        except DeviceProblem as problem:
            log.info("nothing to ring on", extra={"why": problem.kind})

    def stop(self) -> None:
        """Idempotent."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _next_frame(self) -> bytes:
        frame = self._bell[self._position : self._position + FRAME_BYTES]
        self._position = (self._position + FRAME_BYTES) % len(self._bell)
        return frame if len(frame) == FRAME_BYTES else SILENT_FRAME
