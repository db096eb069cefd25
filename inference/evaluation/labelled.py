"""Labelled corpora, scored: what every benchmark over clips begins with."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, TextIO

import numpy as np
import numpy.typing as npt

from inference.evaluation import shipped
from inference.evaluation.batch import Hear, score_rows
from inference.evaluation.clips import ClipScore
from inference.evaluation.corpora import Row, UnreadableAudio, corpora
from inference.evaluation.figures import Classes, Labels, Scores, threshold_at, uar
from inference.score import Profile

CORPORA: Final = ("emodb", "ravdess", "nemo")
COLUMNS: Final = ("file", "speaker", "sex", "language", "emotion", "intensity")
ANGER: Final = "anger"
RATE: Final = 0.05
"""Of the others that may be taken for angry."""
HALF: Final = 0.5
"""Even odds: where a yes or no is wanted of a calibrated score. Never moved to fit a corpus."""


@dataclass(frozen=True, slots=True)
class Models:
    """Which model hears a clip: the shipped one, or the fold's that never heard its speaker."""

    profile: Profile
    folders: tuple[Path, ...] = ()
    folds: Path | None = None
    device: str = "cpu"

    def of(self, row: Row) -> shipped.Shipped:
        """Raises shipped.ModelNotInstalled."""
        if self.held_out(row.corpus):
            return _fold(self, row.speaker)
        return self.shipped()

    def shipped(self) -> shipped.Shipped:
        return _shipped(self)

    def held_out(self, corpus: str) -> bool:
        """Whether the speakers of `corpus` are heard by models that were trained without them."""
        return self.folds is not None and corpus.startswith("emodb")

    def words(self, corpus: str) -> str:
        """For a table: on what terms a corpus was scored."""
        if self.held_out(corpus):
            return "fold models"
        return "as shipped, trained on it" if corpus.startswith("emodb") else "as shipped"


@lru_cache(maxsize=2)
def _shipped(models: Models) -> shipped.Shipped:
    return shipped.load(models.profile, models.folders, device=models.device)


@lru_cache(maxsize=16)
def _fold(models: Models, speaker: str) -> shipped.Shipped:
    assert models.folds is not None
    file = models.folds / f"{speaker}.pt"
    return shipped.load_fold(file, models.profile, models.folders, device=models.device)


@dataclass(frozen=True, slots=True)
class Scored:
    """Clips of one corpus and what a model says of them; all arrays as long as `rows`."""

    corpus: str
    rows: tuple[Row, ...]
    scores: tuple[ClipScore, ...]

    @property
    def tension(self) -> Scores:
        return np.array([score.tension for score in self.scores], np.float64)

    @property
    def anger(self) -> Scores:
        return np.array([score.anger for score in self.scores], np.float64)

    @property
    def arousal(self) -> Scores:
        return np.array([score.arousal for score in self.scores], np.float64)

    @property
    def quality(self) -> Scores:
        return np.array([score.quality for score in self.scores], np.float64)

    @property
    def angry(self) -> Labels:
        return np.array([row.emotion == ANGER for row in self.rows], np.bool_)

    def said(self, threshold: float = HALF) -> Classes:
        """1 where the tension is above `threshold`."""
        return (self.tension > threshold).astype(np.int64)

    def uar(self, threshold: float = HALF) -> float:
        """Mean recall of anger and of the rest."""
        return uar(self.said(threshold), self.angry.astype(np.int64))

    def false_positives(self, threshold: float = HALF) -> float:
        """Share of the clips that are not angry and taken to be; nan where all are."""
        calm = self.said(threshold)[~self.angry]
        return float(calm.mean()) if len(calm) else float("nan")

    @property
    def strict(self) -> float:
        """The threshold that one in twenty of the clips that are not angry exceeds.

        For comparing groups and lines on one corpus; it is fitted to that corpus and says nothing
        about how good a model is.
        """
        return threshold_at(self.tension, self.angry, RATE)

    @property
    def speakers(self) -> list[str]:
        return [row.speaker for row in self.rows]

    def column(self, name: str) -> list[str]:
        return [row.labels.get(name, "") for row in self.rows]

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Scored":
        """The clips for which `chosen` holds."""
        at = np.flatnonzero(chosen)
        return Scored(
            self.corpus,
            tuple(self.rows[int(i)] for i in at),
            tuple(self.scores[int(i)] for i in at),
        )


def labelled(data: Path) -> dict[str, list[Row]]:
    """The corpora that are there, rows with an emotion. Raises corpora.FolderError."""
    return {
        name: [row for row in found if row.emotion]
        for name, found in corpora(data, CORPORA, COLUMNS).items()
    }


def some(rows: Sequence[Row], most: int, seed: int = 11) -> list[Row]:
    """At most `most` rows in their order: of every speaker and emotion about the same share."""
    if len(rows) <= most:
        return list(rows)
    rng = np.random.default_rng(seed)
    order = sorted(range(len(rows)), key=lambda i: (rows[i].speaker, rows[i].emotion, rng.random()))
    chosen = np.linspace(0, len(order) - 1, most).round().astype(int)
    return [rows[i] for i in sorted(order[int(c)] for c in chosen)]


def scored(rows: Sequence[Row], hear: Hear, models: Models, said: TextIO = sys.stderr) -> Scored:
    """One corpus through `hear` and a model; unreadable clips are named and left out.

    Raises UnreadableAudio where none could be scored, shipped.ModelNotInstalled.
    """
    kept, values = [], []
    for outcome in score_rows(rows, hear, models.of):
        if outcome.score is None:
            said.write(f"beistand: left out: {outcome.problem}\n")
        else:
            kept.append(outcome.row)
            values.append(outcome.score)
    if not kept:
        raise UnreadableAudio("none of the clips could be scored")
    return Scored(kept[0].corpus, tuple(kept), tuple(values))
