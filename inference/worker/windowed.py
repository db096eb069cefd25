"""The small network behind the scoring seam: the last three seconds of voice, scored as a whole."""

import numpy as np

from audio.formats import Signal
from inference import network
from inference.score import RATE_HZ, VOICED_S, Mask, Profile, VoiceScore

_COLUMN = RATE_HZ // 100


class WindowedStream:
    """One leg's voice: only its voiced columns are kept."""

    def __init__(self, model: network.TensionModel) -> None:
        self._model = model
        self._heard = np.zeros(0, np.float32)

    def push(self, signal: Signal, voiced: Mask) -> None:
        new = signal[len(signal) - len(voiced) * _COLUMN :]
        kept = new[np.repeat(voiced, _COLUMN)[: len(new)]]
        self._heard = np.concatenate([self._heard, kept])[-int(VOICED_S * RATE_HZ) :]

    def score(self) -> VoiceScore | None:
        if not len(self._heard):
            return None
        columns = max(1, len(self._heard) // _COLUMN)
        value = self._model.score(self._heard, np.ones(columns, np.bool_))
        return VoiceScore(tension=value, anger=value, arousal=value, quality=1.0)

    def clear(self) -> None:
        self._heard = np.zeros(0, np.float32)


class WindowedScorer:
    """`inference.score.Scorer` over a loaded network."""

    profile = Profile.SMALL

    def __init__(self, model: network.TensionModel, sha256: str) -> None:
        self._model = model
        self.sha256 = sha256

    def stream(self) -> WindowedStream:
        return WindowedStream(self._model)

    def score(self, signal: Signal, voiced: Mask) -> float:
        """One window, for a leg that keeps its own."""
        return self._model.score(signal, voiced)
