"""What the tension heads learn from and are measured on: speech over lines, encoded and labelled.

Nothing here depends on a model's answers. The seeds are fixed, so a bank that an interrupted run
left behind is the bank this run would make.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

from audio.formats import Signal
from inference.frames import FrameEncoder
from inference.head import FOUR, pooled
from inference.score import RATE_HZ
from inference.training.bank import Frames, part
from inference.training.corpus import Clip, calm_calls, emodb, free_clips
from inference.training.sounds import Sounds
from inference.training.telephone import Line, random_line, splice, through

SEVEN: Final = ("anger", "boredom", "disgust", "fear", "happiness", "neutral", "sadness")
RANDOM_LINES: Final = 3
NONE: Final = -1

_LEVEL: Final = {
    "anger": (1.0, 1.0),
    "angry": (1.0, 1.0),
    "fear": (1.0, 0.0),
    "disgust": (1.0, 0.0),
}
"""Beyond calm, beyond strained; everything else is calm."""
_ONSET: Final = (1.0, 0.5)
"""Half calm, half angry: not yet angry, no longer calm."""
_AROUSAL: Final = {
    # Priors per category: the corpora carry no ratings. Order after Russell's circumplex.
    "anger": 0.95,
    "angry": 0.95,
    "fear": 0.85,
    "happiness": 0.85,
    "amused": 0.8,
    "surprised": 0.85,
    "disgust": 0.5,
    "disgusted": 0.5,
    "neutral": 0.25,
    "calm": 0.25,
    "sadness": 0.1,
    "sleepy": 0.05,
    "boredom": 0.05,
}


@dataclass(frozen=True, slots=True)
class Label:
    """What one recording is; targets are 0..1, nan where nothing is known."""

    clip: Clip | None
    """None: no speech."""
    emotion: str
    level: tuple[float, float]
    quality: float = 1.0

    @property
    def speaker(self) -> str:
        return self.clip.speaker if self.clip is not None else ""


@dataclass(frozen=True, slots=True)
class Examples:
    """Pooled inputs and targets, row by row."""

    inputs: Tensor
    """float16 (n, inputs)"""
    level: Tensor
    """float32 (n, 2)"""
    four: Tensor
    """int64 (n,), NONE where the emotion is not one of the four."""
    seven: Tensor
    """int64 (n,), NONE where it is not one of EmoDB's seven."""
    arousal: Tensor
    """float32 (n,), nan where unknown."""
    quality: Tensor
    """float32 (n,)"""
    speakers: tuple[str, ...]

    def __getitem__(self, chosen: Tensor) -> "Examples":
        """Rows by a bool mask (n,)."""
        kept = zip(self.speakers, chosen.tolist(), strict=True)
        return Examples(
            **{name: getattr(self, name)[chosen] for name in _TENSORS},
            speakers=tuple(speaker for speaker, keep in kept if keep),
        )

    def of(self, speakers: Sequence[str]) -> Tensor:
        """bool (n,): rows of these speakers."""
        return torch.tensor([speaker in speakers for speaker in self.speakers])


_TENSORS: Final = ("inputs", "level", "four", "seven", "arousal", "quality")


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a profile's heads need."""

    train: Examples
    whole: Examples
    """EmoDB, full clips over a clean line."""
    uniform: Examples
    """EmoDB, 2.0 s clips over a clean line."""
    wideband: Examples
    """The same without any telephone (up to 4 kHz)."""
    clips: tuple[Clip, ...]
    """What was learnt from."""
    sounds: Sounds


