"""Speech through many telephone lines, as encoder frames and voice masks, on disk.

Encoding is what takes time (an hour of audio: minutes on two cores), heads train in seconds on what
it left behind. Every part is one file, written when it is whole, so an interrupted run goes on
where it stopped.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

from audio.formats import Signal
from inference.frames import FrameEncoder, chunks
from inference.vad import decide, load_silero
from inference.vad_port import CHUNK_SAMPLES
from inference.whisper.encoder import SAMPLES_PER_FRAME

log = logging.getLogger("beistand.training")

_BATCH: Final = 32
_LEAST_VOICED: Final = 5  # frames; below, the detector heard no voice and everything counts


@dataclass(frozen=True, slots=True)
class Frames:
    """One recording as a head sees it."""

    values: Tensor
    """float16 (frames, layers, width), 20 ms each."""
    voiced: Tensor
    """bool (frames,)."""


def part(
    folder: Path,
    name: str,
    make: Callable[[], list[Signal]],
    encoder: FrameEncoder,
    vad: Path,
) -> list[Frames]:
    """Frames of the signals (float32, 8 kHz) that `make` gives, or of `folder`/`name`.pt if an
    earlier run left it there. Raises OSError."""
    file = folder / f"{name}.pt"
    if file.is_file():
        return [Frames(values, voiced) for values, voiced in torch.load(file, weights_only=True)]
    signals = make()
    masks = voice_masks(signals, vad)
    frames = list(map(Frames, encode(signals, encoder), masks))
    folder.mkdir(parents=True, exist_ok=True)
    scratch = file.with_suffix(".part")
    torch.save([(one.values, one.voiced) for one in frames], scratch)
    scratch.replace(file)
    log.info("encoded", extra={"part": name, "recordings": len(signals)})
    return frames


def encode(signals: Sequence[Signal], encoder: FrameEncoder) -> list[Tensor]:
    """Per signal float16 (frames, layers, width); the last frame may be part silence."""
    hops = [torch.from_numpy(chunks(signal, encoder.shape)) for signal in signals]
    encoded = torch.cat(
        [encoder.encode(some).half() for some in torch.split(torch.cat(hops), _BATCH)]
    )
    return [
        frames.flatten(0, 1)[: frame_count(signal)].clone()
        for signal, frames in zip(
            signals, torch.split(encoded, [len(h) for h in hops]), strict=True
        )
    ]


def frame_count(signal: Signal) -> int:
    return -(-len(signal) // SAMPLES_PER_FRAME)


def voice_masks(signals: Sequence[Signal], vad: Path) -> list[Tensor]:
    """Per signal bool (frames,): what silero-vad decides at the middle of every 20 ms."""
    detector = load_silero(vad.read_bytes())
    order = sorted(range(len(signals)), key=lambda i: len(signals[i]))
    masks: dict[int, Tensor] = {}
    for at in range(0, len(order), _BATCH):
        together = order[at : at + _BATCH]
        longest = -(-max(len(signals[i]) for i in together) // CHUNK_SAMPLES)
        padded = np.zeros((len(together), longest * CHUNK_SAMPLES), np.float32)
        for row, i in enumerate(together):
            padded[row, : len(signals[i])] = signals[i]
        with torch.inference_mode():
            probability, _ = detector(torch.from_numpy(padded), None)
        for row, i in enumerate(together):
            speech = np.array(decide(probability[row].tolist()))
            middle = np.arange(frame_count(signals[i])) * SAMPLES_PER_FRAME + SAMPLES_PER_FRAME // 2
            mask = torch.from_numpy(speech[np.minimum(middle // CHUNK_SAMPLES, longest - 1)])
            masks[i] = mask if int(mask.sum()) >= _LEAST_VOICED else torch.ones_like(mask)
    return [masks[i] for i in range(len(signals))]
