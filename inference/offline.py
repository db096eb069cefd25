"""A recording through the very same path as a live leg: frames, windows, scores, readings.

For evaluation and tests. Imports torch when called, not when imported.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from audio.formats import FRAME_SAMPLES, SAMPLE_RATE_HZ, Signal, to_pcm, to_signal
from audio.resample import resample
from audio.ring import Frame
from audio.wav import read_wav
from inference.leg import LegAnalysis
from inference.messages import Estimate, Initialize
from inference.score import Scorer
from inference.tension.parameters import TensionParameters
from inference.tension.reading import Reading
from inference.tension.tracker import TensionTracker
from inference.vad_port import VoiceActivity


def analyse_file(path: Path, agent: Path | None = None) -> list[Reading]:
    """Readings of a WAV file (PCM16, A-law, µ-law; first channel), `t_s` from its first sample.

    `agent`: a second file whose energy makes the agent-speaking bit. Raises audio.wav.WavError,
    OSError; RuntimeError where the bundled models cannot be loaded.
    """
    recording = read_wav(path)
    signal = resample(to_signal(recording.samples), recording.rate_hz, SAMPLE_RATE_HZ)
    bits = None
    if agent is not None:
        other = read_wav(agent)
        bits = speaking_bits(resample(to_signal(other.samples), other.rate_hz, SAMPLE_RATE_HZ))
    from inference.worker.loading import load_models

    models = load_models(Initialize(device="cpu"))
    if models.scorer is None:
        raise RuntimeError("; ".join(f"{r.name}: {r.detail}" for r in models.reports))
    tracker = TensionTracker(TensionParameters.for_population(models.scorer.population))
    heard = analyse(signal, bits, models.new_voice(), models.scorer)
    return [tracker.observe(estimate) for estimate in heard]


def analyse(
    signal: Signal, agent_bits: list[bool] | None, voice: VoiceActivity, scorer: Scorer | None
) -> Iterator[Estimate]:
    """The loop itself: 20 ms frames into a leg, an estimate whenever one is due."""
    leg = LegAnalysis("file", 1, 0.0, voice, scorer)
    pcm = to_pcm(signal)
    for index in range(len(pcm) // FRAME_SAMPLES):
        samples = pcm[index * FRAME_SAMPLES : (index + 1) * FRAME_SAMPLES]
        agent = bool(agent_bits[index]) if agent_bits and index < len(agent_bits) else False
        leg.feed(Frame(index, samples, agent, index * 20_000_000))
        if leg.hops_due:
            yield leg.estimate(lambda at=index: at * 20_000_000)  # type: ignore[misc]


def speaking_bits(signal: Signal, threshold_db: float = -45.0) -> list[bool]:
    """The engine's energy gate over a whole track at 16 kHz, one bit per 20 ms."""
    frames = signal[: len(signal) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    power = np.mean(np.square(frames), axis=1)
    return [bool(10 * np.log10(p + 1e-12) > threshold_db) for p in power]