def gather(data: Path, work: Path, profile: str, encoder: FrameEncoder, vad: Path) -> Material:
    """Encode what `work` does not hold yet (minutes), pool everything. Raises OSError, KeyError."""
    sounds = Sounds.read(data)

    def frames(name: str, make: Callable[[], list[Signal]]) -> list[Frames]:
        return part(work, f"{name}.{profile}", make, encoder, vad)

    full, uniform = emodb(data), emodb(data, "emodb_uniform2s")
    heard = {clip.path: clip.read() for clip in full + uniform}
    full_signals = [heard[clip.path] for clip in full]
    uniform_signals = [heard[clip.path] for clip in uniform]
    full_labels, uniform_labels = [_label(c) for c in full], [_label(c) for c in uniform]
    rng = np.random.default_rng(7)

    clean = frames("full.clean", lambda: _clean(full_signals, 2))
    clean_uniform = frames("uni.clean", lambda: _clean(uniform_signals, 1))
    whole = _whole(clean, full_labels)
    exact = _whole(clean_uniform, uniform_labels)
    parts = [exact, _crops(clean, full_labels, rng)]
    for line in range(1, RANDOM_LINES + 1):
        seed = 10 + line
        varied = frames(f"full.r{line}", lambda s=seed: _random(full_signals, s, sounds))  # type: ignore[misc]
        parts.append(_crops(varied, full_labels, rng))
        varied = frames(f"uni.r{line}", lambda s=seed + 100: _random(uniform_signals, s, sounds))  # type: ignore[misc]
        parts.append(_whole(varied, uniform_labels))
    calm, pieces = _calm_pieces(data)
    parts.append(_whole(frames("calm.r1", lambda: _random(pieces, 31, sounds)), calm))
    parts.append(_whole(frames("calm.r2", lambda: _random(pieces[::2], 32, sounds)), calm[::2]))
    others = free_clips(data)
    other_signals = [clip.read() for clip in others]
    labels = [_label(clip) for clip in others]
    parts.append(_crops(frames("de.clean", lambda: _clean(other_signals, 40)), labels, rng))
    parts.append(_crops(frames("de.r1", lambda: _random(other_signals, 41, sounds)), labels, rng))
    silent = _no_speech(sounds)
    nobody = [Label(None, "", (0.0, 0.0), quality=0.0)] * len(silent)
    parts.append(_whole(frames("neg.r1", lambda: _random(silent, 51, sounds)), nobody))
    onsets, onset_labels = _onsets(full, full_signals)
    parts.append(_whole(frames("onset.r1", lambda: _random(onsets, 61, sounds)), onset_labels))
    wide = _whole(frames("uni.wide", lambda: uniform_signals), uniform_labels)
    learnt = tuple(full + uniform + calm_calls(data) + others)
    return Material(_together(parts), whole, exact, wide, learnt, sounds)


# ---------------------------------------------------------------- signals


def _clean(signals: Sequence[Signal], seed: int) -> list[Signal]:
    rng = np.random.default_rng(seed)
    return [through(Line(), signal, rng) for signal in signals]


def _random(signals: Sequence[Signal], seed: int, sounds: Sounds) -> list[Signal]:
    """Each over a line of its own, beginning anywhere on the grid of hops."""
    rng = np.random.default_rng(seed)
    varied = []
    for signal in signals:
        late = np.concatenate([np.zeros(160 * int(rng.integers(0, 25)), np.float32), signal])
        varied.append(through(random_line(rng), late, rng, sounds))
    return varied


