"""The seam between a leg and the model that scores its voice. No torch here.

Audio is encoded once, hop by hop, and a score is pooled over the last three seconds of *voice*:
pauses neither dilute it nor cost anything.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from audio.formats import Signal
from inference.messages import Population

RATE_HZ: Final = 8_000
HOP_SAMPLES: Final = 4_000
"""Half a second: what a stream is given at a time."""
CONTEXT_SAMPLES: Final = 8_000
"""What the encoder hears before a hop, at most."""
VOICED_S: Final = 3.0
"""Voice a score is pooled over."""

Mask = npt.NDArray[np.bool_]


class Profile(StrEnum):
    """Which model scores."""

    SMALL = "small"  # bundled
    LARGE = "large"  # needs the installed Whisper encoder


@dataclass(frozen=True, slots=True)
class VoiceScore:
    """What a model says of the last three voiced seconds; the first four values 0..1."""

    tension: float
    """Calibrated: of voices that score .8, four in five are angry."""
    anger: float
    """Of the classes anger, happiness, neutral, sadness."""
    arousal: float
    quality: float
    """How much this sounds like the speech the model was trained on; 0: do not believe it."""
    heard_s: float
    """Seconds of voice this was read from, at most `VOICED_S`; less where a stream began anew."""


class ScoreStream(Protocol):
    """One leg's voice."""

    def push(self, signal: Signal, voiced: Mask) -> None:
        """The next hop.

        `signal`: float32 (samples,), 8 kHz, at most `CONTEXT_SAMPLES` of what came before and then
        at most `HOP_SAMPLES` new ones. `voiced`: bool per 10 ms of the *new* part.
        """
        ...

    def score(self) -> VoiceScore | None:
        """Of the last `VOICED_S` seconds of voice; None before any voice."""
        ...

    def clear(self) -> None:
        """Audio is missing here: forget what was heard."""
        ...


class Scorer(Protocol):
    """A loaded model."""

    @property
    def profile(self) -> Profile: ...

    @property
    def population(self) -> Population:
        """The scale of its scores."""

    @property
    def sha256(self) -> str:
        """Of the trained file."""
        ...

    def stream(self) -> ScoreStream:
        """A new leg's voice."""
        ...
