"""Codecs against the published tables; what loss and its concealment do to a signal."""

import numpy as np
import pytest

from audio.formats import FULL_SCALE, Signal, to_signal
from audio.g711 import encode_alaw, encode_ulaw
from inference.training.codecs import Codec, code, decode_g722, encode_g722
from inference.training.packets import PACKET_SAMPLES, conceal, lost_packets
from inference.training.telephone import RATE_HZ, Line, through

pytestmark = pytest.mark.unit

# ITU-T G.711 tables 1a and 2a, positive halves: decision values at the ends of the segments, and
# the first or last quantised value of each segment with its character signal (A-law: before the
# even bits are inverted). A-law counts to 4096, µ-law to 8159.
ALAW = {
    4032: 0b11111111,
    2112: 0b11110000,
    1056: 0b11100000,
    528: 0b11010000,
    264: 0b11000000,
    132: 0b10110000,
    66: 0b10100000,
    1: 0b10000000,
}
ULAW = {
    8031: 0b10000000,
    4191: 0b10001111,
    2079: 0b10011111,
    1023: 0b10101111,
    495: 0b10111111,
    231: 0b11001111,
    99: 0b11011111,
    33: 0b11101111,
    2: 0b11111110,
    0: 0b11111111,
}
ALAW_INTERVALS = {(3968, 4095): 4032, (2048, 2175): 2112, (1024, 1087): 1056, (64, 67): 66}
ULAW_INTERVALS = {(7903, 8158): 8031, (4063, 4318): 4191, (2015, 2142): 2079, (31, 34): 33}


@pytest.fixture
def g722() -> None:
    pytest.importorskip("av", reason="G.722 needs PyAV (pip install beistand[train])")


def test_alaw_is_the_published_table() -> None:
    values = np.array(list(ALAW), np.int16) * 8
    assert np.array_equal(encode_alaw(values), np.array(list(ALAW.values())) ^ 0x55)
    for signed in (values, -values):
        assert np.array_equal(code(to_signal(signed), Codec.ALAW) * FULL_SCALE, signed)
    for (low, high), heard in ALAW_INTERVALS.items():
        inside = to_signal(np.arange(low, high + 1, dtype=np.int16) * 8)
        assert set(code(inside, Codec.ALAW) * FULL_SCALE / 8) == {heard}


def test_ulaw_is_the_published_table() -> None:
    values = np.array(list(ULAW), np.int16) * 4
    assert np.array_equal(encode_ulaw(values), np.array(list(ULAW.values())))
    for signed in (values, -values):
        assert np.array_equal(code(to_signal(signed), Codec.ULAW) * FULL_SCALE, signed)
    for (low, high), heard in ULAW_INTERVALS.items():
        inside = to_signal(np.arange(low, high + 1, dtype=np.int16) * 4)
        assert set(code(inside, Codec.ULAW) * FULL_SCALE / 4) == {heard}


@pytest.mark.parametrize("codec", [Codec.ALAW, Codec.ULAW])
@pytest.mark.parametrize("level_db", [-10, -30])
def test_g711_keeps_its_distance_at_every_level(codec: Codec, level_db: int) -> None:
    signal = np.random.default_rng(0).standard_normal(24_000, dtype=np.float32)
    signal *= np.float32(0.3 * 10 ** (level_db / 20))
    assert 33 < _snr_db(signal, code(signal, codec)) < 40  # ITU-T G.712 asks for 33 dB


@pytest.mark.usefixtures("g722")
@pytest.mark.parametrize("length", [24_000, 24_001, 1_603])
def test_g722_keeps_length_timing_and_most_of_the_signal(length: int) -> None:
    signal = _speech_like(length)
    heard = code(signal, Codec.G722)
    assert heard.shape == signal.shape and heard.dtype == np.float32
    assert 20 < _snr_db(signal, heard) < 60
    shifts = [float(np.dot(signal[50:-50], np.roll(heard, by)[50:-50])) for by in range(-20, 21)]
    assert int(np.argmax(shifts)) - 20 == 0
    assert not np.array_equal(heard, code(signal, Codec.ALAW))


@pytest.mark.usefixtures("g722")
def test_g722_is_64_kbit_s() -> None:
    pcm = (8_000 * np.sin(np.arange(32_000) * 0.2)).astype(np.int16)
    octets = encode_g722(pcm)
    assert len(octets) == 16_000  # two seconds
    assert encode_g722(pcm[:320]) == octets[:160]  # a stream: packets are cut from it
    assert decode_g722(octets).shape == (32_000,)
    assert decode_g722(b"").shape == (0,) and encode_g722(pcm[:0]) == b""


