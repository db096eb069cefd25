"""Levels and what bends them: the loud part of a voice, a compressor, an overdriven stage."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from audio.formats import Signal

_BLOCK: Final = 16  # 2 ms at 8 kHz: finer than any attack, coarse enough for a loop in Python
_RATE_HZ: Final = 8_000


def ratio_of(decibels: float) -> float:
    """dB as an amplitude ratio."""
    return float(10 ** (decibels / 20))


def speech_level(signal: Signal) -> float:
    """RMS of the loud part: what exceeds 0.3 times the RMS of the whole. Never 0."""
    whole = float(np.sqrt(np.mean(np.square(signal)) + 1e-12))
    loud = signal[np.abs(signal) > 0.3 * whole]
    return float(np.sqrt(np.mean(np.square(loud)) + 1e-12)) if len(loud) else whole


def noise_level(signal: Signal) -> float:
    """RMS of the 20 ms blocks within 10 dB of the mean power: a dog barks, then is quiet.

    Equals the RMS where the noise is steady. Never 0.
    """
    power = powers(signal, 160)
    return float(np.sqrt(np.mean(power[power >= 0.1 * np.mean(power)]) + 1e-12))


def powers(signal: Signal, block: int) -> npt.NDArray[np.float32]:
    """Mean square per whole block of `block` samples (one shorter block if that is all)."""
    whole = len(signal) // block * block
    if not whole:
        return np.array([np.mean(np.square(signal))], np.float32)
    power: npt.NDArray[np.float32] = np.mean(np.square(signal[:whole].reshape(-1, block)), axis=1)
    return power


@dataclass(frozen=True, slots=True)
class Compressor:
    """Feed-forward, hard knee, as in headsets and conference bridges."""

    threshold_db: float = -10.0
    """Where it sets in, dB re the speech's level."""
    ratio: float = 3.0
    """dB in for one dB out above the threshold, >= 1."""
    attack_s: float = 0.005
    release_s: float = 0.1

    def apply(self, signal: Signal) -> Signal:
        """float32 at 8 kHz whose speech has level 1; what has level 1 throughout keeps it."""
        slope = 1.0 - 1.0 / self.ratio
        power = powers(signal, _BLOCK)
        over = np.maximum(10 * np.log10(power + 1e-12) - self.threshold_db, 0.0) * slope
        attack = 1.0 - np.exp(-_BLOCK / (_RATE_HZ * self.attack_s))
        release = 1.0 - np.exp(-_BLOCK / (_RATE_HZ * self.release_s))
        reduction = 0.0
        reductions = []
        for wanted in over.tolist():
            reduction += (wanted - reduction) * (attack if wanted > reduction else release)
            reductions.append(reduction)
        make_up_db = -self.threshold_db * slope
        gains = np.power(10.0, (make_up_db - np.array(reductions)) / 20)
        centres = np.arange(len(over)) * _BLOCK + _BLOCK / 2
        gain = np.interp(np.arange(len(signal)), centres, gains)
        bent: Signal = (signal * gain).astype(np.float32)
        return bent


def overdrive(signal: Signal, by_db: float) -> Signal:
    """Clip `by_db` below the highest peak, as a microphone stage too loud for its supply."""
    limit = float(np.max(np.abs(signal), initial=0.0)) * ratio_of(-by_db)
    clipped: Signal = np.clip(signal, -limit, limit).astype(np.float32)
    return clipped
