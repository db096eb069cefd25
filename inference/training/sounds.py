"""What is heard besides the caller: other voices, rain, a dog, sneezes, knocks, the room itself.

Only rows of the data folder with `may_train` = yes. The callers' tracks of `calls_en` stay out,
because calls are tested on them (`corpus.CALM_CALLS`), and so does every voice whose row names
another emotion than neutral: a mixed-in angry voice would carry the wrong label.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import numpy as np

from audio.formats import Signal
from inference.training.corpus import CALM_CALLS, read_8khz
from inference.training.dynamics import noise_level, powers, ratio_of, speech_level
from inference.training.spectrum import RATE_HZ

_BLOCK: Final = 160
_PAUSE_BLOCKS: Final = 15  # 0.3 s: longer pauses are shortened, or babble would have holes
_LONGEST_EVENT: Final = 3 * RATE_HZ // 2
_LONGEST_ROOM: Final = 4 * RATE_HZ // 5
_EARLY: Final = 40  # 5 ms: what comes later is the room, and at most as strong
_WEAKEST: Final = 0.1  # an excerpt more than 20 dB below its recording's level stays that faint


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sound is from; CC BY asks that it be named."""

    file: str
    """Relative to the data folder."""
    licence: str


@dataclass(frozen=True, slots=True)
class Sounds:
    """All float32 at 8 kHz; voices and noises with level 1, rooms with a direct path of 1."""

    voices: tuple[Signal, ...] = ()
    """One per speaker, long pauses cut."""
    noises: tuple[Signal, ...] = ()
    sneezes: tuple[Signal, ...] = ()
    """1.5 s at most; they stand in for coughs, which the data does not cover."""
    knocks: tuple[Signal, ...] = ()
    """A hand on the handset, friction: short."""
    rooms: tuple[Signal, ...] = ()
    """Impulse responses that begin with the direct path, so that a room delays nothing.

    What follows the first 5 ms is at most as strong as those.
    """
    sources: tuple[Source, ...] = ()

    @classmethod
    def read(cls, data: Path) -> Self:
        """Read the data folder once (seconds). Raises OSError or KeyError if it is another."""
        noise = _Folder(data, "noise")
        rir = _Folder(data, "rir_noise")
        calls = _Folder(data, "calls_en")
        clips = _Folder(data, "de_clips")
        return cls(
            voices=tuple(
                voice
                for voice in (
                    *(calls.read(row) for row in calls.rows if row["file"] in CALM_CALLS),
                    *clips.speakers(),
                )
                if len(voice) >= RATE_HZ
            ),
            noises=tuple(
                _level(_trimmed(folder.read(row)))
                for folder, kinds in ((noise, _NOISES), (rir, ("noise",)))
                for row in folder.of(kinds)
            ),
            sneezes=tuple(_event(noise.read(row)) for row in noise.of(("person_sneeze",))),
            knocks=tuple(_event(rir.read(row)) for row in rir.of(("handling noise",))),
            rooms=tuple(_room(rir.read(row)) for row in rir.of(("rir",))),
            sources=tuple(s for folder in (noise, rir, calls, clips) for s in folder.used),
        )

    def halves(self) -> tuple["Sounds", "Sounds"]:
        """Every other sound of each kind: one half to train with, the other to measure with."""

        def every_other(start: int) -> Sounds:
            return replace(
                self,
                voices=self.voices[start::2],
                noises=self.noises[start::2],
                sneezes=self.sneezes[start::2],
                knocks=self.knocks[start::2],
                rooms=self.rooms[start::2],
            )

        return every_other(0), every_other(1)

    def babble(self, length: int, rng: np.random.Generator) -> Signal:
        """Three to six different speakers at once, each at level 1. Raises ValueError if fewer."""
        if len(self.voices) < 3:
            raise ValueError("babble takes three voices")
        count = int(rng.integers(3, min(6, len(self.voices)) + 1))
        mixed = np.zeros(length, np.float32)
        for index in rng.choice(len(self.voices), count, replace=False):
            mixed += _excerpt(self.voices[int(index)], length, rng)
        return mixed

    def noise(self, length: int, rng: np.random.Generator) -> Signal:
        """A stretch of one noise, repeated where it is too short."""
        return _excerpt(_one(self.noises, rng), length, rng)

    def sneeze(self, rng: np.random.Generator) -> Signal:
        """One sneeze, 1.5 s at most."""
        return _one(self.sneezes, rng)

    def knock(self, rng: np.random.Generator) -> Signal:
        """One touch of the handset, 1.5 s at most."""
        return _one(self.knocks, rng)

    def room(self, rng: np.random.Generator) -> Signal:
        """One impulse response, 0.8 s at most, that begins with its direct path of 1."""
        return _one(self.rooms, rng)

    def noise_only(self, length: int, rng: np.random.Generator) -> Signal:
        """A clip without a voice, not yet through a line: one noise or two, knocks now and then."""
        clip = self.noise(length, rng)
        if rng.random() < 0.3:
            clip = clip + self.noise(length, rng) * np.float32(ratio_of(rng.uniform(-12, 0)))
        if self.knocks and rng.random() < 0.3:
            clip = place(clip, self.knock(rng), ratio_of(rng.uniform(-6, 12)), rng, pause=False)
        return clip

    def sneeze_only(self, length: int, rng: np.random.Generator) -> Signal:
        """A clip with one sneeze per 1.5 s or fewer over a faint noise, no voice; no line yet."""
        clip = self.noise(length, rng) * np.float32(ratio_of(rng.uniform(-45, -20)))
        for _ in range(int(rng.integers(1, max(1, length // _LONGEST_EVENT) + 1))):
            clip = place(clip, self.sneeze(rng), ratio_of(rng.uniform(-6, 0)), rng, pause=True)
        return clip


def place(
    signal: Signal, event: Signal, level: float, rng: np.random.Generator, *, pause: bool
) -> Signal:
    """`signal` with `event` times `level` added: where `signal` is quietest, or anywhere.

    An event longer than the signal is cut to it; the length of the signal stays.
    """
    event = _faded(event[: len(signal)])
    spare = len(signal) - len(event)
    if pause and spare >= _BLOCK:
        # Power of every stretch as long as the event, from the running sum of block powers.
        power = np.concatenate([[0.0], np.cumsum(powers(signal, _BLOCK), dtype=np.float64)])
        span = max(1, -(-len(event) // _BLOCK))
        heard = power[span:] - power[:-span] if len(power) > span else np.zeros(1)
        start = min(int(np.argmin(heard)) * _BLOCK, spare)
    else:
        start = int(rng.integers(spare + 1))
    mixed = signal.copy()
    mixed[start : start + len(event)] += event * np.float32(level)
    return mixed


_NOISES: Final = ("rain", "clock_tick", "dog_bark", "baby_cry")


class _Folder:
    """The rows of one `meta.csv` that may be trained on, and which of them were read."""

    def __init__(self, data: Path, name: str) -> None:
        self._root = data / name
        self._name = name
        with (self._root / "meta.csv").open(encoding="utf-8", newline="") as file:
            self.rows = [row for row in csv.DictReader(file) if row["may_train"] == "yes"]
        self.used: list[Source] = []

    def of(self, kinds: Sequence[str]) -> list[dict[str, str]]:
        return [row for row in self.rows if row["emotion"] in kinds]

    def read(self, row: dict[str, str]) -> Signal:
        self.used.append(Source(f"{self._name}/{row['file']}", row["source_licence"]))
        signal = read_8khz(self._root / row["file"])
        return signal if self._name in ("noise", "rir_noise") else _level(_talking(signal))

    def speakers(self) -> list[Signal]:
        """Everything neutral that one speaker says, in a row."""
        said: dict[str, list[Signal]] = {}
        for row in self.of(("", "neutral")):
            said.setdefault(row["speaker"], []).append(self.read(row))
        return [np.concatenate(clips) for clips in said.values()]


def _one(sounds: Sequence[Signal], rng: np.random.Generator) -> Signal:
    if not sounds:
        raise ValueError("there is no such sound in the data folder")
    return sounds[int(rng.integers(len(sounds)))]


def _excerpt(sound: Signal, length: int, rng: np.random.Generator) -> Signal:
    start = int(rng.integers(len(sound)))
    cut = np.take(sound, np.arange(start, start + length), mode="wrap")
    return (cut / np.float32(max(noise_level(cut), _WEAKEST))).astype(np.float32)


def _level(signal: Signal) -> Signal:
    return (signal / np.float32(noise_level(signal))).astype(np.float32)


def _talking(signal: Signal) -> Signal:
    """With what is left of a pause after 0.3 s cut out."""
    whole = signal[: len(signal) // _BLOCK * _BLOCK]
    level = speech_level(whole)
    quiet = powers(whole, _BLOCK) < (level * ratio_of(-30)) ** 2
    keep = np.ones(len(quiet), np.bool_)
    run = 0
    for block, silent in enumerate(quiet.tolist()):
        run = run + 1 if silent else 0
        keep[block] = run <= _PAUSE_BLOCKS
    return whole.reshape(-1, _BLOCK)[keep].reshape(-1)


def _trimmed(signal: Signal) -> Signal:
    """Without the digital silence that ESC-10 pads its five seconds with."""
    power = powers(signal, _BLOCK)
    heard = np.flatnonzero(power > 1e-5 * float(np.max(power)))
    return signal[heard[0] * _BLOCK : (heard[-1] + 1) * _BLOCK] if len(heard) else signal


def _event(signal: Signal) -> Signal:
    """The 1.5 s around the loudest block: it begins at most 0.4 s before."""
    sound = _trimmed(signal)
    peak = int(np.argmax(powers(sound, _BLOCK))) * _BLOCK
    start = max(0, peak - 2 * RATE_HZ // 5)
    return _level(_faded(sound[start : start + _LONGEST_EVENT]))


def _faded(event: Signal) -> Signal:
    edge = min(80, len(event) // 2)
    shape = np.ones(len(event), np.float32)
    shape[:edge] = np.linspace(0, 1, edge, dtype=np.float32)
    shape[len(event) - edge :] = np.linspace(1, 0, edge, dtype=np.float32)
    return (event * shape).astype(np.float32)


def _room(response: Signal) -> Signal:
    """From the direct path on: the first sample within 10 dB of the highest peak."""
    direct = int(np.argmax(np.abs(response) >= 0.316 * np.max(np.abs(response))))
    # Within a millisecond the path's own peak; a later, louder one is a reflection.
    direct += int(np.argmax(np.abs(response[direct : direct + 8])))
    cut = response[direct : direct + _LONGEST_ROOM] / response[direct]
    fade = np.ones(len(cut), np.float32)
    edge = min(800, len(cut) // 4)
    fade[len(cut) - edge :] = np.linspace(1, 0, edge, dtype=np.float32)
    # Some responses are of halls, heard from afar; nobody's mouthpiece is there.
    early = float(np.sum(np.square(cut[:_EARLY])))
    late = float(np.sum(np.square(cut[_EARLY:])))
    fade[_EARLY:] *= np.float32(min(1.0, np.sqrt(early / (late + 1e-12))))
    room: Signal = (cut * fade).astype(np.float32)
    return room
