"""Clean speech to telephone speech: band, level, noise, A-law, lost packets. numpy, seeded.

Every clip a model learns from or is measured on passes through here, because a telephone is all
it will ever hear.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from audio.formats import Signal, to_pcm, to_signal
from audio.g711 import decode_alaw, encode_alaw

RATE_HZ: Final = 8_000
_PACKET: Final = RATE_HZ // 50  # 20 ms


@dataclass(frozen=True, slots=True)
class Line:
    """One telephone line; the defaults are a clean one."""

    low_hz: float = 300.0
    high_hz: float = 3_400.0
    tilt_db: float = 0.0
    """Gain at 3.4 kHz against 300 Hz, straight in log frequency: handsets differ."""
    level_db: float = -26.0
    """RMS of the loud part, dB re full scale (ITU-T P.56 nominal)."""
    noise_db: float | None = None
    """Pink noise, dB below the speech; None: none."""
    loss: float = 0.0
    """Share of 20 ms packets lost, in bursts of two on average."""
    speed: float = 1.0
    """Playing speed; moves pitch and formants by the same factor."""


def random_line(rng: np.random.Generator) -> Line:
    """A plausible line. Ranges after SPEECH recipe: gain ±12 dB, noise 8-35 dB, loss 0-5 %."""
    return Line(
        low_hz=float(rng.uniform(150, 350)),
        high_hz=float(rng.uniform(3_100, 3_750)),
        tilt_db=float(rng.uniform(-4, 4)),
        level_db=float(rng.uniform(-38, -14)),
        noise_db=float(rng.uniform(8, 35)) if rng.random() < 0.7 else None,
        loss=float(rng.uniform(0.0, 0.05)) if rng.random() < 0.3 else 0.0,
        speed=float(rng.uniform(0.93, 1.07)),
    )


def through(line: Line, signal: Signal, rng: np.random.Generator) -> Signal:
    """float32 at 8 kHz through `line`; the length changes with its speed only."""
    if line.speed != 1.0:
        signal = _stretch(signal, line.speed)
    shaped = _shape(signal, line)
    loud = np.sqrt(np.mean(np.square(shaped)) + 1e-12)
    active = shaped[np.abs(shaped) > 0.3 * loud]
    rms = np.sqrt(np.mean(np.square(active)) + 1e-12) if len(active) else loud
    shaped = shaped * (10 ** (line.level_db / 20) / rms)
    if line.noise_db is not None:
        noise = _shape(_pink(len(shaped), rng), line)
        noise *= 10 ** ((line.level_db - line.noise_db) / 20) / np.sqrt(np.mean(noise**2) + 1e-12)
        shaped = shaped + noise
    coded = to_signal(decode_alaw(encode_alaw(to_pcm(shaped.astype(np.float32)))))
    return _lose(coded, line.loss, rng) if line.loss else coded


def _stretch(signal: Signal, speed: float) -> Signal:
    """Resample in the spectrum: any ratio at the cost of two FFTs, band-limited by construction."""
    length = max(1, round(len(signal) / speed))
    spectrum = np.fft.rfft(signal)
    return (np.fft.irfft(spectrum, length) * (length / len(signal))).astype(np.float32)


def _shape(signal: Signal, line: Line) -> Signal:
    size = 1 << max(9, int(len(signal) + 256).bit_length())
    hz = np.fft.rfftfreq(size, 1 / RATE_HZ)
    # Fourth-order-like skirts: what lies outside the band is weak, not gone.
    gain = 1 / np.sqrt(1 + (line.low_hz / np.maximum(hz, 1.0)) ** 8)
    gain /= np.sqrt(1 + (hz / line.high_hz) ** 16)
    octaves = np.log2(np.maximum(hz, 100.0) / 1_000) / np.log2(3_400 / 300)
    gain *= 10 ** (line.tilt_db * octaves / 20)
    return np.fft.irfft(np.fft.rfft(signal, size) * gain, size)[: len(signal)].astype(np.float32)


def _pink(length: int, rng: np.random.Generator) -> Signal:
    spectrum = np.fft.rfft(rng.standard_normal(length))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    return np.fft.irfft(spectrum, length).astype(np.float32)


def _lose(signal: Signal, loss: float, rng: np.random.Generator) -> Signal:
    """A two-state Markov chain; a lost packet repeats the last one at half level."""
    out = signal.copy()
    lost = False
    for start in range(_PACKET, len(out) - _PACKET + 1, _PACKET):
        lost = bool(rng.random() < (0.5 if lost else loss / 2))
        if lost:
            out[start : start + _PACKET] = out[start - _PACKET : start] * 0.5
    return out
