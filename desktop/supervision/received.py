"""One agent's request as a supervisor's desktop knows it. Pure.

A view of an escalation that lives on the agent's desktop. What that one says only ever moves the
request forward (see RANK), so duplicates and reordering cannot bring back what has ended; how I
stand to the call it counts (`change`).
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from desktop.supervision.messages import (
    Callback,
    Cancel,
    Claimed,
    EscalationMessage,
    Expired,
    HelpReason,
    Joined,
    Outcome,
    Reason,
    Resolved,
    Taken,
    WantedMode,
    clean_name,
)
from desktop.supervision.takeover import RUNNING, TakeOverStep
from desktop.telephony.monitoring import MonitorMode
from inference.tension.reading import TensionState


class RequestStep(StrEnum):
    """Values of `ui.states.RequestStep`."""

    OPEN = "open"
    CLAIMING = "claiming"
    CLAIMED = "claimed"
    JOINED = "joined"
    TAKEN = "taken"
    LATER = "later"
    EXPIRED = "expired"
    CALLBACK = "callback"
    CANCELLED = "cancelled"
    RESOLVED = "resolved"
    FAILED = "failed"


_R = RequestStep

RANK: Final[dict[RequestStep, int]] = {
    _R.OPEN: 0,
    _R.LATER: 0,
    _R.CLAIMING: 0,
    _R.FAILED: 0,
    # Our own clock may say "expired" while the agent's desktop has just let somebody win.
    _R.EXPIRED: 1,
    _R.CLAIMED: 2,
    _R.JOINED: 2,
    _R.TAKEN: 2,
    _R.CALLBACK: 3,
    _R.CANCELLED: 3,
    _R.RESOLVED: 3,
}
"""A message of the agent's desktop counts only if it leads to a higher rank."""

LED_TO: Final[dict[type[EscalationMessage], RequestStep]] = {
    Claimed: _R.CLAIMED,
    Taken: _R.TAKEN,
    Joined: _R.JOINED,
    Callback: _R.CALLBACK,
    Cancel: _R.CANCELLED,
    Expired: _R.EXPIRED,
    Resolved: _R.RESOLVED,
}

MAY_CLAIM: Final = frozenset({_R.OPEN, _R.LATER, _R.FAILED})
UNANSWERED: Final = frozenset({_R.OPEN, _R.LATER})
"""Steps that our own clock may end. Once I have said "I'm coming", the agent may have read it, so
only the agent's desktop ends it; a claim that FAILED can be repeated to ask."""
MINE: Final = frozenset({_R.CLAIMED, _R.JOINED})
"""I have won it."""
ENDED: Final = frozenset({_R.EXPIRED, _R.CALLBACK, _R.TAKEN, _R.CANCELLED, _R.RESOLVED})

_WIDTH: Final = (None, MonitorMode.LISTEN, MonitorMode.WHISPER, MonitorMode.BARGE)
"""From who is heard by fewer to who is heard by more."""


