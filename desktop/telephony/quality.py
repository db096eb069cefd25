"""How good a call sounds, and whose side it is when it does not: pure, from RTP and RTCP counters.

The rating is the E-model's (`e_model`); here is what goes into it, and who is at fault.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audio.formats import FRAME_MS
from desktop.telephony.e_model import equipment, mean_opinion, rating
from desktop.telephony.engine.messages import StreamStats


class Grade(StrEnum):
    """How a rating is felt: the categories of G.109."""

    GOOD = "good"  # R from 80: people are satisfied
    FAIR = "fair"  # some are not
    POOR = "poor"  # R below 70: many are not


FAIR_BELOW: Final = mean_opinion(80.0)
POOR_BELOW: Final = mean_opinion(70.0)


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
    """What the other side hears, by its RTCP reports and by what we did not send in time; None
    where neither says anything."""
    side: Side
    loss: float
    """Of what was sent to us, 0..1."""
    their_loss: float | None
    jitter_ms: float
    round_trip_ms: float | None
    """None without RTCP reports."""

    @property
    def grade(self) -> Grade:
        """Of the side that hears worse.

        What the other side does not send is no worse than fair: where it keeps silence to itself,
        that looks the same.
        """
        heard = min(self.mos, self.their_mos or self.mos)
        if heard < POOR_BELOW:
            return Grade.POOR
        if heard < FAIR_BELOW or self.side is Side.THEM:
            return Grade.FAIR
        return Grade.GOOD


WINDOW: Final = 6
"""Reports, one a second: what is shown follows a disturbance in seconds and outlasts its gaps."""
POOR_SENDING: Final = 0.03
"""More than 3 % of a side's packets never set out: PLC cannot hide that (10 points of R)."""
SILENCE: Final = 0.5
"""More than that is missing where silence is not sent (RFC 3389): no trouble of anybody."""
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
        unsent = _share(max(0, expected - sent), expected)
        lost_there = their_loss
        if unsent > POOR_SENDING:  # to whoever listens it is as good as lost
            lost_there = 1.0 - (1.0 - unsent) * (1.0 - (their_loss or 0.0))
        mos = mean_opinion(rating(what, loss=loss, one_way_ms=mouth_to_ear_ms))
        their_mos = None
        if lost_there is not None:
            their_mos = mean_opinion(rating(what, loss=lost_there, one_way_ms=mouth_to_ear_ms))
        side = Side.NOBODY
        if unsent > POOR_SENDING:
            side = Side.YOU
        elif (
            max(loss, their_loss or 0.0) > FEW_LOST
            or max(stats.jitter_ms, stats.jitter_there_ms) > LATE_MS
            or one_way_ms > LONG_MS
            or min(mos, their_mos or mos) < FAIR_BELOW
        ):
            side = Side.LINE
        elif received and POOR_SENDING < _missing(received + lost, duration_s) < SILENCE:
            side = Side.THEM
        return CallQuality(
            mos=mos,
            their_mos=their_mos,
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
