"""The first blocks of a Whisper encoder in torch, with the outputs of every block.

Early blocks carry how something is said, the last ones what is said (measured: see the model
card). Short inputs are fine: as many position encodings are added as there are frames.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from inference.whisper.mel import MELS, WhisperMel

FRAMES_PER_S: Final = 50
SAMPLES_PER_FRAME: Final = 160  # 20 ms at 8 kHz
_HEAD_WIDTH: Final = 64

Arrays = Mapping[str, npt.NDArray[np.generic]]


class Block(nn.Module):
    """Pre-norm transformer block."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.heads = width // _HEAD_WIDTH
        self.attention_norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.mlp_norm = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x: Tensor, keep: int) -> Tensor:
        """(batch, frames, width) to the last `keep` frames of the block's output; every frame is
        attended to."""
        batch, frames, width = x.shape
        heads = self.qkv(self.attention_norm(x)).view(batch, frames, 3, self.heads, _HEAD_WIDTH)
        query, key, value = heads.permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(query[:, :, -keep:], key, value)
        x = x[:, -keep:] + self.out(mixed.transpose(1, 2).reshape(batch, keep, width))
        out: Tensor = x + self.down(functional.gelu(self.up(self.mlp_norm(x))))
        return out


class EarlyEncoder(nn.Module):
    """Mel, two convolutions and `blocks` transformer blocks."""

    def __init__(self, width: int, blocks: int, positions: int = 1500) -> None:
        super().__init__()
        self.mel = WhisperMel()
        self.conv1 = nn.Conv1d(MELS, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.position = nn.Parameter(torch.zeros(positions, width), requires_grad=False)
        self.blocks = nn.ModuleList(Block(width) for _ in range(blocks))

    @property
    def width(self) -> int:
        return self.position.shape[1]

    def forward(self, signal: Tensor, keep: int | None = None) -> Tensor:
        """float32 (batch, samples) at 8 kHz, a multiple of 160 samples, at most 30 s, to
        (batch, blocks + 1, keep, width): the last `keep` frames of 20 ms (all if None) after the
        convolutions and after each block."""
        x = functional.gelu(self.conv1(self.mel(signal)))
        x = functional.gelu(self.conv2(x)).transpose(1, 2)
        x = x + self.position[: x.shape[1]]
        kept = x.shape[1] if keep is None else keep
        outputs = [x[:, -kept:]]
        for number, block in enumerate(self.blocks, 1):
            x = block(x, kept if number == len(self.blocks) else x.shape[1])
            outputs.append(x[:, -kept:])
        return torch.stack(outputs, 1)


def from_model_bin(arrays: Arrays, blocks: int) -> EarlyEncoder:
    """The encoder of a CTranslate2 Whisper model, float32.

    Raises KeyError-like `ModelBinError` where a variable is missing, ValueError where one has
    another shape than Whisper's.
    """
    encoder = EarlyEncoder(arrays["encoder/conv1/weight"].shape[0], blocks)
    encoder.load_state_dict({ours: _tensor(arrays, theirs) for ours, theirs in names(blocks)})
    return encoder.eval()


def names(blocks: int) -> list[tuple[str, str]]:
    """Parameter here, variable there."""
    pairs = [
        ("conv1.weight", "encoder/conv1/weight"),
        ("conv1.bias", "encoder/conv1/bias"),
        ("conv2.weight", "encoder/conv2/weight"),
        ("conv2.bias", "encoder/conv2/bias"),
        ("position", "encoder/position_encodings/encodings"),
    ]
    for n in range(blocks):
        attention, ffn = f"encoder/layer_{n}/self_attention", f"encoder/layer_{n}/ffn"
        for ours, theirs in (
            ("attention_norm", f"{attention}/layer_norm"),
            ("qkv", f"{attention}/linear_0"),
            ("out", f"{attention}/linear_1"),
            ("mlp_norm", f"{ffn}/layer_norm"),
            ("up", f"{ffn}/linear_0"),
            ("down", f"{ffn}/linear_1"),
        ):
            weight, bias = ("gamma", "beta") if ours.endswith("norm") else ("weight", "bias")
            pairs.append((f"blocks.{n}.{ours}.weight", f"{theirs}/{weight}"))
            pairs.append((f"blocks.{n}.{ours}.bias", f"{theirs}/{bias}"))
    return pairs


def _tensor(arrays: Arrays, name: str) -> Tensor:
    return torch.from_numpy(np.array(arrays[name], np.float32))
