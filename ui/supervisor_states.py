"""View states of the supervisor's window; as `ui.states`, whose values they are made of."""

from dataclasses import dataclass, field
from enum import StrEnum

from ui.help_states import HelpReason
from ui.states import AccountView, Level, NoticeView, ReasonChip


class RequestStep(StrEnum):
    OPEN = "open"
    CLAIMING = "claiming"  # I said "I'm coming"; the desk has not confirmed yet
    CLAIMED = "claimed"  # the desk knows that I come
    JOINED = "joined"  # I am in the call
    TAKEN = "taken"  # somebody else comes
    LATER = "later"  # put aside, in this window only
    EXPIRED = "expired"
    CALLBACK = "callback"  # nobody was free; the agent has promised that a supervisor rings back
    CANCELLED = "cancelled"
    RESOLVED = "resolved"
    FAILED = "failed"  # my answer could not be delivered


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request for help in the supervisor's window."""

    request_id: str
    agent: str
    step: RequestStep
    why: tuple[HelpReason, ...] = ()
    topic: str = ""
    brief: str = ""
    """What the agent has approved for a hand-over."""
    level: Level = Level.UNKNOWN
    level_s: float = 0.0
    reasons: tuple[ReasonChip, ...] = ()
    call_s: float = 0.0
    waiting_s: float = 0.0
    expires_in_s: float | None = None


@dataclass(frozen=True, slots=True)
class SupervisorState:
    account: AccountView = field(default_factory=AccountView)
    requests: tuple[RequestView, ...] = ()
    """Open ones first, oldest first."""
    eta_s: float = 20.0
    """The estimate that "I'm coming" gives."""
    notices: tuple[NoticeView, ...] = ()
