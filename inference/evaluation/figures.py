"""The figures we quote, from scores and labels. numpy only.

Scores are float64 (n,), labels bool (n,): True where the clip is one of those looked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]
Classes = npt.NDArray[np.int64]

BINS: Final = 15
DRAWS: Final = 2_000
_NEWTON_STEPS: Final = 25
_LEAST_SLOPE: Final = 0.1  # what says nothing is not turned round
_SEED: Final = 20_260_101  # of the bootstrap: the same scores always give the same interval


def auc(scores: Scores, labels: Labels) -> float:
    """Area under the ROC curve by ranks, ties shared; nan where one side is empty."""
    positives = int(labels.sum())
    negatives = len(labels) - positives
    if positives == 0 or negatives == 0:
        return float("nan")
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    return float((ranks[labels].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def uar(predicted: Classes, true: Classes) -> float:
    """Mean of class recalls."""
    return float(np.mean(list(recalls(predicted, true).values())))


def recalls(predicted: Classes, true: Classes) -> dict[int, float]:
    """Recall of every class that `true` holds."""
    return {int(c): float(np.mean(predicted[true == c] == c)) for c in np.unique(true)}


def macro_f1(predicted: Classes, true: Classes) -> float:
    """Mean over the classes in `true` of the harmonic mean of precision and recall."""
    values = []
    for c in np.unique(true):
        hit = float(np.sum((predicted == c) & (true == c)))
        values.append(2 * hit / max(float(np.sum(predicted == c) + np.sum(true == c)), 1.0))
    return float(np.mean(values))


def threshold_at(scores: Scores, labels: Labels, rate: float) -> float:
    """The score that `rate` of the negatives exceed; nan without negatives."""
    return float(np.quantile(scores[~labels], 1 - rate)) if not labels.all() else float("nan")


def recall_at_false_positives(scores: Scores, labels: Labels, rate: float) -> float:
    """Share of positives above the threshold that `rate` of the negatives exceed."""
    if not labels.any() or labels.all():
        return float("nan")
    return float(np.mean(scores[labels] > threshold_at(scores, labels, rate)))


@dataclass(frozen=True, slots=True)
class Bin:
    """One row of a reliability table: what was said and what was so."""

    low: float
    high: float
    count: int
    said: float
    """Mean probability in here."""
    was: float
    """Share of positives in here."""


def reliability(probability: Scores, labels: Labels, bins: int = BINS) -> list[Bin]:
    """Equal-width bins of 0..1, empty ones left out; a probability of 1 is in the last."""
    place = np.minimum((probability * bins).astype(np.int64), bins - 1)
    return [
        Bin(
            b / bins,
            (b + 1) / bins,
            int(inside.sum()),
            float(probability[inside].mean()),
            float(labels[inside].mean()),
        )
        for b in range(bins)
        if (inside := place == b).any()
    ]


def expected_calibration_error(probability: Scores, labels: Labels, bins: int = BINS) -> float:
    """Mean gap between said and was over the bins, weighted by their counts."""
    table = reliability(probability, labels, bins)
    return float(sum(abs(b.said - b.was) * b.count for b in table) / max(len(labels), 1))


def scaling(logit: Scores, labels: Labels) -> tuple[float, float]:
    """(temperature, offset) with which `(logit - offset) / temperature` are the log-odds of least
    log loss (Platt, *Probabilistic outputs for support vector machines*, 1999): a temperature alone
    cannot say that a head hears too much everywhere. Both labels must occur."""
    inputs = np.stack([logit, np.ones_like(logit)])
    weights = np.zeros(2)
    for _ in range(_NEWTON_STEPS):
        said = 1 / (1 + np.exp(-weights @ inputs))
        curvature = (inputs * (said * (1 - said))) @ inputs.T
        curvature += 1e-6 * len(labels) * np.eye(2)  # a constant, or no doubt left
        weights -= np.linalg.solve(curvature, inputs @ (said - labels))
    slope = max(float(weights[0]), _LEAST_SLOPE)
    return 1 / slope, -float(weights[1]) / slope


def interval(
    speakers: Sequence[str],
    figure: Callable[[npt.NDArray[np.int64]], float],
    *,
    draws: int = DRAWS,
) -> tuple[float, float]:
    """The 95 % interval of a figure, by percentile over speakers drawn with replacement.

    `speakers` names the speaker of every item; `figure` takes the indices of the items of one draw
    (a speaker drawn twice counts twice). Draws in which it is nan are left out. Items of one
    speaker resemble each other: drawing items instead would make the interval too narrow.
    """
    names = np.array(speakers)
    items = [np.flatnonzero(names == name) for name in np.unique(names)]
    rng = np.random.default_rng(_SEED)
    values = []
    for _ in range(draws):
        drawn = rng.integers(len(items), size=len(items))
        values.append(figure(np.concatenate([items[i] for i in drawn])))
    known = np.array([value for value in values if not np.isnan(value)])
    if len(known) == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)
