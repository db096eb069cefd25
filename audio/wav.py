"""WAV files, mono or first channel: 16 bit PCM, A-law and µ-law.

The standard library's `wave` reads PCM only; call recordings are mostly G.711.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from audio.formats import Pcm
from audio.g711 import decode_alaw, decode_ulaw, encode_alaw

PCM: Final = 1
ALAW: Final = 6
ULAW: Final = 7
_EXTENSIBLE: Final = 0xFFFE


class WavError(ValueError):
    """The file is not a WAV file of a kind we read; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A decoded file."""

    samples: Pcm
    """int16, shape (samples,), first channel."""
    rate_hz: int

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.rate_hz


def read_wav(path: Path) -> Recording:
    """Read `path`; raises WavError for other formats, OSError where it cannot be read."""
    raw = path.read_bytes()
    if len(raw) < 12 or raw[:4] != b"RIFF" or raw[8:12] != b"WAVE":
        raise WavError(f"{path.name} is not a WAV file")
    form: tuple[int, int, int, int] | None = None
    position = 12
    while position + 8 <= len(raw):
        name, size = struct.unpack_from("<4sI", raw, position)
        body = raw[position + 8 : position + 8 + size]
        if name == b"fmt " and len(body) >= 16:
            form = _format(body)
        elif name == b"data":
            if form is None:
                break
            return _decode(body, *form, name=path.name)
        position += 8 + size + (size & 1)
    raise WavError(f"{path.name} is a WAV file without format or data")


def write_alaw(path: Path, samples: Pcm, rate_hz: int = 8_000) -> None:
    """Write `samples` (int16, mono) as A-law, one octet per sample."""
    data = encode_alaw(samples).tobytes()
    fmt = struct.pack("<HHIIHHH", ALAW, 1, rate_hz, rate_hz, 1, 8, 0)
    fact = struct.pack("<I", len(samples))
    chunks = [(b"fmt ", fmt), (b"fact", fact), (b"data", data)]
    body = b"".join(
        name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) & 1)
        for name, content in chunks
    )
    path.write_bytes(b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body)


def write_pcm(path: Path, samples: Pcm, rate_hz: int) -> None:
    """Write `samples` (int16, mono) as 16 bit PCM."""
    data = samples.astype("<i2").tobytes()
    header = struct.pack("<HHIIHH", PCM, 1, rate_hz, rate_hz * 2, 2, 16)
    path.write_bytes(
        b"RIFF"
        + struct.pack("<I", 36 + len(data))
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + header
        + b"data"
        + struct.pack("<I", len(data))
        + data
    )


def _format(body: bytes) -> tuple[int, int, int, int]:
    """Format code, channels, rate in Hz, bits per sample."""
    code, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", body)
    if code == _EXTENSIBLE and len(body) >= 26:
        (code,) = struct.unpack_from("<H", body, 24)
    return code, channels, rate_hz, bits


def _decode(data: bytes, code: int, channels: int, rate_hz: int, bits: int, name: str) -> Recording:
    width = bits // 8
    if channels < 1 or rate_hz < 1 or width < 1:
        raise WavError(f"{name} has a broken format header")
    data = data[: len(data) - len(data) % (width * channels)]
    if code == PCM and bits == 16:
        samples = np.frombuffer(data, "<i2").astype(np.int16)
    elif code == ALAW and bits == 8:
        samples = decode_alaw(data)
    elif code == ULAW and bits == 8:
        samples = decode_ulaw(data)
    else:
        raise WavError(f"{name} has format {code} with {bits} bits; read are PCM16, A-law, µ-law")
    return Recording(samples[::channels].copy(), rate_hz)
