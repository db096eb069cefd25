"""How loud a frame is, and whether somebody is speaking in it: pure, no I/O.

The engine runs `SpeechGate` on the agent's microphone. Its one bit per frame is all of the agent's
voice that analysis is ever given. `Meter` is for the eyes of whoever tries his devices.
"""

import math
from typing import Final

import numpy as np

from audio.formats import FRAME_MS, FULL_SCALE, Pcm

SILENCE_DB: Final = -100.0
"""What an all-zero frame measures; quieter than any converter's noise."""

SPEAKING_DB: Final = -42.0
"""Speech at a headset is -30..-12 dBFS, its room noise below -50 (ITU-T P.56 active levels)."""

ATTACK_FRAMES: Final = 2  # 40 ms: a key click or a bump is shorter
HANG_OVER_FRAMES: Final = 200 // FRAME_MS  # 200 ms: bridges the stops inside a word


def level_db(samples: Pcm) -> float:
    """Root mean square of `samples` in dB re full scale, -100..0; empty counts as silence."""
    if samples.size == 0:
        return SILENCE_DB
    signal = samples.astype(np.float32)
    power = float(np.dot(signal, signal)) / signal.size
    if power <= 0.0:
        return SILENCE_DB
    return max(SILENCE_DB, 10.0 * math.log10(power) - 20.0 * math.log10(FULL_SCALE))


class SpeechGate:
    """An energy gate with attack and hang-over; one `step` per 20 ms frame."""

    def __init__(
        self,
        threshold_db: float = SPEAKING_DB,
        *,
        attack_frames: int = ATTACK_FRAMES,
        hang_over_frames: int = HANG_OVER_FRAMES,
    ) -> None:
        self._threshold_db = threshold_db
        self._attack_frames = attack_frames
        self._hang_over_frames = hang_over_frames
        self._loud = 0
        self._remaining = 0

    @property
    def speaking(self) -> bool:
        return self._remaining > 0

    def step(self, samples: Pcm) -> bool:
        """Take the next frame; True while somebody speaks, and for the hang-over after."""
        if level_db(samples) >= self._threshold_db:
            self._loud += 1
            if self._loud >= self._attack_frames or self._remaining:
                self._remaining = self._hang_over_frames + 1
        else:
            self._loud = 0
        if self._remaining and not self._loud:
            self._remaining -= 1
        return self.speaking


class Meter:
    """The loudest frame between two looks. Costs nothing while nobody looks."""

    def __init__(self) -> None:
        self.running = False
        self._loudest_db = SILENCE_DB

    def step(self, samples: Pcm) -> None:
        """Take the next frame; from the device's thread."""
        if self.running:
            self._loudest_db = max(self._loudest_db, level_db(samples))

    def look(self) -> float:
        """Level in dB re full scale since the last look, -100..0."""
        loudest_db, self._loudest_db = self._loudest_db, SILENCE_DB
        return loudest_db
