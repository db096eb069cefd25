"""What a user would think of first: MFCC statistics with an SVM, and a linear probe on features.

The same clips, the same line, the same folds as our models; standardisation and the one constant
that is chosen are chosen inside the training speakers. Needs scikit-learn
(`pip install beistand[train]`).
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from audio.formats import Signal
from inference.evaluation import figures
from inference.evaluation.batch import over
from inference.evaluation.clips import FOUR
from inference.evaluation.corpora import FolderError, Row, UnreadableAudio, read_at, rows
from inference.evaluation.labelled import ANGER, COLUMNS, RATE
from inference.evaluation.report import Report, Table, Value, rounded
from inference.score import RATE_HZ
from inference.training.telephone import Line

Vectors = npt.NDArray[np.float64]
Feature = Callable[[Signal], npt.NDArray[np.floating[Any]]]
"""float32 (samples,), 8 kHz, to a vector of fixed length."""

FOREIGN: Final = ("ravdess", "nemo")
_MFCC: Final = 20
_CONSTANTS: Final = (0.1, 1.0, 10.0, 100.0)
_INNER_FOLDS: Final = 3
_SEED: Final = 7


class Kind(StrEnum):
    SVM = "svm"  # radial basis functions
    LINEAR = "linear"  # logistic regression


@dataclass(frozen=True, slots=True)
class Set:
    """Clips as vectors."""

    rows: tuple[Row, ...]
    vectors: Vectors
    """(clips, features)"""

    @property
    def emotions(self) -> npt.NDArray[np.str_]:
        return np.array([row.emotion for row in self.rows])

    @property
    def speakers(self) -> npt.NDArray[np.str_]:
        return np.array([row.speaker for row in self.rows])

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Set":
        at = np.flatnonzero(chosen)
        return Set(tuple(self.rows[int(i)] for i in at), self.vectors[at])


def baselines(data: Path) -> Report:
    """MFCC statistics with an SVM on the tests that our models are measured on.

    Raises corpora.FolderError, ModuleNotFoundError without scikit-learn.
    """
    return compare(data, "MFCC statistics, SVM", mfcc_statistics(), Kind.SVM)


def compare(data: Path, name: str, feature: Feature, kind: Kind) -> Report:
    """`feature` with a classifier, EmoDB by leave-one-speaker-out and other corpora zero-shot."""
    import sklearn

    lines: list[tuple[Value, ...]] = []
    uniform = vectors(data, "emodb_uniform2s", feature)
    seven = loso(uniform, kind)
    lines.append(("EmoDB 7 classes, uniform 2 s, LOSO", "UAR", rounded(_uar(uniform, seven), 3)))
    full = vectors(data, "emodb", feature)
    four = full.where(np.isin(full.emotions, FOUR))
    lines.append(
        ("EmoDB 4 classes, full clips, LOSO", "UAR", rounded(_uar(four, loso(four, kind)), 3))
    )
    for corpus in FOREIGN:
        try:
            foreign = vectors(data, corpus, feature)
        except FolderError as error:
            sys.stderr.write(f"beistand: left out: {error}\n")
            continue
        scores, angry = zero_shot(full, foreign, kind), foreign.emotions == ANGER
        what = f"trained on EmoDB, anger against the rest of {corpus}"
        lines.append((what, "AUC", rounded(figures.auc(scores, angry), 3)))
        recall = figures.recall_at_false_positives(scores, angry, RATE)
        lines.append((what, "recall at 5 % false positives", rounded(recall, 3)))
    return Report(
        title=f"Baseline: {name}",
        facts={
            "line": "300-3400 Hz, G.711 A-law, 8 kHz",
            "features": int(full.vectors.shape[1]),
            "scikit-learn": sklearn.__version__,
            "seed": _SEED,
        },
        tables=(Table("Figures", ("test", "figure", "value"), tuple(lines)),),
        notes=(
            "Standardised by the training speakers; the constant C is the best of "
            f"{', '.join(map(str, _CONSTANTS))} in {_INNER_FOLDS} folds over those speakers.",
        ),
    )


def mfcc_statistics() -> Feature:
    """Mean and deviation over time of 20 MFCCs and their first and second differences: 120."""
    import torch
    from torchaudio.functional import compute_deltas
    from torchaudio.transforms import MFCC

    transform = MFCC(
        sample_rate=RATE_HZ,
        n_mfcc=_MFCC,
        melkwargs={"n_fft": 512, "win_length": 200, "hop_length": 80, "n_mels": 40},
    )

    def feature(signal: Signal) -> npt.NDArray[np.floating[Any]]:
        with torch.inference_mode():
            coefficients = transform(torch.from_numpy(signal))
            first = compute_deltas(coefficients)
            stacked = torch.cat([coefficients, first, compute_deltas(first)])
            vector = torch.cat([stacked.mean(1), stacked.std(1)])
        found: npt.NDArray[np.float32] = vector.numpy()
        return found

    return feature


def vectors(data: Path, corpus: str, feature: Feature) -> Set:
    """Every labelled clip of a corpus over a clean A-law line; unreadable ones are left out."""
    hear = over(Line())
    kept, found = [], []
    for row in rows(data / corpus, COLUMNS):
        if not row.emotion:
            continue
        try:
            found.append(feature(hear(row, read_at(row.path, RATE_HZ))))
        except UnreadableAudio as error:
            sys.stderr.write(f"beistand: left out: {error}\n")
            continue
        kept.append(row)
    if not kept:
        raise FolderError(f"{data / corpus} has no labelled clips")
    return Set(tuple(kept), np.stack(found).astype(np.float64))


def loso(of: Set, kind: Kind) -> npt.NDArray[np.str_]:
    """Every clip's emotion as a classifier says that never heard its speaker."""
    said = np.empty(len(of.rows), of.emotions.dtype)
    for speaker in sorted(set(of.speakers.tolist())):
        held = of.speakers == speaker
        model = fit(of.vectors[~held], of.emotions[~held], of.speakers[~held], kind)
        said[held] = model.predict(of.vectors[held])
    return said


def zero_shot(train: Set, test: Set, kind: Kind) -> figures.Scores:
    """How angry each clip of `test` is, by a classifier of anger against the rest of `train`."""
    model = fit(train.vectors, train.emotions == ANGER, train.speakers, kind)
    scores: figures.Scores = model.decision_function(test.vectors)
    return scores


def fit(
    inputs: Vectors, labels: npt.NDArray[Any], speakers: npt.NDArray[np.str_], kind: Kind
) -> Any:
    """A fitted classifier; its constant is chosen in folds over `speakers`, by UAR."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, GroupKFold
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    if kind is Kind.SVM:
        last: Any = SVC(kernel="rbf", class_weight="balanced", random_state=_SEED)
    else:
        last = LogisticRegression(max_iter=2_000, class_weight="balanced", random_state=_SEED)
    pipeline = make_pipeline(StandardScaler(), last)
    search = GridSearchCV(
        pipeline,
        {f"{type(last).__name__.lower()}__C": list(_CONSTANTS)},
        scoring="balanced_accuracy",
        cv=GroupKFold(min(_INNER_FOLDS, len(set(speakers.tolist())))),
    )
    search.fit(inputs, labels, groups=speakers)
    return search


def _uar(of: Set, said: Sequence[str] | npt.NDArray[np.str_]) -> float:
    names = sorted(set(of.emotions.tolist()))
    index = {name: i for i, name in enumerate(names)}
    predicted = np.array([index[str(s)] for s in said], np.int64)
    return figures.uar(predicted, np.array([index[str(e)] for e in of.emotions], np.int64))
