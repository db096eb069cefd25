"""View states of the team's board; as `ui.states`."""

from dataclasses import dataclass
from enum import StrEnum

from ui.help_states import HelpReason
from ui.states import Level


class Activity(StrEnum):
    READY = "ready"
    IN_CALL = "in_call"
    WRAP_UP = "wrap_up"
    NOT_READY = "not_ready"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class BoardDeskView:
    """A desk. Without a request it has neither name nor level, and cannot have one."""

    place: str
    activity: Activity
    activity_s: int = 0
    """Whole seconds: what is drawn anew is what reads differently. Of a call or wrap-up; else 0."""
    stale: bool = False
    age_s: int = 0
    """How old the picture of a stale desk is; 0 of all others, whose time goes on."""


@dataclass(frozen=True, slots=True)
class AskingDeskView:
    """A desk that asks for help."""

    desk: BoardDeskView
    request_id: str
    name: str = ""
    by_rule: bool = False
    why: tuple[HelpReason, ...] = ()
    level: Level = Level.UNKNOWN
    level_s: int = 0


@dataclass(frozen=True, slots=True)
class BoardState:
    team: str = ""
    asking: tuple[AskingDeskView, ...] = ()
    others: tuple[BoardDeskView, ...] = ()
    desks: int = 0
    """All that are there, also those that the filter hides."""
    in_call: int = 0
    age_s: int | None = None
    """How old the picture is; None: nothing has come yet."""
    stale: bool = False
    """The broker has said nothing for too long, or is not there."""
    only: Activity | None = None
    """The filter: only desks that do this; None: all. Requests are always shown."""
