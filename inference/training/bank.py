"""Clips through many random telephone lines, as log-mels and voice masks, ready to crop.

Computed once per training; a network then sees another line and another cut in every epoch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

from audio.formats import Signal
from inference.features import HOP_SAMPLES, MELS, LogMel, level_free
from inference.training.corpus import Clip
from inference.training.telephone import RATE_HZ, Line, random_line, through
from inference.vad import decide, load_silero
from inference.vad_port import CHUNK_SAMPLES

WINDOW_FRAMES: Final = 300  # 3 s, the worker's window
LEAST_FRAMES: Final = 120  # 1.2 s, the worker's first window
_LEAST_VOICED: Final = 40
_BATCH: Final = 64


@dataclass(frozen=True, slots=True)
class Example:
    """One clip over one line."""

    decibels: Tensor
    """float16 (48, frames), 10 ms columns."""
    voiced: Tensor
    """bool (frames,)."""


class Bank:
    """`lines` versions of every clip. `examples[i]` belongs to `clips[i]`."""

    def __init__(self, clips: Sequence[Clip], examples: Sequence[Sequence[Example]]) -> None:
        self.clips = tuple(clips)
        self.examples = tuple(tuple(versions) for versions in examples)

    def crop(self, index: int, rng: np.random.Generator) -> Example:
        """A random line and a random cut of 1.2-3 s of clip `index`.

        The cut's length is drawn without looking at the clip, because in EmoDB as packaged the
        length of a file tells its emotion (the data's `truncated` column).
        """
        versions = self.examples[index]
        example = versions[int(rng.integers(len(versions)))]
        length = int(rng.integers(LEAST_FRAMES, 201 if rng.random() < 0.7 else WINDOW_FRAMES + 1))
        spare = example.decibels.shape[1] - length
        start = int(rng.integers(spare + 1)) if spare > 0 else 0
        return Example(
            example.decibels[:, start : start + length], example.voiced[start : start + length]
        )


def batch(examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Features (n, 48, 300) float32 and voice mask (n, 300) bool, padded with silence."""
    decibels = torch.full((len(examples), MELS, WINDOW_FRAMES), -90.0)
    voiced = torch.zeros((len(examples), WINDOW_FRAMES), dtype=torch.bool)
    for row, example in enumerate(examples):
        frames = min(example.decibels.shape[1], WINDOW_FRAMES)
        decibels[row, :, :frames] = example.decibels[:, :frames].float()
        mask = example.voiced[:frames]
        # A cut that holds next to no voice would be an empty pool; then everything counts.
        voiced[row, :frames] = mask if int(mask.sum()) >= _LEAST_VOICED else True
    return level_free(decibels, voiced), voiced


def build(
    clips: Sequence[Clip],
    signals: Sequence[Signal],
    *,
    lines: int,
    rng: np.random.Generator,
    vad: Path,
) -> Bank:
    """Every signal (float32, 8 kHz) over one clean and `lines` - 1 random telephone lines."""
    versions = []
    for signal in signals:
        kinds = [Line()] + [random_line(rng) for _ in range(lines - 1)]
        versions += [through(line, signal, rng) for line in kinds]
    examples = analyse(versions, vad)
    grouped = [examples[i : i + lines] for i in range(0, len(examples), lines)]
    return Bank(clips, grouped)


def analyse(signals: Sequence[Signal], vad: Path) -> list[Example]:
    """Log-mels and silero-vad masks of `signals` (float32, 8 kHz), longest with longest."""
    log_mel = LogMel()
    detector = load_silero(vad.read_bytes())
    order = sorted(range(len(signals)), key=lambda i: len(signals[i]))
    examples: dict[int, Example] = {}
    for at in range(0, len(order), _BATCH):
        part = order[at : at + _BATCH]
        chunks = -(-max(len(signals[i]) for i in part) // CHUNK_SAMPLES)
        padded = np.zeros((len(part), chunks * CHUNK_SAMPLES), np.float32)
        for row, i in enumerate(part):
            padded[row, : len(signals[i])] = signals[i]
        with torch.inference_mode():
            audio = torch.from_numpy(padded)
            detector.reset_states()
            probability = torch.cat(
                [detector(piece, RATE_HZ) for piece in torch.split(audio, CHUNK_SAMPLES, 1)], 1
            )
            mels = log_mel(audio)
        for row, i in enumerate(part):
            frames = 1 + len(signals[i]) // HOP_SAMPLES
            speech = np.array(decide(probability[row].tolist()))
            column = np.minimum(np.arange(frames) * HOP_SAMPLES // CHUNK_SAMPLES, chunks - 1)
            examples[i] = Example(
                mels[row, :, :frames].half().clone(), torch.from_numpy(speech[column])
            )
    return [examples[i] for i in range(len(signals))]
