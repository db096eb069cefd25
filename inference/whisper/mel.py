"""Whisper's log-mel input, computed at 8 kHz: same windows in seconds, same filters.

Whisper hears 16 kHz. A telephone leaves nothing above 4 kHz, so the upper half of its spectrum is
not computed but filled with the floor; the lower half is the same numbers, as a spectrum of half as
many samples is a quarter of the power.
"""

from typing import Final

import torch
from torch import Tensor
from torchaudio.functional import melscale_fbanks

MELS: Final = 80
HOP_SAMPLES: Final = 80  # 10 ms
_FFT: Final = 200  # 25 ms
_POWER: Final = 4.0
_FLOOR: Final = 1e-10
_SPAN: Final = 8.0  # powers of ten below the loudest value that are kept


class WhisperMel(torch.nn.Module):
    """No trained parameter."""

    def __init__(self) -> None:
        super().__init__()
        filters = melscale_fbanks(201, 0.0, 8_000.0, MELS, 16_000, "slaney", "slaney")
        self.register_buffer("filters", filters[: _FFT // 2 + 1].T.contiguous(), persistent=False)
        self.register_buffer("window", torch.hann_window(_FFT), persistent=False)

    def forward(self, signal: Tensor) -> Tensor:
        """float32 (batch, samples) at 8 kHz, more than 100 samples, to (batch, 80, samples // 80),
        about -1..1.5."""
        spectrum = torch.stft(
            signal, _FFT, HOP_SAMPLES, window=self.get_buffer("window"), return_complex=True
        )
        power = spectrum[..., :-1].abs() ** 2 * _POWER
        mel = torch.matmul(self.get_buffer("filters"), power).clamp(min=_FLOOR).log10()
        mel = torch.maximum(mel, mel.amax((1, 2), keepdim=True) - _SPAN)
        return (mel + 4.0) / 4.0
