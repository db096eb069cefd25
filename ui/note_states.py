"""View states of what was said and of what is noted of it; see `ui.states`, whose rules hold."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class TranscriptView:
    """The customer's last words, personal data masked."""

    lines: tuple[str, ...] = ()
    """Oldest first; each what was said in one go."""
    partial: str = ""
    """What is being said now; it may still change."""
    first: int = 0
    """Number of the first of `lines` in the call: what is taken into the note is named by it."""
    taken: frozenset[int] = frozenset()
    """Numbers of the lines that are in the note."""


class PostStep(StrEnum):
    """How far a note has come on its way into the CRM."""

    NONE = "none"
    SENDING = "sending"
    FAILED = "failed"  # a notice says why; the text is still here


@dataclass(frozen=True, slots=True)
class GrantView:
    """What the agent may have granted in the call."""

    text: str
    granted: bool = False


@dataclass(frozen=True, slots=True)
class NoteView:
    """The note about one call, for the agent to finish."""

    call_id: str
    """The call that every intent is about."""
    customer: str
    """Name, else number."""
    call_s: float = 0.0
    text: str = ""
    grants: tuple[GrantView, ...] = ()
    can_post: bool = False
    """There is a CRM to send it to."""
    step: PostStep = PostStep.NONE
    copied: bool = False
    """As it stands here."""
    precious: bool = False
    """The agent has put something into it that discarding would lose."""
    others: int = 0
    """Further notes that wait behind this one."""
