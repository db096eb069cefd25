"""Whole clips in the spectrum: transform lengths that are fast, the line's band, another speed."""

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from audio.formats import Signal

RATE_HZ: Final = 8_000
EDGE: Final = 256
"""Zeros between the end and the start of a clip, which the spectrum joins."""


def fast_size(least: int) -> int:
    """The smallest even length >= `least` that transforms fast."""
    lengths = _fast_lengths((2 * least).bit_length())
    return int(lengths[np.searchsorted(lengths, least)])


@lru_cache(maxsize=8)  # one line asks several times
def band(size: int, low_hz: float, high_hz: float, tilt_db: float) -> npt.NDArray[np.float32]:
    """Gain of a line for each of the `size` // 2 + 1 bins; read-only.

    `tilt_db` is its gain at 3.4 kHz against 300 Hz, straight in log frequency.
    """
    hz = np.fft.rfftfreq(size, 1 / RATE_HZ).astype(np.float32)
    # Fourth-order-like skirts: what lies outside the band is weak, not gone.
    below = np.square(np.square(np.square(np.float32(low_hz) / np.maximum(hz, 1.0))))  # ^8
    above = np.square(np.square(np.square(np.square(hz / np.float32(high_hz)))))  # ^16
    octaves = np.log(np.maximum(hz, 100.0) / 1_000) / np.log(3_400 / 300)
    tilt = np.exp(octaves * np.float32(tilt_db * np.log(10) / 20))
    gain: npt.NDArray[np.float32] = (tilt / np.sqrt((1 + below) * (1 + above))).astype(np.float32)
    gain.flags.writeable = False
    return gain


def stretch(signal: Signal, speed: float) -> Signal:
    """`signal` played at `speed`: pitch and formants times `speed`, the length divided by it.

    Resampled at the cost of two FFTs, band-limited by construction. Of the lengths that transform
    fast, the pair is taken whose ratio is nearest to `speed`; over 3 s that is off by a fraction
    of a millisecond.
    """
    length = max(1, round(len(signal) / speed))
    least = len(signal) + EDGE
    fast = _fast_lengths((2 * least + 2 * round(least / speed)).bit_length())
    sizes = fast[(fast >= least) & (fast <= least * 9 // 8)]
    after = np.searchsorted(fast, sizes / speed)
    news = np.concatenate([fast[after], fast[np.maximum(after - 1, 0)]])
    sizes = np.tile(sizes, 2)
    best = int(np.argmin(np.abs(sizes / news - speed)))
    size, new_size = int(sizes[best]), int(news[best])
    stretched = np.fft.irfft(np.fft.rfft(signal, size), new_size) * (new_size / size)
    return stretched[:length].astype(np.float32)


@lru_cache
def _fast_lengths(bits: int) -> npt.NDArray[np.int64]:
    """Even numbers below 2 ** `bits` without a prime factor above 11, ascending."""
    found = np.array([2], np.int64)
    for factor in (2, 3, 5, 7, 11):
        powers = factor ** np.arange(int(bits / np.log2(factor)) + 1, dtype=np.int64)
        found = np.multiply.outer(found, powers).ravel()
        found = found[found < 1 << bits]
    return np.sort(found)
