"""Agents' questions *may I grant this?* as programs are told of them, and their answers."""

from decimal import Decimal

from desktop.api import messages as api
from desktop.api.objects import ApprovalStatus
from desktop.clock import Clock
from desktop.discretion.money import typed
from desktop.errors import LocalError
from desktop.supervision.approval_inbox import ApprovalInbox, Asked


class Approvals:
    """What programs ask a supervisor's desktop about them. On the app thread only."""

    def __init__(self, inbox: ApprovalInbox, clock: Clock) -> None:
        self._inbox = inbox
        self._clock = clock

    def carry_out(self, request: api.OfAQuestion) -> api.ApprovalsReply:
        """Raises LocalError."""
        now_s = self._clock.now_s()
        match request:
            case api.Allow(question=question, amount=amount):
                self._inbox.allow(question, _amount(amount, self._find(question)), now_s)
            case api.Refuse(question=question, reason=reason):
                self._inbox.refuse(question, reason, now_s)
            case _:
                found = self._inbox.questions()
                return self._reply(request.id, found)
        return self._reply(request.id, (self._find(question),))

    def _find(self, question: str) -> Asked:
        for one in self._inbox.questions():
            if one.ask.id == question:
                return one
        raise LocalError("there is no question of that id", action="See beistand ctl approvals")

    def _reply(self, request_id: int, found: tuple[Asked, ...]) -> api.ApprovalsReply:
        now_s = self._clock.now_s()
        return api.ApprovalsReply(
            id=request_id, items=tuple(approval_status(one, now_s) for one in found)
        )


def approval_status(asked: Asked, now_s: float) -> ApprovalStatus:
    ask, settled = asked.ask, asked.settled
    return ApprovalStatus(
        id=ask.id,
        agent=ask.agent,
        kind=ask.grant,
        amount=ask.amount,
        currency=ask.currency,
        rule=ask.rule,
        reason=ask.reason,
        what=ask.what,
        on_silence=ask.on_silence,
        expires_in_s=max(0.0, asked.expires_at_s - now_s) if settled is None else None,
        settled=None if settled is None else settled.how,
        by="" if settled is None else settled.by,
        allowed=None if settled is None else settled.amount,
    )


def _amount(text: str, asked: Asked) -> Decimal | None:
    """All of it where nothing is said."""
    if not text:
        return asked.amount
    amount = typed(text, asked.ask.currency, "en")
    if amount is None:
        raise LocalError("this is no amount", action="Write it as 80 or 12.50")
    return amount
