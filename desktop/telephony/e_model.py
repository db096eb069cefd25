"""The E-model: how good a telephone connection is felt to be, from loss and delay. Pure.

Narrowband by ITU-T G.107 (06/2015), wideband by G.107.1 (06/2019), each on its own scale; codecs by
the provisional planning values of G.113. Everything else is at its default: table 2 of G.107.
"""

import math
from dataclasses import dataclass
from typing import Final

_NOISE_DBM0P: Final = -61.1792  # No, G.107 (7-3)
_RLR_DB: Final = 2.0
_TELR_DB: Final = 65.0
_WEPL_DB: Final = 110.0
_BASIC_R: Final = 94.7688  # Ro, G.107 (7-2)
_SIMULTANEOUS: Final = 1.4136  # Is, G.107 (7-8)
_WIDEBAND_R: Final = 129.0  # Ro,WB, G.107.1 (7-2)
_WIDER: Final = 1.29  # R of G.107.1 over R of G.107: G.107.1


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a codec costs, and how well it bears loss."""

    impairment: float
    """Ie, on the scale of its band."""
    robustness: float
    """Bpl."""
    wideband: bool = False


G711: Final = Equipment(0.0, 25.1)
"""G.113 table I.3, with packet loss concealment, which PJSIP does; without it Bpl is 4.3."""
G722: Final = Equipment(13.0, 25.1, wideband=True)
"""Ie,wb at 64 kbit/s: G.113 table IV.1. Its Bpl,wb is taken from G.711, which conceals in the same
way: table IV.4 has values for G.722.2 only."""


def equipment(codec: str) -> Equipment:
    """For "PCMA/8000", "G722/16000" and the like; what is not known counts as G.711."""
    return G722 if codec.upper().startswith("G722") else G711


def rating(what: Equipment, *, loss: float, one_way_ms: float, burst: float = 1.0) -> float:
    """The transmission rating R, 0..100 (wideband: R / 1.29, so that its best is 100, too).

    `loss` 0..1, `burst`: mean length of losses in a row against that of random ones (1: random).
    """
    percent = 100.0 * loss
    # G.107 (7-29), G.107.1 (7-15): the 95 is the same on both scales
    equipment_effective = what.impairment + (95.0 - what.impairment) * percent / (
        percent / burst + what.robustness
    )
    if what.wideband:
        # Talker echo, (7-5) to (7-10), costs less than 1.1 of the 129 points within a second.
        echo = _listener_echo(2 * one_way_ms, _WIDEBAND_R)
        delay = _WIDER * _delay(one_way_ms)  # G.107.1 (7-13)
        r = (_WIDEBAND_R - echo - delay - equipment_effective) / _WIDER
    else:
        echo = _talker_echo(one_way_ms) + _listener_echo(2 * one_way_ms, _BASIC_R)
        r = _BASIC_R - _SIMULTANEOUS - echo - _delay(one_way_ms) - equipment_effective
    return max(0.0, min(100.0, r))


def mean_opinion(r: float) -> float:
    """MOS-CQE, 1..4.5, of a rating 0..100: G.107 (B-4), G.107.1 (A-2)."""
    mos = 1.0 + 0.035 * r + r * (r - 60.0) * (100.0 - r) * 7e-6
    return max(1.0, mos)  # the cubic dips below 1 for ratings under 6.5


def _delay(one_way_ms: float) -> float:
    """Idd: too long for a conversation, even without any echo. G.107 (7-27), (7-28)."""
    if one_way_ms <= 100.0:
        return 0.0
    x = math.log2(one_way_ms / 100.0)
    sixth = 1 / 6
    return 25.0 * (math.pow(1 + x**6, sixth) - 3 * math.pow(1 + (x / 3) ** 6, sixth) + 2)


def _talker_echo(one_way_ms: float) -> float:
    """Idte: one's own voice comes back. G.107 (7-19) to (7-23)."""
    t = one_way_ms
    if t < 1.0:
        return 0.0  # sidetone
    terv = _TELR_DB - 40 * math.log10((1 + t / 10) / (1 + t / 150)) + 6 * math.exp(-0.3 * t * t)
    re = 80 + 2.5 * (terv - 14)
    half = (-1.5 * (_NOISE_DBM0P - _RLR_DB) - re) / 2
    return (half + math.sqrt(half**2 + 100) - 1) * (1 - math.exp(-t))


def _listener_echo(round_trip_ms: float, basic_r: float) -> float:
    """Idle. G.107 (7-25), (7-26); G.107.1 (7-11), (7-12)."""
    rle = 10.5 * (_WEPL_DB + 7) * math.pow(round_trip_ms + 1, -0.25)
    half = (basic_r - rle) / 2
    return half + math.sqrt(half**2 + 169)
