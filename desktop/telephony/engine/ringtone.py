"""A soft generated bell on the ring device: two notes, then a pause. No file, no sample."""

import itertools
from typing import Final

import numpy as np

from audio.devices import Take
from audio.formats import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm, to_pcm

NOTES_HZ: Final = (587.33, 440.0)
"""D5 and A4: a falling fourth, heard as a bell rather than as an alarm."""
NOTE_S: Final = 0.45
PERIOD_S: Final = 4.0
LEVEL: Final = 0.12
"""Peak, -18 dBFS: under the level of speech at the same headset."""


def bell() -> Pcm:
    """One period (int16, 16 kHz mono), a whole number of frames."""
    period = np.zeros(int(PERIOD_S * SAMPLE_RATE_HZ), dtype=np.float32)
    time_s = np.arange(int(NOTE_S * SAMPLE_RATE_HZ), dtype=np.float32) / SAMPLE_RATE_HZ
    envelope = np.minimum(time_s / 0.02, 1.0) * np.exp(-time_s / 0.18)
    envelope *= np.minimum((NOTE_S - time_s) / 0.05, 1.0)
    for number, note_hz in enumerate(NOTES_HZ):
        first = number * time_s.size
        period[first : first + time_s.size] = (
            LEVEL * envelope * np.sin(2 * np.pi * note_hz * time_s)
        )
    return to_pcm(period)


def new_bell() -> Take:
    """Rings from its beginning, for as long as it is asked."""
    frames = itertools.cycle(_BELL)
    return lambda now_s: next(frames)


_BELL: Final = bell().reshape(-1, FRAME_SAMPLES)
