"""What a line does to a voice, each effect by itself, and everything that must not come through."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from audio.formats import Signal
from inference.training.codecs import Codec
from inference.training.dynamics import Compressor, noise_level, overdrive, speech_level
from inference.training.sounds import Sounds, place
from inference.training.telephone import (
    RATE_HZ,
    Line,
    random_line,
    splice,
    splice_back,
    through,
)

pytestmark = pytest.mark.unit

PLAIN = Line(codec=Codec.NONE, low_hz=1.0, high_hz=1e6)
"""A line that only sets the level."""


def tone(hz: float, seconds: float, amplitude: float = 0.3) -> Signal:
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (amplitude * np.sin(2 * np.pi * hz * at)).astype(np.float32)


def hiss(seconds: float, seed: int = 0) -> Signal:
    return np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ), dtype=np.float32)


def voice_like(seconds: float) -> Signal:
    """Harmonics of 120 Hz in syllables of 0.25 s, a quarter of the time silent."""
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    harmonics = sum(np.sin(2 * np.pi * 120 * k * at + k) / k for k in range(1, 25))
    return (0.1 * harmonics * (at * 4 % 1 < 0.75)).astype(np.float32)


@pytest.fixture
def sounds() -> Sounds:
    """Made up: the data folder is not needed to see what is done with its sounds."""
    rng = np.random.default_rng(99)
    room = np.zeros(1_600, np.float32)
    room[0], room[400] = 1.0, 0.5
    return Sounds(
        voices=tuple(tone(hz, 2.0, 1.4) for hz in (400, 700, 900, 1_300)),
        noises=(hiss(1.0, 1), hiss(4.0, 2)),
        sneezes=(rng.standard_normal(4_000).astype(np.float32),),
        knocks=(rng.standard_normal(400).astype(np.float32),),
        rooms=(room,),
    )


def seeded(seed: int = 3) -> np.random.Generator:
    return np.random.default_rng(seed)


def decibels(ratio: float) -> float:
    return float(20 * np.log10(ratio))


def test_the_default_line_is_clean_alaw() -> None:
    signal = voice_like(2.0)
    heard = through(Line(), signal, seeded())
    assert heard.dtype == np.float32 and heard.shape == signal.shape
    assert decibels(speech_level(heard)) == pytest.approx(-26, abs=0.3)
    assert len(np.unique(np.abs(heard))) <= 128  # values of A-law, nothing between
    assert Line() == Line(codec=Codec.ALAW, loss=0.0, noise_db=None)


@pytest.mark.parametrize("level_db", [-38.0, -20.0])
def test_the_level_is_reached(level_db: float) -> None:
    heard = through(replace(PLAIN, level_db=level_db), voice_like(2.0) * 0.02, seeded())
    assert decibels(speech_level(heard)) == pytest.approx(level_db, abs=0.2)


def test_the_band_ends_where_it_says() -> None:
    heard = through(replace(Line(), codec=Codec.NONE), hiss(4.0), seeded())
    power = np.abs(np.fft.rfft(heard)) ** 2
    hz = np.fft.rfftfreq(len(heard), 1 / RATE_HZ)
    inside = power[(hz > 500) & (hz < 3_000)].mean()
    assert power[hz < 150].mean() < inside / 100
    assert power[hz > 3_900].mean() < inside / 5


@pytest.mark.parametrize(
    ("line", "below_db"),
    [
        (Line(noise_db=15.0, codec=Codec.NONE), 15.0),
        (Line(babble_db=10.0, codec=Codec.NONE), 10.0),
        (Line(background_db=5.0, codec=Codec.NONE), 5.0),
        (Line(background_db=30.0, codec=Codec.NONE), 30.0),
    ],
)
def test_noises_lie_as_far_below_the_speech_as_the_line_says(
    line: Line, below_db: float, sounds: Sounds
) -> None:
    signal = voice_like(4.0)
    clean = through(Line(codec=Codec.NONE), signal, seeded())
    noise = through(line, signal, seeded(), sounds) - clean
    assert decibels(speech_level(clean) / noise_level(noise)) == pytest.approx(below_db, abs=1.0)


def test_without_sounds_only_what_needs_none() -> None:
    line = Line(room=1.0, babble_db=0.0, background_db=0.0, sneeze_db=0.0, knock_db=0.0)
    signal = voice_like(1.0)
    assert np.array_equal(through(line, signal, seeded()), through(Line(), signal, seeded()))


def test_a_room_follows_the_voice_and_delays_nothing(sounds: Sounds) -> None:
    click = np.zeros(4_000, np.float32)
    click[1_000] = 1.0
    dry = through(PLAIN, click, seeded())
    wet = through(replace(PLAIN, room=1.0), click, seeded(), sounds)
    assert len(wet) == len(click)
    assert int(np.argmax(np.abs(wet))) == int(np.argmax(np.abs(dry))) == 1_000
    assert wet[1_400] / wet[1_000] == pytest.approx(0.5, abs=0.02)
    half = through(replace(PLAIN, room=0.5), click, seeded(), sounds)
    assert half[1_400] / half[1_000] == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize(("over_db", "ratio"), [(10.0, 2.0), (10.0, 5.0), (20.0, 4.0)])
def test_a_compressor_lets_one_nth_of_what_exceeds_its_threshold_pass(
    over_db: float, ratio: float
) -> None:
    compressor = Compressor(threshold_db=-20.0, ratio=ratio)
    at_threshold = tone(1_000, 1.0, float(np.sqrt(2) * 10 ** (-20 / 20)))
    quiet = compressor.apply(at_threshold)
    loud = compressor.apply(at_threshold * np.float32(10 ** (over_db / 20)))
    settled = slice(RATE_HZ // 2, RATE_HZ)
    rise = decibels(noise_level(loud[settled]) / noise_level(quiet[settled]))
    assert rise == pytest.approx(over_db / ratio, abs=0.3)
    assert len(loud) == len(at_threshold)


def test_a_compressor_attacks_and_releases_in_its_times() -> None:
    compressor = Compressor(threshold_db=-20.0, ratio=4.0, attack_s=0.01, release_s=0.2)
    signal = tone(1_000, 2.0, float(np.sqrt(2)))
    signal[: RATE_HZ // 2] *= 0.001
    signal[RATE_HZ:] *= 0.001
    reduced_db = -20 * np.log10(np.abs(compressor.apply(signal)[1::8]) / np.abs(signal[1::8]))
    reduced_db -= reduced_db.min()
    full = reduced_db[999]  # just before the end of the loud half second
    assert full == pytest.approx(15.0, abs=0.5)
    attacked = int(np.argmax(reduced_db[500:] > full * 0.63))  # in ms: eight samples each
    released = int(np.argmax(reduced_db[1_000:] < full * 0.37))
    assert attacked == pytest.approx(10, abs=4)
    assert released == pytest.approx(200, abs=15)


def test_an_overdriven_line_clips_as_far_below_its_peak_as_it_says() -> None:
    signal = tone(500, 1.0, 0.8)
    clipped = overdrive(signal, 6.0)
    assert decibels(np.max(np.abs(signal)) / np.max(np.abs(clipped))) == pytest.approx(6, abs=0.1)
    heard = through(replace(PLAIN, overdrive_db=6.0), voice_like(1.0), seeded())
    assert np.mean(np.abs(heard) > 0.999 * np.max(np.abs(heard))) > 0.01


@pytest.mark.parametrize("speed", [0.93, 1.0, 1.07])
def test_speed_moves_pitch_and_length_by_its_factor(speed: float) -> None:
    signal = tone(1_000, 3.0)
    heard = through(replace(PLAIN, speed=speed), signal, seeded())
    assert len(heard) == round(len(signal) / speed)
    spectrum = np.abs(np.fft.rfft(heard[:20_000]))
    assert np.argmax(spectrum) * RATE_HZ / 20_000 == pytest.approx(1_000 * speed, abs=1.0)


def test_a_sneeze_goes_into_the_pause(sounds: Sounds) -> None:
    signal = tone(500, 3.0)
    signal[8_000:16_000] = 0.0
    mixed = place(signal, sounds.sneezes[0], 0.5, seeded(), pause=True)
    changed = np.flatnonzero(mixed != signal)
    assert changed.min() >= 8_000 - 160 and changed.max() < 16_000 + 160
    assert len(mixed) == len(signal)


def test_a_sneeze_is_as_loud_as_the_line_says(sounds: Sounds) -> None:
    signal = voice_like(3.0)
    clean = through(PLAIN, signal, seeded())
    added = through(replace(PLAIN, sneeze_db=6.0), signal, seeded(), sounds) - clean
    event = added[np.flatnonzero(added)[0] : np.flatnonzero(added)[-1]]
    assert decibels(noise_level(event) / speech_level(clean)) == pytest.approx(6, abs=1)


def test_negatives_have_the_length_asked_for_and_sound(sounds: Sounds) -> None:
    for made in (sounds.sneeze_only, sounds.noise_only):
        for length in (1_600, 24_000):
            clip = made(length, seeded())
            assert clip.shape == (length,) and clip.dtype == np.float32
            assert np.isfinite(clip).all() and np.any(clip)
            heard = through(Line(), clip, seeded(), sounds)
            assert np.isfinite(heard).all() and np.any(heard)


def test_a_splice_is_calm_until_its_time_and_angry_after() -> None:
    calm, angry = tone(400, 4.0, 0.02), tone(1_500, 3.0, 0.5)
    joined = splice(calm, angry, 2.5, seeded())
    assert joined.dtype == np.float32 and len(joined) <= 2.5 * RATE_HZ + len(angry)
    assert _pitch(joined[: round(2.4 * RATE_HZ)]) == pytest.approx(400, abs=2)
    after = joined[round(2.5 * RATE_HZ) :]
    assert _pitch(after) == pytest.approx(1_500, abs=2)
    step_db = decibels(noise_level(after) / noise_level(joined[: 2 * RATE_HZ]))
    assert -0.1 <= step_db <= 6.1  # not the 28 dB between the recordings
    # No click: nothing moves faster than the faster tone does.
    assert np.max(np.abs(np.diff(joined))) <= 1.05 * np.max(np.abs(np.diff(after)))


def test_a_splice_back_eases() -> None:
    joined = splice_back(tone(1_500, 3.0), tone(400, 3.0), 1.0, seeded())
    assert _pitch(joined[:7_000]) == pytest.approx(1_500, abs=2)
    assert _pitch(joined[8_000:]) == pytest.approx(400, abs=2)
    step_db = decibels(noise_level(joined[8_000:]) / noise_level(joined[:7_000]))
    assert -6.1 <= step_db <= 0.1


@pytest.mark.parametrize("at_s", [0.0, -1.0, 3.1])
def test_there_is_no_splice_outside_the_first_clip(at_s: float) -> None:
    with pytest.raises(ValueError, match="splice"):
        splice(tone(400, 3.0), tone(400, 3.0), at_s, seeded())


def _pitch(signal: Signal) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(signal))) * RATE_HZ / len(signal))


EVERYTHING = Line(
    noise_db=20.0,
    loss=0.1,
    burst=3.0,
    speed=1.05,
    codec=Codec.ULAW,
    compressor=Compressor(),
    overdrive_db=3.0,
    room=0.7,
    babble_db=15.0,
    background_db=15.0,
    sneeze_db=0.0,
    knock_db=0.0,
)


def test_the_same_seed_gives_the_same_bytes(sounds: Sounds) -> None:
    signal = voice_like(2.0)
    first, second, other = (through(EVERYTHING, signal, seeded(seed), sounds) for seed in (1, 1, 2))
    assert first.tobytes() == second.tobytes() != other.tobytes()
    assert random_line(seeded(4)) == random_line(seeded(4)) != random_line(seeded(5))


def test_the_signal_given_is_left_as_it_was(sounds: Sounds) -> None:
    signal = voice_like(1.0)
    before = signal.copy()
    through(EVERYTHING, signal, seeded(), sounds)
    assert np.array_equal(signal, before)


def test_random_lines_cover_what_they_may_and_nothing_else() -> None:
    rng = seeded()
    lines = [random_line(rng) for _ in range(2_000)]
    share = {codec: np.mean([line.codec == codec for line in lines]) for codec in Codec}
    assert share[Codec.ALAW] == pytest.approx(0.5, abs=0.05)
    assert min(share.values()) > 0.1
    assert max(line.loss for line in lines) <= 0.10 and min(line.burst for line in lines) >= 1
    effects: list[Callable[[Line], object]] = [
        lambda line: line.noise_db,
        lambda line: line.babble_db,
        lambda line: line.background_db,
        lambda line: line.sneeze_db,
        lambda line: line.knock_db,
        lambda line: line.compressor,
        lambda line: line.overdrive_db or None,
        lambda line: line.room or None,
        lambda line: line.loss or None,
    ]
    for effect in effects:
        assert 0.02 < np.mean([effect(line) is not None for line in lines]) < 0.6


@pytest.mark.parametrize("seconds", [0.0, 1 / RATE_HZ, 0.005, 0.2, 3.0])
@pytest.mark.parametrize("codec", [Codec.NONE, Codec.ALAW, Codec.ULAW])
def test_silence_and_short_clips_come_out_finite(
    seconds: float, codec: Codec, sounds: Sounds
) -> None:
    length = round(seconds * RATE_HZ)
    for signal in (np.zeros(length, np.float32), hiss(seconds)[:length] * np.float32(0.1)):
        heard = through(replace(EVERYTHING, codec=codec), signal, seeded(), sounds)
        assert len(heard) in ({0} if length == 0 else {max(1, round(length / 1.05))})
        assert np.isfinite(heard).all() and np.all(np.abs(heard) <= 1)


def test_silence_stays_silent_on_a_clean_line() -> None:
    assert np.max(np.abs(through(Line(), np.zeros(8_000, np.float32), seeded()))) < 0.001


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_no_number_is_refused(bad: float) -> None:
    signal = voice_like(0.5)
    signal[17] = bad
    with pytest.raises(ValueError, match="finite"):
        through(Line(), signal, seeded())
    with pytest.raises(ValueError, match="one-dimensional"):
        through(Line(), np.zeros((2, 100), np.float32), seeded())
