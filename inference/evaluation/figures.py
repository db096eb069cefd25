"""The few figures we quote, from scores and labels. numpy only."""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]


def auc(scores: Scores, labels: Labels) -> float:
    """Area under the ROC curve by ranks, ties shared."""
    order = np.argsort(scores, kind="stable")
    ranks = np.empty(len(scores))
    ranks[order] = np.arange(1, len(scores) + 1)
    for value in np.unique(scores):
        same = scores == value
        ranks[same] = ranks[same].mean()
    positives = int(labels.sum())
    negatives = len(labels) - positives
    return float((ranks[labels].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def uar(predicted: npt.NDArray[np.int64], true: npt.NDArray[np.int64]) -> float:
    """Mean of class recalls."""
    return float(np.mean([np.mean(predicted[true == c] == c) for c in np.unique(true)]))


def recall_at_false_positives(scores: Scores, labels: Labels, rate: float) -> float:
    """Share of positives above the threshold that `rate` of the negatives exceed."""
    threshold = np.quantile(scores[~labels], 1 - rate)
    return float(np.mean(scores[labels] > threshold))


def expected_calibration_error(probability: Scores, labels: Labels, bins: int = 15) -> float:
    """ECE over equal-width bins."""
    error = 0.0
    for low in np.arange(bins) / bins:
        inside = (probability >= low) & (probability < low + 1 / bins)
        if inside.any():
            gap = abs(probability[inside].mean() - labels[inside].mean())
            error += gap * inside.mean()
    return float(error)


def temperature(logit: Scores, labels: Labels) -> float:
    """The divisor of the logits with the least log loss (a grid is exact enough for one number)."""
    grid = np.geomspace(0.3, 6.0, 120)
    sign = np.where(labels, 1.0, -1.0)
    losses = [np.mean(np.logaddexp(0.0, -sign * logit / t)) for t in grid]
    return float(grid[int(np.argmin(losses))])
