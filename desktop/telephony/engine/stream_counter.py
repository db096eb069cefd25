"""RTP counters of a call over all its streams: each hold or codec change makes a new one."""

from dataclasses import dataclass
from typing import Final

from audio.formats import FRAME_MS
from desktop.telephony.engine.messages import StreamStats

PACKET_S: Final = FRAME_MS / 1000


@dataclass(frozen=True, slots=True)
class StreamSample:
    """What PJSIP counts of one stream."""

    number: int
    """Tells one stream of the call from the next."""
    since_s: float
    """When it was made, monotonic."""
    at_s: float
    """When it was counted, monotonic."""
    sends: bool
    """False while the other side holds us: then we send nothing, and are expected to."""
    sent: int
    received: int
    lost: int
    jitter_ms: float
    codec: str = ""
    round_trip_ms: float | None = None
    lost_there: int = 0
    jitter_there_ms: float = 0.0


class StreamCounter:
    """Adds up the streams of one call."""

    def __init__(self, call_id: str) -> None:
        self._call_id = call_id
        self._stream = 0
        self._before = _Total()
        self._now = _Total()

    def count(self, sample: StreamSample) -> StreamStats:
        """The call's totals after `sample`."""
        if sample.number != self._stream:
            self._before = self._before.plus(self._now)
            self._stream = sample.number
        elapsed_s = sample.at_s - sample.since_s
        self._now = _Total(
            duration_s=elapsed_s,
            sent=sample.sent,
            expected=int(elapsed_s / PACKET_S) if sample.sends else 0,
            received=sample.received,
            lost=sample.lost,
            lost_there=sample.lost_there,
        )
        total = self._before.plus(self._now)
        return StreamStats(
            call_id=self._call_id,
            duration_s=round(total.duration_s, 3),
            rtp_sent=total.sent,
            rtp_expected=total.expected,
            rtp_received=total.received,
            rtp_lost=total.lost,
            jitter_ms=sample.jitter_ms,
            codec=sample.codec,
            round_trip_ms=sample.round_trip_ms,
            rtp_lost_there=total.lost_there,
            jitter_there_ms=sample.jitter_there_ms,
        )


@dataclass(frozen=True, slots=True)
class _Total:
    duration_s: float = 0.0
    sent: int = 0
    expected: int = 0
    received: int = 0
    lost: int = 0
    lost_there: int = 0

    def plus(self, other: "_Total") -> "_Total":
        return _Total(
            self.duration_s + other.duration_s,
            self.sent + other.sent,
            self.expected + other.expected,
            self.received + other.received,
            self.lost + other.lost,
            self.lost_there + other.lost_there,
        )
