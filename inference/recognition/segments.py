"""What the customer says, in one go each: voice parted at pauses. Pure; time is the frame index.

Frames come with the decision whether the customer speaks in them (voice activity, echo of the agent
taken out). Nothing without voice ever leaves here.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from audio.formats import FRAME_SAMPLES, Pcm
from inference.turns import FRAME_S

LEAD_FRAMES: Final = 10
"""0.2 s kept before the voice: detectors are late at soft beginnings."""
TAIL_FRAMES: Final = 10
"""0.2 s kept after it."""
END_FRAMES: Final = 25
"""0.5 s of pause end a segment: longer than stops within words and most breaths, and every tenth of
it is waited for by whoever reads."""
MOST_FRAMES: Final = 450
"""9 s: longer ones are cut, at the best pause of their second half."""
LEAST_VOICED_FRAMES: Final = 10
"""0.2 s: shorter than any word that says something."""
OPEN_FRAMES: Final = 200
"""4 s: from here on a segment that is still open is worth a partial."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of speech."""

    first: int
    """Index of its first frame."""
    pcm: Pcm
    """int16, shape (frames * 320,), 16 kHz."""
    voiced_s: float

    @property
    def last(self) -> int:
        """Index of its last frame."""
        return self.first + len(self.pcm) // FRAME_SAMPLES - 1

    @property
    def duration_s(self) -> float:
        return len(self.pcm) // FRAME_SAMPLES * FRAME_S

    def wipe(self) -> None:
        """Overwrite the samples: what was said is gone from memory."""
        self.pcm.fill(0)


class Segmenter:
    """Frames of one leg in, segments out; `take` hands over what has ended since."""

    def __init__(self) -> None:
        self._lead: deque[Pcm] = deque(maxlen=LEAD_FRAMES)
        self._frames: list[Pcm] = []
        self._voice: list[bool] = []
        self._next = 0
        self._quiet = 0
        self._ended: list[Segment] = []

    def push(self, index: int, samples: Pcm, voice: bool) -> None:
        """Frame `index`, int16 (320,); indices go up by one, but for `gap`."""
        self._next = index + 1
        if not self._frames and not voice:
            self._lead.append(samples)
            return
        if not self._frames:
            self._frames = list(self._lead)
            self._voice = [False] * len(self._lead)
            self._lead.clear()
        self._frames.append(samples)
        self._voice.append(voice)
        self._quiet = 0 if voice else self._quiet + 1
        if self._quiet >= END_FRAMES:
            self._end()
        elif len(self._frames) >= MOST_FRAMES:
            self._cut()

    def gap(self) -> None:
        """Frames are missing here: what was being said ends before the hole."""
        self._end()
        self._lead.clear()

    def take(self) -> list[Segment]:
        """What has ended since the last call, in order; whoever takes it wipes it."""
        ended, self._ended = self._ended, []
        return ended

    def open(self) -> Segment | None:
        """A copy of what is being said now, once it is worth a look."""
        if len(self._frames) < OPEN_FRAMES:
            return None
        return self._segment(len(self._frames))

    def wipe(self) -> None:
        """Forget all of it."""
        for segment in self._ended:
            segment.wipe()
        self._ended = []
        self._forget(len(self._frames))
        self._lead.clear()

    def _end(self) -> None:
        """The tail stays as the lead of what comes."""
        spare = max(0, self._quiet - TAIL_FRAMES)
        count = len(self._frames) - spare
        self._emit(count)
        self._lead.extend(self._frames[count:])
        self._forget(len(self._frames))
        self._quiet = 0

    def _cut(self) -> None:
        count = best_cut(self._frames, self._voice)
        self._emit(count)
        self._forget(count)

    def _emit(self, count: int) -> None:
        if sum(self._voice[:count]) >= LEAST_VOICED_FRAMES:
            self._ended.append(self._segment(count))

    def _segment(self, count: int) -> Segment:
        first = self._next - len(self._frames)
        voiced_s = round(sum(self._voice[:count]) * FRAME_S, 2)
        return Segment(first, np.concatenate(self._frames[:count]), voiced_s)

    def _forget(self, count: int) -> None:
        del self._frames[:count]
        del self._voice[:count]


def best_cut(frames: list[Pcm], voice: list[bool]) -> int:
    """Where to part frames that are too many for one segment: before this frame.

    The middle of the longest pause of the second half; without any, its quietest 0.1 s.
    """
    half = len(frames) // 2
    best, best_run, run = 0, 0, 0
    for index in range(half, len(frames)):
        run = 0 if voice[index] else run + 1
        if run >= max(best_run, 2):
            best, best_run = index - run // 2, run
    if best:
        return best
    powers = np.array([np.mean(np.square(frame.astype(np.float32))) for frame in frames[half:]])
    return half + 2 + int(np.argmin(np.convolve(powers, np.ones(5), "valid")))
