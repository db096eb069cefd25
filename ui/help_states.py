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


@dataclass(frozen=True, slots=True)
class PushedView:
    """What a supervisor has sent to the agent."""

    by: str
    text: str = ""
    card_title: str = ""
    """It is a card of that title; empty: it is a line."""
