"""A request for help as a state machine, owned by the agent's desktop and by nobody else.

    raised --deliver--> delivered --claim--> claimed --join--> joined --resolve--> resolved
                                                claimed <--leave-- joined

*Delivered* means that a supervisor's desktop said so itself; a network's "OK" proves nothing. It
may say so, and its supervisor may claim, even after the network said *failed*. Until somebody has
claimed, time runs out (`expire`); after that only people end it. The first claim wins because
`claim` has no entry once there was one. *Joined* means that the claimant is in the call; a call
that is lost is no end of the help.

Supervisors are asked in a chain: who has not come in time is not asked less, the next is asked as
well, and the request expires only when the last had its time.

Sans I/O: events and time in, a new value out. Sending is `desk`'s.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from desktop.supervision.messages import Outcome
from desktop.supervision.takeover import NO_TAKE_OVER, TakeOver
from desktop.telephony.monitoring import MonitorMode


class EscalationState(StrEnum):
    RAISED = "raised"  # sent, no supervisor's desktop has shown it yet
    DELIVERED = "delivered"  # at least one supervisor's desktop shows it
    FAILED = "failed"  # no supervisor's desktop could be reached
    CLAIMED = "claimed"  # somebody comes
    JOINED = "joined"  # and is in the call
    RESOLVED = "resolved"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class EscalationEvent(StrEnum):
    DELIVER = "deliver"
    FAIL = "fail"
    CLAIM = "claim"
    JOIN = "join"
    LEAVE = "leave"
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
    (_S.CLAIMED, _E.JOIN): _S.JOINED,
    (_S.CLAIMED, _E.RESOLVE): _S.RESOLVED,
    (_S.CLAIMED, _E.CANCEL): _S.CANCELLED,
    (_S.JOINED, _E.LEAVE): _S.CLAIMED,
    (_S.JOINED, _E.RESOLVE): _S.RESOLVED,
    (_S.JOINED, _E.CANCEL): _S.CANCELLED,
}

ENDED: Final = frozenset({_S.RESOLVED, _S.EXPIRED, _S.CANCELLED})
"""Terminal."""
LIVE: Final = frozenset({_S.RAISED, _S.DELIVERED, _S.CLAIMED, _S.JOINED})
"""A second click on *get help* changes nothing. FAILED is neither: one may try again."""
HELPED: Final = frozenset({_S.CLAIMED, _S.JOINED})
"""Somebody has taken it: that one may say and send something, and it can be resolved."""


class IllegalEscalationEvent(ValueError):
    """The event does not apply in this state; nothing was changed."""


def step(state: EscalationState, event: EscalationEvent) -> EscalationState:
    """The state after `event`; raises IllegalEscalationEvent where the table has no entry."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalEscalationEvent(f"cannot {event} an escalation that is {state}") from None


@dataclass(frozen=True, slots=True)
class Standing:
    """How the claimant stands to the call."""

    mode: MonitorMode | None = None
    """None: they are not in it."""
    wish: int = 0
    """Number of the newest wish of theirs that was heard."""
    takeover: TakeOver = NO_TAKE_OVER
    refused: bool = False
    """The caller wants no third listener."""
    missed: bool = False
    """They were called, and their desktop did not pick up."""


NOT_IN_IT: Final = Standing()


@dataclass(frozen=True, slots=True)
class Escalation:
    """One request for help. Times are the clock's seconds."""

    id: str
    call_id: str
    expires_at_s: float
    """When it is over if nobody has claimed it and there is nobody left to ask."""
    state: EscalationState = EscalationState.RAISED
    links: int = 1
    """Length of the chain: how many groups of supervisors there are."""
    asked: int = 1
    """How many of them have been asked, 1..links."""
    next_after_s: float = 0.0
    """How long the others wait for those before them."""
    next_at_s: float = 0.0
    """When the next group is asked; means nothing once all are."""
    claimed_by: str = ""
    """Address of the supervisor whose claim won; empty before."""
    claimant_name: str = ""
    """What that supervisor is called."""
    arrives_at_s: float | None = None
    """When the claimant said to be there; None before."""
    standing: Standing = NOT_IN_IT
    """Of the claimant, once there is one."""
    changes: int = 0
    """How often that was changed."""
    outcome: Outcome = Outcome.HELPED
    """Once resolved."""

    @classmethod
    def raised(
        cls,
        escalation_id: str,
        call_id: str,
        now_s: float,
        *,
        links: int,
        next_after_s: float,
        expires_s: float,
    ) -> "Escalation":
        """A new one. The last group has `expires_s`, each before it `next_after_s` to itself."""
        return cls(
            escalation_id,
            call_id,
            expires_at_s=now_s + (links - 1) * next_after_s + expires_s,
            links=links,
            next_after_s=next_after_s,
            next_at_s=now_s + next_after_s,
        )

    def may(self, event: EscalationEvent) -> bool:
        """Whether `event` applies now."""
        return (self.state, event) in TRANSITIONS

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

    def resolved(self, outcome: Outcome) -> "Escalation":
        """This escalation ended so; raises IllegalEscalationEvent where nobody came."""
        return replace(self.after(EscalationEvent.RESOLVE), outcome=outcome)

    def with_standing(self, standing: Standing) -> "Escalation":
        """The claimant stands so to the call. Raises IllegalEscalationEvent where nobody comes."""
        if self.state not in HELPED:
            raise IllegalEscalationEvent(f"nobody comes for one that is {self.state}")
        if standing == self.standing:
            return self
        state = self.state
        inside = standing.mode is not None
        if inside is not (state is EscalationState.JOINED):
            state = step(state, EscalationEvent.JOIN if inside else EscalationEvent.LEAVE)
        return replace(self, state=state, standing=standing, changes=self.changes + 1)

    @property
    def has_more_to_ask(self) -> bool:
        """Whether nobody has claimed it and a group is left that has not been asked."""
        return self.asked < self.links and self.may(EscalationEvent.EXPIRE)

    def asking_next(self, now_s: float) -> "Escalation":
        """One more group asked, because those before cannot be reached or took too long.

        What the skipped wait would have lasted is given back: nobody waits for nothing.
        """
        if not self.has_more_to_ask:
            return self
        saved_s = max(0.0, self.next_at_s - now_s)
        state = EscalationState.RAISED if self.state is EscalationState.FAILED else self.state
        return replace(
            self,
            state=state,
            asked=self.asked + 1,
            next_at_s=now_s + self.next_after_s,
            expires_at_s=self.expires_at_s - saved_s,
        )

    def at(self, now_s: float) -> "Escalation":
        """This escalation at `now_s`: the next asked, or expired, if nobody has claimed it."""
        if not self.may(EscalationEvent.EXPIRE):
            return self
        if now_s >= self.expires_at_s:
            return self.after(EscalationEvent.EXPIRE)
        if self.has_more_to_ask and now_s >= self.next_at_s:
            return self.asking_next(now_s)
        return self
