"""Whether the scores treat women and men, languages, high and low voices alike."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from inference.evaluation import figures
from inference.evaluation.batch import over
from inference.evaluation.corpora import Row, UnreadableAudio, read_at
from inference.evaluation.labelled import ANGER, RATE, Models, Scored, labelled, scored
from inference.evaluation.report import Report, Table, Value, rounded
from inference.facts import pitch_hz
from inference.score import RATE_HZ
from inference.training.telephone import Line

_CLIPS_FOR_PITCH: Final = 6
_COLUMNS: Final = (
    "UAR at even odds",
    "false positives",
    "UAR, strict",
    "false positives, strict",
    "AUC",
)
_TERCILES: Final = ("low", "middle", "high")


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
            strict = dict.fromkeys(parts, one.strict)
            lines += [(one.corpus, kind, g, *_figures(p, one.strict)) for g, p in parts.items()]
            gaps.append((one.corpus, kind, *_gaps(parts, strict)))
    languages = {one.column("language")[0]: one for one in found.values()}
    # one threshold for all: what a language costs those who speak it
    everybody = np.concatenate([one.tension[~one.angry] for one in languages.values()])
    strict = dict.fromkeys(languages, float(np.quantile(everybody, 1 - RATE)))
    lines += [("all", "language", g, *_figures(p, strict[g])) for g, p in languages.items()]
    gaps.append(("all", "language", *_gaps(languages, strict)))
    return Report(
        title=f"Fairness, {models.profile} model",
        facts={
            "model SHA-256": models.shipped().scorer.sha256,
            "line": "300-3400 Hz, G.711 A-law, 8 kHz",
        },
        tables=(
            Table(
                "Gaps between groups",
                ("corpus", "groups by", *_COLUMNS),
                tuple(gaps),
                "Highest minus lowest. Even odds: a tension of .5. Strict: what 5 % of a corpus' "
                "clips that are not angry exceed (for languages: 5 % of all corpora's).",
            ),
            Table(
                "Groups",
                ("corpus", "by", "group", "clips", "speakers", *_COLUMNS),
                tuple(lines),
                "Pitch: thirds of a corpus' speakers by the median of their calm clips. Languages "
                "are corpora here: other actors, other rooms, and for German, unless fold models "
                "were given, clips that were trained on.",
            ),
        ),
    )


def _figures(part: Scored, strict: float) -> tuple[Value, ...]:
    measured = (rounded(value, 3) for value in _measures(part, strict))
    return len(part.rows), len(set(part.speakers)), *measured


def _gaps(parts: Mapping[str, Scored], strict: Mapping[str, float]) -> tuple[Value, ...]:
    if len(parts) < 2:
        return (None,) * len(_COLUMNS)
    values = [_measures(part, strict[group]) for group, part in parts.items()]
    return tuple(rounded(max(column) - min(column), 3) for column in zip(*values, strict=True))


def _measures(part: Scored, strict: float) -> tuple[float, ...]:
    return (
        part.uar(),
        part.false_positives(),
        part.uar(strict),
        part.false_positives(strict),
        figures.auc(part.tension, part.angry),
    )


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
