"""The one PCM format inside Beistand: 16 kHz, mono, signed 16 bit, in frames of 20 ms.

Owns the constants and the conversion to float. G.711 lives in `audio.g711`.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

SAMPLE_RATE_HZ: Final = 16_000
FRAME_MS: Final = 20
FRAME_SAMPLES: Final = SAMPLE_RATE_HZ * FRAME_MS // 1000  # 320
FRAME_BYTES: Final = FRAME_SAMPLES * 2  # 640
FULL_SCALE: Final = 32_768.0

Pcm = npt.NDArray[np.int16]
"""int16, shape (samples,), 16 kHz unless said, range -32768..32767."""

Signal = npt.NDArray[np.float32]
"""float32, shape (samples,), 16 kHz unless said, range -1..1."""


def to_signal(pcm: Pcm) -> Signal:
    """Scale `pcm` to float32 in -1..1."""
    return pcm.astype(np.float32) / np.float32(FULL_SCALE)


def to_pcm(signal: Signal) -> Pcm:
    """Scale `signal` to int16; what lies outside -1..1 is clipped."""
    pcm: Pcm = np.clip(np.rint(signal * FULL_SCALE), -32_768, 32_767).astype(np.int16)
    return pcm
