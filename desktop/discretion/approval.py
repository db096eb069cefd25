"""A question to the supervisor, *may I grant this?*, as a state machine of the agent's desktop.

    open --allow--> allowed --begin--> granting --grant--> granted     open --decline--> declined
    open --expire--> silent --begin--> granting --fail--> as before    open, silent, allowed
                                                                         --withdraw--> withdrawn

The first answer counts. Where nobody answers, what the policy said when it was asked holds
(`Holds`), so that nobody is left waiting; an answer that comes late still counts until the agent
grants it. From then on only what the ledger says counts.
Less may be allowed than was asked for, never more; and what is allowed is decided once more by the
policy and the ledger when it is granted, under this question's id, so that it is granted once.

Sans I/O: events and time in, a new value out.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from desktop.discretion.policy import Decision, Policy, Silence
from desktop.discretion.quote import quote
from desktop.discretion.request import Leave, Request


class ApprovalState(StrEnum):
    OPEN = "open"
    ALLOWED = "allowed"
    """All of it, or less."""
    DECLINED = "declined"
    SILENT = "silent"
    """Nobody has answered in time."""
    GRANTING = "granting"
    """It is on its way to the ledger."""
    GRANTED = "granted"
    """It is in the ledger."""
    WITHDRAWN = "withdrawn"
    """The agent does not ask any more, or the call is over."""


class ApprovalEvent(StrEnum):
    ALLOW = "allow"
    DECLINE = "decline"
    EXPIRE = "expire"
    BEGIN = "begin"
    FAIL = "fail"
    GRANT = "grant"
    WITHDRAW = "withdraw"


class Holds(StrEnum):
    """What the agent may do now."""

    WAIT = "wait"
    GRANT = "grant"
    CALLBACK = "callback"
    """Promise the customer a call with the answer."""
    NO = "no"


_A, _E = ApprovalState, ApprovalEvent

TRANSITIONS: Final[dict[tuple[ApprovalState, ApprovalEvent], ApprovalState]] = {
    (_A.OPEN, _E.ALLOW): _A.ALLOWED,
    (_A.OPEN, _E.DECLINE): _A.DECLINED,
    (_A.OPEN, _E.EXPIRE): _A.SILENT,
    (_A.OPEN, _E.WITHDRAW): _A.WITHDRAWN,
    (_A.SILENT, _E.ALLOW): _A.ALLOWED,
    (_A.SILENT, _E.DECLINE): _A.DECLINED,
    (_A.SILENT, _E.BEGIN): _A.GRANTING,
    (_A.SILENT, _E.WITHDRAW): _A.WITHDRAWN,
    (_A.ALLOWED, _E.BEGIN): _A.GRANTING,
    (_A.GRANTING, _E.GRANT): _A.GRANTED,
    (_A.GRANTING, _E.FAIL): _A.ALLOWED,  # or silent, as before
    (_A.ALLOWED, _E.WITHDRAW): _A.WITHDRAWN,
}

_AFTER_SILENCE: Final = {
    Silence.NO: Holds.NO,
    Silence.INFORM: Holds.GRANT,
    Silence.CALLBACK: Holds.CALLBACK,
}
_HOLDS: Final = {
    ApprovalState.OPEN: Holds.WAIT,
    ApprovalState.GRANTING: Holds.WAIT,
    ApprovalState.ALLOWED: Holds.GRANT,
}


class IllegalApprovalEvent(ValueError):
    """The event does not apply in this state; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One question. Times are the clock's seconds."""

    id: str
    """Also that of the grant in the ledger."""
    call_id: str
    request: Request
    currency: str
    rule: str
    silence: Silence
    """What holds if nobody answers; as it was when it was asked."""
    timeout_s: int
    expires_at_s: float
    state: ApprovalState = ApprovalState.OPEN
    amount: Decimal | None = None
    """Allowed; None: nothing yet, or the rule has no amounts."""
    reason: str = ""
    """Why it was declined."""
    by: str = ""
    """Who answered."""

    @classmethod
    def asked(
        cls, policy: Policy, request: Request, *, approval_id: str, call_id: str, now_s: float
    ) -> "Approval":
        """Raises ValueError as `quote` does, and where it is nothing to ask for."""
        answer = quote(policy, request)
        if answer.decision is not Decision.ASK or answer.rule is None:
            raise ValueError(f"the policy says {answer.decision}: there is nothing to ask")
        return cls(
            approval_id,
            call_id,
            request,
            answer.currency,
            answer.rule.id,
            policy.silence_of(answer.rule),
            policy.ask_timeout_s,
            now_s + policy.ask_timeout_s,
        )

    @property
    def holds(self) -> Holds:
        if self.state is ApprovalState.SILENT:
            return _AFTER_SILENCE[self.silence]
        return _HOLDS.get(self.state, Holds.NO)

    @property
    def grants(self) -> tuple[Request, Leave] | None:
        """What may be granted now, for `granting.grant`; None: nothing."""
        if self.holds is not Holds.GRANT:
            return None
        if self.state is ApprovalState.SILENT:
            return self.request, Leave("")
        return msgspec.structs.replace(self.request, amount=self.amount), Leave(self.by)

    def allowed(self, amount: Decimal | None, by: str) -> "Approval":
        """`amount` of it, by the supervisor `by`; None where it has no amount.

        Raises ValueError for one that was not asked for and for nobody, IllegalApprovalEvent.
        """
        if not by:
            raise ValueError("who allows it has a name")
        wished = self.request.amount
        if (amount is None) != (wished is None):
            raise ValueError("an amount belongs to a question with an amount, and to no other")
        if amount is None or wished is None:
            return replace(self._after(ApprovalEvent.ALLOW), by=by)
        if not (amount.is_finite() and 0 < amount <= wished):
            raise ValueError("what is allowed is above 0 and no more than was asked for")
        return replace(self._after(ApprovalEvent.ALLOW), amount=amount, by=by)

    def declined(self, reason: str, by: str) -> "Approval":
        """Raises ValueError without a reason, IllegalApprovalEvent."""
        if not reason.strip():
            raise ValueError("who declines says why")
        return replace(self._after(ApprovalEvent.DECLINE), reason=reason.strip(), by=by)

    def granting(self) -> "Approval":
        """It is on its way to the ledger. Raises IllegalApprovalEvent where it may not be."""
        if self.holds is not Holds.GRANT:
            raise IllegalApprovalEvent(f"a question that is {self.state} grants nothing")
        return self._after(ApprovalEvent.BEGIN)

    def granted(self) -> "Approval":
        """It is in the ledger. Raises IllegalApprovalEvent."""
        return self._after(ApprovalEvent.GRANT)

    def not_granted(self) -> "Approval":
        """The ledger has not taken it: as before. Raises IllegalApprovalEvent."""
        failed = self._after(ApprovalEvent.FAIL)
        return failed if self.by else replace(failed, state=ApprovalState.SILENT)

    def withdrawn(self) -> "Approval":
        """Raises IllegalApprovalEvent."""
        return self._after(ApprovalEvent.WITHDRAW)

    def at(self, now_s: float) -> "Approval":
        """This question at `now_s`: silent, if nobody has answered in time."""
        late = self.state is ApprovalState.OPEN and now_s >= self.expires_at_s
        return self._after(ApprovalEvent.EXPIRE) if late else self

    def _after(self, event: ApprovalEvent) -> "Approval":
        state = TRANSITIONS.get((self.state, event))
        if state is None:
            raise IllegalApprovalEvent(f"cannot {event} a question that is {self.state}")
        return replace(self, state=state)
