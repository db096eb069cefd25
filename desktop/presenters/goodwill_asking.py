"""Asking the supervisor, out of the *Kulanz* panel, for what needs their word. No Qt."""

import uuid
from collections.abc import Callable

from desktop.clock import Clock
from desktop.discretion.approval import ApprovalState, Holds
from desktop.discretion.at_ledger import Outcome
from desktop.discretion.explaining import answered
from desktop.discretion.granting import Why
from desktop.discretion.money import Language
from desktop.discretion.policy import Decision, Policy
from desktop.discretion.quote import quote
from desktop.discretion.request import Leave, Request
from desktop.supervision.approval_desk import ApprovalDesk, Question
from ui.goodwill_states import ApprovalView


class GoodwillAsking:
    """Lives on the app thread. `changed`: look again."""

    def __init__(
        self, desk: ApprovalDesk, *, language: Language, clock: Clock, changed: Callable[[], None]
    ) -> None:
        self._desk = desk
        self._language: Language = language
        self._clock = clock
        self._changed = changed
        desk.changed = lambda call_id: changed()

    @property
    def possible(self) -> bool:
        """Whether there is anybody to ask."""
        return self._desk.reaches_somebody

    def ask(self, call_id: str, policy: Policy, request: Request, why: Why) -> bool:
        """Ask, if `request` needs that and somebody is there; whether it was asked. The same once
        more, while nobody has answered, is the second press of one click."""
        if not self.possible or quote(policy, request).decision is not Decision.ASK:
            return False
        open_ = self._desk.of_call(call_id)
        if open_ is not None and open_.approval.state is ApprovalState.OPEN:
            asked = open_.approval.request
            if (asked.kind, asked.amount, open_.why) == (request.kind, request.amount, why):
                return True
        self._desk.ask(
            policy,
            request,
            why,
            question_id=uuid.uuid4().hex,
            call_id=call_id,
            now_s=self._clock.now_s(),
        )
        return True

    def withdraw(self, call_id: str) -> None:
        """The agent does not ask any more, or does not want what was allowed."""
        self._desk.withdraw(call_id)
        self._changed()

    def begin(self, call_id: str) -> tuple[Question, Request, Leave] | None:
        """What may be granted now; from here on only what `came` of it counts. None: nothing."""
        question = self._desk.of_call(call_id)
        may = None if question is None else question.approval.grants
        if question is None or may is None:
            return None
        self._desk.granting(call_id)
        return question, *may

    def came(self, call_id: str, outcome: Outcome) -> None:
        """What the ledger said of the call's latest click."""
        question = self._desk.of_call(call_id)
        if question is not None and question.approval.state is ApprovalState.GRANTING:
            granted = outcome.granted
            self._desk.granted(call_id, written=granted is not None and granted.entry is not None)

    def call_over(self, call_id: str) -> None:
        self._desk.call_ended(call_id)

    def view(self, call_id: str) -> ApprovalView | None:
        """None: nothing was asked, or what was is over and granted."""
        question = self._desk.of_call(call_id)
        if question is None:
            return None
        approval = question.approval
        if approval.state in (ApprovalState.GRANTED, ApprovalState.WITHDRAWN):
            return None
        left_s = approval.expires_at_s - self._clock.now_s()
        return ApprovalView(
            said=answered(approval, self._language),
            by=question.answered_by,
            left_s=max(0.0, left_s) if approval.state is ApprovalState.OPEN else None,
            grants=approval.holds is Holds.GRANT,
            over=approval.state is ApprovalState.DECLINED,
        )
