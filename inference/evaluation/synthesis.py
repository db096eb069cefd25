"""Synthetic calls: one speaker of a corpus, calm for a minute or two, then angry, then neutral.

Owns the plan of a call (`plan_calls`), its description as JSON (a manifest from which others make
the very same audio) and its sound (`render`). Seeded; nothing here knows a model.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from audio.formats import Signal
from inference.evaluation.corpora import FolderError, Row
from inference.training.sounds import Sounds
from inference.training.telephone import Line, through

RATE_HZ: Final = 8_000
VERSION: Final = 1
ANGRY: Final = "anger"
NEUTRAL: Final = "neutral"
CALM: Final = ("neutral", "happiness", "sadness", "boredom")
"""What a caller who is not angry says; other emotions of a corpus are left out."""

_CALM_S: Final = (60.0, 120.0)
_ANGRY_S: Final = (12.0, 20.0)  # of angry clips, pauses not counted
_AFTER_S: Final = (15.0, 30.0)
_PAUSE_S: Final = (0.2, 1.0)
_TURN_S: Final = (2.0, 5.0)  # the other side speaks
_TURN_SHARE: Final = 0.1
_NOISE_DB: Final = (10.0, 25.0)
_BACKGROUND_SHARE: Final = 0.5
_LOSS: Final = 0.01
_LEAST_CUT_S: Final = 0.5
_EDGE_S: Final = 0.1  # left of the silence around a clip
_SILENT_DB: Final = 35.0  # below the clip's loudest 20 ms


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a clip that is speech, in samples at 8 kHz."""

    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Part:
    """One clip in a call."""

    file: str
    emotion: str
    at: int
    """Sample of the call (8 kHz) at which it begins."""
    start: int
    """Sample of the clip at which it is cut in."""
    length: int


@dataclass(frozen=True, slots=True)
class SyntheticCall:
    """Everything that is needed to make it again."""

    id: str
    corpus: str
    speaker: str
    seed: int
    """Of the line's own draws."""
    noise: str
    """"pink", or "background": a stretch of one of the data folder's free noises."""
    noise_db: float
    """Below the speech."""
    loss: float
    length: int
    """Samples at 8 kHz."""
    angry_from: int
    """Sample at which the first angry clip begins."""
    angry_to: int
    """Sample at which the last angry clip ends."""
    parts: tuple[Part, ...]

    @property
    def calm_speech_s(self) -> float:
        """Seconds of clips that are not angry; pauses between them not counted."""
        return sum(p.length for p in self.parts if p.emotion != ANGRY) / RATE_HZ


