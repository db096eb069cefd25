"""Many clips through a model, on threads, in their order; what cannot be scored says why."""

import os
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from audio.formats import Signal
from inference.evaluation.clips import ClipScore, TooShort, score_clip
from inference.evaluation.corpora import Row, UnreadableAudio, read_at
from inference.evaluation.shipped import Shipped
from inference.score import RATE_HZ
from inference.training.sounds import Sounds
from inference.training.telephone import Line, through
from inference.vad_port import VoiceActivity

_MOST_JOBS: Final = 4

Hear = Callable[[Row, Signal], Signal]
"""What becomes of a clip (float32, 8 kHz) before the model hears it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One clip, scored or not."""

    row: Row
    score: ClipScore | None
    problem: str = ""


def unchanged(_: Row, signal: Signal) -> Signal:
    """8 kHz, and nothing else: the model hears no more than that."""
    return signal


def over(line: Line, sounds: Sounds | None = None) -> Hear:
    """Through a telephone line; what it draws depends on the clip's name alone."""

    def hear(row: Row, signal: Signal) -> Signal:
        seed = zlib.crc32(f"{row.corpus}/{row.file}".encode())
        return through(line, signal, np.random.default_rng(seed), sounds)

    return hear


def score_rows(
    clips: Sequence[Row], hear: Hear, model_of: Callable[[Row], Shipped]
) -> Iterator[Outcome]:
    """Outcomes in the order of `clips`, on as many threads as there are cores (at most 4)."""
    own = threading.local()

    def voice(shipped: Shipped) -> VoiceActivity:
        if not hasattr(own, "voice"):
            own.voice = shipped.new_voice()
        detector: VoiceActivity = own.voice
        return detector

    def score(row: Row) -> Outcome:
        shipped = model_of(row)
        try:
            signal = hear(row, read_at(row.path, RATE_HZ))
            return Outcome(row, score_clip(signal, shipped.scorer, voice(shipped)))
        except UnreadableAudio as error:
            return Outcome(row, None, str(error))
        except (TooShort, ValueError, RuntimeError, MemoryError) as error:
            # RuntimeError is torch's: one clip that a model chokes on is one clip without a score
            return Outcome(row, None, f"{row.path}: {error}")

    with ThreadPoolExecutor(min(_MOST_JOBS, os.cpu_count() or 1), "score") as pool:
        yield from pool.map(score, clips)
