"""Acoustic facts on signals whose truth is known, and who-speaks-when on scripted frames."""

import numpy as np
import pytest

from inference import facts
from inference.turns import AGENT_TURN_FRAMES, TURN_FRAMES, Turns

pytestmark = pytest.mark.unit

RATE_HZ = 8_000
ALL = np.ones(300, bool)


def _buzz(hz: float, seconds: float = 3.0) -> np.ndarray:
    """Harmonics between 300 and 3400 Hz: a voice as a telephone passes it, fundamental cut."""
    t = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    harmonics = [k for k in range(1, 60) if 300 <= k * hz <= 3_400]
    signal = sum(np.sin(2 * np.pi * k * hz * t + k * k) for k in harmonics)
    return (0.2 * signal / np.abs(signal).max()).astype(np.float32)


@pytest.mark.parametrize("hz", [90.0, 120.0, 180.0, 240.0, 330.0])
def test_pitch_of_a_cut_fundamental(hz: float) -> None:
    assert facts.pitch_hz(_buzz(hz), ALL) == pytest.approx(hz, rel=0.03)


def test_noise_has_no_pitch() -> None:
    noise = np.random.default_rng(3).standard_normal(24_000).astype(np.float32) * 0.1

    assert facts.pitch_hz(noise, ALL) is None


@pytest.mark.parametrize("syllables_per_s", [3.0, 5.0])
def test_pace_counts_syllables(syllables_per_s: float) -> None:
    t = np.arange(24_000) / RATE_HZ
    swell = (0.5 - 0.5 * np.cos(2 * np.pi * syllables_per_s * t)).astype(np.float32)

    pace = facts.pace_hz(_buzz(120.0) * swell, ALL)

    assert pace == pytest.approx(syllables_per_s, abs=0.4)


def test_level_follows_gain_and_ignores_pauses() -> None:
    signal = _buzz(120.0)
    half = np.arange(300) < 150
    with_pause = signal.copy()
    with_pause[12_000:] = 0.0

    level = facts.level_db(signal, ALL)
    assert level is not None
    assert facts.level_db(signal * 0.5, ALL) == pytest.approx(level - 6.02, abs=0.02)
    assert facts.level_db(with_pause, half) == pytest.approx(level, abs=0.3)


def test_too_little_voice_is_none_not_a_number() -> None:
    none = np.zeros(300, bool)

    assert facts.level_db(_buzz(120.0), none) is None
    assert facts.pace_hz(_buzz(120.0), none) is None
    assert facts.pitch_hz(_buzz(120.0), none) is None


def _run(turns: Turns, frames: int, *, active: bool, agent: bool, level_db: float = -25.0) -> int:
    return sum(turns.frame(active=active, level_db=level_db, agent=agent) for _ in range(frames))


def test_beginning_over_the_agent_is_an_interruption() -> None:
    turns = Turns()
    _run(turns, 50, active=True, agent=False)
    _run(turns, 50, active=False, agent=True)

    _run(turns, TURN_FRAMES, active=True, agent=True)
    assert turns.interruptions == 1
    _run(turns, 100, active=True, agent=True)
    assert turns.interruptions == 1


def test_short_noises_and_orderly_turns_are_no_interruptions() -> None:
    turns = Turns()
    _run(turns, 50, active=True, agent=False)
    _run(turns, 100, active=False, agent=True)
    _run(turns, TURN_FRAMES - 1, active=True, agent=True)  # "mhm"
    _run(turns, 60, active=False, agent=True)
    _run(turns, 40, active=False, agent=False)
    _run(turns, 100, active=True, agent=False)
    _run(turns, AGENT_TURN_FRAMES, active=True, agent=True)  # the agent begins over the caller

    assert turns.interruptions == 0


def test_echo_of_the_agent_is_not_the_customer() -> None:
    turns = Turns()
    _run(turns, 100, active=True, agent=False, level_db=-25.0)

    assert _run(turns, 50, active=True, agent=True, level_db=-45.0) == 0
    assert _run(turns, 50, active=True, agent=True, level_db=-28.0) == 50
    assert _run(turns, 5, active=True, agent=False, level_db=-45.0) == 0  # the echo's tail
    assert turns.interruptions == 1


def test_before_the_customer_was_heard_alone_everything_under_the_agent_is_echo() -> None:
    turns = Turns()

    assert _run(turns, 50, active=True, agent=True, level_db=-20.0) == 0


def test_silence_counts_until_anybody_speaks() -> None:
    turns = Turns()
    _run(turns, 100, active=False, agent=False)
    assert turns.silence_s == pytest.approx(2.0)
    _run(turns, 1, active=False, agent=True)
    assert turns.silence_s == 0.0
