"""Voice activity: silero-vad at 8 kHz, and an energy gate for where it cannot be loaded.

Both turn 32 ms of the leg into "somebody is speaking", with two thresholds so that the decision
does not flutter.
"""

import io
import warnings
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from audio.formats import Signal
from inference.vad_port import CHUNK_SAMPLES

ON: Final = 0.5  # silero-vad's own defaults (VADIterator): on at 0.5, off 0.15 below
OFF: Final = 0.35

_FFT: Final = 128
_CONTEXT: Final = 32  # samples before a chunk that the network hears again


class SileroVoice:
    """silero-vad 6 (MIT) with one leg's state. CPU: it is tiny."""

    def __init__(self, network: "Silero") -> None:
        self._network = network
        self._state: State | None = None
        self._speaking = False

    def feed(self, signal: Signal) -> list[bool]:
        with torch.inference_mode():
            probability, self._state = self._network(torch.from_numpy(signal)[None], self._state)
        decisions = decide(probability[0].tolist(), self._speaking)
        self._speaking = decisions[-1]
        return decisions

    def reset(self) -> None:
        self._state = None
        self._speaking = False


State = tuple[Tensor, Tensor, Tensor]
"""The last samples, and the LSTM's hidden and cell state, for a batch of legs."""


class Silero(torch.nn.Module):
    """The network of silero-vad's 8 kHz half, for any number of chunks at once.

    The wheel's TorchScript takes one chunk a call, and sixteen calls a hop cost more than the rest
    of a hop does. Its weights are used as they are; a test holds the two against each other.
    """

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("basis", torch.zeros(2 * (_FFT // 2 + 1), 1, _FFT))
        channels = (_FFT // 2 + 1, 128, 64, 64, 128)
        self.convolutions = torch.nn.ModuleList(
            torch.nn.Conv1d(a, b, 3, stride, 1)
            for a, b, stride in zip(channels, channels[1:], (1, 2, 2, 1), strict=False)
        )
        self.lstm = torch.nn.LSTM(128, 128, batch_first=True)
        self.out = torch.nn.Linear(128, 1)

    def forward(self, signal: Tensor, state: State | None) -> tuple[Tensor, State]:
        """float32 (batch, n * 256) at 8 kHz, the audio after the one that gave `state`, to the
        probability of speech (batch, n) and the next state."""
        batch, samples = signal.shape
        if state is None:
            zeros = torch.zeros(1, batch, 128)
            state = torch.zeros(batch, _CONTEXT), zeros, zeros
        before, hidden, cell = state
        heard = torch.cat([before, signal], 1)
        chunks = heard.unfold(1, _CONTEXT + CHUNK_SAMPLES, CHUNK_SAMPLES).flatten(0, 1)
        chunks = functional.pad(chunks[:, None], (0, _FFT // 4), mode="reflect")
        real, imaginary = functional.conv1d(chunks, self.get_buffer("basis"), stride=64).chunk(2, 1)
        x = (real.square() + imaginary.square()).sqrt()
        for convolution in self.convolutions:
            x = torch.relu(convolution(x))
        x = x.view(batch, samples // CHUNK_SAMPLES, 128)
        x, (hidden, cell) = self.lstm(x, (hidden, cell))
        probability = torch.sigmoid(self.out(torch.relu(x))).squeeze(2)
        return probability, (heard[:, -_CONTEXT:], hidden, cell)


def load_silero(model_bytes: bytes) -> Silero:
    """From the wheel's TorchScript file; raises RuntimeError or KeyError where it is no such."""
    with warnings.catch_warnings():
        # WORKAROUND(https://github.com/snakers4/silero-vad): torch 2.11 deprecates TorchScript,
        # the wheel's other formats need onnxruntime or 16 kHz.
        warnings.simplefilter("ignore", DeprecationWarning)
        script: Any = torch.jit.load(io.BytesIO(model_bytes), map_location="cpu")  # type: ignore[no-untyped-call]
    theirs: dict[str, Tensor] = script._model_8k.state_dict()
    ours = {"basis": theirs["stft.forward_basis_buffer"]}
    for number in range(4):
        for kind in ("weight", "bias"):
            name = f"encoder.{number}.reparam_conv.{kind}"
            ours[f"convolutions.{number}.{kind}"] = theirs[name]
    for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        ours[f"lstm.{kind}_l0"] = theirs[f"decoder.rnn.{kind}"]
    ours["out.weight"] = theirs["decoder.decoder.2.weight"].squeeze(2)
    ours["out.bias"] = theirs["decoder.decoder.2.bias"]
    network = Silero()
    network.load_state_dict(ours)
    return network.eval()


class EnergyVoice:
    """Speech is what stands 10 dB above the recent floor. Fooled by noise and tones."""

    def __init__(self) -> None:
        self._floor_db = -60.0
        self._speaking = False

    def feed(self, signal: Signal) -> list[bool]:
        return [self._chunk(chunk) for chunk in signal.reshape(-1, CHUNK_SAMPLES)]

    def _chunk(self, chunk: Signal) -> bool:
        level_db = 10.0 * float(np.log10(float(np.mean(chunk * chunk)) + 1e-9))
        # The floor falls at once and rises by 2 dB/s, so speech does not become its own floor.
        self._floor_db = min(level_db, self._floor_db + 0.064)
        above = level_db - max(self._floor_db, -60.0)
        self._speaking = above >= (7.0 if self._speaking else 10.0)
        return self._speaking

    def reset(self) -> None:
        self._floor_db = -60.0
        self._speaking = False


def decide(probabilities: Sequence[float], speaking: bool = False) -> list[bool]:
    """The two thresholds, one decision per probability; `speaking`: what was decided before."""
    decisions = []
    for probability in probabilities:
        speaking = probability >= (OFF if speaking else ON)
        decisions.append(speaking)
    return decisions
