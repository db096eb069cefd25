"""The small tension network: temporal convolutions over level-free log-mels, pooled over voice.

Mean and deviation over the *voiced* frames only, so that pauses and gated echo say nothing.
The emotion categories are an auxiliary task of the training; the product uses `tension` alone.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from audio.formats import Signal
from inference.features import MELS, LogMel, level_free

FORMAT: Final = 1
CATEGORIES: Final = ("anger", "boredom", "disgust", "fear", "happiness", "neutral", "sadness")
_WIDTH: Final = 64


class ModelFileError(ValueError):
    """The file is not a tension model of this format."""


class _Block(nn.Module):
    """Dilated convolution with a residual path; keeps shape (batch, width, frames)."""

    def __init__(self, dilation: int, dropout: float) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(_WIDTH, _WIDTH, 3, padding=dilation, dilation=dilation)
        self.norm = nn.BatchNorm1d(_WIDTH)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.dropout(torch.relu(self.norm(self.convolution(x))))
        return x + out


class TensionNetwork(nn.Module):
    """About 70 000 parameters."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv1d(MELS, _WIDTH, 5, stride=2, padding=2), nn.BatchNorm1d(_WIDTH), nn.ReLU()
        )
        self.blocks = nn.Sequential(*(_Block(d, dropout) for d in (1, 2, 4)))
        self.joint = nn.Sequential(nn.Dropout(dropout), nn.Linear(2 * _WIDTH, 64), nn.ReLU())
        self.tension = nn.Linear(64, 1)
        self.category = nn.Linear(64, len(CATEGORIES))

    def forward(self, features: Tensor, voiced: Tensor) -> tuple[Tensor, Tensor]:
        """`level_free` features and bool (batch, frames) to tension logit (batch,) and category
        logits (batch, 7)."""
        x = self.blocks(self.stem(features))
        mask = voiced[:, ::2].unsqueeze(1).to(x.dtype)
        count = mask.sum(2).clamp(min=1.0)
        mean = (x * mask).sum(2) / count
        variance = (((x - mean.unsqueeze(2)) ** 2) * mask).sum(2) / count
        pooled = self.joint(torch.cat([mean, (variance + 1e-5).sqrt()], 1))
        return self.tension(pooled).squeeze(1), self.category(pooled)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Logit to probability: sigmoid(logit / temperature)."""

    temperature: float = 1.0


class TensionModel:
    """A trained network on one device, ready to score windows."""

    def __init__(self, network: TensionNetwork, calibration: Calibration, device: str) -> None:
        self._device = torch.device(device)
        self._network = network.to(self._device).eval()
        self._log_mel = LogMel().to(self._device)
        self._temperature = calibration.temperature

    @torch.inference_mode()
    def score(self, signal: Signal, voiced: npt.NDArray[np.bool_]) -> float:
        """Probability-like tension 0..1 of one window.

        `signal`: float32 (samples,), 8 kHz. `voiced`: bool, one per 10 ms, True where the customer
        speaks. Not a number only where the input is.
        """
        decibels = self._log_mel(torch.from_numpy(signal).to(self._device)[None])
        mask = torch.zeros((1, decibels.shape[2]), dtype=torch.bool)
        columns = min(len(voiced), mask.shape[1])
        mask[0, :columns] = torch.from_numpy(voiced[:columns])
        mask = mask.to(self._device)
        logit, _ = self._network(level_free(decibels, mask), mask)
        return float(torch.sigmoid(logit[0] / self._temperature))


def save(path: Path, network: TensionNetwork, calibration: Calibration) -> None:
    """Plain tensors and numbers: loadable with `weights_only=True`, no code inside."""
    weights = {name: value.detach().cpu() for name, value in network.state_dict().items()}
    torch.save({"format": FORMAT, "weights": weights, "temperature": calibration.temperature}, path)


def load(content: bytes, name: str, device: str = "cpu") -> TensionModel:
    """From a file's bytes; raises ModelFileError, naming `name`, if they are no such model."""
    try:
        saved: Any = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
        if saved["format"] != FORMAT:
            raise ModelFileError(f"{name} has format {saved['format']}, wanted {FORMAT}")
        network = TensionNetwork()
        network.load_state_dict(saved["weights"])
        calibration = Calibration(float(saved["temperature"]))
    except ModelFileError:
        raise
    except Exception as error:
        raise ModelFileError(f"{name} is no tension model ({type(error).__name__})") from error
    return TensionModel(network, calibration, device)
