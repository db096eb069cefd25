"""Clean speech to telephone speech: room, background, band, level, codec, lost packets. Seeded.

Every clip a model learns from or is measured on passes through here, because a telephone is all
it will ever hear. The material that is mixed in belongs to `sounds`, codecs to `codecs`, loss to
`packets`, levels and compressors to `dynamics`, band and speed to `spectrum`.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from audio.formats import Signal
from inference.training.codecs import Codec, code
from inference.training.dynamics import (
    Compressor,
    noise_level,
    overdrive,
    ratio_of,
    speech_level,
)
from inference.training.packets import PACKET_SAMPLES, conceal, lost_packets
from inference.training.sounds import Sounds, place
from inference.training.spectrum import EDGE, band, fast_size, stretch
from inference.training.spectrum import RATE_HZ as RATE_HZ

_MOST_GAIN: Final = 1_000.0
"""60 dB: a clip fainter than that is a pause and is not blown up into a voice."""


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
    """Share of 20 ms packets lost, 0-0.5."""
    speed: float = 1.0
    """Playing speed; moves pitch and formants by the same factor."""
    codec: Codec = Codec.ALAW
    burst: float = 2.0
    """Packets lost at a time, on average; >= 1."""
    compressor: Compressor | None = None
    overdrive_db: float = 0.0
    """How far above the clipping point the highest peak was; 0: not clipped."""
    room: float = 0.0
    """How much of a room is heard, 0 (none) to 1 (as its response was recorded). Needs sounds."""
    babble_db: float | None = None
    """Other voices, dB below the speech; None: none. Needs sounds."""
    background_db: float | None = None
    """Rain, a clock, a dog, a baby, dB below the speech; None: none. Needs sounds."""
    sneeze_db: float | None = None
    """A sneeze, dB above the speech; None: none. Needs sounds."""
    knock_db: float | None = None
    """A knock at the handset, dB above the speech; None: none. Needs sounds."""


def random_line(rng: np.random.Generator) -> Line:
    """A plausible line, gain ±12 dB, loss 0-10 %; two thirds of the lines carry G.711."""

    def sometimes(share: float, low: float, high: float) -> float | None:
        drawn = float(rng.uniform(low, high))
        return drawn if rng.random() < share else None

    compressor = Compressor(
        threshold_db=float(rng.uniform(-20, 0)),
        ratio=float(rng.uniform(1.5, 6)),
        attack_s=float(rng.uniform(0.002, 0.02)),
        release_s=float(rng.uniform(0.05, 0.4)),
    )
    return Line(
        low_hz=float(rng.uniform(150, 350)),
        high_hz=float(rng.uniform(3_100, 3_750)),
        tilt_db=float(rng.uniform(-4, 4)),
        level_db=float(rng.uniform(-38, -14)),
        noise_db=sometimes(0.5, 8, 35),
        loss=sometimes(0.3, 0.0, 0.10) or 0.0,
        speed=float(rng.uniform(0.93, 1.07)),
        codec=_CODECS[int(np.searchsorted(_CODEC_SHARES, rng.random(), side="right"))],
        burst=float(rng.uniform(1, 5)),
        compressor=compressor if rng.random() < 0.3 else None,
        overdrive_db=sometimes(0.1, 2, 12) or 0.0,
        room=sometimes(0.35, 0.2, 1.0) or 0.0,
        babble_db=sometimes(0.2, 8, 25),
        background_db=sometimes(0.3, 5, 30),
        sneeze_db=sometimes(0.05, -9, 6),
        knock_db=sometimes(0.1, -12, 6),
    )


_CODECS: Final = (Codec.ALAW, Codec.ULAW, Codec.G722, Codec.NONE)
_CODEC_SHARES: Final = (0.5, 0.7, 0.85)


def through(
    line: Line, signal: Signal, rng: np.random.Generator, sounds: Sounds | None = None
) -> Signal:
    """float32 at 8 kHz through `line`; the length changes with its speed only.

    Without `sounds` the line has no room, voices, noises, sneezes or knocks, whatever it says.
    The same line, signal, sounds and seed give the same bytes. Raises ValueError for a signal
    that is not finite or not one-dimensional, ModuleNotFoundError for G.722 without PyAV.
    """
    if signal.ndim != 1 or not np.isfinite(signal).all():
        raise ValueError("a clip must be one-dimensional and finite")
    if len(signal) == 0:
        return signal.astype(np.float32)
    if line.speed != 1.0:
        signal = stretch(signal, line.speed)
    response = sounds.room(rng) if sounds is not None and line.room else None
    shaped = _shape(signal, line, response)
    shaped = shaped * np.float32(min(1 / speech_level(shaped), _MOST_GAIN))
    heard = _surrounded(line, shaped, rng, sounds)
    if line.compressor is not None:
        heard = line.compressor.apply(heard)
    if line.overdrive_db:
        heard = overdrive(heard, line.overdrive_db)
    coded = code((heard * ratio_of(line.level_db)).astype(np.float32), line.codec)
    if not line.loss:
        return coded
    packets = -(-len(coded) // PACKET_SAMPLES)
    return conceal(coded, lost_packets(packets, line.loss, line.burst, rng))


def splice(calm: Signal, angry: Signal, at_s: float, rng: np.random.Generator) -> Signal:
    """The last `at_s` seconds of `calm`, then `angry`, 0-6 dB louder: an onset at `at_s`.

    float32 at 8 kHz, for one line to carry both (`through`). Raises ValueError if `calm` is
    shorter than `at_s`.
    """
    return _joined(calm, angry, at_s, float(rng.uniform(0, 6)), rng)


def splice_back(angry: Signal, calm: Signal, at_s: float, rng: np.random.Generator) -> Signal:
    """The reverse: `angry` until `at_s` seconds, then `calm`, 0-6 dB fainter."""
    return _joined(angry, calm, at_s, float(rng.uniform(-6, 0)), rng)


def _joined(
    first: Signal, second: Signal, at_s: float, step_db: float, rng: np.random.Generator
) -> Signal:
    at = round(at_s * RATE_HZ)
    if not 0 < at <= len(first):
        raise ValueError(f"a clip of {len(first) / RATE_HZ:.2f} s has no splice at {at_s:.2f} s")
    fade = min(round(float(rng.uniform(0.01, 0.05)) * RATE_HZ), at, len(second))
    # Two recordings need not share a gain: levels are made equal before the step is put between.
    left = first[len(first) - at :] / np.float32(max(speech_level(first), 1 / _MOST_GAIN))
    right = second / np.float32(max(speech_level(second), 1 / _MOST_GAIN))
    right = right * np.float32(ratio_of(step_db))
    rise = np.linspace(0, 1, fade, dtype=np.float32)
    whole = np.concatenate([left, right[fade:]])
    whole[at - fade : at] = left[at - fade :] * (1 - rise) + right[:fade] * rise
    # Peaks of speech lie some 12-18 dB above its level: nothing clips before the line's own gain.
    return (whole * np.float32(ratio_of(-26))).astype(np.float32)


def _surrounded(
    line: Line, speech: Signal, rng: np.random.Generator, sounds: Sounds | None
) -> Signal:
    """`speech`, at level 1, with everything that the microphone hears besides."""
    heard = speech
    length = len(speech)
    if line.noise_db is not None:
        heard = heard + _at_level(_pink(length, line, rng), line.noise_db)
    if sounds is None:
        return heard
    for below_db, sound in (
        (line.babble_db, sounds.babble),
        (line.background_db, sounds.noise),
    ):
        if below_db is not None:
            heard = heard + _at_level(_shape(sound(length, rng), line), below_db)
    for above_db, event in ((line.sneeze_db, sounds.sneeze), (line.knock_db, sounds.knock)):
        if above_db is not None:
            pause = bool(rng.random() < 0.5)
            heard = place(heard, _shape(event(rng), line), ratio_of(above_db), rng, pause=pause)
    return heard


def _at_level(noise: Signal, below_db: float) -> Signal:
    # Noise that the line's band all but removes stays as faint as it has become.
    return (noise * np.float32(ratio_of(-below_db) / max(noise_level(noise), 0.01))).astype(
        np.float32
    )


def _gain(size: int, line: Line) -> npt.NDArray[np.float32]:
    return band(size, line.low_hz, line.high_hz, line.tilt_db)


def _shape(signal: Signal, line: Line, response: Signal | None = None) -> Signal:
    reverberation = 0 if response is None else len(response)
    size = fast_size(len(signal) + reverberation + EDGE)
    spectrum = np.fft.rfft(signal, size) * _gain(size, line)
    if response is not None:
        wet = response * np.float32(line.room)
        wet[0] = response[0]  # the direct path stays: only what follows it is the room
        spectrum *= np.fft.rfft(wet, size)
    return np.fft.irfft(spectrum, size)[: len(signal)].astype(np.float32)


def _pink(length: int, line: Line, rng: np.random.Generator) -> Signal:
    """Pink noise as `line` passes it, drawn in the spectrum."""
    size = fast_size(length + EDGE)
    bins = size // 2 + 1
    drawn = rng.standard_normal((2, bins), dtype=np.float32)
    weight = _gain(size, line) / np.sqrt(np.maximum(np.arange(bins, dtype=np.float32), 1))
    noise = np.fft.irfft((drawn[0] + 1j * drawn[1]) * weight, size)[:length]
    return (noise / np.float32(np.sqrt(np.mean(np.square(noise)) + 1e-12))).astype(np.float32)
