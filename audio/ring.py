"""One call leg's audio in shared memory: a single writer (engine), a single reader (worker).

The writer never waits and never allocates; a reader that falls behind loses the oldest frames and
is told how many (`Overrun`). One ring serves one *epoch* of a tap: every attach makes a new ring,
so audio from before a hold or a withdrawn consent cannot be read as audio from after it.

Layout, little-endian: a header of eight uint64, then `capacity` slots of
`sequence, flags, written_ns : uint64` and 320 int16 samples. A slot's sequence is its frame index
plus one, set to zero while the slot is rewritten, which is how a reader notices a torn read.

Nothing here is ever written to disk; `RingWriter.close` overwrites the samples before unlinking.
"""

import os
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory
from typing import Final

import numpy as np

from audio.formats import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm

MAGIC: Final = 0x4245_4953_5441_4E44  # "BEISTAND"
LAYOUT_VERSION: Final = 1
CAPACITY_FRAMES: Final = 500  # 10 s: a worker that stalls longer is restarted anyway
AGENT_SPEAKING: Final = 1

_HEADER_WORDS: Final = 8
_MAGIC, _VERSION, _RATE, _FRAME, _CAPACITY, _WRITTEN, _CLOSED, _WRITER_PID = range(8)

_SLOT: Final = np.dtype(
    [
        ("sequence", "<u8"),
        ("flags", "<u8"),
        ("written_ns", "<u8"),
        ("samples", "<i2", (FRAME_SAMPLES,)),
    ]
)


class RingError(ValueError):
    """The shared memory is missing or is not a ring of this layout version."""


@dataclass(frozen=True, slots=True)
class Frame:
    """20 ms of the customer's leg."""

    index: int
    """Frames since the attach; the sample index is `index * 320`."""
    samples: Pcm
    """int16, shape (320,), 16 kHz; a copy, the caller's to keep."""
    agent_speaking: bool
    """The engine's energy gate on the microphone: all that leaves the engine of the agent."""
    written_ns: int
    """`time.monotonic_ns()` when the engine wrote the frame."""


@dataclass(frozen=True, slots=True)
class Overrun:
    """The reader was late; frames `first .. first + count - 1` are lost."""

    first: int
    count: int


class RingWriter:
    """Creates the ring and owns it; the engine's side."""

    def __init__(self, capacity_frames: int = CAPACITY_FRAMES) -> None:
        size = _HEADER_WORDS * 8 + capacity_frames * _SLOT.itemsize
        self._memory = SharedMemory(name=f"bst{secrets.token_hex(6)}", create=True, size=size)
        self.name = self._memory.name
        self._header, self._slots = _views(self._memory, capacity_frames)
        self._capacity = capacity_frames
        self._written = 0
        self._header[_VERSION] = LAYOUT_VERSION
        self._header[_RATE] = SAMPLE_RATE_HZ
        self._header[_FRAME] = FRAME_SAMPLES
        self._header[_CAPACITY] = capacity_frames
        self._header[_WRITER_PID] = os.getpid()
        self._header[_MAGIC] = MAGIC

    @property
    def frames_written(self) -> int:
        return self._written

    def write(self, samples: Pcm, *, agent_speaking: bool) -> None:
        """Append one frame, int16, shape (320,)."""
        slot = self._slots[self._written % self._capacity]
        slot["sequence"] = 0
        slot["samples"] = samples
        slot["flags"] = AGENT_SPEAKING if agent_speaking else 0
        slot["written_ns"] = time.monotonic_ns()
        self._written += 1
        slot["sequence"] = self._written
        self._header[_WRITTEN] = self._written

    def close(self) -> None:
        """Mark the ring as ended, wipe the samples, unlink the memory. Idempotent."""
        if self._memory is None:
            return
        self._header[_CLOSED] = 1
        self._slots["sequence"] = 0
        self._slots["samples"] = 0
        memory, self._memory = self._memory, None  # type: ignore[assignment]
        del self._header, self._slots
        memory.close()
        memory.unlink()


class RingReader:
    """Attaches to a ring by name; the worker's side.

    Raises RingError if there is no such ring or its layout is another one.
    """

    def __init__(self, name: str) -> None:
        try:
            self._memory = SharedMemory(name=name)
        except (FileNotFoundError, ValueError) as error:
            raise RingError(f"no audio ring named {name!r}; the call may have ended") from error
        header = np.ndarray((_HEADER_WORDS,), dtype="<u8", buffer=self._memory.buf)
        if int(header[_MAGIC]) != MAGIC or int(header[_VERSION]) != LAYOUT_VERSION:
            del header
            _untrack(self._memory)
            self._memory.close()
            raise RingError(f"shared memory {name!r} is no audio ring of layout {LAYOUT_VERSION}")
        if int(header[_WRITER_PID]) != os.getpid():
            _untrack(self._memory)  # within the writer's own process it must stay tracked
        self._capacity = int(header[_CAPACITY])
        del header
        self._header, self._slots = _views(self._memory, self._capacity)
        self._next = 0

    @property
    def closed_by_writer(self) -> bool:
        return bool(self._header[_CLOSED])

    @property
    def backlog_frames(self) -> int:
        """Frames written but not yet read."""
        return int(self._header[_WRITTEN]) - self._next

    def read(self) -> Iterator[Frame | Overrun]:
        """Yield what is there, oldest first, without waiting."""
        while True:
            written = int(self._header[_WRITTEN])
            if self._next >= written or self.closed_by_writer:
                return
            # Half a ring of slack: the oldest slots are the next to be overwritten while we read.
            if written - self._next > self._capacity - 1:
                resume = written - self._capacity // 2
                first, self._next = self._next, resume
                yield Overrun(first, resume - first)
            slot = self._slots[self._next % self._capacity]
            frame = Frame(
                index=self._next,
                samples=slot["samples"].copy(),
                agent_speaking=bool(int(slot["flags"]) & AGENT_SPEAKING),
                written_ns=int(slot["written_ns"]),
            )
            if int(slot["sequence"]) != self._next + 1:
                continue  # overwritten meanwhile: the next round reports the overrun
            self._next += 1
            yield frame

    def close(self) -> None:
        """Detach; the memory belongs to the writer. Idempotent."""
        if self._memory is None:
            return
        memory, self._memory = self._memory, None  # type: ignore[assignment]
        del self._header, self._slots
        memory.close()


def _views(memory: SharedMemory, capacity: int) -> tuple[np.ndarray, np.ndarray]:
    header = np.ndarray((_HEADER_WORDS,), dtype="<u8", buffer=memory.buf)
    slots = np.ndarray((capacity,), dtype=_SLOT, buffer=memory.buf, offset=_HEADER_WORDS * 8)
    return header, slots


def _untrack(memory: SharedMemory) -> None:
    # WORKAROUND(https://github.com/python/cpython/issues/82300): before 3.13 an attaching process
    # registers the segment too, and its resource tracker unlinks it under the writer's feet.
    name = getattr(memory, "_name", None)
    if name is not None and hasattr(memory, "_fd"):
        resource_tracker.unregister(name, "shared_memory")
