"""Speech recognition as everything else sees it. No model here; `whisper_model` implements it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from audio.formats import Signal

LANGUAGES: Final = ("de", "en", "fr", "it")
"""What Beistand writes down; what a model takes for another language is the likeliest of these."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a model makes of a piece of speech, as it says it: not yet believed."""

    text: str
    no_speech: float
    """0..1, how sure the model is that nobody speaks."""
    log_probability: float
    """Mean natural logarithm of the tokens' probabilities, 0 at best."""


class Listening(Protocol):
    """One piece of speech that a model has heard and not yet written down."""

    def languages(self) -> Mapping[str, float]:
        """Probability 0..1 of each of LANGUAGES."""
        ...

    def write(self, language: str, hot_words: str) -> Said:
        """In `language`, one of LANGUAGES; `hot_words` are rather expected, empty: none."""
        ...


class Recogniser(Protocol):
    """One loaded model; used by one thread."""

    @property
    def words(self) -> str:
        """What computes, for people: "whisper-base, int8 on cpu"."""
        ...

    @property
    def cost_s(self) -> float:
        """Seconds of computing for a sentence, measured when it was loaded."""
        ...

    def listen(self, speech: Signal) -> Listening:
        """float32 (samples,), 16 kHz, at most 30 s. Raises what the library raises."""
        ...
