"""Between the 16 kHz of the ring and the 8 kHz of the telephone band; anything else offline.

The streaming decimator carries its filter memory from frame to frame, so that frames join
without clicks.
"""

from typing import Final

import numpy as np

from audio.formats import Signal

_PAD: Final = 256  # zeros between the end and the start, which the spectrum joins
_TAPS: Final = 47  # half-band: -60 dB above 4.6 kHz, 1.4 ms of delay at 16 kHz


def _low_pass(cutoff: float, taps: int) -> Signal:
    """Windowed-sinc low-pass; `cutoff` as a fraction of the sample rate, unity gain at DC."""
    n = np.arange(taps) - (taps - 1) / 2
    kernel = 2 * cutoff * np.sinc(2 * cutoff * n) * np.blackman(taps)
    scaled: Signal = (kernel / kernel.sum()).astype(np.float32)
    return scaled


_HALF_BAND: Final = _low_pass(0.24, _TAPS)


class Halver:
    """16 kHz to 8 kHz, frame by frame; frames must have an even number of samples."""

    def __init__(self) -> None:
        self._memory: Signal = np.zeros(_TAPS - 1, np.float32)

    def feed(self, signal: Signal) -> Signal:
        """float32 at 16 kHz, shape (2n,), to float32 at 8 kHz, shape (n,)."""
        padded = np.concatenate([self._memory, signal])
        self._memory = padded[-(_TAPS - 1) :].copy()
        return np.convolve(padded, _HALF_BAND, "valid")[::2].astype(np.float32)


def resample(signal: Signal, from_hz: int, to_hz: int) -> Signal:
    """A whole signal from one rate to another, in the spectrum: linear phase, no delay.

    The last 6 % below the lower Nyquist frequency fade out, which keeps the ringing short.
    """
    if from_hz == to_hz or len(signal) == 0:
        return signal
    common = int(np.gcd(from_hz, to_hz))
    step = from_hz // common
    length = -(-(len(signal) + _PAD) // step) * step  # the new length is a whole number, too
    new_length = length // step * (to_hz // common)
    spectrum = np.fft.rfft(signal, length)[: new_length // 2 + 1]
    hz = np.arange(len(spectrum)) * (from_hz / length)
    edge = min(from_hz, to_hz) / 2
    fade = np.clip((edge - hz) / (0.06 * edge), 0.0, 1.0)
    spectrum = spectrum * (np.sin(fade * np.pi / 2) ** 2)
    whole = np.fft.irfft(spectrum, new_length) * (new_length / length)
    return whole[: round(len(signal) * to_hz / from_hz)].astype(np.float32)
