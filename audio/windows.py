"""A sliding window over one leg, in frames of 20 ms at 8 kHz, and what is known of each frame.

Owns the bookkeeping only: who decides that a frame holds voice, and what is made of a window, is
`inference`'s business.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from audio.formats import FRAME_MS, Signal

WINDOW_S: Final = 3.0  # accuracy grows little beyond 1.2-3 s (Puterka 2018; SPEECH notes §2)
HOP_S: Final = 0.5
FRAME_SAMPLES: Final = 160  # 20 ms at 8 kHz
WINDOW_FRAMES: Final = int(WINDOW_S * 1000) // FRAME_MS  # 150
HOP_FRAMES: Final = int(HOP_S * 1000) // FRAME_MS  # 25


@dataclass(frozen=True, slots=True)
class HeardFrame:
    """20 ms of the leg with everything that was decided about it."""

    index: int
    """Frames since the attach."""
    samples: Signal
    """float32, shape (160,), 8 kHz."""
    voice: bool
    """The customer speaks (echo of the agent taken out)."""
    agent: bool
    """The agent speaks."""
    written_ns: int
    """`time.monotonic_ns()` when the engine wrote it."""


@dataclass(frozen=True, slots=True)
class Window:
    """The last frames of a leg, at most three seconds."""

    signal: Signal
    """float32, shape (frames * 160,), 8 kHz."""
    voiced: npt.NDArray[np.bool_]
    """Per 10 ms, shape (frames * 2,)."""
    overlap_s: float
    end_index: int
    """Index of its last frame."""
    written_ns: int
    """Of its last frame."""

    @property
    def duration_s(self) -> float:
        return len(self.signal) / 8_000

    @property
    def voiced_s(self) -> float:
        return float(self.voiced.sum()) / 100.0


class SlidingWindow:
    """Keeps the last three seconds and counts the hops that have become due."""

    def __init__(self) -> None:
        self._frames: deque[HeardFrame] = deque(maxlen=WINDOW_FRAMES + HOP_FRAMES)
        self._since_hop = 0

    @property
    def since_hop(self) -> int:
        """Frames pushed after the last hop became due."""
        return self._since_hop % HOP_FRAMES

    def push(self, frame: HeardFrame) -> None:
        self._frames.append(frame)
        self._since_hop += 1

    @property
    def hops_due(self) -> int:
        """More than one: the reader is late and should take the newest window only."""
        return self._since_hop // HOP_FRAMES

    def take(self) -> Window:
        """The window that ends with the newest whole hop; the hops that were due are done.

        Frames after that hop wait for the next one, so that windows lie on one grid however many
        frames come at once. Needs at least one frame.
        """
        after = self._since_hop % HOP_FRAMES if self._since_hop >= HOP_FRAMES else 0
        self._since_hop = after
        frames = list(self._frames)[: len(self._frames) - after][-WINDOW_FRAMES:]
        last = frames[-1]
        voice = np.array([frame.voice for frame in frames])
        both = sum(frame.voice and frame.agent for frame in frames)
        return Window(
            signal=np.concatenate([frame.samples for frame in frames]),
            voiced=np.repeat(voice, 2),
            overlap_s=both * FRAME_MS / 1000,
            end_index=last.index,
            written_ns=last.written_ns,
        )

    def clear(self) -> None:
        """Forget the frames: audio is missing here, and a window must not span a hole."""
        self._frames.clear()
        self._since_hop = 0
