"""G.711 against the standard library, WAV files, resampling."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.g711 import decode_alaw, decode_ulaw, encode_alaw, encode_ulaw
from audio.resample import Halver, resample
from audio.wav import WavError, read_wav, write_alaw, write_pcm

pytestmark = pytest.mark.unit

ALL_CODES = bytes(range(256))
ALL_VALUES = np.arange(-32_768, 32_768).astype(np.int16)


def test_every_g711_value_is_the_standard_librarys() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import audioop

    assert decode_alaw(ALL_CODES).tobytes() == audioop.alaw2lin(ALL_CODES, 2)
    assert decode_ulaw(ALL_CODES).tobytes() == audioop.ulaw2lin(ALL_CODES, 2)
    assert encode_alaw(ALL_VALUES).tobytes() == audioop.lin2alaw(ALL_VALUES.tobytes(), 2)
    assert encode_ulaw(ALL_VALUES).tobytes() == audioop.lin2ulaw(ALL_VALUES.tobytes(), 2)


def test_alaw_survives_a_round_trip() -> None:
    assert encode_alaw(decode_alaw(ALL_CODES)).tobytes() == ALL_CODES


def test_alaw_wav_reads_back(tmp_path: Path) -> None:
    pcm = decode_alaw(ALL_CODES)
    write_alaw(tmp_path / "a.wav", pcm)

    recording = read_wav(tmp_path / "a.wav")

    assert recording.rate_hz == 8_000
    assert np.array_equal(recording.samples, pcm)


def test_pcm_wav_reads_back(tmp_path: Path) -> None:
    write_pcm(tmp_path / "p.wav", ALL_VALUES, 16_000)

    recording = read_wav(tmp_path / "p.wav")

    assert recording.duration_s == len(ALL_VALUES) / 16_000
    assert np.array_equal(recording.samples, ALL_VALUES)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_recording_or_a_wav_error(tmp_path_factory, raw: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.wav"
    for content in (raw, b"RIFF\x00\x00\x00\x00WAVE" + raw, b"RIFF\0\0\0\0WAVEfmt " + raw):
        path.write_bytes(content)
        try:
            read_wav(path)
        except WavError as error:
            assert "any.wav" in str(error)


@pytest.mark.parametrize(("from_hz", "to_hz"), [(16_000, 8_000), (8_000, 16_000), (44_100, 16_000)])
def test_a_tone_keeps_frequency_level_and_place(from_hz: int, to_hz: int) -> None:
    tone = _tone(440.0, from_hz)

    there = resample(tone, from_hz, to_hz)

    expected = _tone(440.0, to_hz)
    assert len(there) == len(expected)
    assert np.abs(there - expected)[300:-300].max() < 1e-3


def test_halving_frame_by_frame_is_halving_at_once() -> None:
    signal = np.random.default_rng(1).standard_normal(3_200).astype(np.float32)
    halver = Halver()

    parts = np.concatenate([halver.feed(signal[i : i + 320]) for i in range(0, 3_200, 320)])

    assert np.allclose(parts, Halver().feed(signal), atol=1e-5)


@pytest.mark.parametrize(("hz", "least_db", "most_db"), [(1_000, -0.1, 0.1), (5_000, -200, -60)])
def test_halving_keeps_the_band_and_stops_aliases(
    hz: float, least_db: float, most_db: float
) -> None:
    out = Halver().feed(_tone(hz, 16_000))[500:]

    gain_db = 20 * np.log10(out.std() * 2**0.5 + 1e-12)
    assert least_db <= gain_db <= most_db


def _tone(hz: float, rate_hz: int) -> np.ndarray:
    return np.sin(2 * np.pi * hz * np.arange(2 * rate_hz) / rate_hz).astype(np.float32)
