"""How a call is rated by its counters, and whose side it is when it is bad."""

import pytest

from desktop.telephony.engine.messages import StreamStats
from desktop.telephony.quality import (
    WINDOW,
    CallQuality,
    Grade,
    QualityMeter,
    Side,
)

pytestmark = pytest.mark.unit


def call(
    *,
    sends: float = 1.0,
    loss: float = 0.0,
    there: float = 0.0,
    they_send: float = 1.0,
    jitter_ms: float = 2.0,
    round_trip_ms: float | None = 20.0,
    seconds: int = 10,
) -> CallQuality:
    """A call in which everything stays as it is."""
    meter, last = QualityMeter(), None
    for second in range(1, seconds + 1):
        on_the_way = int(50 * second * they_send)
        lost = int(on_the_way * loss)
        sent = int(50 * second * sends)
        last = meter.step(
            StreamStats(
                call_id="c",
                duration_s=float(second),
                rtp_sent=sent,
                rtp_expected=50 * second,
                rtp_received=on_the_way - lost,
                rtp_lost=lost,
                jitter_ms=jitter_ms,
                codec="PCMA/8000",
                round_trip_ms=round_trip_ms,
                rtp_lost_there=int(sent * there),
            )
        )
    assert last is not None
    return last


def test_a_good_call() -> None:
    quality = call()
    assert quality.side is Side.NOBODY
    assert quality.mos > 4.2 and quality.their_mos == pytest.approx(quality.mos)


@pytest.mark.parametrize(
    ("wrong", "side"),
    [
        ({"sends": 0.9}, Side.YOU),
        ({"sends": 0.9, "loss": 0.05}, Side.YOU),  # a stalled computer loses what comes, too
        ({"loss": 0.03}, Side.LINE),
        ({"there": 0.03}, Side.LINE),
        ({"jitter_ms": 45.0}, Side.LINE),
        ({"round_trip_ms": 400.0}, Side.LINE),
        ({"they_send": 0.9}, Side.THEM),
        ({"they_send": 0.3}, Side.NOBODY),  # silence is not sent
        ({"they_send": 0.0}, Side.NOBODY),  # held, or silence is not sent: nothing to say
    ],
)
def test_whose_side_it_is(wrong: dict[str, float], side: Side) -> None:
    assert call(**wrong).side is side  # type: ignore[arg-type]


def test_each_hears_what_he_hears() -> None:
    quality = call(loss=0.08)
    assert quality.mos < 3.6 < 4.2 < (quality.their_mos or 0.0)
    quality = call(there=0.08)
    assert (quality.their_mos or 5.0) < 3.6 < 4.2 < quality.mos


@pytest.mark.parametrize(
    ("wrong", "grade"),
    [
        ({}, Grade.GOOD),
        ({"loss": 0.02}, Grade.GOOD),
        ({"loss": 0.04}, Grade.FAIR),
        ({"there": 0.04}, Grade.FAIR),
        ({"they_send": 0.9}, Grade.FAIR),
        ({"sends": 0.8, "round_trip_ms": None}, Grade.POOR),
        ({"loss": 0.08}, Grade.POOR),
        ({"round_trip_ms": 600.0}, Grade.POOR),
    ],
)
def test_the_grade_is_of_whoever_hears_worse(wrong: dict[str, float], grade: Grade) -> None:
    assert call(**wrong).grade is grade  # type: ignore[arg-type]


def test_without_reports_of_the_other_side_nothing_is_said_of_it() -> None:
    quality = call(round_trip_ms=None)
    assert (quality.their_mos, quality.their_loss, quality.round_trip_ms) == (None, None, None)


def test_what_is_over_is_forgotten() -> None:
    meter = QualityMeter()
    seen = []
    for second in range(1, 30):
        lost = min(20, 4 * second)
        sent = 50 * second
        seen.append(meter.step(StreamStats("c", float(second), sent, sent, sent - lost, lost, 2.0)))
    sides = [one.side for one in seen if one is not None]
    assert sides[0] is Side.LINE
    assert sides[5 + WINDOW :] == [Side.NOBODY] * len(sides[5 + WINDOW :])


def test_a_report_that_is_no_news_is_none() -> None:
    meter = QualityMeter()
    stats = StreamStats("c", 1.0, 50, 50, 50, 0, 2.0)
    assert meter.step(stats) is None
    assert meter.step(stats) is None
