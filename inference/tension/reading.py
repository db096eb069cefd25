"""What the decision layer says: a state, since when, which way it goes, and why."""

from dataclasses import dataclass
from enum import StrEnum


class TensionState(StrEnum):
    UNKNOWN = "unknown"  # no evidence
    CALM = "calm"
    ELEVATED = "elevated"
    TENSE = "tense"
    EASING = "easing"  # coming down from tense


class Tendency(StrEnum):
    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


class ReasonKind(StrEnum):
    VOICE_TENSE = "voice_tense"  # the model hears tension; value unused
    LOUDER = "louder"  # dB above the caller's own start
    QUIETER = "quieter"  # dB below the caller's own loudest
    FASTER = "faster"  # per cent above the caller's own start
    SLOWER = "slower"  # per cent below the caller's own fastest
    HIGHER = "higher"  # semitones above the caller's own start
    INTERRUPTIONS = "interruptions"  # count in the last minute
    SILENCE = "silence"  # seconds nobody has spoken
    VOICE_CALM = "voice_calm"  # the model hears no tension any more


@dataclass(frozen=True, slots=True)
class Reason:
    kind: ReasonKind
    value: float = 0.0
    """In the unit that `kind` names."""


@dataclass(frozen=True, slots=True)
class Reading:
    t_s: float
    """Call time."""
    state: TensionState
    since_s: float
    """Call time at which `state` was entered."""
    score: float | None
    """Smoothed tension index 0..1; None while unknown. Never shown as a number."""
    tendency: Tendency
    reasons: tuple[Reason, ...]
    """Most telling first; empty while unknown or calm without anything to say."""
    compared: bool = False
    """Enough of the caller was heard to compare facts with; in the profile without levels this is
    all there is to know."""
