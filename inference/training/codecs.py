"""What a telephone codec leaves of a signal: G.711 A-law and µ-law, G.722, or nothing at all.

G.711 comes from `audio.g711`'s tables. G.722 is FFmpeg's through PyAV, an optional dependency
(`pip install beistand[train]`); nothing here is needed to run a model.
"""

from enum import StrEnum
from typing import Final

import numpy as np

from audio.formats import Pcm, Signal, to_pcm, to_signal
from audio.g711 import decode_alaw, decode_ulaw, encode_alaw, encode_ulaw
from inference.training.spectrum import EDGE, fast_size

_G722_HZ: Final = 16_000
_G722_DELAY: Final = 22  # samples at 16 kHz, of the two 24-tap mirror filters (ITU-T G.722 §1.4)


class Codec(StrEnum):
    """How a line codes the voice."""

    NONE = "none"
    ALAW = "alaw"
    ULAW = "ulaw"
    G722 = "g722"


def code(signal: Signal, codec: Codec) -> Signal:
    """float32 at 8 kHz, coded and decoded: same length, same timing, clipped to -1..1.

    Raises ModuleNotFoundError for G.722 without PyAV.
    """
    match codec:
        case Codec.NONE:
            return np.clip(signal, -1.0, 1.0).astype(np.float32)
        case Codec.ALAW:
            return to_signal(decode_alaw(encode_alaw(to_pcm(signal))))
        case Codec.ULAW:
            return to_signal(decode_ulaw(encode_ulaw(to_pcm(signal))))
        case Codec.G722:
            return _through_g722(signal)


def _through_g722(signal: Signal) -> Signal:
    # A spectrum padded to twice its length, or cut to half, is all the resampling there is.
    size = fast_size(len(signal) + _G722_DELAY + EDGE)
    wide = np.fft.irfft(np.fft.rfft(signal, size), 2 * size) * 2
    coded = encode_g722(to_pcm(wide[: 2 * (len(signal) + _G722_DELAY)].astype(np.float32)))
    heard = to_signal(decode_g722(coded))[_G722_DELAY:]
    half = np.fft.rfft(heard, 2 * size)[: size // 2 + 1]
    return (np.fft.irfft(half, size)[: len(signal)] / 2).astype(np.float32)


def encode_g722(pcm: Pcm) -> bytes:
    """int16 at 16 kHz, an even number of samples, to 64 kbit/s: one byte for two samples."""
    from av import AudioCodecContext, AudioFrame

    if len(pcm) == 0:
        return b""
    encoder = AudioCodecContext.create("g722", "w")
    encoder.sample_rate = _G722_HZ
    encoder.layout = "mono"
    encoder.format = "s16"
    encoder.options = {"frame_size": "8192"}  # the bytes of 20 ms packets, with less ado
    frame = AudioFrame.from_ndarray(pcm[np.newaxis, :], format="s16", layout="mono")
    frame.sample_rate = _G722_HZ
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def decode_g722(octets: bytes) -> Pcm:
    """64 kbit/s G.722 to int16 at 16 kHz: two samples for one byte."""
    from av import AudioCodecContext, Packet

    if not octets:
        return np.zeros(0, np.int16)
    decoder = AudioCodecContext.create("g722", "r")
    decoder.sample_rate = _G722_HZ
    decoder.layout = "mono"
    frames = decoder.decode(Packet(octets))
    return np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.int16)
