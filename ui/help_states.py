"""View states of a request for help beyond its step; as `ui.states`."""

from dataclasses import dataclass
from enum import StrEnum


class HelpReason(StrEnum):
    """Why the agent asks."""

    UPSET = "upset"
    STUCK = "stuck"
    APPROVAL = "approval"
    ABUSIVE = "abusive"
    OTHER = "other"


class ListenerStep(StrEnum):
    """How a supervisor is in the agent's call."""

    NONE = "none"
    ASK = "ask"  # somebody comes: may they hear the caller?
    REFUSED = "refused"  # the caller has said no
    MISSED = "missed"  # they were called, and somebody else or nobody answered
    CALLED = "called"  # their telephone rings
    LISTENS = "listens"  # heard by nobody
    WHISPERS = "whispers"  # heard by the agent
    SPEAKS = "speaks"  # heard by both
    WANTS_OVER = "wants_over"  # once the caller is back from hold
    TAKES_OVER = "takes_over"  # in a moment the caller is theirs
    HANDED_OVER = "handed_over"  # the caller is being handed over


@dataclass(frozen=True, slots=True)
class ListenerView:
    """A supervisor in the agent's call; the agent is never not shown one."""

    step: ListenerStep = ListenerStep.NONE
    by: str = ""
    take_over_in_s: float = 0.0
    """With TAKES_OVER."""


@dataclass(frozen=True, slots=True)
class PushedView:
    """What a supervisor has sent to the agent."""

    by: str
    text: str = ""
    card_title: str = ""
    """It is a card of that title; empty: it is a line."""
