"""How the help for one call stands, as the agent's windows and programs are told."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from desktop.supervision.escalation import HELPED, Escalation, EscalationState
from desktop.supervision.messages import Card, Note, clean_name
from desktop.supervision.takeover import TakeOverStep
from desktop.supervision.transport import Delivery

MAX_PUSHED: Final = 3
"""Lines and cards of supervisors that are shown; older ones were read or will not be."""


class HelpStep(StrEnum):
    """Values of `ui.states.HelpStep`."""

    UNAVAILABLE = "unavailable"
    IDLE = "idle"
    RAISED = "raised"
    DELIVERED = "delivered"
    COMING = "coming"
    JOINED = "joined"
    EXPIRED = "expired"
    CALLBACK = "callback"
    FAILED = "failed"
    CANCELLED = "cancelled"
    RESOLVED = "resolved"


STEPS: Final[dict[EscalationState, HelpStep]] = {
    EscalationState.RAISED: HelpStep.RAISED,
    EscalationState.DELIVERED: HelpStep.DELIVERED,
    EscalationState.FAILED: HelpStep.FAILED,
    EscalationState.CLAIMED: HelpStep.COMING,
    EscalationState.JOINED: HelpStep.JOINED,
    EscalationState.RESOLVED: HelpStep.RESOLVED,
    EscalationState.EXPIRED: HelpStep.EXPIRED,
    EscalationState.CANCELLED: HelpStep.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a supervisor has sent to the agent: a line, or a card of the agent's library."""

    by: str
    text: str = ""
    card: str = ""
    """Id of the card; empty: it is a line."""


@dataclass(frozen=True, slots=True)
class DeskState:
    step: HelpStep = HelpStep.IDLE
    by: str = ""
    """Name of who comes; empty before."""
    eta_s: float | None = None
    """Seconds until that person said to be there, never below 0; None before."""
    away: bool = False
    """With step COMING: that person's desktop has left, and nothing says that anybody comes."""
    code: int = 0
    """With step FAILED: the last SIP status; 0 where nothing could be sent."""
    detail: str = ""
    """With step FAILED: the peer's or the network's own words."""
    asked: int = 1
    """How many groups of the chain have been asked."""
    pushed: tuple[Pushed, ...] = ()
    """The last things that supervisors sent, oldest first."""
    missed: bool = False
    """With step COMING: that person was called, and somebody else or nobody answered."""
    takeover: TakeOverStep = TakeOverStep.NONE
    takeover_in_s: float | None = None
    """Seconds until that person takes the call over; None where that is not announced."""


def desk_state(
    escalation: Escalation,
    now_s: float,
    *,
    failure: Delivery | None,
    pushed: tuple[Pushed, ...],
    callback: bool,
    away: bool,
) -> DeskState:
    """`failure`: of the latest sending; `callback`: the agent has promised one; `away`: the desktop
    of who has claimed it has left."""
    state = DeskState(
        HelpStep.CALLBACK if callback else STEPS[escalation.state],
        by=escalation.claimant_name if escalation.state in HELPED else "",
        asked=escalation.asked,
        pushed=pushed,
        missed=escalation.standing.missed,
        takeover=escalation.standing.takeover.step,
        takeover_in_s=escalation.standing.takeover.in_s(now_s),
    )
    if state.step is HelpStep.COMING and away:
        return replace(state, away=True)
    if state.step is HelpStep.COMING and escalation.arrives_at_s is not None:
        return replace(state, eta_s=max(0.0, escalation.arrives_at_s - now_s))
    if state.step is HelpStep.FAILED and failure is not None:
        return replace(state, code=failure.code, detail=failure.reason)
    return state


def with_pushed(before: tuple[Pushed, ...], message: Note | Card) -> tuple[Pushed, ...]:
    """`before` and what a supervisor has sent, unless it came twice."""
    by = clean_name(message.by)
    one = Pushed(by, card=message.card) if isinstance(message, Card) else Pushed(by, message.text)
    return before if one in before else (*before, one)[-MAX_PUSHED:]
