"""Acoustic facts of a stretch of the telephone band: level, pace, pitch. numpy, no model.

Signals are float32, 8 kHz, -1..1; `voiced` is bool per 10 ms column (sample index // 80).
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from audio.formats import Signal

RATE_HZ: Final = 8_000
COLUMN: Final = 80
Mask = npt.NDArray[np.bool_]

_LEAST_VOICED: Final = 30  # 0.3 s: below this a mean says nothing
_PITCH_LOW_HZ: Final = 70.0
_PITCH_HIGH_HZ: Final = 400.0
_PITCH_FRAME: Final = 320  # 40 ms: two periods of 50 Hz
_FINER: Final = 4  # lags per sample: at 8 kHz a whole lag is 3 % of a high voice's period
_LEAST_PITCHES: Final = 10  # 0.2 s
_PERIODIC: Final = 0.5  # normalised autocorrelation of clearly voiced speech (Boersma 1993: 0.45)
_DIP_DB: Final = 2.0  # a nucleus stands this far above the dips beside it (de Jong & Wempe 2009)


def level_db(signal: Signal, voiced: Mask) -> float | None:
    """Mean active level, dB re full scale (a full-scale sine is -3); None below 0.3 s of voice."""
    if int(voiced.sum()) < _LEAST_VOICED:
        return None
    power = _column_power(signal, len(voiced))[voiced]
    return round(10.0 * float(np.log10(float(power.mean()) + 1e-9)), 2)


def pace_hz(signal: Signal, voiced: Mask) -> float | None:
    """Syllable nuclei per voiced second; None below 0.3 s of voice.

    Peaks of the intensity curve that stand 2 dB above both neighbouring dips and lie within 25 dB
    of the loudest, after de Jong & Wempe 2009, without their pitch check.
    """
    count = int(voiced.sum())
    if count < _LEAST_VOICED:
        return None
    power = np.where(voiced, _column_power(signal, len(voiced)), 1e-9)
    smooth = np.convolve(power, np.hanning(11) / np.hanning(11).sum(), "same")  # 0.1 s
    curve = 10.0 * np.log10(smooth + 1e-9)
    floor = float(curve.max()) - 25.0
    nuclei = 0
    dip = peak = float(curve[0])
    rising = True
    for value in map(float, curve):
        if rising:
            peak = max(peak, value)
            if value < peak - _DIP_DB:
                nuclei += int(peak > floor and peak > dip + _DIP_DB)
                rising, dip = False, value
        else:
            dip = min(dip, value)
            if value > dip + _DIP_DB:
                rising, peak = True, value
    if rising:
        nuclei += int(peak > floor and peak > dip + _DIP_DB)
    return round(nuclei / (count / 100.0), 2)


def pitch_hz(signal: Signal, voiced: Mask) -> float | None:
    """Median fundamental frequency; None where fewer than ten 20 ms steps are periodic."""
    return median_pitch_hz([pitches_hz(signal, voiced)])


def median_pitch_hz(parts: Iterable[npt.NDArray[np.float64]]) -> float | None:
    """Of what `pitches_hz` found in one or more stretches; None of fewer than ten values."""
    values = np.concatenate([np.zeros(0), *parts])
    return round(float(np.median(values)), 1) if len(values) >= _LEAST_PITCHES else None


def pitches_hz(signal: Signal, voiced: Mask) -> npt.NDArray[np.float64]:
    """Fundamental frequency of every voiced 20 ms step that is periodic.

    Autocorrelation normalised by the window's own (Boersma 1993); the telephone band cuts the
    fundamental, its period survives in the harmonics.
    """
    starts = [c * COLUMN for c in np.flatnonzero(voiced)[::2]]
    frames = [signal[s : s + _PITCH_FRAME] for s in starts if s + _PITCH_FRAME <= len(signal)]
    if not frames:
        return np.zeros(0)
    window = np.hanning(_PITCH_FRAME)
    stacked = np.stack(frames).astype(np.float64)
    stacked = (stacked - stacked.mean(1, keepdims=True)) * window
    correlation = _autocorrelation(stacked) / np.maximum(_autocorrelation(window[None]), 1e-9)
    correlation /= np.maximum(correlation[:, :1], 1e-12)
    fine_hz = RATE_HZ * _FINER
    shortest, longest = int(fine_hz / _PITCH_HIGH_HZ), int(fine_hz / _PITCH_LOW_HZ)
    span = correlation[:, shortest : longest + 1]
    # Every multiple of the period matches as well: the shorter lag wins a tie (octave cost after
    # Boersma 1993; a larger one falls for a strong first formant).
    best = np.argmax(span - 0.02 * np.log2(np.arange(shortest, longest + 1) / shortest), axis=1)
    strength = span[np.arange(len(span)), best]
    loud = (stacked**2).mean(1) > 0.05 * (stacked**2).mean(1).max()
    periodic = (strength > _PERIODIC) & loud
    found: npt.NDArray[np.float64] = fine_hz / (best[periodic] + shortest)
    return found


def clipped_share(signal: Signal) -> float:
    """Share of samples at full scale, 0..1."""
    return float(np.mean(np.abs(signal) > 0.98)) if len(signal) else 0.0


def snr_db(signal: Signal, voiced: Mask) -> float:
    """Voiced level over the level of the rest; 40 where the rest is too short to tell."""
    power = _column_power(signal, len(voiced))
    if int((~voiced).sum()) < 10 or not voiced.any():
        return 40.0
    rest = float(np.median(power[~voiced]))
    return min(40.0, 10.0 * float(np.log10((float(power[voiced].mean()) + 1e-9) / (rest + 1e-9))))


def _column_power(signal: Signal, columns: int) -> npt.NDArray[np.float64]:
    padded = np.zeros(columns * COLUMN)
    usable = min(len(signal), len(padded))
    padded[:usable] = signal[:usable]
    power: npt.NDArray[np.float64] = np.mean(padded.reshape(columns, COLUMN) ** 2, axis=1)
    return power


def _autocorrelation(frames: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Per row, at lags of a quarter sample, up to the frame's length."""
    power = np.abs(np.fft.rfft(frames, 2 * _PITCH_FRAME, axis=1)) ** 2
    result: npt.NDArray[np.float64] = np.fft.irfft(power, 2 * _PITCH_FRAME * _FINER, axis=1)
    return result[:, : _PITCH_FRAME * _FINER]
