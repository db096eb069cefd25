"""Data folders: rows of `meta.csv`, and audio files of any rate as float32.

Reads with soundfile (FLAC, WAV with PCM, A-law or µ-law, OGG). Nothing here knows a model.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from audio.formats import Signal
from audio.resample import resample

META: Final = "meta.csv"
MOST_S: Final = 4 * 3600.0
"""A longer file is refused: it would not fit into memory, and no call is that long."""


class FolderError(ValueError):
    """The folder cannot be used; the text names the file and says what is wrong."""


class UnreadableAudio(ValueError):
    """This file holds no audio that can be scored; the text names it and says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled clip."""

    corpus: str
    """The folder's name."""
    file: str
    """As written in `meta.csv`, relative to the folder."""
    path: Path
    labels: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def speaker(self) -> str:
        return self.labels.get("speaker", "")

    @property
    def emotion(self) -> str:
        return self.labels.get("emotion", "")


def rows(folder: Path, columns: Sequence[str] = ("file",)) -> list[Row]:
    """Every row of `folder`/meta.csv, in its order. `columns` must be there.

    Raises FolderError where the folder, the file or a column is missing, or it is no CSV text.
    """
    meta = folder / META
    if not folder.is_dir():
        raise FolderError(f"{folder} is not a folder")
    try:
        with meta.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise FolderError(f"{meta} has no column {', '.join(missing)}")
            return [_row(folder, line) for line in reader]
    except OSError as error:
        raise FolderError(f"{meta} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise FolderError(f"{meta} is no CSV text in UTF-8: {error}") from error


def _row(folder: Path, line: dict[str, str | None]) -> Row:
    # a short line leaves columns at None, a long one puts the rest under None
    labels = {name: value or "" for name, value in line.items() if isinstance(name, str)}
    name = labels.pop("file")
    return Row(folder.name, name, folder / name, labels)


def read_audio(path: Path) -> tuple[Signal, int]:
    """float32 (samples,) -1..1 of the first channel, and its rate in Hz. Raises UnreadableAudio."""
    import soundfile

    if not path.is_file():
        raise UnreadableAudio(f"{path} is no file" if path.exists() else f"{path} does not exist")
    try:
        with soundfile.SoundFile(path) as file:
            rate_hz = int(file.samplerate)
            if file.frames > MOST_S * rate_hz:
                raise UnreadableAudio(f"{path} is longer than {MOST_S / 3600:.0f} hours")
            announced = file.frames
            samples = file.read(dtype="float32", always_2d=True)
    except UnreadableAudio:
        raise
    except (soundfile.SoundFileError, OSError, RuntimeError, TypeError, ValueError) as error:
        # TypeError: a file without a header, by its name (.raw)
        raise UnreadableAudio(f"{path} cannot be read: {error}") from error
    signal: Signal = np.ascontiguousarray(samples[:, 0], np.float32)
    if len(signal) < announced:
        # libsndfile ends quietly where a FLAC frame is broken
        raise UnreadableAudio(f"{path} is damaged: {len(signal)} of {announced} samples are there")
    if len(signal) == 0:
        raise UnreadableAudio(f"{path} holds no audio")
    if not np.isfinite(signal).all():
        raise UnreadableAudio(f"{path} holds samples that are not numbers")
    return signal, rate_hz


def read_at(path: Path, rate_hz: int) -> Signal:
    """`read_audio`, resampled to `rate_hz`."""
    signal, from_hz = read_audio(path)
    return resample(signal, from_hz, rate_hz)


def corpora(data: Path, names: Iterable[str], columns: Sequence[str]) -> dict[str, list[Row]]:
    """The named corpora that are below `data`; FolderError where none is."""
    wanted = list(names)
    found = {name: rows(data / name, columns) for name in wanted if (data / name / META).is_file()}
    if not found:
        raise FolderError(f"{data} has none of the corpora {', '.join(wanted)}")
    return found
