"""Reading and writing the samples of a pjsua2 media frame without copying byte by byte.

`bytes(frame.buf)` walks a SWIG vector in Python: 490 µs per frame, enough to stall the bridge on a
busy interpreter (FIELD-NOTES §2.5). A `std::vector<unsigned char>` begins with its begin and end
pointers in libstdc++, libc++ and MSVC alike, so ctypes can reach the bytes in 3 µs. The layout is
checked once at start; where it differs, the slow way is taken.
"""

import ctypes
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import pjsua2 as pj

from audio.formats import FRAME_BYTES, FRAME_SAMPLES, Pcm

ReadFrame = Callable[[Any], Pcm | None]
"""Samples of a pjsua2 MediaFrame as int16, shape (320,); None when it holds no full frame.

The array may look into PJSIP's own memory: it is valid only inside the callback.
"""

_TwoWords: Final = ctypes.c_size_t * 2
_FrameBytes: Final = ctypes.c_char * FRAME_BYTES


class FrameBuffer:
    """A prepared byte vector of one frame, refilled for every `onFrameRequested`."""

    def __init__(self) -> None:
        self._vector = pj.ByteVector([0] * FRAME_BYTES)
        self._direct = layout_is_known()

    def fill(self, frame: Any, samples: bytes) -> None:
        """Put one frame (640 bytes) into the MediaFrame that PJSIP asked for."""
        if self._direct:
            ctypes.memmove(_span(self._vector)[0], samples, FRAME_BYTES)
        else:
            self._vector = pj.ByteVector(list(samples))
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
        frame.buf = self._vector
        frame.size = FRAME_BYTES


def frame_reader() -> ReadFrame:
    """The fastest way to read a frame that works with this build of pjsua2."""
    return _read_directly if layout_is_known() else _read_slowly


def layout_is_known() -> bool:
    """Whether a byte vector's first two words are its begin and end, in this build."""
    probe = bytes(index % 251 for index in range(FRAME_BYTES))
    frame = pj.MediaFrame()
    frame.buf = pj.ByteVector(list(probe))
    begin, end = _span(frame.buf)
    # The difference is checked before anything is read through the pointer.
    return begin > 0 and end - begin == FRAME_BYTES and ctypes.string_at(begin, 640) == probe


def _span(vector: Any) -> tuple[int, int]:
    begin, end = _TwoWords.from_address(int(vector.this))
    return int(begin), int(end)


def _read_directly(frame: Any) -> Pcm | None:
    begin, end = _span(frame.buf)
    if end - begin < FRAME_BYTES:
        return None
    # not numpy's as_array: what it makes of ctypes is "<i2", which extensions do not take for int16
    frame_bytes: Any = _FrameBytes.from_address(begin)
    return np.frombuffer(frame_bytes, np.int16)


def _read_slowly(frame: Any) -> Pcm | None:
    raw = bytes(frame.buf)
    if len(raw) < FRAME_BYTES:
        return None
    return np.frombuffer(raw, dtype=np.int16, count=FRAME_SAMPLES)
