"""The E-model against figures of the Recommendations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.telephony.e_model import G711, G722, Equipment, equipment, mean_opinion, rating

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


@pytest.mark.parametrize(
    ("loss", "burst", "one_way_ms", "r", "mos"),
    [
        (0.0, 1, 0, 93.206, 4.409),
        (0.0, 1, 100, 90.664, 4.355),  # the knee: echo, and no delay yet
        (0.0, 1, 150, 89.539, 4.328),
        (0.0, 1, 250, 79.177, 3.993),
        (0.01, 1, 0, 89.566, 4.328),  # Ie,eff = 95 / 26.1
        (0.05, 1, 0, 77.425, 3.923),  # Ie,eff = 475 / 30.1
        (0.05, 2, 0, 93.206 - 475 / 27.6, 3.864),
    ],
)
def test_worked_out_from_the_equations(
    loss: float, burst: float, one_way_ms: float, r: float, mos: float
) -> None:
    """G.107 (7-1) to (7-29) and (B-4), worked out apart from our code to three decimals."""
    rated = rating(G711, loss=loss, one_way_ms=one_way_ms, burst=burst)
    assert rated == pytest.approx(r, abs=0.001)
    assert mean_opinion(rated) == pytest.approx(mos, abs=0.001)


@pytest.mark.parametrize(
    ("ie", "bpl", "loss", "r"),
    [
        (11.0, 19.0, 0.0, 82.206),  # G.729A with VAD, table I.1 and I.3 of G.113
        (11.0, 19.0, 0.02, 74.206),  # Ie,eff = 11 + 84 * 2 / 21 = 19
        (0.0, 4.3, 0.02, 93.206 - 190 / 6.3),  # G.711 without concealment
    ],
)
def test_other_codecs_of_g113(ie: float, bpl: float, loss: float, r: float) -> None:
    assert rating(Equipment(ie, bpl), loss=loss, one_way_ms=0) == pytest.approx(r, abs=0.001)


@pytest.mark.parametrize(
    ("one_way_ms", "r"),
    [
        (0, 129 - 0.1537 - 13),  # what is left of the listener's echo, as in narrowband
        (150, 129 - 1.0123 - 0.2110 - 13),  # Idle,WB; Idd,WB = 1.29 * 0.1635
    ],
)
def test_g722_is_rated_on_the_wideband_scale(one_way_ms: float, r: float) -> None:
    """G.107.1 (7-1), (7-11) to (7-13), (A-1) with Ie,wb = 13 of G.113 table IV.1."""
    assert rating(G722, loss=0.0, one_way_ms=one_way_ms) == pytest.approx(r / 1.29, abs=0.001)
    assert (equipment("G722/16000"), equipment("PCMA/8000")) == (G722, G711)


@given(st.floats(0, 1), st.floats(0, 5000), st.floats(1, 10), st.sampled_from([G711, G722]))
def test_any_line_has_a_rating(loss: float, one_way_ms: float, burst: float, what: object) -> None:
    r = rating(what, loss=loss, one_way_ms=one_way_ms, burst=burst)  # type: ignore[arg-type]
    assert 0 <= r <= 100
    assert 1 <= mean_opinion(r) <= 4.5
