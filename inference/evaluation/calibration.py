"""Whether of clips that score .8 four in five are angry."""

from pathlib import Path

import numpy as np

from inference.evaluation import figures
from inference.evaluation.batch import over
from inference.evaluation.labelled import Models, labelled, scored
from inference.evaluation.report import Report, Table, Value, rounded
from inference.training.telephone import Line


def calibration(data: Path, models: Models) -> Report:
    """Every corpus over a clean A-law line.

    Raises corpora.FolderError, shipped.ModelNotInstalled.
    """
    errors: list[tuple[Value, ...]] = []
    bins: list[tuple[Value, ...]] = []
    for rows in labelled(data).values():
        one = scored(rows, over(Line()), models)
        tension, angry = one.tension, one.angry
        low, high = figures.interval(
            one.speakers,
            lambda i, t=tension, a=angry: figures.expected_calibration_error(t[i], a[i]),  # type: ignore[misc]
        )
        errors.append(
            (
                one.corpus,
                models.words(one.corpus),
                len(one.rows),
                rounded(float(angry.mean()), 3),
                rounded(float(tension.mean()), 3),
                rounded(figures.expected_calibration_error(tension, angry), 3),
                rounded(low, 3),
                rounded(high, 3),
                rounded(float(np.mean((tension - angry) ** 2)), 3),
            )
        )
        bins += [
            (
                one.corpus,
                f"{b.low:.2f}-{b.high:.2f}",
                b.count,
                rounded(b.said, 3),
                rounded(b.was, 3),
            )
            for b in figures.reliability(tension, angry)
        ]
    return Report(
        title=f"Calibration, {models.profile} model",
        facts={
            "model SHA-256": models.shipped().scorer.sha256,
            "bins": figures.BINS,
            "line": "300-3400 Hz, G.711 A-law, 8 kHz",
        },
        tables=(
            Table(
                "Tension as a probability of anger",
                (
                    "corpus",
                    "model",
                    "clips",
                    "angry",
                    "mean tension",
                    "calibration error",
                    "from",
                    "to",
                    "Brier score",
                ),
                tuple(errors),
                "Expected calibration error over equal bins; intervals by speaker. A corpus with "
                "another share of anger than the training's cannot fit both.",
            ),
            Table("Reliability", ("corpus", "bin", "clips", "said", "was"), tuple(bins)),
        ),
    )
