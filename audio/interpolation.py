"""A signal at points between its samples: a windowed sinc in Farrow's form, frame by frame.

Farrow (1988): each tap of the interpolating filter is a polynomial in the fractional position. That
drifts by a third of a sample through a frame at most, so the filters of the frame's beginning,
middle and end are enough: a parabola between them adds less error than the filter has.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from audio.formats import FRAME_SAMPLES, Signal

TAPS: Final = 32
"""1 ms of delay at 16 kHz; -79 dB of error up to 6 kHz, -42 dB at 7 kHz, where G.722 ends."""
_DEGREE: Final = 7
_BETA: Final = 8.0
_BEYOND: Final = 0.4
"""How far the position may leave its sample within a frame."""
BEHIND: Final = TAPS // 2 - 1
"""Samples that must be known before the first point."""
_AHEAD: Final = TAPS // 2


def _taps() -> npt.NDArray[np.float64]:
    """The polynomials' coefficients, lowest power first: float64, shape (_DEGREE + 1, TAPS)."""
    fraction = np.linspace(-_BEYOND, 1.0 + _BEYOND, 129)
    distance = np.arange(TAPS)[None, :] - BEHIND - fraction[:, None]
    inside = np.clip(1.0 - (2.0 * distance / TAPS) ** 2, 0.0, None)
    taps = np.sinc(distance) * np.i0(_BETA * np.sqrt(inside)) / np.i0(_BETA)
    taps /= taps.sum(axis=1, keepdims=True)
    powers = np.vander(fraction - 0.5, _DEGREE + 1, increasing=True)
    return np.linalg.lstsq(powers, taps, rcond=None)[0].astype(np.float64)


def _parabola() -> Signal:
    """Lagrange's weights of beginning, middle and end: float32, shape (FRAME_SAMPLES, 3)."""
    t = np.arange(FRAME_SAMPLES) / FRAME_SAMPLES
    weights = np.stack([(2 * t - 1) * (t - 1), 4 * t * (1 - t), t * (2 * t - 1)], axis=1)
    return weights.astype(np.float32)


_COEFFICIENTS: Final = _taps().astype(np.float32)
_WEIGHTS: Final = _parabola()


def needed(start: float) -> int:
    """How many samples `interpolate` looks at for a frame that begins at `start`."""
    return int(start) + FRAME_SAMPLES + _AHEAD


def interpolate(signal: Signal, start: float, ratio: float) -> Signal:
    """One frame (320 samples) out of `signal`, from index `start` on, every `ratio` samples.

    `signal` is contiguous, holds at least `needed(start)` samples, and `start` is at least BEHIND.
    `ratio` is within 0.1 % of 1: nothing is filtered against aliases.
    """
    # Between two frames everything falls out of the caches: few calls cost less than few sums.
    whole = int(start)
    fraction = start - whole - 0.5
    drift = (ratio - 1.0) * FRAME_SAMPLES
    powers = [_powers(fraction + part * drift) for part in (0.0, 0.5, 1.0)]
    filters = np.array(powers, np.float32) @ _COEFFICIENTS
    step = signal.itemsize
    block: Signal = np.ndarray(
        (FRAME_SAMPLES, TAPS), np.float32, signal, (whole - BEHIND) * step, (step, step)
    )
    three = block @ filters.T
    three *= _WEIGHTS
    frame: Signal = three[:, 0] + three[:, 1] + three[:, 2]
    return frame


def _powers(x: float) -> tuple[float, ...]:
    """x to the power of 0 to _DEGREE."""
    square = x * x
    fourth = square * square
    return 1.0, x, square, square * x, fourth, fourth * x, fourth * square, fourth * square * x
