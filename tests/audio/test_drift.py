"""Two clocks that drift: hours of them, seconds of sound, and sides that stand still."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.drift import LEAP_S, DriftControl
from audio.elastic import ElasticBuffer
from audio.formats import FRAME_SAMPLES, SAMPLE_RATE_HZ
from audio.interpolation import BEHIND, interpolate, needed

pytestmark = pytest.mark.unit

FRAME_S = 0.02
JITTER_S = 0.004
TONE_HZ = 1000.0
PEAK = 8000


def clock(frames: int, ppm: float, seed: int) -> list[float]:
    """Time stamps of a sound card that is `ppm` fast, each up to 4 ms late."""
    late = np.random.default_rng(seed).uniform(0.0, JITTER_S, frames)
    return (np.arange(frames) * FRAME_S / (1 + ppm * 1e-6) + late).tolist()


@pytest.mark.parametrize("ppm", [200.0, -200.0])
def test_eight_hours_without_a_gap_and_with_a_short_delay(ppm: float) -> None:
    """Every frame of eight hours, but for its samples: 461 million on each side."""
    frames = 8 * 3600 * 50
    writes, reads = clock(frames + 1000, ppm, 1), clock(frames, 0.0, 2)
    control = DriftControl()
    written, position, started, at = 0, 0.0, False, 0
    least, most = float("inf"), 0.0
    late_reads = iter(reads)
    for now_s in late_reads:
        while at < len(writes) and writes[at] <= now_s:
            control.write(writes[at])
            written += FRAME_SAMPLES
            at += 1
        if at == len(writes):
            break
        if not started:
            position = written - control.wanted_behind(now_s)
            started = position >= 0
            if not started:
                continue
        behind = written - position
        control.read(now_s, behind)
        least, most = min(least, behind), max(most, behind)
        position += FRAME_SAMPLES * control.ratio
        assert abs(control.error_s) < LEAP_S
    assert next(late_reads, 0.0) == 0.0, "the writer stopped early"
    assert least > needed(1.0)  # never an underrun
    assert most < 0.060 * SAMPLE_RATE_HZ  # and never more than 60 ms
    assert (control.ratio - 1) * 1e6 == pytest.approx(ppm, abs=30)


def play(ppm: float, seconds: float) -> np.ndarray:
    """A tone written by one clock and read by another, as float64."""
    frames = int(seconds / FRAME_S)
    writes, reads = clock(frames + 50, ppm, 3), clock(frames, 0.0, 4)
    buffer, at, heard = ElasticBuffer(), 0, []
    for now_s in reads:
        while writes[at] <= now_s:
            buffer.write(tone(at), writes[at])
            at += 1
        heard.append(buffer.read(now_s))
    assert (buffer.underruns, buffer.overruns) == (0, 0)
    return np.concatenate(heard).astype(np.float64)


def tone(frame: int) -> np.ndarray:
    n = frame * FRAME_SAMPLES + np.arange(FRAME_SAMPLES)
    return np.rint(PEAK * np.sin(2 * np.pi * TONE_HZ / SAMPLE_RATE_HZ * n)).astype(np.int16)


def noise_db(samples: np.ndarray, frequency_hz: float) -> float:
    """THD+N: what is left of `samples` without the tone, against the tone; its pitch is fitted."""

    def rest(hz: float) -> float:
        turn = 2 * np.pi * hz / SAMPLE_RATE_HZ * np.arange(samples.size)
        waves = np.stack([np.cos(turn), np.sin(turn)], axis=1)
        parts, *_ = np.linalg.lstsq(waves, samples, rcond=None)
        return float(np.sum((samples - waves @ parts) ** 2))

    best = frequency_hz
    for width in (1e-3, 1e-4, 1e-5, 1e-6):
        best = min(best * (1 + width * np.linspace(-1, 1, 21)), key=rest)
    return 10 * np.log10(rest(best) / np.sum(samples**2))


@pytest.mark.parametrize("ppm", [200.0, -200.0])
def test_a_tone_stays_a_clean_tone(ppm: float) -> None:
    heard = play(ppm, 60.0)
    quarter = SAMPLE_RATE_HZ // 4
    starts = range(SAMPLE_RATE_HZ, heard.size - quarter, 20 * quarter)
    noise = [noise_db(heard[at : at + quarter], TONE_HZ) for at in starts]
    assert max(noise) < -55.0  # while the clocks are being learnt, the pitch still moves
    assert max(noise[5:]) < -65.0
    # not one step that a sine of this pitch does not make
    steps = np.abs(np.diff(heard[SAMPLE_RATE_HZ:], n=2))
    assert steps.max() < PEAK * (2 * np.pi * TONE_HZ / SAMPLE_RATE_HZ) ** 2 * 1.01 + 2
    assert 0.98 * PEAK < np.abs(heard[SAMPLE_RATE_HZ:]).max() <= PEAK + 2


@pytest.mark.parametrize(("hz", "limit_db"), [(300, -90), (3400, -85), (6000, -75), (7000, -40)])
def test_between_the_samples(hz: float, limit_db: float) -> None:
    ratio = 1.0002
    wave = np.sin(2 * np.pi * hz / SAMPLE_RATE_HZ * np.arange(40 * FRAME_SAMPLES))
    signal = wave.astype(np.float32)
    at, frames = float(BEHIND) + 0.25, []
    while needed(at) <= signal.size:
        frames.append(interpolate(signal, at, ratio))
        at += FRAME_SAMPLES * ratio
    assert noise_db(np.concatenate(frames).astype(np.float64), hz * ratio) < limit_db


def test_a_writer_that_stops_fades_and_comes_back() -> None:
    buffer, heard = ElasticBuffer(), []
    for frame in range(300):
        now_s = frame * FRAME_S
        if not 100 <= frame < 150:
            buffer.write(tone(frame), now_s)
        heard.append(buffer.read(now_s + 0.005))
    assert buffer.underruns == 1
    joined = np.concatenate(heard).astype(np.float64)
    slope = PEAK * 2 * np.pi * TONE_HZ / SAMPLE_RATE_HZ
    # the shortest fade, over the few samples that are left, is the steepest
    assert np.abs(np.diff(joined)).max() < 1.6 * slope
    assert not joined[110 * FRAME_SAMPLES : 150 * FRAME_SAMPLES].any()
    assert noise_db(joined[-20 * FRAME_SAMPLES :], TONE_HZ) < -50.0


def test_a_reader_that_stopped_leaps_once_instead_of_staying_behind() -> None:
    buffer = ElasticBuffer()
    for frame in range(500):
        now_s = frame * FRAME_S
        buffer.write(tone(frame), now_s)
        if not 100 <= frame < 108:
            buffer.read(now_s + 0.005)
    assert (buffer.underruns, buffer.overruns) == (0, 1)
    assert buffer.behind_samples < 0.05 * SAMPLE_RATE_HZ


def test_nobody_reads_and_nothing_grows() -> None:
    buffer = ElasticBuffer()
    for frame in range(2000):
        buffer.write(tone(frame), frame * FRAME_S)
    assert buffer.behind_samples < 0.5 * SAMPLE_RATE_HZ
    heard = []
    for frame in range(2000, 2100):
        now_s = frame * FRAME_S
        buffer.write(tone(frame), now_s)
        heard.append(buffer.read(now_s + 0.005))
    assert buffer.behind_samples < 0.05 * SAMPLE_RATE_HZ
    assert noise_db(np.concatenate(heard[-20:]).astype(np.float64), TONE_HZ) < -50.0


@given(st.lists(st.tuples(st.booleans(), st.floats(0.0, 0.5, allow_subnormal=False)), max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_order_of_calls_gives_whole_frames(calls: list[tuple[bool, float]]) -> None:
    buffer, now_s = ElasticBuffer(), 0.0
    loud = np.full(FRAME_SAMPLES, 32_767, np.int16)
    for writes, pause_s in calls:
        now_s += pause_s
        if writes:
            buffer.write(loud, now_s)
        else:
            frame = buffer.read(now_s)
            assert (frame.dtype, frame.shape) == (np.int16, (FRAME_SAMPLES,))
            assert frame.min() >= -2000  # loud and positive: nothing wrapped around
        assert buffer.behind_samples >= 0
