"""From audio to what a head pools: frames of 20 ms out of the first blocks of a Whisper encoder.

Audio is cut into hops of half a second; each is encoded once, together with a little of what came
before it, at a level of its own: how loud a caller is belongs to `inference.facts`, not here. A
hop's frames depend on nothing else, so a recording encoded in batches gives what a live leg gives.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor

from audio.formats import Signal
from inference.score import HOP_SAMPLES
from inference.whisper.encoder import SAMPLES_PER_FRAME, EarlyEncoder

HOP_FRAMES: Final = HOP_SAMPLES // SAMPLES_PER_FRAME  # 25

_RMS: Final = 0.05  # -26 dB re full scale, the nominal active level (ITU-T P.56)
_ACTIVE: Final = 1e-3  # 30 dB below the loudest frame is not speech
_SILENCE: Final = 1e-5  # below the A-law idle noise: not worth amplifying


@dataclass(frozen=True, slots=True)
class FrameFormat:
    """What of the encoder a head sees. It is part of the model: heads are trained on it."""

    layers: tuple[int, ...]
    """0: after the convolutions, n: after block n; ascending."""
    context_samples: int
    """Of the signal before the hop; a multiple of 160."""

    @property
    def chunk_samples(self) -> int:
        return self.context_samples + HOP_SAMPLES


SMALL: Final = FrameFormat(layers=(0, 1), context_samples=1_920)
LARGE: Final = FrameFormat(layers=(1, 2, 3), context_samples=8_000)


class FrameEncoder:
    """Chunks to frames, on one device."""

    def __init__(self, encoder: EarlyEncoder, shape: FrameFormat, device: str = "cpu") -> None:
        self.shape = shape
        self._device = torch.device(device)
        self._encoder = encoder.to(self._device).eval()

    @property
    def width(self) -> int:
        return self._encoder.width

    @torch.inference_mode()
    def encode(self, chunks: Tensor) -> Tensor:
        """float32 (n, chunk_samples), 8 kHz, to float32 (n, 25, layers, width) on the CPU."""
        outputs: Tensor = self._encoder(level(chunks.to(self._device)), HOP_FRAMES)
        return outputs[:, list(self.shape.layers)].transpose(1, 2).cpu()


def level(chunks: Tensor) -> Tensor:
    """float32 (n, samples) to the same with the active part of each row at -26 dB."""
    power = chunks.view(len(chunks), -1, SAMPLES_PER_FRAME).square().mean(2)
    active = power >= power.amax(1, keepdim=True) * _ACTIVE
    rms = ((power * active).sum(1) / active.sum(1)).sqrt()
    levelled: Tensor = chunks * (_RMS / (rms + _SILENCE))[:, None]
    return levelled


def chunk(signal: Signal, new: int, shape: FrameFormat) -> Signal:
    """The last `new` (at most 4 000) samples of `signal` with their context, float32
    (chunk_samples,): silence stands for what is missing before, and after a short last hop."""
    padded = np.zeros(shape.chunk_samples, np.float32)
    part = signal[-(shape.context_samples + new) :]
    end = shape.context_samples + new
    padded[end - len(part) : end] = part
    return padded


def chunks(signal: Signal, shape: FrameFormat) -> Signal:
    """Every hop of a recording, float32 (hops, chunk_samples)."""
    return np.stack(
        [
            chunk(signal[: at + HOP_SAMPLES], min(HOP_SAMPLES, len(signal) - at), shape)
            for at in range(0, len(signal), HOP_SAMPLES)
        ]
    )
