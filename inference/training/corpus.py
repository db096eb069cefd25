"""The speech a model may learn from: rows of the data folder's `meta.csv` with `may_train` = yes.

Reads FLAC with soundfile (an optional dependency: `pip install beistand[train]`).
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from audio.formats import Signal
from audio.resample import resample

CALM_CALLS: Final = (
    "lca_demo_agent.flac",
    "lca_demo_agent1.flac",
    "auto_repairs_40_agent.flac",
)
"""Service calls used as calm negatives; the callers' tracks of `calls_en` are left for testing."""


SYNTHETIC: Final = "synthetic"


@dataclass(frozen=True, slots=True)
class Clip:
    """One labelled file."""

    corpus: str
    file: str
    path: Path
    speaker: str
    emotion: str
    """EmoDB category; "calm" for a service call."""
    licence: str

    def read(self) -> Signal:
        """float32, 8 kHz, mono."""
        return read_8khz(self.path)


def read_8khz(path: Path) -> Signal:
    """A file of the data folder as float32, 8 kHz, mono."""
    import soundfile

    signal, rate_hz = soundfile.read(path, dtype="float32")
    if signal.ndim > 1:
        signal = signal[:, 0]
    return resample(np.asarray(signal, np.float32), rate_hz, 8_000)


def emodb(data: Path, corpus: str = "emodb") -> list[Clip]:
    """EmoDB as packaged (`emodb`: full length, or `emodb_uniform2s`: exactly 2.0 s each)."""
    return [clip for clip in _rows(data, corpus) if clip.emotion]


def calm_calls(data: Path) -> list[Clip]:
    """Tracks of real service calls in which nobody is upset."""
    return [
        Clip(c.corpus, c.file, c.path, c.speaker, "calm", c.licence)
        for c in _rows(data, "calls_en")
        if c.file in CALM_CALLS
    ]


def free_clips(data: Path) -> list[Clip]:
    """Read and acted test clips in five languages; an empty `emotion` is read speech.

    The data marks synthetic voices as a speaker of that name: nothing is learnt from them.
    """
    return [clip for clip in _rows(data, "de_clips") if clip.speaker != SYNTHETIC]


def _rows(data: Path, corpus: str) -> list[Clip]:
    folder = data / corpus
    with (folder / "meta.csv").open(encoding="utf-8", newline="") as file:
        return [
            Clip(
                corpus=corpus,
                file=row["file"],
                path=folder / row["file"],
                speaker=row["speaker"],
                emotion=row["emotion"],
                licence=row["source_licence"],
            )
            for row in csv.DictReader(file)
            if row["may_train"] == "yes"
        ]
