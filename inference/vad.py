"""Voice activity: silero-vad at 8 kHz, and an energy gate for where it cannot be loaded.

Both turn 32 ms of the leg into "somebody is speaking", with two thresholds so that the decision
does not flutter.
"""

import io
import warnings
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import torch

from audio.formats import Signal

ON: Final = 0.5  # silero-vad's own defaults (VADIterator): on at 0.5, off 0.15 below
OFF: Final = 0.35


class SileroVoice:
    """silero-vad 6 (MIT), the TorchScript model that its wheel carries. CPU: it is tiny."""

    def __init__(self, model_bytes: bytes) -> None:
        self._model = load_silero(model_bytes)
        self._speaking = False

    def feed(self, chunk: Signal) -> bool:
        with torch.inference_mode():
            probability = float(self._model(torch.from_numpy(chunk)[None], 8_000)[0, 0])
        self._speaking = probability >= (OFF if self._speaking else ON)
        return self._speaking

    def reset(self) -> None:
        self._model.reset_states()
        self._speaking = False


def load_silero(model_bytes: bytes) -> Any:
    """The TorchScript module: (float32 (n, 256), 8000) to probabilities (n, 1), with state."""
    with warnings.catch_warnings():
        # WORKAROUND(https://github.com/snakers4/silero-vad): torch 2.11 deprecates TorchScript,
        # the wheel's other formats need onnxruntime or 16 kHz.
        warnings.simplefilter("ignore", DeprecationWarning)
        model: Any = torch.jit.load(io.BytesIO(model_bytes), map_location="cpu")  # type: ignore[no-untyped-call]
    return model.eval()


class EnergyVoice:
    """Speech is what stands 10 dB above the recent floor. Fooled by noise and tones."""

    def __init__(self) -> None:
        self._floor_db = -60.0
        self._speaking = False

    def feed(self, chunk: Signal) -> bool:
        level_db = 10.0 * float(np.log10(float(np.mean(chunk * chunk)) + 1e-9))
        # The floor falls at once and rises by 2 dB/s, so speech does not become its own floor.
        self._floor_db = min(level_db, self._floor_db + 0.064)
        above = level_db - max(self._floor_db, -60.0)
        self._speaking = above >= (7.0 if self._speaking else 10.0)
        return self._speaking

    def reset(self) -> None:
        self._floor_db = -60.0
        self._speaking = False


def decide(probabilities: Sequence[float]) -> list[bool]:
    """The two thresholds over a finished track, as `SileroVoice` applies them to a stream."""
    speaking = False
    decisions = []
    for probability in probabilities:
        speaking = probability >= (OFF if speaking else ON)
        decisions.append(speaking)
    return decisions
