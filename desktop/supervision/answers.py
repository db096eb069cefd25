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
    Here,
    Joined,
    Mode,
    Resolved,
    Taken,
)

_ENDINGS: Final[dict[EscalationState, type[Cancel] | type[Expired]]] = {
    EscalationState.CANCELLED: Cancel,
    EscalationState.EXPIRED: Expired,
}


def ending(escalation: Escalation) -> EscalationMessage:
    """How it ended; it must have."""
    if escalation.state is EscalationState.RESOLVED:
        return Resolved(id=escalation.id, outcome=escalation.outcome)
    return _ENDINGS[escalation.state](id=escalation.id)


def over(asked: Claim | Here | Mode | Done) -> EscalationMessage:
    """To who speaks of a request that is not known: a restarted desktop, or long ago. Whatever it
    was, it is over; who may believe to be in a call of it leaves that."""
    match asked:
        case Claim():
            return Expired(id=asked.id)
        case Done():
            return Resolved(id=asked.id)
        case _:
            return Cancel(id=asked.id)


def answer(escalation: Escalation, claimant: str, now_s: float) -> EscalationMessage:
    """To the address `claimant`, who has claimed it: how it stands."""
    if escalation.state in ENDED:
        return ending(escalation)
    if escalation.claimed_by != claimant:
        return Taken(id=escalation.id, by=escalation.claimant_name)
    standing = escalation.standing
    if standing.mode is None:
        return Claimed(id=escalation.id, change=escalation.changes, refused=standing.refused)
    return Joined(
        id=escalation.id,
        mode=standing.mode,
        change=escalation.changes,
        wish=standing.wish,
        takeover=standing.takeover.step,
        takeover_in_s=round(standing.takeover.in_s(now_s) or 0.0, 1),
    )
