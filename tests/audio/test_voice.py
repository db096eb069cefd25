"""What the customer hears of his own voice and of the agent's room, on synthetic echo paths."""

import numpy as np
import pytest

from audio.formats import FRAME_SAMPLES, SAMPLE_RATE_HZ, Pcm, Signal, to_pcm, to_signal
from audio.resample import resample
from audio.voice import VoiceProcessor, VoiceSettings
from audio.wav import read_wav
from resources import resource

pytestmark = pytest.mark.unit

ROOM_DB = -70.0
CONVERGED_S = 8.0


@pytest.fixture(scope="module")
def speech() -> Signal:
    """24 s of a speaking voice at -20 dBFS, with its pauses."""
    wav = read_wav(resource("notice", "notice_de.wav"))
    voice = resample(to_signal(wav.samples), wav.rate_hz, SAMPLE_RATE_HZ)
    voice = np.tile(np.concatenate([voice, np.zeros(SAMPLE_RATE_HZ // 2, np.float32)]), 3)
    voice = voice[: 24 * SAMPLE_RATE_HZ]
    return (voice * (0.1 / np.sqrt(np.mean(voice**2)))).astype(np.float32)


def echo_of(speech: Signal, delay_ms: float, level_db: float, room_s: float) -> Signal:
    """`speech` from a loudspeaker to a microphone: a decaying room after a delay."""
    rng = np.random.default_rng(1)
    length = int(room_s * SAMPLE_RATE_HZ)
    room = rng.standard_normal(length) * 10 ** (-3 * np.arange(length) / length)
    room *= 10 ** (level_db / 20) / np.sqrt(np.sum(room**2))
    delay = np.zeros(int(delay_ms * SAMPLE_RATE_HZ / 1000))
    echo = np.convolve(speech, np.concatenate([delay, room]))[: speech.size]
    return (echo + rng.standard_normal(speech.size) * 10 ** (ROOM_DB / 20)).astype(np.float32)


def processed(settings: VoiceSettings, microphone: Signal, speaker: Signal) -> Signal:
    processor = VoiceProcessor(settings)
    near, far = to_pcm(microphone), to_pcm(speaker)
    frames: list[Pcm] = [
        processor.process(near[at : at + FRAME_SAMPLES], far[at : at + FRAME_SAMPLES])
        for at in range(0, near.size - FRAME_SAMPLES + 1, FRAME_SAMPLES)
    ]
    return to_signal(np.concatenate(frames))


def level_db(signal: Signal) -> float:
    """Of what comes after the canceller has learnt the path."""
    settled = signal[int(CONVERGED_S * SAMPLE_RATE_HZ) :].astype(np.float64)
    return float(10 * np.log10(np.mean(settled**2) + 1e-12))


@pytest.mark.parametrize(
    ("delay_ms", "level_db_", "room_s"),
    [(20, -20, 0.1), (60, -8, 0.05), (120, -10, 0.2), (200, -6, 0.3)],
    ids=["headset", "desk", "loudspeaker", "late-and-loud"],
)
def test_echo_return_loss_enhancement(
    speech: Signal, delay_ms: float, level_db_: float, room_s: float
) -> None:
    microphone = echo_of(speech, delay_ms, level_db_, room_s)
    only_echo = VoiceSettings(noise_suppression=False, gain_control=False)
    erle_db = level_db(microphone) - level_db(processed(only_echo, microphone, speech))
    assert erle_db > 28.0


def test_without_the_canceller_the_echo_stays(speech: Signal) -> None:
    microphone = echo_of(speech, 60, -8, 0.05)
    nothing = VoiceSettings(echo_cancellation=False, noise_suppression=False, gain_control=False)
    left = level_db(processed(nothing, microphone, speech))
    assert left == pytest.approx(level_db(microphone), abs=1.0)


def test_the_agent_is_heard_over_the_echo(speech: Signal) -> None:
    """Double talk: both speak, and the agent's voice stays what it was."""
    agent = 0.7 * np.roll(speech[::-1], SAMPLE_RATE_HZ)  # as loud as speech, and none of its words
    microphone = agent + echo_of(speech, 60, -14, 0.1)
    only_echo = VoiceSettings(noise_suppression=False, gain_control=False)
    heard = processed(only_echo, microphone, speech)
    assert level_db(heard) == pytest.approx(level_db(agent), abs=4.0)


def test_noise_goes_and_speech_stays(speech: Signal) -> None:
    rng = np.random.default_rng(2)
    noise = (rng.standard_normal(speech.size) * 10 ** (-45 / 20)).astype(np.float32)
    only_noise = VoiceSettings(echo_cancellation=False, gain_control=False)
    silence = np.zeros_like(speech)
    assert level_db(processed(only_noise, noise, silence)) < -55.0
    assert level_db(processed(only_noise, speech, silence)) == pytest.approx(-20.0, abs=1.0)


@pytest.mark.parametrize("level", [-20.0, -30.0, -35.0])
def test_quiet_and_loud_agents_are_made_alike(speech: Signal, level: float) -> None:
    voice = (speech * 10 ** ((level + 20) / 20)).astype(np.float32)
    only_gain = VoiceSettings(echo_cancellation=False, noise_suppression=False)
    heard = processed(only_gain, voice, np.zeros_like(voice))
    assert -24.0 < level_db(heard) < -17.0
    assert np.abs(heard).max() < 1.0
