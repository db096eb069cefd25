"""View states of the supervisor's window; as `ui.states`, whose values they are made of."""

from dataclasses import dataclass, field
from enum import StrEnum

from ui.help_states import HelpReason
from ui.notice_states import NoticeView
from ui.question_states import QuestionView
from ui.states import AccountView, Level, ReasonChip


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


class ListenMode(StrEnum):
    """Who hears the supervisor in the agent's call."""

    LISTEN = "listen"  # nobody
    WHISPER = "whisper"  # the agent
    BARGE = "barge"  # both
    TAKEOVER = "takeover"  # the customer alone: the call becomes the supervisor's


class Handover(StrEnum):
    """How far it has come that the call becomes the supervisor's."""

    NONE = "none"
    WAITING = "waiting"  # until the caller is back from hold
    ANNOUNCED = "announced"
    UNDER_WAY = "under_way"
    DECLINED = "declined"  # by the agent
    FAILED = "failed"


class Ending(StrEnum):
    HELPED = "helped"
    TAKEN_OVER = "taken_over"
    CALL_ENDED = "call_ended"


@dataclass(frozen=True, slots=True)
class SupervisorCall:
    """A call at the supervisor's own telephone."""

    call_id: str
    peer: str
    rings: bool = False
    held: bool = False
    """By us."""


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request for help in the supervisor's window."""

    request_id: str
    agent: str
    step: RequestStep
    why: tuple[HelpReason, ...] = ()
    by_rule: str = ""
    """Name of the agreed rule that asks; empty: the agent does."""
    topic: str = ""
    brief: str = ""
    """What the agent has approved for a hand-over."""
    mode: ListenMode | None = None
    """With JOINED: how I am in the call, or want to be, whichever more people hear."""
    settled: bool = True
    """The desk has done what I want."""
    undone: bool = False
    """What I wanted last could not be done."""
    handover: Handover = Handover.NONE
    handover_in_s: float = 0.0
    """With ANNOUNCED."""
    refused: bool = False
    """The caller wants no third listener."""
    ending: Ending = Ending.HELPED
    """With RESOLVED."""
    level: Level = Level.UNKNOWN
    level_s: float = 0.0
    reasons: tuple[ReasonChip, ...] = ()
    call_s: float = 0.0
    waiting_s: float = 0.0
    expires_in_s: float | None = None


@dataclass(frozen=True, slots=True)
class SupervisorState:
    account: AccountView = field(default_factory=AccountView)
    calls: tuple[SupervisorCall, ...] = ()
    questions: tuple[QuestionView, ...] = ()
    """What agents ask to grant; open ones first."""
    requests: tuple[RequestView, ...] = ()
    """Open ones first, oldest first."""
    eta_s: float = 20.0
    """The estimate that "I'm coming" gives."""
    notices: tuple[NoticeView, ...] = ()
