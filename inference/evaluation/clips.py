"""One clip through the voice detector and a scorer, hop by hop, as a leg would hear it.

A leg may say "unknown"; a clip may not: every clip of 0.3 s or more gets a score, and doubt goes
into its quality.
"""

import math
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import numpy as np

from audio.formats import Signal
from audio.windows import FRAME_SAMPLES, Window
from inference.leg import quality
from inference.score import (
    CONTEXT_SAMPLES,
    HOP_SAMPLES,
    RATE_HZ,
    VOICED_S,
    Mask,
    Scorer,
    ScoreStream,
    VoiceScore,
)
from inference.vad_port import CHUNK_SAMPLES, VoiceActivity

FOUR: Final = ("anger", "happiness", "neutral", "sadness")
LEAST_S: Final = 0.3
NO_VOICE_QUALITY: Final = 0.2
"""What is left of the quality where the detector hears nobody: the tracker's bar for evidence is
below it, a sorter's should not be."""
_COLUMN_SAMPLES: Final = 80  # a mask has one column per 10 ms
_COLUMNS_PER_FRAME: Final = FRAME_SAMPLES // _COLUMN_SAMPLES
_AT_ONCE: Final = 320 * CHUNK_SAMPLES  # 10 s
_LEAST_VOICED_S: Final = 0.1  # less is a click of the detector
_LEAST_PROBABILITY: Final = 1e-6


@runtime_checkable
class TellsFour(Protocol):
    """A ScoreStream that tells all four classes, not anger alone; for measuring only."""

    def four(self) -> tuple[float, ...] | None:
        """Probabilities in the order of `FOUR`; None before any voice."""
        ...


class TooShort(ValueError):
    """Less than `LEAST_S` of audio."""


@dataclass(frozen=True, slots=True)
class ClipScore:
    """What a model says of a whole clip; every value 0..1 (see VoiceScore)."""

    tension: float
    anger: float
    arousal: float
    quality: float
    """The model's own, times how good the audio is: enough voice, little noise, no clipping."""
    four: tuple[float, ...] | None = None
    """Probabilities of `FOUR` over the last 3 s of voice, of a model that tells them."""


def score_clip(signal: Signal, scorer: Scorer, voice: VoiceActivity) -> ClipScore:
    """`signal`: float32 (samples,), 8 kHz, finite. `voice` is reset first. Raises TooShort."""
    if len(signal) < LEAST_S * RATE_HZ:
        raise TooShort(f"{len(signal) / RATE_HZ:.2f} s of audio, {LEAST_S} s are needed")
    voiced = voice_mask(signal, voice)
    heard = float(voiced.sum()) / 100 >= _LEAST_VOICED_S
    if not heard:
        voiced = np.ones(len(voiced), np.bool_)
    stream = scorer.stream()
    pooled = pool(scores(signal, voiced, stream))
    four = stream.four() if isinstance(stream, TellsFour) else None
    window = Window(signal, voiced, 0.0, 0, 0)
    believed = quality(window, window.voiced_s)
    if not heard:
        believed *= NO_VOICE_QUALITY
    return ClipScore(
        pooled.tension, pooled.anger, pooled.arousal, round(pooled.quality * believed, 6), four
    )


def voice_mask(signal: Signal, voice: VoiceActivity) -> Mask:
    """Bool per 10 ms of whole 20 ms frames: a frame is as the chunk that holds its middle."""
    voice.reset()
    chunks = -(-len(signal) // CHUNK_SAMPLES)
    padded = np.zeros(chunks * CHUNK_SAMPLES, np.float32)
    padded[: len(signal)] = signal
    active = np.concatenate(
        [voice.feed(padded[at : at + _AT_ONCE]) for at in range(0, len(padded), _AT_ONCE)]
    )
    middles = np.arange(len(signal) // FRAME_SAMPLES) * FRAME_SAMPLES + FRAME_SAMPLES // 2
    mask: Mask = np.repeat(active[middles // CHUNK_SAMPLES], _COLUMNS_PER_FRAME)
    return mask


def scores(signal: Signal, voiced: Mask, stream: ScoreStream) -> list[VoiceScore]:
    """The scores that `pool` wants: after each hop that completes 3 s of voice, and the last.

    The last hop may be a short one.
    """
    found = []
    length = len(voiced) * _COLUMN_SAMPLES
    for start in range(0, length, HOP_SAMPLES):
        end = min(start + HOP_SAMPLES, length)
        mask = voiced[start // _COLUMN_SAMPLES : end // _COLUMN_SAMPLES]
        stream.push(signal[max(0, start - CONTEXT_SAMPLES) : end], mask)
        voiced_s = float(voiced[: end // _COLUMN_SAMPLES].sum()) / 100
        if voiced_s < VOICED_S and end < length:
            continue
        said = stream.score()
        if said is not None:
            found.append(said)
    return found


def pool(found: list[VoiceScore]) -> VoiceScore:
    """One score of all: a clip of up to 3 s of voice is what its last hop says, because that has
    seen all of it; a longer one is the mean, in logits, of the scores that had 3 s to go by.

    The quality is a plain mean. Raises ValueError where there is none or one is not a number.
    """
    if not found:
        raise ValueError("the model gave no score")
    full = [score for score in found if score.heard_s >= VOICED_S] or [found[-1]]
    if not all(math.isfinite(v) for s in full for v in (s.tension, s.anger, s.arousal, s.quality)):
        raise ValueError("the model's score is not a number")
    return VoiceScore(
        tension=_mean_in_logits([score.tension for score in full]),
        anger=_mean_in_logits([score.anger for score in full]),
        arousal=_mean_in_logits([score.arousal for score in full]),
        quality=float(np.mean([score.quality for score in full])),
        heard_s=full[-1].heard_s,
    )


def _mean_in_logits(probabilities: list[float]) -> float:
    bounded = np.clip(probabilities, _LEAST_PROBABILITY, 1 - _LEAST_PROBABILITY)
    return float(1 / (1 + np.exp(-np.mean(np.log(bounded / (1 - bounded))))))