def speech_cut(signal: Signal) -> Cut:
    """`signal` (float32, 8 kHz) without the silence at both ends, so that pauses are ours alone."""
    frame = RATE_HZ // 50
    power = np.mean(np.square(signal[: len(signal) // frame * frame].reshape(-1, frame)), axis=1)
    if len(power) == 0 or power.max() <= 0:
        return Cut(0, len(signal))
    loud = np.flatnonzero(power > power.max() * 10 ** (-_SILENT_DB / 10))
    edge = round(_EDGE_S * RATE_HZ)
    start = max(0, int(loud[0]) * frame - edge)
    return Cut(start, min(len(signal), (int(loud[-1]) + 1) * frame + edge) - start)


def plan_calls(
    rows: Sequence[Row], cuts: dict[str, Cut], *, calls: int, hours: float, seed: int
) -> list[SyntheticCall]:
    """At least `calls` calls with at least `hours` of non-angry speech, the speakers in turn.

    `cuts` by file; clips without a cut are left out, and so are speakers without neutral or angry
    clips. Raises FolderError where nobody is left.
    """
    usable = [row for row in rows if row.file in cuts and cuts[row.file].length > _least_cut()]
    speakers = sorted(
        {row.speaker for row in usable if row.emotion == ANGRY}
        & {row.speaker for row in usable if row.emotion == NEUTRAL}
    )
    if not speakers:
        raise FolderError("no speaker has both angry and neutral clips")
    planned: list[SyntheticCall] = []
    spoken_s = 0.0
    while len(planned) < calls or spoken_s < hours * 3600 or len(planned) % len(speakers):
        speaker = speakers[len(planned) % len(speakers)]
        own = [row for row in usable if row.speaker == speaker]
        call = _plan_call(own, cuts, len(planned), seed)
        planned.append(call)
        spoken_s += call.calm_speech_s
    return planned


def _least_cut() -> int:
    return round(_LEAST_CUT_S * RATE_HZ)


def _plan_call(own: Sequence[Row], cuts: dict[str, Cut], number: int, seed: int) -> SyntheticCall:
    rng = np.random.default_rng([seed, number])
    parts: list[Part] = []
    at = _samples(rng.uniform(*_PAUSE_S))

    def say(emotions: Iterable[str], enough: Callable[[int, int], bool]) -> int:
        """Clips in random order, none twice before all were once; the end of the last one."""
        nonlocal at
        wanted = [row for row in own if row.emotion in emotions]
        bag: list[Row] = []
        began, spoken, end = at, 0, at
        while not enough(at - began, spoken):
            if not bag:
                bag = [wanted[int(i)] for i in rng.permutation(len(wanted))]
            row = bag.pop()
            cut = cuts[row.file]
            parts.append(Part(row.file, row.emotion, at, cut.start, cut.length))
            spoken += cut.length
            end = at + cut.length
            pause = _TURN_S if rng.random() < _TURN_SHARE else _PAUSE_S
            at = end + _samples(rng.uniform(*pause))
        return end

    calm, angry, after = (_samples(rng.uniform(*span)) for span in (_CALM_S, _ANGRY_S, _AFTER_S))
    say(CALM, lambda passed, _: passed >= calm)
    angry_from = at
    angry_to = say([ANGRY], lambda _, spoken: spoken >= angry)
    say([NEUTRAL], lambda passed, _: passed >= after)
    return SyntheticCall(
        id=f"{own[0].corpus}-{number:04d}",
        corpus=own[0].corpus,
        speaker=own[0].speaker,
        seed=int(rng.integers(2**31)),
        noise="background" if rng.random() < _BACKGROUND_SHARE else "pink",
        noise_db=round(float(rng.uniform(*_NOISE_DB)), 2),
        loss=_LOSS,
        length=at,
        angry_from=angry_from,
        angry_to=angry_to,
        parts=tuple(parts),
    )


def render(call: SyntheticCall, read: Callable[[str], Signal], sounds: Sounds | None) -> Signal:
    """float32, 8 kHz, A-law: the clips in their places, through one line with noise and loss.

    `read` gives a clip of the corpus at 8 kHz. Clips keep their levels: how much louder somebody
    gets belongs to the call. Without `sounds` a call with background noise has pink noise.
    """
    dry = np.zeros(call.length, np.float32)
    for part in call.parts:
        dry[part.at : part.at + part.length] = read(part.file)[
            part.start : part.start + part.length
        ]
    background = call.noise == "background" and sounds is not None
    line = Line(
        loss=call.loss,
        noise_db=None if background else call.noise_db,
        background_db=call.noise_db if background else None,
    )
    return through(line, dry, np.random.default_rng(call.seed), sounds)


def unique_speech_s(calls: Iterable[SyntheticCall]) -> float:
    """Seconds of different non-angry speech: what is left when no clip counts twice."""
    lengths = {
        (call.corpus, part.file): part.length
        for call in calls
        for part in call.parts
        if part.emotion != ANGRY
    }
    return sum(lengths.values()) / RATE_HZ


def write_manifest(path: Path, calls: Sequence[SyntheticCall], seed: int) -> None:
    """The calls as JSON; `read_manifest` gives them back."""
    content: dict[str, Any] = {
        "v": VERSION,
        "rate_hz": RATE_HZ,
        "seed": seed,
        "codec": "alaw",
        "calls": [asdict(call) for call in calls],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(content, indent=None) + "\n", encoding="utf-8")
    part.replace(path)


def read_manifest(path: Path) -> list[SyntheticCall]:
    """Raises FolderError where the file is no such manifest, OSError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["v"] != VERSION:
            raise FolderError(f"{path} has version {content['v']}, wanted {VERSION}")
        return [
            SyntheticCall(**{**call, "parts": tuple(Part(**part) for part in call["parts"])})
            for call in content["calls"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise FolderError(f"{path} describes no synthetic calls: {error}") from error


def _samples(seconds: float) -> int:
    return round(seconds * RATE_HZ)
