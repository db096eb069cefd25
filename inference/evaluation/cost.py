"""What a hop costs on one CPU thread, part by part; loading, memory, size; a GPU, if any."""

import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from audio.formats import FRAME_SAMPLES, SAMPLE_RATE_HZ, Signal, to_pcm, to_signal
from audio.resample import resample
from audio.ring import Frame
from audio.wav import read_wav
from inference import facts
from inference.evaluation.clips import voice_mask
from inference.evaluation.figures import Scores
from inference.evaluation.labelled import Models
from inference.evaluation.report import Report, Table, Value, rounded
from inference.evaluation.shipped import Shipped
from inference.leg import LegAnalysis
from inference.models import read_manifest
from inference.score import CONTEXT_SAMPLES, HOP_SAMPLES, RATE_HZ, Mask
from inference.vad_port import CHUNK_SAMPLES
from resources import resource

AGREE: Final = 1e-3
"""How far the scores of two devices may lie apart."""
_HOPS: Final = 200
_WARM_UP: Final = 10
_WINDOW: Final = 3 * RATE_HZ


def cost(models: Models) -> Report:
    """Measured on the demo's customer. Raises shipped.ModelNotInstalled."""
    before_mb, begun = _memory_mb(), time.perf_counter()
    shipped = replace(models, device="cpu").shipped()
    load_s, after_mb = time.perf_counter() - begun, _memory_mb()
    signal = _speech()
    voiced = voice_mask(signal, shipped.new_voice())
    parts = {
        "voice activity": _voice(signal, shipped),
        "facts": _facts(signal, voiced),
        "score": _score(signal, voiced, shipped),
        "whole hop": _leg(signal, shipped),
    }
    gpu, gpu_words = _gpu(models, signal, voiced, shipped)
    return Report(
        title=f"Cost, {models.profile} model",
        facts={
            "model SHA-256": shipped.scorer.sha256,
            "processor": platform.processor() or platform.machine(),
            "threads": 1,
            "hops": _HOPS,
            "loading s (with imports, if they were not there yet)": rounded(load_s, 2),
            "memory before and after loading MB": f"{_words(before_mb)} / {_words(after_mb)}",
            "files MB": _size_mb(shipped),
            "GPU": gpu_words,
        },
        tables=(
            Table(
                "Milliseconds per hop of 0.5 s",
                ("part", "median", "95 %", "highest"),
                tuple((name, *_spread(times)) for name, times in (parts | gpu).items()),
                "The whole hop is 25 frames into a leg and one estimate.",
            ),
        ),
    )


def _speech() -> Signal:
    """float32, 8 kHz: the demo's customer, as often as it takes."""
    recording = read_wav(resource("demo", "call_de.wav"))
    once = resample(to_signal(recording.samples), recording.rate_hz, RATE_HZ)
    return np.resize(once, (_HOPS + _WARM_UP) * HOP_SAMPLES).astype(np.float32)


def _timed(work: Callable[[int], object], count: int = _HOPS) -> list[float]:
    """Milliseconds of `count` calls, after a few that do not count."""
    times = []
    for number in range(_WARM_UP + count):
        begun = time.perf_counter()
        work(number)
        times.append(1000 * (time.perf_counter() - begun))
    return times[_WARM_UP:]


def _voice(signal: Signal, shipped: Shipped) -> list[float]:
    voice = shipped.new_voice()
    whole = -(-HOP_SAMPLES // CHUNK_SAMPLES) * CHUNK_SAMPLES

    def hop(number: int) -> None:
        at = number * HOP_SAMPLES % (len(signal) - whole)
        voice.feed(signal[at : at + whole])

    return _timed(hop)


def _facts(signal: Signal, voiced: Mask) -> list[float]:
    def hop(number: int) -> None:
        at = number * HOP_SAMPLES % (len(signal) - _WINDOW)
        window = signal[at : at + _WINDOW]
        mask = voiced[at // 80 : (at + _WINDOW) // 80]
        facts.level_db(window, mask)
        facts.pace_hz(window, mask)
        facts.pitches_hz(window[-HOP_SAMPLES:], mask[-HOP_SAMPLES // 80 :])  # as a leg does
        facts.snr_db(window, mask)

    return _timed(hop)


def _score(signal: Signal, voiced: Mask, shipped: Shipped) -> list[float]:
    stream = shipped.scorer.stream()

    def hop(number: int) -> None:
        start = number * HOP_SAMPLES
        end = start + HOP_SAMPLES
        stream.push(signal[max(0, start - CONTEXT_SAMPLES) : end], voiced[start // 80 : end // 80])
        stream.score()

    return _timed(hop)


def _leg(signal: Signal, shipped: Shipped) -> list[float]:
    leg = LegAnalysis("cost", 1, 0.0, shipped.new_voice(), shipped.scorer)
    pcm = to_pcm(resample(signal, RATE_HZ, SAMPLE_RATE_HZ))
    frames = pcm[: len(pcm) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    per_hop = HOP_SAMPLES * 2 // FRAME_SAMPLES

    def hop(number: int) -> None:
        for index in range(number * per_hop, (number + 1) * per_hop):
            leg.feed(Frame(index, frames[index], False, index))
        if leg.hops_due:
            leg.estimate(lambda: 0)

    return _timed(hop)


def _gpu(
    models: Models, signal: Signal, voiced: Mask, on_cpu: Shipped
) -> tuple[dict[str, list[float]], str]:
    """Times and what to say of a GPU: whether it scores as the CPU does."""
    import torch

    if not torch.cuda.is_available():
        return {}, "not run: no CUDA device"
    on_gpu = replace(models, device="cuda").shipped()
    said = [_tensions(signal, voiced, shipped) for shipped in (on_cpu, on_gpu)]
    apart = float(np.max(np.abs(said[0] - said[1])))
    words = f"{torch.cuda.get_device_name()}: scores differ by at most {apart:.1e} "
    words += f"({'within' if apart <= AGREE else 'MORE THAN'} {AGREE:g})"
    return {"score on the GPU": _score(signal, voiced, on_gpu)}, words


def _tensions(signal: Signal, voiced: Mask, shipped: Shipped) -> Scores:
    stream = shipped.scorer.stream()
    found = []
    for start in range(0, len(voiced) * 80 - HOP_SAMPLES, HOP_SAMPLES):
        end = start + HOP_SAMPLES
        stream.push(signal[max(0, start - CONTEXT_SAMPLES) : end], voiced[start // 80 : end // 80])
        said = stream.score()
        found.append(said.tension if said is not None else 0.0)
    return np.array(found, np.float64)


def _spread(times: Sequence[float]) -> tuple[Value, ...]:
    return (
        rounded(float(np.median(times)), 2),
        rounded(float(np.quantile(times, 0.95)), 2),
        rounded(max(times), 2),
    )


def _size_mb(shipped: Shipped) -> Value:
    """The trained file and, where it needs another model, that one's files."""
    entries = {entry.name: entry for entry in read_manifest()}
    own = next((e for e in entries.values() if e.sha256 == shipped.scorer.sha256), None)
    if own is None:
        return None
    needed = sum(entries[name].size_bytes for name in own.needs if name in entries)
    return f"{own.size_bytes / 1e6:.2f}" + (f" and {needed / 1e6:.1f} needed" if needed else "")


def _memory_mb() -> float | None:
    """The most this process has held so far; None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource as limits

    most = limits.getrusage(limits.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3


def _words(megabytes: float | None) -> str:
    return "not known" if megabytes is None else f"{megabytes:.0f}"
