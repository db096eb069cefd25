"""Anger against the rest, corpus by corpus."""

from pathlib import Path
from typing import Final

import numpy as np

from inference.evaluation import figures
from inference.evaluation.batch import over
from inference.evaluation.clips import FOUR
from inference.evaluation.labelled import RATE, Models, Scored, labelled, scored
from inference.evaluation.report import Report, Table, Value, rounded
from inference.training.telephone import Line

_AROUSED: Final = ("anger", "happiness", "fear")
_NOT_AROUSED: Final = ("neutral", "sadness", "boredom", "calm")


def correctness(data: Path, models: Models) -> Report:
    """Every corpus over a clean A-law line.

    Raises corpora.FolderError, shipped.ModelNotInstalled.
    """
    found = [scored(rows, over(Line()), models) for rows in labelled(data).values()]
    return Report(
        title=f"Correctness, {models.profile} model",
        facts={
            "model SHA-256": models.shipped().scorer.sha256,
            "line": "300-3400 Hz, G.711 A-law, 8 kHz",
        },
        tables=(
            Table(
                "Anger against all other emotions",
                (
                    "corpus",
                    "model",
                    "clips",
                    "speakers",
                    "AUC of tension",
                    "from",
                    "to",
                    "AUC of anger",
                    "recall at 5 % false positives",
                    "from",
                    "to",
                    "UAR at even odds",
                    "UAR of four classes",
                    "AUC of arousal",
                ),
                tuple(_line(one, models) for one in found),
                "Intervals are 95 %, bootstrapped over speakers. UAR at even odds: anger or not, "
                "at a tension of .5. Four classes: anger, happiness, neutral, sadness. Arousal: "
                "anger, happiness, fear against neutral, sadness, boredom, calm.",
            ),
            Table(
                "By intensity",
                ("corpus", "intensity", "angry clips", "AUC of tension", "recall at 5 %"),
                tuple(line for one in found for line in _by_intensity(one)),
                "Anger of that intensity against all that is no anger.",
            ),
            Table(
                "By emotion",
                ("corpus", "emotion", "clips", "tension", "share at .5", "arousal", "quality"),
                tuple(line for one in found for line in _by_emotion(one)),
                "Means over the clips.",
            ),
        ),
        notes=("Labels are what the actors were asked to play, not what people hear.",),
    )


def _line(one: Scored, models: Models) -> tuple[Value, ...]:
    tension, angry = one.tension, one.angry
    auc = figures.interval(one.speakers, lambda i: figures.auc(tension[i], angry[i]))
    recall = figures.interval(
        one.speakers, lambda i: figures.recall_at_false_positives(tension[i], angry[i], RATE)
    )
    aroused = np.isin([r.emotion for r in one.rows], _AROUSED)
    clear = aroused | np.isin([r.emotion for r in one.rows], _NOT_AROUSED)
    return (
        one.corpus,
        models.words(one.corpus),
        len(one.rows),
        len(set(one.speakers)),
        rounded(figures.auc(tension, angry), 3),
        *(rounded(end, 3) for end in auc),
        rounded(figures.auc(one.anger, angry), 3),
        rounded(figures.recall_at_false_positives(tension, angry, RATE), 3),
        *(rounded(end, 3) for end in recall),
        rounded(one.uar(), 3),
        _four(one),
        rounded(figures.auc(one.arousal[clear], aroused[clear]), 3),
    )


def _four(one: Scored) -> Value:
    """UAR of anger, happiness, neutral, sadness; None of a model that does not tell them."""
    told = [
        (FOUR.index(row.emotion), int(np.argmax(score.four)))
        for row, score in zip(one.rows, one.scores, strict=True)
        if row.emotion in FOUR and score.four is not None
    ]
    if not told:
        return None
    true, said = np.array(told, np.int64).T
    return rounded(figures.uar(said, true), 3)


def _by_intensity(one: Scored) -> list[tuple[Value, ...]]:
    column = np.array(one.column("intensity"))
    lines: list[tuple[Value, ...]] = []
    for intensity in sorted(set(column.tolist()) - {""}):
        part = one.where((column == intensity) | ~one.angry)
        lines.append(
            (
                one.corpus,
                intensity,
                int(part.angry.sum()),
                rounded(figures.auc(part.tension, part.angry), 3),
                rounded(figures.recall_at_false_positives(part.tension, part.angry, RATE), 3),
            )
        )
    return lines


def _by_emotion(one: Scored) -> list[tuple[Value, ...]]:
    column = np.array([row.emotion for row in one.rows])
    return [
        (
            one.corpus,
            str(emotion),
            len(part.rows),
            rounded(part.tension.mean(), 3),
            rounded(part.said().mean(), 3),
            rounded(part.arousal.mean(), 3),
            rounded(part.quality.mean(), 3),
        )
        for emotion in sorted(set(column.tolist()))
        for part in [one.where(column == emotion)]
    ]
