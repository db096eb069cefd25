"""View states of agents' questions *may I grant this?*; as `ui.states`."""

from dataclasses import dataclass
from enum import StrEnum

from ui.goodwill_states import GoodwillKind


class QuestionStep(StrEnum):
    OPEN = "open"
    SAYING = "saying"  # my answer is on its way
    FAILED = "failed"  # it could not be delivered
    ALLOWED = "allowed"
    DECLINED = "declined"
    SILENT = "silent"  # nobody answered in time; an answer still counts
    WITHDRAWN = "withdrawn"
    GRANTED = "granted"


class OnSilence(StrEnum):
    """What holds if nobody answers."""

    NO = "no"
    INFORM = "inform"  # the agent may grant it, and tells
    CALLBACK = "callback"


@dataclass(frozen=True, slots=True)
class QuestionView:
    question_id: str
    agent: str
    kind: GoodwillKind
    step: QuestionStep = QuestionStep.OPEN
    amount: str = ""
    """What is asked for, as the language writes it; empty: it has no amount."""
    wished: str = ""
    """The same, to be typed over."""
    reason: str = ""
    what: str = ""
    """Of a departure from the process."""
    rule: str = ""
    on_silence: OnSilence = OnSilence.CALLBACK
    left_s: float | None = None
    """For so long an answer is waited for; None: not any more."""
    by: str = ""
    """Who answered."""
    allowed: str = ""
    """How much."""