@pytest.mark.usefixtures("g722")
@pytest.mark.parametrize("length", [1, 40, 1_600])
def test_g722_of_silence_and_of_next_to_nothing_is_finite(length: int) -> None:
    heard = through(Line(codec=Codec.G722), np.zeros(length, np.float32), np.random.default_rng(0))
    assert heard.shape == (length,) and np.max(np.abs(heard)) < 0.01


@pytest.mark.usefixtures("g722")
def test_g722_gives_the_same_bytes_again() -> None:
    signal = _speech_like(8_000)
    assert code(signal, Codec.G722).tobytes() == code(signal, Codec.G722).tobytes()


def test_no_codec_clips_only() -> None:
    signal = np.array([0.1234567, -1.5, 1.5], np.float32)
    assert np.array_equal(code(signal, Codec.NONE), np.array([0.1234567, -1, 1], np.float32))


@pytest.mark.parametrize(
    ("share", "burst"), [(0.01, 1.0), (0.05, 2.0), (0.10, 5.0), (0.10, 1.0), (0.5, 2.0)]
)
def test_as_many_packets_are_lost_at_a_time_as_the_line_says(share: float, burst: float) -> None:
    lost = lost_packets(400_000, share, burst, np.random.default_rng(7))
    assert np.mean(lost) == pytest.approx(share, rel=0.06)
    runs = int(np.count_nonzero(lost[1:] & ~lost[:-1])) + int(lost[0])
    assert np.sum(lost) / runs == pytest.approx(burst, rel=0.05)


def test_a_line_loses_its_share_of_a_long_signal() -> None:
    signal = np.random.default_rng(0).standard_normal(RATE_HZ * 600, dtype=np.float32)
    whole = through(Line(), signal, np.random.default_rng(1))
    heard = through(Line(loss=0.08, burst=3.0), signal, np.random.default_rng(1))
    packets = (heard != whole).reshape(-1, PACKET_SAMPLES)
    # A packet that arrives after a burst is touched in its first 5 ms only.
    assert np.mean(packets[:, 60:].any(axis=1)) == pytest.approx(0.08, rel=0.1)


@pytest.mark.parametrize(("share", "burst"), [(-0.1, 2.0), (0.6, 2.0), (0.1, 0.5)])
def test_a_loss_that_no_line_has_is_refused(share: float, burst: float) -> None:
    with pytest.raises(ValueError, match="no line"):
        lost_packets(10, share, burst, np.random.default_rng(0))


def test_nothing_lost_is_nothing_changed() -> None:
    signal = _speech_like(1_000)
    assert np.array_equal(conceal(signal, np.zeros(7, np.bool_)), signal)
    assert not lost_packets(1_000, 0.0, 2.0, np.random.default_rng(0)).any()


def test_a_lost_packet_is_the_voice_going_on() -> None:
    at = np.arange(3_200) / RATE_HZ
    voice = np.zeros(len(at), np.float32)
    for k in range(1, 8):
        voice += (np.sin(2 * np.pi * 125 * k * at + k) / k).astype(np.float32)
    lost = np.zeros(20, np.bool_)
    lost[10] = True
    heard = conceal(voice, lost)
    assert np.array_equal(heard[:1_600], voice[:1_600])
    assert np.array_equal(heard[1_800:], voice[1_800:])
    # 10 ms at full level, in step with the voice; then fainter.
    assert np.allclose(heard[1_600:1_680], voice[1_600:1_680], atol=1e-3)
    assert 0.6 < np.std(heard[1_680:1_760]) / np.std(voice[1_680:1_760]) < 0.98


def test_a_long_burst_fades_to_silence_within_60_ms() -> None:
    voice = _speech_like(8_000)
    lost = np.zeros(50, np.bool_)
    lost[20:30] = True
    heard = conceal(voice, lost)
    assert np.any(heard[3_200 : 3_200 + 400])
    assert not np.any(heard[3_200 + 480 : 4_800])
    assert len(heard) == len(voice)


def test_before_the_first_packet_there_is_silence_and_the_end_may_be_missing() -> None:
    voice = _speech_like(1_650)  # ten packets and a bit
    lost = np.zeros(11, np.bool_)
    lost[0] = lost[10] = True
    heard = conceal(voice, lost)
    assert not np.any(heard[:160])
    assert len(heard) == 1_650 and np.isfinite(heard).all()
    assert not np.any(conceal(voice, np.ones(11, np.bool_)))


def _speech_like(length: int) -> Signal:
    at = np.arange(length) / RATE_HZ
    voice = sum(np.sin(2 * np.pi * 140 * k * at + k * k) / k for k in range(2, 20))
    return (0.1 * voice * (1 + 0.5 * np.sin(2 * np.pi * 3 * at))).astype(np.float32)


def _snr_db(wanted: Signal, heard: Signal) -> float:
    return float(10 * np.log10(np.sum(wanted**2) / np.sum((wanted - heard) ** 2)))
