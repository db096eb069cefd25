"""A short buffer between two clocks that drift: no clicks, and a delay that stays.

One side writes whole frames, the other reads whole frames, each on a thread of its own and by its
own clock. `drift` says how fast to read, `interpolation` reads between the samples. Where a side
stops altogether, the sound fades out and, after a moment, in again.
"""

import threading
from typing import Final

import numpy as np

from audio.drift import LEAP_S, DriftControl
from audio.formats import FRAME_SAMPLES, Pcm, Signal
from audio.interpolation import BEHIND, interpolate, needed

_CAPACITY: Final = 16 * FRAME_SAMPLES
_FADE: Final = np.linspace(1.0, 0.0, FRAME_SAMPLES // 2, dtype=np.float32)  # 10 ms
_SILENCE: Final = np.zeros(FRAME_SAMPLES, np.int16)


class ElasticBuffer:
    """16 kHz mono, 20 ms frames in, 20 ms frames out; one thread writes, one reads.

    The lock is held for a copy of one frame only, so that neither clock waits for the other.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._samples: Signal = np.zeros(_CAPACITY, np.float32)  # of int16's range
        self.underruns = 0
        """Times that reading came to the end, since this buffer was made."""
        self.overruns = 0
        """Times that reading was so far behind that it had to leap."""
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._control = DriftControl()
        self._samples[:BEHIND] = 0.0  # what the first point looks back into
        self._written = BEHIND
        self._position = float(BEHIND)
        self._running = False
        self._fades_in = True

    def clear(self) -> None:
        """Forget what is in it, and both clocks."""
        with self._lock:
            self._begin_anew()

    @property
    def drift_ppm(self) -> float:
        """How much faster the writer's clock is taken to be than the reader's."""
        return (self._control.ratio - 1.0) * 1e6

    @property
    def behind_samples(self) -> float:
        """What is written and not yet read."""
        return self._written - self._position

    def write(self, frame: Pcm, now_s: float) -> None:
        """Append one frame (int16, shape (320,)), written at `now_s` (monotonic)."""
        with self._lock:
            if self._written + FRAME_SAMPLES > _CAPACITY:
                self._make_room()
            self._samples[self._written : self._written + FRAME_SAMPLES] = frame
            self._written += FRAME_SAMPLES
            self._control.write(now_s)

    def read(self, now_s: float) -> Pcm:
        """The next frame (int16, shape (320,)), read at `now_s`; silence while there is none."""
        with self._lock:
            if not self._running and not self._start(now_s):
                return _SILENCE
            self._control.read(now_s, self.behind_samples)
            ratio = self._control.ratio
            end = needed(self._position)
            if end > self._written:
                self.underruns += 1
                return self._leave()
            if self._control.error_s > LEAP_S:
                self.overruns += 1
                return self._leave()
            first = int(self._position) - BEHIND
            signal = self._samples[first:end].copy()
            start = self._position - first
            self._position += FRAME_SAMPLES * ratio
        frame = interpolate(signal, start, ratio)
        if self._fades_in:
            self._fades_in = False
            frame[: _FADE.size] *= _FADE[::-1]
        return _to_int16(frame)

    def _start(self, now_s: float) -> bool:
        """Begin at the wanted delay, once so much is there."""
        position = self._written - self._control.wanted_behind(now_s)
        if position < self._position:
            return False
        self._position = position
        self._running = self._fades_in = True
        return True

    def _leave(self) -> Pcm:
        """What is left, faded out."""
        self._running = False
        first = int(self._position)
        rest = self._samples[first : min(first + _FADE.size, self._written)]
        self._position = float(min(first + _FADE.size, self._written))
        frame = np.zeros(FRAME_SAMPLES, np.float32)
        frame[: rest.size] = rest * np.linspace(1.0, 0.0, rest.size, dtype=np.float32)
        return _to_int16(frame)

    def _make_room(self) -> None:
        """Move what is still to be read to the front; the oldest goes if nobody reads."""
        keep = int(self._position) - BEHIND
        keep = max(keep, self._written + FRAME_SAMPLES - _CAPACITY // 2)
        self._samples[: self._written - keep] = self._samples[keep : self._written]
        self._written -= keep
        self._position = max(float(BEHIND), self._position - keep)


def _to_int16(frame: Signal) -> Pcm:
    clipped: Pcm = np.clip(np.rint(frame), -32_768, 32_767).astype(np.int16)
    return clipped
