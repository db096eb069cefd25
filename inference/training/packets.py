"""Packets that never arrive, in bursts, and what a telephone plays in their place.

Loss after Gilbert and Elliott (two states, the bad one loses everything); concealment after
G.711 Appendix I: the last pitch period goes on and fades out within 60 ms. numpy, seeded.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from audio.formats import Signal

PACKET_SAMPLES: Final = 160
"""20 ms at 8 kHz."""

Lost = npt.NDArray[np.bool_]
"""bool, shape (packets,): True where the packet did not arrive."""

# G.711 Appendix I: pitch of 66-200 Hz, matched over 20 ms; full level for 10 ms, then -20 % per
# 10 ms. Its overlap with the first packet that arrives grows with the burst; 5 ms is its middle.
_LONGEST_LAG: Final = 120
_SHORTEST_LAG: Final = 40
_MATCH: Final = 160
_FULL: Final = 80
_GONE: Final = 480
_OVERLAP: Final = 40


def lost_packets(count: int, share: float, burst: float, rng: np.random.Generator) -> Lost:
    """Which of `count` packets are lost: `share` (0-0.5) of them, `burst` (>= 1) at a time.

    Both are means of the chain in its steady state. Raises ValueError outside these ranges.
    """
    if not 0.0 <= share <= 0.5 or burst < 1.0:
        raise ValueError(f"a loss of {share:g} in bursts of {burst:g} packets is no line")
    enter = share / (burst * (1.0 - share))
    leave = 1.0 / burst
    draws = rng.random(count + 1)
    lost = np.zeros(count, np.bool_)
    bad = bool(draws[0] < share)
    for packet in range(count):
        lost[packet] = bad
        bad = bool(draws[packet + 1] >= leave) if bad else bool(draws[packet + 1] < enter)
    return lost


def conceal(signal: Signal, lost: Lost) -> Signal:
    """`signal` (float32, 8 kHz) as heard without its `lost` packets; the length stays.

    Before the first packet that arrives there is silence.
    """
    out = signal.copy()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], lost, [False]]).astype(np.int8)))
    for first, end in edges.reshape(-1, 2) * PACKET_SAMPLES:
        stop = min(int(end), len(out))
        after = min(stop + _OVERLAP, len(out))
        made = _continued(out[:first], after - int(first))
        missing = stop - int(first)
        rise = (np.arange(after - stop, dtype=np.float32) + 1) / (_OVERLAP + 1)
        out[first:stop] = made[:missing]
        out[stop:after] = made[missing:] * (1 - rise) + out[stop:after] * rise
    return out


def _continued(past: Signal, length: int) -> Signal:
    if len(past) < _SHORTEST_LAG:
        return np.zeros(length, np.float32)
    lag = _pitch_lag(past) if len(past) >= _MATCH + _LONGEST_LAG else _SHORTEST_LAG
    at = np.arange(length)
    fade = np.interp(at, [_FULL, _GONE], [1.0, 0.0])
    return (np.resize(past[-lag:], length) * fade).astype(np.float32)


def _pitch_lag(past: Signal) -> int:
    recent = past[-_MATCH:]
    earlier = np.lib.stride_tricks.sliding_window_view(
        past[-_MATCH - _LONGEST_LAG : -_SHORTEST_LAG], _MATCH
    )
    likeness = (earlier @ recent) / np.sqrt(np.sum(np.square(earlier), axis=1) + 1e-9)
    return _LONGEST_LAG - int(np.argmax(likeness))
