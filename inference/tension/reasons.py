"""Why: the last seconds' facts against the caller's own start, in ReasonKind's units. Pure."""

import itertools
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from inference.messages import AcousticFacts
from inference.tension.baseline import FactsStart
from inference.tension.machine import Zone
from inference.tension.reading import Reason, ReasonKind, TensionState

LOUDER_DB: Final = 3.0  # about twice the just noticeable difference of speech level (1-2 dB)
FASTER_PER_CENT: Final = 15.0  # articulation rate: just noticeable is about 5 % (Quené 2007)
HIGHER_SEMITONES: Final = 2.0  # clearly heard; anger is typically 3-8 above neutral
INTERRUPTIONS: Final = 2  # one is an accident
INTERRUPTIONS_WITHIN_S: Final = 60.0
SILENCE_S: Final = 8.0
LEAST_BASELINE_S: Final = 4.0  # of voice before "louder than at the start" means anything
_SMOOTHING_S: Final = 4.0
_STAYS: Final = 0.7  # share of what it takes to be said at which a fact is said no more

_Offer = Callable[[ReasonKind, float, float], None]


@dataclass(slots=True)
class _Recent:
    """A mean over about the last four seconds of voice, and its extreme."""

    value: float | None = None
    highest: float = -math.inf

    def add(self, value: float | None, dt_s: float) -> None:
        if value is None or not math.isfinite(value):
            return
        if self.value is None:
            self.value = value
        else:
            self.value += (1 - math.exp(-dt_s / _SMOOTHING_S)) * (value - self.value)
        self.highest = max(self.highest, self.value)


@dataclass(slots=True)
class Observations:
    """The last facts, smoothed by time."""

    level_db: _Recent = field(default_factory=_Recent)
    pace_hz: _Recent = field(default_factory=_Recent)
    pitch_hz: _Recent = field(default_factory=_Recent)
    silence_s: float = 0.0
    _interruptions: deque[tuple[float, int]] = field(default_factory=deque)

    def add(self, t_s: float, facts: AcousticFacts, dt_s: float) -> None:
        """`dt_s`: seconds since the facts before; 0 where the window held no new voice."""
        self.silence_s = facts.silence_s
        if dt_s > 0:
            self.level_db.add(facts.level_db, dt_s)
            self.pace_hz.add(facts.pace_hz, dt_s)
            self.pitch_hz.add(facts.pitch_hz, dt_s)
        self._interruptions.append((t_s, facts.interruptions))
        while self._interruptions[0][0] < t_s - INTERRUPTIONS_WITHIN_S:
            self._interruptions.popleft()

    @property
    def interruptions(self) -> int:
        """In the last minute. A smaller count than before is a new attach, which starts at 0."""
        counts = [count for _, count in self._interruptions]
        return sum(max(0, b - a) for a, b in itertools.pairwise(counts))


def reasons(
    state: TensionState, zone: Zone | None, seen: Observations, start: FactsStart
) -> tuple[Reason, ...]:
    """Most telling first: by how far each is beyond the least that is worth saying.

    The state lags behind the voice by design; what is said of the voice is what `zone` says now.
    """
    if state is TensionState.UNKNOWN:
        return ()
    found: list[tuple[float, Reason]] = []

    def offer(kind: ReasonKind, value: float, least: float) -> None:
        if value >= least:
            found.append((value / least, Reason(kind, round(value))))

    if state is TensionState.EASING:
        if zone is Zone.LOW:
            found.append((1.4, Reason(ReasonKind.VOICE_CALM)))
        if seen.level_db.value is not None:
            offer(ReasonKind.QUIETER, seen.level_db.highest - seen.level_db.value, LOUDER_DB)
        if seen.pace_hz.value is not None and seen.pace_hz.highest > 0:
            slower = 100 * (1 - seen.pace_hz.value / seen.pace_hz.highest)
            offer(ReasonKind.SLOWER, slower, FASTER_PER_CENT)
    else:
        if state is not TensionState.CALM and zone in (Zone.MIDDLE, Zone.HIGH):
            found.append((1.4, Reason(ReasonKind.VOICE_TENSE)))
        if start.heard_s >= LEAST_BASELINE_S:
            _against_start(seen, start, offer)
        offer(ReasonKind.INTERRUPTIONS, seen.interruptions, INTERRUPTIONS)
    offer(ReasonKind.SILENCE, seen.silence_s, SILENCE_S)
    found.sort(key=lambda item: -item[0])
    return tuple(reason for _, reason in found)


def facts_reasons(
    seen: Observations, start: FactsStart, shown: tuple[ReasonKind, ...] = ()
) -> tuple[Reason, ...]:
    """What has changed in loudness, pace, overlap and silence; nothing is inferred from it.

    Not pitch: it is no such fact, and close to what a mood would be read from. What is `shown`
    keeps its place and goes only when it is clearly over: with no state in front of them, these
    words must not flicker themselves.
    """
    found: list[tuple[float, Reason]] = []

    def offer(kind: ReasonKind, value: float, least: float) -> None:
        enough = least * _STAYS if kind in shown else least
        if value >= enough and kind is not ReasonKind.HIGHER:
            found.append((value / least, Reason(kind, round(value))))

    if start.heard_s >= LEAST_BASELINE_S:
        _against_start(seen, start, offer)
    offer(ReasonKind.INTERRUPTIONS, seen.interruptions, INTERRUPTIONS)
    offer(ReasonKind.SILENCE, seen.silence_s, SILENCE_S)
    last = len(shown)
    place = {kind: index for index, kind in enumerate(shown)}
    found.sort(key=lambda item: (place.get(item[1].kind, last), -item[0]))
    return tuple(reason for _, reason in found)


def _against_start(seen: Observations, start: FactsStart, offer: _Offer) -> None:
    level, pace, pitch = start.level_db.value, start.pace_hz.value, start.pitch_hz.value
    if level is not None and seen.level_db.value is not None:
        offer(ReasonKind.LOUDER, seen.level_db.value - level, LOUDER_DB)
    if pace and seen.pace_hz.value is not None:
        offer(ReasonKind.FASTER, 100 * (seen.pace_hz.value / pace - 1), FASTER_PER_CENT)
    if pitch and seen.pitch_hz.value:
        semitones = 12 * math.log2(seen.pitch_hz.value / pitch)
        offer(ReasonKind.HIGHER, semitones, HIGHER_SEMITONES)
