"""silero-vad as written here against the TorchScript that its wheel carries."""

import warnings
from pathlib import Path

import numpy as np
import pytest
import torch

import resources
from audio.resample import resample
from audio.wav import read_wav
from inference.training.vad_file import silero_file
from inference.vad import EnergyVoice, SileroVoice, load_silero

pytestmark = pytest.mark.model

DEMO = Path(resources.__file__).parent / "demo" / "call_de.wav"


@pytest.fixture(scope="module")
def speech() -> torch.Tensor:
    recording = read_wav(DEMO)
    signal = resample(recording.samples.astype(np.float32) / 32_768, recording.rate_hz, 8_000)
    return torch.from_numpy(signal[: 256 * 600])[None]


def test_the_probabilities_are_the_wheels_own(speech: torch.Tensor) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        theirs = torch.jit.load(silero_file(), map_location="cpu")
    ours = load_silero(silero_file().read_bytes())
    with torch.inference_mode():
        expected = torch.cat([theirs(chunk, 8_000) for chunk in torch.split(speech, 256, 1)], 1)
        at_once, _ = ours(speech, None)
        state, parts = None, []
        for piece in torch.split(speech, 256 * 16, 1):
            probability, state = ours(piece, state)
            parts.append(probability)
    assert 0.1 < float(expected.mean()) < 0.9  # there is speech in it, and there are pauses
    torch.testing.assert_close(at_once, expected, atol=1e-4, rtol=0)
    torch.testing.assert_close(torch.cat(parts, 1), expected, atol=1e-4, rtol=0)


@pytest.mark.parametrize("kind", ["silero", "energy"])
def test_decisions_do_not_depend_on_how_the_audio_is_cut(speech: torch.Tensor, kind: str) -> None:
    network = load_silero(silero_file().read_bytes())
    signal = speech[0].numpy()

    def heard(size: int) -> list[bool]:
        voice = SileroVoice(network) if kind == "silero" else EnergyVoice()
        return [d for at in range(0, len(signal), size) for d in voice.feed(signal[at : at + size])]

    assert heard(256) == heard(256 * 7) == heard(len(signal))
    assert 0.05 < np.mean(heard(256)) < 0.95


def test_after_a_reset_nothing_is_remembered(speech: torch.Tensor) -> None:
    voice = SileroVoice(load_silero(silero_file().read_bytes()))
    signal = speech[0].numpy()[256 * 200 : 256 * 300]
    fresh = voice.feed(signal)
    voice.reset()
    assert voice.feed(signal) == fresh
