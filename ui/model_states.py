"""View states about the models: which one scores, whether words are written down, their card."""

from dataclasses import dataclass
from enum import StrEnum


class ModelUse(StrEnum):
    """Which model scores now, and why that one."""

    LARGE = "large"
    SMALL = "small"  # the large one is not installed
    SMALL_SLOW = "small_slow"  # this computer does not keep up with the large one
    SMALL_LATE = "small_late"  # it mostly does, but is busy now
    SMALL_FAILED = "small_failed"  # the large one is there and cannot be used
    FACTS_ONLY = "facts_only"  # the settings want no model
    NO_MODEL = "no_model"  # missing or damaged: measured facts only
    FAILED = "failed"  # broke down: measured facts only
    OFF = "off"  # analysis is off in the settings
    STARTING = "starting"
    DOWN = "down"  # the analysis as a whole has failed


class RecognitionUse(StrEnum):
    """Whether the customer's words are written down."""

    OFF = "off"
    STARTING = "starting"
    WORKS = "works"
    LATE = "late"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RecognitionView:
    use: RecognitionUse = RecognitionUse.OFF
    model: str = ""
    """What computes; empty while nothing does."""
    cost_s: float = 0.0
    """For a sentence of five seconds."""
    busy: float = 0.0
    """0..1, share of the last minute."""


@dataclass(frozen=True, slots=True)
class ModelCardState:
    use: ModelUse = ModelUse.STARTING
    markdown: str = ""
    """The model card; empty: it is missing."""
    recognition: RecognitionView = RecognitionView()
