"""How good a call sounds, and whose side it is when it does not: pure, from RTP and RTCP counters.

The rating is the E-model's (ITU-T G.107 06/2015) with its default values and the equipment factors
of G.113 Appendix I; G.722 is rated by the wideband E-model (G.107.1 06/2019), on its own scale.
"""

import math
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audio.formats import FRAME_MS
from desktop.telephony.engine.messages import StreamStats

# ------------------------------------------------------------------ the E-model

_NOISE_DBM0P: Final = -61.18  # No: sum of all noise sources at the defaults, G.107 (7-3)
_RLR_DB: Final = 2.0
_TELR_DB: Final = 65.0
_WEPL_DB: Final = 110.0
_BASIC_R: Final = 94.77  # Ro, G.107 (7-2)
_SIMULTANEOUS: Final = 1.41  # Is, G.107 (7-8)
_WIDEBAND_R: Final = 129.0  # Ro,WB, G.107.1 §7.2


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a codec costs, and how well it bears loss."""

    impairment: float
    """Ie, on the scale of its band."""
    robustness: float
    """Bpl."""
    wideband: bool = False


G711: Final = Equipment(0.0, 25.1)
"""G.113 Appendix I, with packet loss concealment, which PJSIP does."""
G722: Final = Equipment(13.0, 25.1, wideband=True)
"""Ie,wb at 64 kbit/s: G.113 Appendix IV. No Bpl is published for it; concealed as G.711 is."""


def equipment(codec: str) -> Equipment:
    """For "PCMA/8000", "G722/16000" and the like; what is not known counts as G.711."""
    return G722 if codec.upper().startswith("G722") else G711


def rating(what: Equipment, *, loss: float, one_way_ms: float, burst: float = 1.0) -> float:
    """The transmission rating R, 0..100 (wideband: R,WB / 1.29, its own 100).

    `loss` 0..1, `burst`: mean length of losses in a row against that of random ones (1: random).
    """
    percent = 100.0 * loss
    equipment_effective = what.impairment + (95.0 - what.impairment) * percent / (
        percent / burst + what.robustness
    )  # G.107 (7-29)
    if what.wideband:
        r = (_WIDEBAND_R - _delay(one_way_ms) - equipment_effective) / 1.29
    else:
        echo = _talker_echo(one_way_ms) + _listener_echo(2 * one_way_ms)
        r = _BASIC_R - _SIMULTANEOUS - echo - _delay(one_way_ms) - equipment_effective
    return max(0.0, min(100.0, r))


def mean_opinion(r: float) -> float:
    """MOS-CQE, 1..4.5, of a rating 0..100: G.107 Annex B (B-4)."""
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


def _listener_echo(round_trip_ms: float) -> float:
    """Idle. G.107 (7-25), (7-26)."""
    rle = 10.5 * (_WEPL_DB + 7) * math.pow(round_trip_ms + 1, -0.25)
    half = (_BASIC_R - rle) / 2
    return half + math.sqrt(half**2 + 169)


# ------------------------------------------------------------------ a call


class Side(StrEnum):
    """Whose side it is, where something is wrong."""

    NOBODY = "nobody"
    YOU = "you"
    """This computer did not send in time."""
    LINE = "line"
    """Packets are lost, late or long under way between the two."""
    THEM = "them"
    """The other side does not send evenly, and nothing was lost on the way."""


@dataclass(frozen=True, slots=True)
class CallQuality:
    """The last seconds of a call."""

    mos: float
    """What the agent hears, 1..4.5."""
    their_mos: float | None
    """What the other side hears, by its RTCP reports; None without any."""
    side: Side
    loss: float
    """Of what was sent to us, 0..1."""
    their_loss: float | None
    jitter_ms: float
    round_trip_ms: float | None
    """None without RTCP reports."""


WINDOW: Final = 6
"""Reports, one a second: what is shown follows a disturbance in seconds and outlasts its gaps."""
POOR_SENDING: Final = 0.03
"""More than 3 % of a side's packets never set out: PLC cannot hide that (G.113: 5 points of R)."""
FEW_LOST: Final = 0.01
LATE_MS: Final = 30.0
"""Jitter that eats up a jitter buffer of two frames."""
LONG_MS: Final = 150.0
"""One way, G.114: above it conversations suffer."""
_FIXED_MS: Final = 2 * FRAME_MS + 100.0
"""Packetisation at both ends, and sound devices: measured from microphone to headset."""


class QualityMeter:
    """The quality of one call: `step` with each StreamStats."""

    def __init__(self) -> None:
        self._reports: deque[StreamStats] = deque(maxlen=WINDOW)

    def step(self, stats: StreamStats) -> CallQuality | None:
        """None until there are two reports with something in between."""
        if self._reports and stats.duration_s <= self._reports[-1].duration_s:
            return None
        self._reports.append(stats)
        first = self._reports[0]
        duration_s = stats.duration_s - first.duration_s
        if duration_s <= 0.0:
            return None
        received = stats.rtp_received - first.rtp_received
        lost = max(0, stats.rtp_lost - first.rtp_lost)
        sent = stats.rtp_sent - first.rtp_sent
        expected = stats.rtp_expected - first.rtp_expected
        loss = _share(lost, received + lost)
        their_loss = None
        if stats.round_trip_ms is not None:
            their_loss = _share(max(0, stats.rtp_lost_there - first.rtp_lost_there), sent)
        one_way_ms = (stats.round_trip_ms or 0.0) / 2
        mouth_to_ear_ms = one_way_ms + 2 * stats.jitter_ms + _FIXED_MS
        what = equipment(stats.codec)
        side = Side.NOBODY
        if _share(expected - sent, expected) > POOR_SENDING:
            side = Side.YOU
        elif (
            max(loss, their_loss or 0.0) > FEW_LOST
            or max(stats.jitter_ms, stats.jitter_there_ms) > LATE_MS
            or one_way_ms > LONG_MS
        ):
            side = Side.LINE
        elif received and _missing(received + lost, duration_s) > POOR_SENDING:
            side = Side.THEM
        return CallQuality(
            mos=mean_opinion(rating(what, loss=loss, one_way_ms=mouth_to_ear_ms)),
            their_mos=None
            if their_loss is None
            else mean_opinion(rating(what, loss=their_loss, one_way_ms=mouth_to_ear_ms)),
            side=side,
            loss=loss,
            their_loss=their_loss,
            jitter_ms=stats.jitter_ms,
            round_trip_ms=stats.round_trip_ms,
        )


def _share(part: int, whole: int) -> float:
    return part / whole if whole > 0 else 0.0


def _missing(packets: int, duration_s: float) -> float:
    """The share of a steady stream that never set out; one packet either way is chance."""
    expected = int(duration_s * 1000 / FRAME_MS) - 1
    return max(0.0, 1.0 - packets / expected) if expected > 0 else 0.0