def _calm_pieces(data: Path) -> tuple[list[Label], list[Signal]]:
    """Three-second pieces of calm service calls; a pause is no example of a voice."""
    labels, pieces = [], []
    step = 3 * RATE_HZ
    for call in calm_calls(data):
        track = call.read()
        for at in range(0, len(track) - step, step // 2):
            piece = track[at : at + step]
            if np.mean(np.abs(piece) > 0.01) > 0.25:
                labels.append(_label(call))
                pieces.append(piece)
    return labels, pieces


def _no_speech(sounds: Sounds) -> list[Signal]:
    """Noises, sneezes, and tones as telephones have them: what quality has to know."""
    rng = np.random.default_rng(50)
    clips = [sounds.noise_only(2 * RATE_HZ, rng) for _ in range(80)]
    clips += [sounds.sneeze_only(2 * RATE_HZ, rng) for _ in range(80)]
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    for _ in range(80):
        tones = rng.choice(_TONES_HZ, size=int(rng.integers(1, 4)))
        clip = sum(np.sin(2 * np.pi * hz * t + rng.uniform(0, 6)) for hz in tones) * 0.1
        period = int(rng.integers(800, 8_000))
        if rng.random() < 0.6:
            clip = clip * ((np.arange(len(t)) // period) % 2 == 0)
        clips.append(clip.astype(np.float32))
    return clips


_TONES_HZ: Final = (
    *(425, 440, 480, 697, 770, 852, 941, 1209),  # progress tones (ITU-T E.180), DTMF (Q.23)
    *(1336, 1477, 1100, 2100, 1850, 300, 600, 990),  # and fax, modem, chords
)


def _onsets(clips: Sequence[Clip], signals: Sequence[Signal]) -> tuple[list[Signal], list[Label]]:
    """Per speaker twenty times a second and a half of calm and the same of anger."""
    rng = np.random.default_rng(60)
    spliced, labels = [], []
    length = 3 * RATE_HZ // 2
    for speaker in sorted({clip.speaker for clip in clips}):
        mine = [i for i, c in enumerate(clips) if c.speaker == speaker]
        long = [i for i in mine if len(signals[i]) >= length]
        calm = [i for i in long if clips[i].emotion not in ("anger", "fear", "disgust")]
        angry = [i for i in long if clips[i].emotion == "anger"]
        for _ in range(20):
            a, b = int(rng.choice(calm)), int(rng.choice(angry))
            spliced.append(splice(signals[a], signals[b][:length], length / RATE_HZ, rng))
            labels.append(Label(clips[b], "", _ONSET))
    return spliced, labels


# ---------------------------------------------------------------- examples


def _label(clip: Clip) -> Label:
    return Label(clip, clip.emotion, _LEVEL.get(clip.emotion, (0.0, 0.0)))


def _whole(frames: Sequence[Frames], labels: Sequence[Label]) -> Examples:
    inputs = [pooled(one.values, one.voiced).half() for one in frames]
    return _examples(inputs, labels)


def _crops(frames: Sequence[Frames], labels: Sequence[Label], rng: np.random.Generator) -> Examples:
    """Of each a random cut of 1.2-3 s and the whole of it. The cut's length is drawn without
    looking at the clip: in EmoDB as packaged the length of a file tells its emotion (the data's
    `truncated` column); of the whole only mean and deviation are kept."""
    inputs, cut_labels = [], []
    for one, label in zip(frames, labels, strict=True):
        length = int(rng.integers(60, 101 if rng.random() < 0.7 else 151))
        spare = len(one.voiced) - length
        start = int(rng.integers(spare + 1)) if spare > 0 else 0
        voiced = one.voiced[start : start + length]
        if not voiced.any():
            voiced = torch.ones_like(voiced)
        inputs.append(pooled(one.values[start : start + length], voiced).half())
        inputs.append(pooled(one.values, one.voiced).half())
        cut_labels += [label, label]
    return _examples(inputs, cut_labels)


def _examples(inputs: list[Tensor], labels: Sequence[Label]) -> Examples:
    def place(names: tuple[str, ...], label: Label) -> int:
        # Categories are EmoDB's: what a service call or another corpus calls neutral is not.
        rated = label.clip is not None and label.clip.corpus.startswith("emodb")
        return names.index(label.emotion) if rated and label.emotion in names else NONE

    return Examples(
        inputs=torch.stack(inputs),
        level=torch.tensor([label.level for label in labels]),
        four=torch.tensor([place(FOUR, label) for label in labels]),
        seven=torch.tensor([place(SEVEN, label) for label in labels]),
        arousal=torch.tensor([_AROUSAL.get(label.emotion, float("nan")) for label in labels]),
        quality=torch.tensor([label.quality for label in labels]),
        speakers=tuple(label.speaker for label in labels),
    )


def _together(parts: Sequence[Examples]) -> Examples:
    return Examples(
        **{name: torch.cat([getattr(one, name) for one in parts]) for name in _TENSORS},
        speakers=tuple(speaker for one in parts for speaker in one.speakers),
    )
