"""What codecs, lost packets, noise, level and sneezes do to the scores."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from inference.evaluation import figures
from inference.evaluation.batch import Hear, over, unchanged
from inference.evaluation.labelled import Models, Scored, labelled, scored, some
from inference.evaluation.report import Report, Table, Value, rounded
from inference.training.codecs import Codec
from inference.training.sounds import Sounds
from inference.training.telephone import Line

CLIPS: Final = 300
"""Of every corpus, spread over its speakers and emotions."""

_LINES: Final[dict[str, Line]] = {
    "A-law": Line(),
    "µ-law": Line(codec=Codec.ULAW),
    "G.722": Line(codec=Codec.G722),
    "1 % lost": Line(loss=0.01),
    "5 % lost": Line(loss=0.05),
    "noise 20 dB": Line(noise_db=20.0),
    "noise 10 dB": Line(noise_db=10.0),
    "noise 5 dB": Line(noise_db=5.0),
    "12 dB quieter": Line(level_db=-38.0),
    "12 dB louder": Line(level_db=-14.0),
}
_SNEEZE: Final = Line(sneeze_db=0.0)


def robustness(data: Path, models: Models, clips: int = CLIPS) -> Report:
    """The same clips over different lines; the first line is what the others are held against.

    Raises corpora.FolderError, shipped.ModelNotInstalled.
    """
    lines: list[tuple[Value, ...]] = []
    for rows in labelled(data).values():
        chosen = some(rows, clips)
        clean: Scored | None = None
        for name, hear in _variants(data):
            sys.stderr.write(f"beistand: {rows[0].corpus}: {name}\n")
            heard = scored(chosen, hear, models)
            clean = clean or heard
            lines.append((heard.corpus, name, *_against(clean, heard)))
    return Report(
        title=f"Robustness, {models.profile} model",
        facts={
            "model SHA-256": models.shipped().scorer.sha256,
            "clips of every corpus": clips,
        },
        tables=(
            Table(
                "Against a clean A-law line",
                (
                    "corpus",
                    "line",
                    "AUC",
                    "change",
                    "UAR at even odds",
                    "change",
                    "UAR at the strict threshold",
                    "change",
                    "predictions unchanged",
                    "quality",
                ),
                tuple(lines),
                "Anger against the rest by tension. The strict threshold is that which 5 % of the "
                "other clips exceed over the clean line; predictions are at it. *no line*: 8 kHz "
                "without band-pass and codec; its UAR minus that of A-law is what the telephone "
                "costs. Noise is pink, dB below the speech.",
            ),
        ),
    )


def _variants(data: Path) -> Iterator[tuple[str, Hear]]:
    for name, line in _LINES.items():
        if line.codec is Codec.G722 and not _has_g722():
            sys.stderr.write("beistand: G.722 not run: it needs `pip install beistand[train]`\n")
            continue
        yield name, over(line)
    yield "no line", unchanged
    try:
        sounds = Sounds.read(data)
    except (OSError, KeyError) as error:
        sys.stderr.write(f"beistand: sneezes not run: {error}\n")
        return
    if sounds.sneezes:
        yield "sneeze", over(_SNEEZE, sounds)


def _has_g722() -> bool:
    from importlib.util import find_spec

    return find_spec("av") is not None


def _against(clean: Scored, heard: Scored) -> tuple[Value, ...]:
    """Clips that only one of the two could be scored over are left out of the comparison."""
    both = {row.file for row in clean.rows} & {row.file for row in heard.rows}
    before = clean.where(np.array([row.file in both for row in clean.rows]))
    after = heard.where(np.array([row.file in both for row in heard.rows]))
    strict = clean.strict
    auc, auc_before = (figures.auc(s.tension, s.angry) for s in (after, before))
    return (
        rounded(auc, 3),
        rounded(auc - auc_before, 3),
        rounded(after.uar(), 3),
        rounded(after.uar() - before.uar(), 3),
        rounded(after.uar(strict), 3),
        rounded(after.uar(strict) - before.uar(strict), 3),
        rounded(float(np.mean(before.said(strict) == after.said(strict))), 3),
        rounded(after.quality.mean(), 3),
    )
