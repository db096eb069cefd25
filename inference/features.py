"""What the tension network sees: log-mel frames of the telephone band, freed of loudness.

8 kHz float32 in; one column every 10 ms out. Each window is shifted so that its voiced frames
average to zero: how loud a caller is belongs to `inference.facts`, not to the network.
"""

from typing import Final

import torch
from torch import Tensor
from torchaudio.transforms import MelSpectrogram

RATE_HZ: Final = 8_000
HOP_SAMPLES: Final = 80  # 10 ms
WINDOW_SAMPLES: Final = 200  # 25 ms
FFT_SAMPLES: Final = 512  # zero-padded: keeps the narrow low mel filters from being empty
MELS: Final = 48
LOW_HZ: Final = 100.0
HIGH_HZ: Final = 3_800.0
FRAMES_PER_S: Final = RATE_HZ // HOP_SAMPLES  # 100

_FLOOR: Final = 1e-9  # -90 dB re full scale: below the A-law idle noise
_SPAN_DB: Final = 40.0  # deeper than this below the voiced mean is silence or codec noise
_SCALE_DB: Final = 20.0


class LogMel(torch.nn.Module):
    """Signal to decibel mel frames; has no trained parameter."""

    def __init__(self) -> None:
        super().__init__()
        self._mel = MelSpectrogram(
            sample_rate=RATE_HZ,
            n_fft=FFT_SAMPLES,
            win_length=WINDOW_SAMPLES,
            hop_length=HOP_SAMPLES,
            f_min=LOW_HZ,
            f_max=HIGH_HZ,
            n_mels=MELS,
            power=2.0,
        )

    def forward(self, signal: Tensor) -> Tensor:
        """float32 (batch, samples), -1..1, to float32 (batch, 48, 1 + samples // 80) in dB."""
        mel: Tensor = self._mel(signal)
        return 10.0 * torch.log10(mel + _FLOOR)


def level_free(decibels: Tensor, voiced: Tensor) -> Tensor:
    """Take the voiced mean out of (batch, 48, frames) dB; unvoiced columns become silence.

    `voiced` is bool (batch, frames). Result: float32, about -2..2, the same for any gain.
    """
    mask = voiced.unsqueeze(1).to(decibels.dtype)
    count = mask.sum((1, 2)).clamp(min=1.0) * decibels.shape[1]
    mean = (decibels * mask).sum((1, 2)) / count
    centred = (decibels - mean[:, None, None]).clamp(-_SPAN_DB, _SPAN_DB) / _SCALE_DB
    return torch.where(
        voiced.unsqueeze(1), centred, torch.full_like(centred, -_SPAN_DB / _SCALE_DB)
    )
