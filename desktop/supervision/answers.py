"""What the agent's desktop says of an escalation to those who asked or were asked. Pure."""

from typing import Final

from desktop.supervision.escalation import ENDED, Escalation, EscalationState
from desktop.supervision.messages import (
    Cancel,
    Claim,
    Claimed,
    Done,
    EscalationMessage,
    Expired,
    Joined,
    Resolved,
    Taken,
)

_ENDINGS: Final[dict[EscalationState, type[Cancel] | type[Expired] | type[Resolved]]] = {
    EscalationState.CANCELLED: Cancel,
    EscalationState.EXPIRED: Expired,
    EscalationState.RESOLVED: Resolved,
}


def ending(escalation: Escalation) -> EscalationMessage:
    """How it ended; it must have."""
    return _ENDINGS[escalation.state](id=escalation.id)


def over(asked: Claim | Done) -> EscalationMessage:
    """To who asks about a request that is not known: a restarted desktop, or long ago. Whatever it
    was, it is over."""
    return Resolved(id=asked.id) if isinstance(asked, Done) else Expired(id=asked.id)


def answer(escalation: Escalation, claimant: str) -> EscalationMessage:
    """To the address `claimant`, whose claim has come: what became of it."""
    if escalation.state in ENDED:
        return ending(escalation)
    if escalation.claimed_by != claimant:
        return Taken(id=escalation.id, by=escalation.claimant_name)
    if escalation.state is EscalationState.JOINED:
        return Joined(id=escalation.id)
    return Claimed(id=escalation.id)
