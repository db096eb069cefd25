"""A request for help as a state machine, owned by the agent's desktop and by nobody else.

    raised --deliver--> delivered --claim--> claimed --resolve--> resolved

*Delivered* means that a supervisor's desktop said so itself; a network's "OK" proves nothing. It
may say so, and its supervisor may claim, even after the network said *failed*. Until somebody has
claimed, time runs out (`expire`); after that only people end it. The first claim wins because
`claim` has no entry once there was one.

Sans I/O: events and time in, a new value out. Sending is `desk`'s.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


class EscalationState(StrEnum):
    RAISED = "raised"  # sent, no supervisor's desktop has shown it yet
    DELIVERED = "delivered"  # at least one supervisor's desktop shows it
    FAILED = "failed"  # no supervisor's desktop could be reached
    CLAIMED = "claimed"  # somebody comes
    RESOLVED = "resolved"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class EscalationEvent(StrEnum):
    DELIVER = "deliver"
    FAIL = "fail"
    CLAIM = "claim"
    RESOLVE = "resolve"
    EXPIRE = "expire"
    CANCEL = "cancel"


_S, _E = EscalationState, EscalationEvent

TRANSITIONS: Final[dict[tuple[EscalationState, EscalationEvent], EscalationState]] = {
    (_S.RAISED, _E.DELIVER): _S.DELIVERED,
    (_S.RAISED, _E.FAIL): _S.FAILED,
    (_S.RAISED, _E.CLAIM): _S.CLAIMED,
    (_S.RAISED, _E.EXPIRE): _S.EXPIRED,
    (_S.RAISED, _E.CANCEL): _S.CANCELLED,
    (_S.DELIVERED, _E.CLAIM): _S.CLAIMED,
    (_S.DELIVERED, _E.EXPIRE): _S.EXPIRED,
    (_S.DELIVERED, _E.CANCEL): _S.CANCELLED,
    (_S.FAILED, _E.DELIVER): _S.DELIVERED,
    (_S.FAILED, _E.CLAIM): _S.CLAIMED,
    (_S.FAILED, _E.EXPIRE): _S.EXPIRED,
    (_S.FAILED, _E.CANCEL): _S.CANCELLED,
    (_S.CLAIMED, _E.RESOLVE): _S.RESOLVED,
    (_S.CLAIMED, _E.CANCEL): _S.CANCELLED,
}

ENDED: Final = frozenset({_S.RESOLVED, _S.EXPIRED, _S.CANCELLED})
"""Terminal."""
LIVE: Final = frozenset({_S.RAISED, _S.DELIVERED, _S.CLAIMED})
"""A second click on *get help* changes nothing. FAILED is neither: one may try again."""


class IllegalEscalationEvent(ValueError):
    """The event does not apply in this state; nothing was changed."""


def step(state: EscalationState, event: EscalationEvent) -> EscalationState:
    """The state after `event`; raises IllegalEscalationEvent where the table has no entry."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalEscalationEvent(f"cannot {event} an escalation that is {state}") from None


@dataclass(frozen=True, slots=True)
class Escalation:
    """One request for help. Times are the clock's seconds."""

    id: str
    call_id: str
    expires_at_s: float
    state: EscalationState = EscalationState.RAISED
    claimed_by: str = ""
    """Address of the supervisor whose claim won; empty before."""
    claimant_name: str = ""
    """What that supervisor is called."""
    arrives_at_s: float | None = None
    """When the claimant said to be there; None before."""

    def after(self, event: EscalationEvent) -> "Escalation":
        """This escalation after `event`; raises IllegalEscalationEvent."""
        return replace(self, state=step(self.state, event))

    def claimed(self, by: str, name: str, arrives_at_s: float) -> "Escalation":
        """This escalation won by `by`; raises IllegalEscalationEvent where it is not to be had."""
        return replace(
            self.after(EscalationEvent.CLAIM),
            claimed_by=by,
            claimant_name=name,
            arrives_at_s=arrives_at_s,
        )

    def at(self, now_s: float) -> "Escalation":
        """This escalation at `now_s`: expired if nobody has claimed it in time."""
        if (self.state, EscalationEvent.EXPIRE) in TRANSITIONS and now_s >= self.expires_at_s:
            return self.after(EscalationEvent.EXPIRE)
        return self
