"""`beistand evaluate score`: a score for every clip of a folder, as a table.

Reads the column `file` of `meta.csv` and nothing else: it cannot know what it should find.
"""

import csv
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Final, TextIO

from inference.evaluation.batch import Hear, over, score_rows, unchanged
from inference.evaluation.clips import ClipScore
from inference.evaluation.corpora import rows
from inference.evaluation.shipped import Shipped
from inference.training.telephone import Line

COLUMNS: Final = ("file", "tension", "anger", "arousal", "quality")
_TELL_EVERY_S: Final = 5.0


class Codec(StrEnum):
    ALAW = "alaw"
    """Through a clean telephone line: 300-3400 Hz, nominal level, G.711 A-law."""
    NONE = "none"
    """8 kHz, and nothing else: the model hears no more than that."""


_HEARD: Final[dict[Codec, Hear]] = {Codec.ALAW: over(Line()), Codec.NONE: unchanged}


class OutputError(OSError):
    """The table cannot be written; the text names the file and says why."""


def score_folder(
    data: Path, out: Path, codec: Codec, load: Callable[[], Shipped], said: TextIO = sys.stderr
) -> int:
    """Score `data` into `out`; 0, or 1 where a file could not be scored (its fields are empty).

    Raises corpora.FolderError, OutputError, shipped.ModelNotInstalled; then nothing is written.
    """
    clips = rows(data)
    bad = 0
    with _replaced(out) as file:  # before the models: who cannot write should not wait first
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        shipped = load()
        last = time.monotonic()
        for done, outcome in enumerate(
            score_rows(clips, _HEARD[codec], lambda _: shipped), start=1
        ):
            table.writerow([outcome.row.file, *_fields(outcome.score)])
            if outcome.score is None:
                bad += 1
                said.write(f"beistand: no score: {outcome.problem}\n")
            if done == len(clips) or time.monotonic() - last >= _TELL_EVERY_S:
                last = time.monotonic()
                said.write(f"beistand: {done} of {len(clips)} clips\n")
    if bad:
        said.write(f"beistand: {bad} of {len(clips)} files could not be scored\n")
    return 1 if bad else 0


def _fields(score: ClipScore | None) -> list[str]:
    if score is None:
        return [""] * 4
    return [f"{v:.6f}" for v in (score.tension, score.anger, score.arousal, score.quality)]


@contextmanager
def _replaced(path: Path) -> Iterator[TextIO]:
    """A text file that takes `path`'s place when all went well, and vanishes otherwise."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and not path.is_file():
            raise OSError(0, "there is something that is no file")
        file = part.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from error
    try:
        with file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
