"""Whether the scores treat women and men, languages, high and low voices alike."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from inference.evaluation import figures
from inference.evaluation.batch import over
from inference.evaluation.corpora import Row, UnreadableAudio, read_at
from inference.evaluation.labelled import ANGER, Models, Scored, labelled, scored
from inference.evaluation.report import Report, Table, Value, rounded
from inference.facts import pitch_hz
from inference.score import RATE_HZ
from inference.training.telephone import Line

_CLIPS_FOR_PITCH = 6
_TERCILES = ("low", "middle", "high")


def fairness(data: Path, models: Models) -> Report:
    """Groups of speakers over a clean A-law line.

    Raises corpora.FolderError, shipped.ModelNotInstalled.
    """
    found = {name: scored(rows, over(Line()), models) for name, rows in labelled(data).items()}
    lines: list[tuple[Value, ...]] = []
    gaps: list[tuple[Value, ...]] = []
    for one in found.values():
        pitch = _pitch_groups(one)
        for kind, groups in (
            ("sex", np.array(one.column("sex"))),
            ("pitch", np.array([pitch.get(speaker, "") for speaker in one.speakers])),
        ):
            parts = {g: one.where(groups == g) for g in sorted(set(groups.tolist()) - {""})}
            lines += [(one.corpus, kind, g, *_figures(part)) for g, part in parts.items()]
            gaps.append((one.corpus, kind, *_gaps(parts)))
    languages = {one.column("language")[0]: one for one in found.values()}
    lines += [("all", "language", g, *_figures(part)) for g, part in languages.items()]
    gaps.append(("all", "language", *_gaps(languages)))
    return Report(
        title=f"Fairness, {models.profile} model",
        facts={
            "model SHA-256": models.shipped().scorer.sha256,
            "line": "300-3400 Hz, G.711 A-law, 8 kHz",
        },
        tables=(
            Table(
                "Gaps between groups",
                ("corpus", "groups by", "UAR", "false positive rate", "AUC"),
                tuple(gaps),
                "Highest minus lowest. UAR and false positives at a tension of .5.",
            ),
            Table(
                "Groups",
                ("corpus", "by", "group", "clips", "speakers", "UAR", "false positives", "AUC"),
                tuple(lines),
                "Pitch: thirds of a corpus' speakers by the median of their calm clips. Languages "
                "are corpora here: other actors, other rooms, and for German, unless fold models "
                "were given, clips that were trained on.",
            ),
        ),
    )


def _figures(part: Scored) -> tuple[Value, ...]:
    return (
        len(part.rows),
        len(set(part.speakers)),
        rounded(_uar(part), 3),
        rounded(_false_positives(part), 3),
        rounded(figures.auc(part.tension, part.angry), 3),
    )


def _gaps(parts: Mapping[str, Scored]) -> tuple[Value, ...]:
    if len(parts) < 2:
        return None, None, None
    measures = (_uar, _false_positives, lambda p: figures.auc(p.tension, p.angry))
    values = [[measure(part) for part in parts.values()] for measure in measures]
    return tuple(rounded(max(v) - min(v), 3) for v in values)


def _uar(part: Scored) -> float:
    return figures.uar(part.said, part.angry.astype(np.int64))


def _false_positives(part: Scored) -> float:
    calm = part.said[~part.angry]
    return float(calm.mean()) if len(calm) else float("nan")


def _pitch_groups(one: Scored) -> dict[str, str]:
    """Every speaker's third; a speaker without a measurable pitch is in none."""
    medians = {}
    for speaker in sorted(set(one.speakers)):
        own = [row for row in one.rows if row.speaker == speaker and row.emotion != ANGER]
        calm = sorted(own, key=lambda row: row.emotion != "neutral")[:_CLIPS_FOR_PITCH]
        known = [pitch for row in calm if (pitch := _pitch(row)) is not None]
        if known:
            medians[speaker] = float(np.median(known))
    order = sorted(medians, key=lambda speaker: medians[speaker])
    return {s: _TERCILES[i * 3 // len(order)] for i, s in enumerate(order)}


def _pitch(row: Row) -> float | None:
    try:
        signal = read_at(row.path, RATE_HZ)
    except UnreadableAudio:
        return None
    return pitch_hz(signal, np.ones(len(signal) // 80, np.bool_))
