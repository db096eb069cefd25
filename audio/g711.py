"""G.711 A-law and µ-law by table: 8 bit bytes to 16 bit linear PCM and back.

Owns the tables only; files are `audio.wav`'s business. Bit-exact with the ITU-T G.191 reference,
which the standard library's `audioop` follows (a test compares every value while it exists).
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from audio.formats import Pcm

Octets = npt.NDArray[np.uint8]
"""uint8, shape (samples,): one G.711 code word per sample."""

_ALAW_TOGGLE: Final = 0x55  # even bits inverted on the line (G.711 table 1a, note 2)
_ULAW_BIAS: Final = 0x84


def decode_alaw(octets: Octets | bytes) -> Pcm:
    """A-law code words to int16, full 16 bit scale (13 significant bits)."""
    return _ALAW_TO_LINEAR[_as_octets(octets)]


def decode_ulaw(octets: Octets | bytes) -> Pcm:
    """µ-law code words to int16, full 16 bit scale (14 significant bits)."""
    return _ULAW_TO_LINEAR[_as_octets(octets)]


def encode_alaw(pcm: Pcm) -> Octets:
    """int16 to A-law code words, any shape."""
    return _LINEAR_TO_ALAW[pcm.astype(np.int32) + 32_768]


def encode_ulaw(pcm: Pcm) -> Octets:
    """int16 to µ-law code words, any shape."""
    return _LINEAR_TO_ULAW[pcm.astype(np.int32) + 32_768]


def _as_octets(octets: Octets | bytes) -> Octets:
    return np.frombuffer(octets, np.uint8) if isinstance(octets, bytes) else octets


def _alaw_table() -> Pcm:
    code = np.arange(256) ^ _ALAW_TOGGLE
    mantissa = (code & 0x0F) << 4
    segment = (code & 0x70) >> 4
    magnitude = np.where(
        segment == 0, mantissa + 8, (mantissa + 0x108) << np.maximum(segment - 1, 0)
    )
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


def _ulaw_table() -> Pcm:
    code = ~np.arange(256) & 0xFF
    magnitude = ((((code & 0x0F) << 3) + _ULAW_BIAS) << ((code & 0x70) >> 4)) - _ULAW_BIAS
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _alaw_codes() -> Octets:
    linear = np.arange(-32_768, 32_768) >> 3  # 13 bit
    positive = linear >= 0
    magnitude = np.where(positive, linear, -linear - 1)
    segment = np.searchsorted([0x1F, 0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF], magnitude, "left")
    shift = np.where(segment < 2, 1, segment)
    code = (segment << 4) | ((magnitude >> shift) & 0x0F)
    return (code ^ np.where(positive, 0xD5, _ALAW_TOGGLE)).astype(np.uint8)


def _ulaw_codes() -> Octets:
    linear = np.arange(-32_768, 32_768) >> 2  # 14 bit
    positive = linear >= 0
    magnitude = np.minimum(np.abs(linear), 8159) + (_ULAW_BIAS >> 2)
    segment = np.searchsorted(
        [0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF, 0xFFF, 0x1FFF], magnitude, "left"
    )
    code = (segment << 4) | ((magnitude >> (segment + 1)) & 0x0F)
    code = np.where(segment >= 8, 0x7F, code)
    return (code ^ np.where(positive, 0xFF, 0x7F)).astype(np.uint8)


_ALAW_TO_LINEAR: Final = _alaw_table()
_ULAW_TO_LINEAR: Final = _ulaw_table()
_LINEAR_TO_ALAW: Final = _alaw_codes()
_LINEAR_TO_ULAW: Final = _ulaw_codes()
