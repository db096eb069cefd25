"""A cheap model, a cheap voice detector and small files, for tests of the evaluation."""

from pathlib import Path

import numpy as np
import soundfile

from audio.formats import Signal
from inference.messages import Population
from inference.score import CONTEXT_SAMPLES, HOP_SAMPLES, Mask, Profile, VoiceScore

RATE_HZ = 16_000


class LoudnessStream:
    """Says how loud the voice of the last 3 s is: -40 dB is 0, 0 dB is 1."""

    def __init__(self) -> None:
        self._columns: list[float] = []

    def push(self, signal: Signal, voiced: Mask) -> None:
        assert signal.dtype == np.float32 and voiced.dtype == np.bool_
        assert len(voiced) * 80 <= HOP_SAMPLES
        assert len(voiced) * 80 <= len(signal) <= CONTEXT_SAMPLES + HOP_SAMPLES
        new = signal[len(signal) - len(voiced) * 80 :].reshape(-1, 80)
        self._columns += [float(np.mean(c**2)) for c in new[voiced]]
        self._columns = self._columns[-300:]

    def score(self) -> VoiceScore | None:
        if not self._columns:
            return None
        level_db = 10 * np.log10(np.mean(self._columns) + 1e-9)
        value = float(np.clip(1 + level_db / 40, 0.01, 0.99))
        return VoiceScore(value, value, value, 1.0, len(self._columns) / 100)

    def clear(self) -> None:
        self._columns = []


class LoudnessScorer:
    """A stand-in Scorer without weights."""

    profile = Profile.SMALL
    sha256 = "0" * 64

    population = Population()

    def stream(self) -> LoudnessStream:
        return LoudnessStream()


class LoudVoice:
    """Voice is what is above -50 dB."""

    def feed(self, signal: Signal) -> list[bool]:
        chunks = signal.reshape(-1, 256)
        return [bool(np.mean(chunk**2) > 1e-5) for chunk in chunks]

    def reset(self) -> None:
        pass


def tone(seconds: float, level: float = 0.1, rate_hz: int = RATE_HZ) -> Signal:
    """A buzz in the telephone band."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    wave = np.sin(2 * np.pi * 440 * t) + np.sin(2 * np.pi * 1320 * t)
    return (level * wave / np.sqrt(np.mean(wave**2))).astype(np.float32)


def write(path: Path, signal: Signal, rate_hz: int = RATE_HZ, **kind: str) -> None:
    soundfile.write(path, signal, rate_hz, **kind)
