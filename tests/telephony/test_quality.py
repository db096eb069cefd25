"""The E-model against figures of the Recommendations, and whose side a bad call is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.telephony.engine.messages import StreamStats
from desktop.telephony.quality import (
    G711,
    G722,
    WINDOW,
    CallQuality,
    QualityMeter,
    Side,
    equipment,
    mean_opinion,
    rating,
)

pytestmark = pytest.mark.unit


def test_the_defaults_of_g107_give_93_2() -> None:
    """G.107 (06/2015) §7.7: R = 93.2 with all defaults, and MOS 4.41 of it (Annex B)."""
    assert rating(G711, loss=0.0, one_way_ms=0.0) == pytest.approx(93.2, abs=0.05)
    assert mean_opinion(93.2) == pytest.approx(4.41, abs=0.005)


@pytest.mark.parametrize(("r", "mos"), [(90, 4.34), (80, 4.02), (70, 3.60), (60, 3.10), (50, 2.58)])
def test_mos_of_the_categories_of_g109(r: float, mos: float) -> None:
    """G.107 Annex B, table B.1 (which rounds 4.024 up)."""
    assert mean_opinion(r) == pytest.approx(mos, abs=0.005)


@pytest.mark.parametrize(("one_way_ms", "r"), [(100, 92), (150, 90), (250, 80), (400, 60)])
def test_delay_as_g114_draws_it(one_way_ms: float, r: float) -> None:
    """G.114 figure 1, read to about two points: delay alone, with echo at its default."""
    assert rating(G711, loss=0.0, one_way_ms=one_way_ms) == pytest.approx(r, abs=3.0)


def test_loss_costs_more_with_every_packet_and_bursts_most() -> None:
    ratings = [rating(G711, loss=loss, one_way_ms=50) for loss in (0.0, 0.01, 0.02, 0.05, 0.1)]
    assert ratings == sorted(ratings, reverse=True)
    assert ratings[0] - ratings[1] == pytest.approx(95 / 26.1, abs=0.01)  # (7-29) at 1 %
    assert rating(G711, loss=0.05, one_way_ms=50, burst=3.0) < ratings[3]


def test_g722_is_rated_on_the_wideband_scale() -> None:
    """G.107.1: 129 less the 13 of G.113 Appendix IV, scaled by 1.29."""
    assert rating(G722, loss=0.0, one_way_ms=50) == pytest.approx(116 / 1.29)
    assert (equipment("G722/16000"), equipment("PCMA/8000")) == (G722, G711)


@given(st.floats(0, 1), st.floats(0, 5000), st.floats(1, 10), st.sampled_from([G711, G722]))
def test_any_line_has_a_rating(loss: float, one_way_ms: float, burst: float, what: object) -> None:
    r = rating(what, loss=loss, one_way_ms=one_way_ms, burst=burst)  # type: ignore[arg-type]
    assert 0 <= r <= 100
    assert 1 <= mean_opinion(r) <= 4.5


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
