"""Figures against values worked out by hand."""

import numpy as np
import pytest

from inference.evaluation import figures

pytestmark = pytest.mark.unit

LABELS = np.array([False, False, True, False, True])


def test_auc_counts_the_pairs_that_are_in_order() -> None:
    assert figures.auc(np.array([0.1, 0.2, 0.3, 0.4, 0.5]), LABELS) == pytest.approx(5 / 6)


def test_a_tie_is_half_a_pair() -> None:
    assert figures.auc(np.array([0.1, 0.3, 0.3, 0.4, 0.5]), LABELS) == pytest.approx(4.5 / 6)


def test_without_the_other_class_there_is_no_auc() -> None:
    assert np.isnan(figures.auc(np.array([0.1, 0.2]), np.array([True, True])))
    assert np.isnan(figures.recall_at_false_positives(np.array([0.1]), np.array([True]), 0.05))


def test_uar_is_the_mean_of_recalls_whatever_the_counts() -> None:
    true = np.array([0, 0, 0, 0, 1])
    predicted = np.array([0, 0, 0, 1, 1])

    assert figures.recalls(predicted, true) == {0: 0.75, 1: 1.0}
    assert figures.uar(predicted, true) == pytest.approx(0.875)


def test_macro_f1() -> None:
    true = np.array([0, 0, 1, 1])
    predicted = np.array([0, 1, 1, 1])

    assert figures.macro_f1(predicted, true) == pytest.approx((2 / 3 + 4 / 5) / 2)


def test_recall_at_five_percent_of_a_hundred_negatives() -> None:
    negatives = np.arange(100) / 100
    scores = np.concatenate([negatives, [0.5, 0.945, 0.96, 2.0]])
    labels = np.array([False] * 100 + [True] * 4)

    # the threshold is the 95th percentile of 0.00 .. 0.99: 0.9405
    assert figures.recall_at_false_positives(scores, labels, 0.05) == pytest.approx(0.75)


def test_calibration_error_weighs_the_bins_by_their_counts() -> None:
    probability = np.array([0.1, 0.1, 0.1, 0.9])
    labels = np.array([False, False, True, True])

    # bin around .1: said .1, was 1/3, three of four; bin around .9: said .9, was 1, one of four
    expected = 0.75 * (1 / 3 - 0.1) + 0.25 * 0.1
    assert figures.expected_calibration_error(probability, labels) == pytest.approx(expected)


def test_a_probability_of_one_counts() -> None:
    (only,) = figures.reliability(np.array([1.0]), np.array([False]))

    assert (only.high, only.count, only.said, only.was) == (1.0, 1, 1.0, 0.0)
    assert figures.expected_calibration_error(np.array([1.0]), np.array([False])) == 1.0


def test_scaling_undoes_logits_that_are_twice_too_sure_and_too_high() -> None:
    rng = np.random.default_rng(4)
    logit = rng.normal(0.0, 2.0, 20_000)
    labels = rng.random(20_000) < 1 / (1 + np.exp(-logit))

    temperature, offset = figures.scaling(2 * logit + 3, labels)
    assert (temperature, offset) == pytest.approx((2.0, 3.0), rel=0.1)


def test_scaling_of_what_says_nothing_or_everything_stays_finite() -> None:
    labels = np.arange(100) % 2 == 0
    for logit in (np.zeros(100), np.where(labels, 5.0, -5.0)):
        assert np.isfinite(figures.scaling(logit, labels)).all()


def test_the_interval_is_over_speakers_not_over_items() -> None:
    values = np.array([0.0] * 50 + [1.0] * 50)
    speakers = ["a"] * 50 + ["b"] * 50

    low, high = figures.interval(speakers, lambda items: float(values[items].mean()))

    # both speakers the same one: a quarter of the draws each
    assert (low, high) == (0.0, 1.0)


def test_one_speaker_has_no_spread_and_the_draws_repeat() -> None:
    values = np.arange(12.0)
    speakers = [f"s{i % 4}" for i in range(12)]

    def mean(items: np.ndarray) -> float:
        return float(values[items].mean())

    assert figures.interval(["x"] * 12, mean) == (5.5, 5.5)
    first = figures.interval(speakers, mean, draws=200)
    assert first == figures.interval(speakers, mean, draws=200)
    assert first[0] < values.mean() < first[1]
