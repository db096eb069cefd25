"""How fast to read a buffer that is written by another clock: pure, time is an argument.

A sound card's 16 kHz and the bridge's differ by up to some 200 ppm: 5.8 s in eight hours. Reading
at a slowly corrected ratio keeps the delay where it is, without a sample dropped or doubled. After
Adriaensen, "Using a DLL to filter time" (2005) and "Controlling adaptive resampling" (LAC 2012): a
delay-locked loop smooths the time stamps of each side, a PI loop keeps the delay between them.
"""

import math
from typing import Final

from audio.formats import FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ

FRAME_S: Final = FRAME_MS / 1000
DLL_BANDWIDTH_HZ: Final = 0.02
"""Callbacks come a few milliseconds late, or in pairs; clocks change over minutes."""
FIRST_FRAMES: Final = 50
"""Devices begin with a few frames at once: for a second the clock is looked for, not held."""
FIRST_GAIN: Final = 0.2
LOST_S: Final = 0.1
"""A time stamp further off than this is another beginning, not jitter."""
LOOP_RAD_S: Final = 2 * math.pi * 0.01
"""A clock that is 200 ppm off moves the delay by 1.6 ms before it is caught."""
MOST_CORRECTION: Final = 1e-3
"""1.7 cents: a third of the smallest change of pitch that is heard."""
LEAP_S: Final = 0.05
"""The delay is off by more than that: a side stood still, and correcting it would take a minute."""

LEAST_DELAY_SAMPLES: Final = 2 * FRAME_SAMPLES
"""One frame to read, and one that may be just about to be written."""
LEAST_MARGIN_S: Final = 0.003
FIRST_MARGIN_S: Final = 0.010
"""While nothing is known of the callbacks' jitter."""
MOST_MARGIN_S: Final = 0.040
"""Beyond that a gap now and then is better than a conversation with a delay."""
JITTER_FALL_S: Final = 4.0
"""What is late more often than this is waited for; what is late once is a gap, not a delay."""
MARGIN_SETTLE_S: Final = 10.0
"""The delay follows what is remembered so slowly that the pitch shows nothing of it."""


class DelayLockedLoop:
    """The even clock behind uneven time stamps, one `tick` per frame."""

    def __init__(self, bandwidth_hz: float = DLL_BANDWIDTH_HZ) -> None:
        turn = 2 * math.pi * bandwidth_hz * FRAME_S
        self._proportional = math.sqrt(2) * turn
        self._integral = turn * turn
        self._frames = 0
        self.at_s: float | None = None
        """When the latest frame was due; None before the first."""
        self.period_s = FRAME_S
        self.latest_s = 0.0
        """How late a frame came at most, of late."""
        self.earliest_s = 0.0
        """How early a frame came at most, of late."""

    def tick(self, now_s: float) -> None:
        """A frame came at `now_s` (monotonic)."""
        due_s = now_s if self.at_s is None else self.at_s + self.period_s
        error_s = now_s - due_s
        if abs(error_s) > LOST_S:
            due_s, error_s = now_s, 0.0
        self._frames += 1
        if self._frames <= FIRST_FRAMES:
            self.at_s = due_s + FIRST_GAIN * error_s
            return
        self.at_s = due_s + self._proportional * error_s
        self.period_s += self._integral * error_s
        keep = 1.0 - FRAME_S / JITTER_FALL_S
        self.latest_s = max(self.latest_s * keep, error_s)
        self.earliest_s = max(self.earliest_s * keep, -error_s)


class DriftControl:
    """Decides the reading ratio. `write` once per frame written, `read` before each frame read."""

    def __init__(self) -> None:
        self._writes = DelayLockedLoop()
        self._reads = DelayLockedLoop()
        self._integral = 0.0
        self._margin_s = FIRST_MARGIN_S
        self.ratio = 1.0
        """Samples to go forward per sample read."""
        self.error_s = 0.0
        """How much longer the delay is than it should be."""

    def write(self, now_s: float) -> None:
        self._writes.tick(now_s)

    def wanted_behind(self, now_s: float) -> float:
        """How many samples reading should be behind writing if it begins at `now_s`."""
        self._margin_s = max(FIRST_MARGIN_S, self._needed_margin_s)
        # A writer that has stopped is not about to write.
        return self._target_samples - min(self._coming(now_s), FRAME_SAMPLES)

    def read(self, now_s: float, behind_samples: float) -> None:
        """Step `ratio`. `behind_samples`: what is written and not yet read, at this moment."""
        self._reads.tick(now_s)
        self._margin_s += (self._needed_margin_s - self._margin_s) * FRAME_S / MARGIN_SETTLE_S
        assert self._reads.at_s is not None
        delay = behind_samples + self._coming(self._reads.at_s)
        self.error_s = (delay - self._target_samples) / SAMPLE_RATE_HZ
        correction = 2 * LOOP_RAD_S * self.error_s + self._integral  # critically damped
        if abs(correction) < MOST_CORRECTION:
            self._integral += LOOP_RAD_S**2 * self.error_s * FRAME_S
        self.ratio = 1.0 + max(-MOST_CORRECTION, min(MOST_CORRECTION, correction))

    @property
    def _target_samples(self) -> float:
        """How far reading stays behind writing, as it would be if both were continuous."""
        return LEAST_DELAY_SAMPLES + self._margin_s * SAMPLE_RATE_HZ

    def _coming(self, now_s: float) -> float:
        """Samples of the next frame that a continuous writer would have written by `now_s`."""
        if self._writes.at_s is None:
            return 0.0
        return (now_s - self._writes.at_s) / self._writes.period_s * FRAME_SAMPLES

    @property
    def _needed_margin_s(self) -> float:
        """A frame that comes late and a reader that comes early, both as never before."""
        jitter_s = self._writes.latest_s + self._reads.earliest_s
        return min(MOST_MARGIN_S, LEAST_MARGIN_S + jitter_s)
