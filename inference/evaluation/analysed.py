"""Calls analysed once: their estimates, kept in files, so that decisions can be tried many times.

Eight hours of calls are 58 000 hops; a threshold moves none of them. A file is found again by the
call, the model and the code that made it. Files that are there are not made again: a run that was
stopped goes on where it was.
"""

import hashlib
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, TextIO

import msgspec
import numpy as np

import inference
from audio.formats import SAMPLE_RATE_HZ, Signal
from audio.resample import resample
from inference.evaluation import shipped
from inference.evaluation.corpora import read_at
from inference.evaluation.synthesis import RATE_HZ, SyntheticCall, render
from inference.messages import Estimate
from inference.offline import analyse
from inference.score import Profile
from inference.training.sounds import Sounds

_TELL_EVERY_S: Final = 20.0
_RESAMPLER_PAD: Final = 256
_CODE: Final = (
    "evaluation/synthesis.py",
    "facts.py",
    "leg.py",
    "offline.py",
    "training/codecs.py",
    "training/dynamics.py",
    "training/packets.py",
    "training/sounds.py",
    "training/telephone.py",
    "turns.py",
    "vad.py",
    "../audio/windows.py",
)
"""What the estimates of a call depend on, besides the model."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the sound and the models come from; travels to the processes."""

    data: Path
    profile: Profile
    folders: tuple[Path, ...]
    """Where installed models are."""
    folds: Path | None
    """Fold models, <speaker>.pt: a call is heard by the one that never heard its speaker."""
    device: str = "cpu"

    def load(self, speaker: str) -> shipped.Shipped:
        """Raises shipped.ModelNotInstalled."""
        if self.folds is None:
            return shipped.load(self.profile, self.folders, device=self.device)
        return shipped.load_fold(
            self.folds / f"{speaker}.pt", self.profile, self.folders, device=self.device
        )


def analyse_calls(
    calls: Sequence[SyntheticCall],
    source: Source,
    cache: Path,
    jobs: int,
    said: TextIO = sys.stderr,
) -> list[list[Estimate]]:
    """The estimates of every call, from `cache` or newly made (and kept there).

    Raises shipped.ModelNotInstalled, corpora.UnreadableAudio, OSError.
    """
    cache.mkdir(parents=True, exist_ok=True)
    files = [cache / f"{call.id}-{_key(call, source)}.msgpack" for call in calls]
    due = [(call, file) for call, file in zip(calls, files, strict=True) if not file.is_file()]
    last, done = time.monotonic(), len(calls) - len(due)
    for _ in _make(due, source, jobs):
        done += 1
        if time.monotonic() - last > _TELL_EVERY_S:
            last = time.monotonic()
            said.write(f"beistand: {done} of {len(calls)} calls analysed\n")
    decoder = msgspec.msgpack.Decoder(list[Estimate])
    return [decoder.decode(file.read_bytes()) for file in files]


def _make(due: Sequence[tuple[SyntheticCall, Path]], source: Source, jobs: int) -> Iterator[Path]:
    if jobs <= 1 or len(due) <= 1:
        for call, file in due:
            yield _analyse_one(source, call, file)
        return
    # spawn: a forked torch may hang on a lock that another thread of the parent held
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        yield from pool.map(_analyse_one, *zip(*((source, c, f) for c, f in due), strict=True))


def _analyse_one(source: Source, call: SyntheticCall, file: Path) -> Path:
    folder = source.data / call.corpus
    sounds = _sounds(source.data) if call.noise == "background" else None
    heard = render(call, lambda name: _clip(folder / name), sounds)
    loaded = _models(source, call.speaker if source.folds is not None else "")
    signal = _wide(heard)
    made = list(analyse(signal, None, loaded.new_voice(), loaded.scorer))
    part = file.with_suffix(".part")
    part.write_bytes(msgspec.msgpack.encode(made))
    part.replace(file)
    return file


def _wide(heard: Signal) -> Signal:
    """To 16 kHz; as whole seconds together with the resampler's own padding, because a transform
    whose length has large prime factors takes five times as long."""
    spare = -(len(heard) + _RESAMPLER_PAD) % RATE_HZ
    padded = np.concatenate([heard, np.zeros(spare, np.float32)])
    return resample(padded, RATE_HZ, SAMPLE_RATE_HZ)[: 2 * len(heard)]


@lru_cache(maxsize=1)
def _sounds(data: Path) -> Sounds:
    return Sounds.read(data)


@lru_cache(maxsize=512)
def _clip(path: Path) -> Signal:
    return read_at(path, RATE_HZ)


@lru_cache(maxsize=2)
def _models(source: Source, speaker: str) -> shipped.Shipped:
    return source.load(speaker)


def _key(call: SyntheticCall, source: Source) -> str:
    whole = hashlib.sha256(_code_digest())
    whole.update(msgspec.json.encode(asdict(call)))
    whole.update(_model_digest(source, call.speaker if source.folds is not None else ""))
    return whole.hexdigest()[:16]


@lru_cache(maxsize=1)
def _code_digest() -> bytes:
    root = Path(inference.__file__).parent
    whole = hashlib.sha256()
    for name in _CODE:
        whole.update((root / name).read_bytes())
    return whole.digest()


@lru_cache(maxsize=64)
def _model_digest(source: Source, speaker: str) -> bytes:
    """Of the file that decides, without loading anything where it is a fold's."""
    if source.folds is None:
        return _models(source, "").scorer.sha256.encode()
    file = source.folds / f"{speaker}.pt"
    try:
        return hashlib.sha256(file.read_bytes()).digest() + source.profile.encode()
    except OSError as error:
        raise shipped.ModelNotInstalled(f"the fold model {file} cannot be read") from error