@dataclass(frozen=True, slots=True)
class Request:
    """The fields of `ui.states.RequestView` and when things happened."""

    request_id: str
    sender: str
    """Bare SIP URI of the agent's desktop, which alone may change the request."""
    step: RequestStep
    agent: str = ""
    """The agent's name; empty where only the end of a request was ever heard of."""
    why: tuple[HelpReason, ...] = ()
    """What the agent says is the matter."""
    topic: str = ""
    brief: str = ""
    """What the agent has approved for a hand-over; empty: nothing yet."""
    level: TensionState = TensionState.UNKNOWN
    level_s: float = 0.0
    """As of the request; it is not followed, because nothing about the call is sent after it."""
    reasons: tuple[Reason, ...] = ()
    call_s: float = 0.0
    """As of the request."""
    received_at_s: float = 0.0
    expires_at_s: float = 0.0
    mine_at_s: float = 0.0
    """When I last said "I'm coming", or heard how I stand to the call."""
    taken_by: str = ""
    code: int = 0
    """With step FAILED: the SIP status of my answer; 0 where none came."""
    outcome: Outcome | None = None
    """With RESOLVED."""

    # how I stand to the call, as the agent's desktop says
    changes: int = 0
    """How many changes of it that desktop had counted."""
    mode: MonitorMode | None = None
    """None: I am not in it."""
    refused: bool = False
    """The caller wants no third listener."""
    takeover: TakeOverStep = TakeOverStep.NONE
    takeover_at_s: float | None = None
    """With ANNOUNCED."""
    heard: int = 0
    """Number of the newest wish of mine that it has heard."""

    # what I say of it
    call: int = 0
    """Number of the latest call that the agent's desktop has announced."""
    announced_at_s: float | None = None
    """When it did; None: no call of it is awaited any more."""
    here: bool = False
    """That call is up at my telephone."""
    wish: int = 0
    """Number of my newest wish."""
    wanted: WantedMode | None = None
    """How I want to be in it; None: I have not said."""

    def waiting_s(self, now_s: float) -> float:
        """Seconds since it was heard of."""
        return max(0.0, now_s - self.received_at_s)

    def expires_in_s(self, now_s: float) -> float | None:
        """Seconds left to claim it; None where that is over."""
        return max(0.0, self.expires_at_s - now_s) if self.step in UNANSWERED else None

    def takeover_in_s(self, now_s: float) -> float | None:
        """Seconds until the caller is handed to me; None where that is not announced."""
        return None if self.takeover_at_s is None else max(0.0, self.takeover_at_s - now_s)

    @property
    def unsettled(self) -> bool:
        """Whether the agent's desktop has not done (or declined) what I want."""
        if self.step is not RequestStep.JOINED or self.wanted is None:
            return False
        if self.heard < self.wish:
            return True
        if self.wanted is WantedMode.TAKEOVER:
            return self.takeover in RUNNING
        return self.mode != MonitorMode(self.wanted)

    @property
    def widest(self) -> MonitorMode | None:
        """Who may hear me: as the agent's desktop says, or as I want it, whichever are more."""
        wanted = None
        if self.unsettled and self.wanted not in (None, WantedMode.TAKEOVER):
            wanted = MonitorMode(self.wanted)
        return max(self.mode, wanted, key=_WIDTH.index)

    def outside(self, step: RequestStep) -> "Request":
        """At `step`, in no call, and nothing wanted of one."""
        return replace(self, step=step, mode=None, here=False, wanted=None, announced_at_s=None)

    def after(self, message: EscalationMessage, now_s: float) -> "Request":
        """This request once its agent's desktop has said one of LED_TO."""
        if isinstance(message, Claimed | Joined) and self.step in MINE:
            return self._standing(message, now_s) if message.change > self.changes else self
        step = LED_TO[type(message)]
        if RANK[step] <= RANK[self.step]:
            return self
        match message:
            case Claimed() | Joined():
                return self._standing(message, now_s)
            case Taken(by=by):
                return replace(self, step=step, taken_by=clean_name(by))
            case Resolved(outcome=outcome):
                return replace(self.outside(step), outcome=outcome)
            case _:
                return self.outside(step)

    def _standing(self, message: Claimed | Joined, now_s: float) -> "Request":
        now = replace(
            self, step=LED_TO[type(message)], changes=message.change, mine_at_s=now_s, taken_by=""
        )
        if isinstance(message, Claimed):
            return replace(
                now, mode=None, refused=message.refused, takeover=TakeOverStep.NONE,
                takeover_at_s=None, wanted=None,
            )  # fmt: skip
        announced = message.takeover is TakeOverStep.ANNOUNCED
        return replace(
            now,
            mode=message.mode,
            takeover=message.takeover,
            takeover_at_s=now_s + message.takeover_in_s if announced else None,
            heard=message.wish,
            wish=max(self.wish, message.wish),
        )
