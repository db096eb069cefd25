"""The agent's side of a question *may I grant this?*: ask, hear the answer, say how it ended.

At most one is asked per call. All supervisors of the chain are asked at once: a question is short,
and whoever has a moment answers it. Owns the `Approval`s; what they may become is decided there.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from desktop.discretion.approval import Approval, ApprovalState, IllegalApprovalEvent
from desktop.discretion.granting import Why
from desktop.discretion.policy import Policy
from desktop.discretion.request import Request
from desktop.errors import LocalError, RemoteError
from desktop.supervision.approval_messages import (
    Allow,
    ApprovalMessage,
    Ask,
    HowSettled,
    Refuse,
    Settled,
    amount_text,
    clean_reason,
    clean_what,
)
from desktop.supervision.messages import Seen, clean_name
from desktop.supervision.transport import Transport
from desktop.telephony.sip_uri import parse_sip_uri

log = logging.getLogger("beistand.supervision")

ASK_AGAIN_S: Final = 10.0
"""How long a question may go unseen before it is sent again."""

_HOW: Final = {
    ApprovalState.ALLOWED: HowSettled.ALLOWED,
    ApprovalState.GRANTING: HowSettled.ALLOWED,
    ApprovalState.DECLINED: HowSettled.DECLINED,
    ApprovalState.SILENT: HowSettled.SILENT,
    ApprovalState.WITHDRAWN: HowSettled.WITHDRAWN,
    ApprovalState.GRANTED: HowSettled.GRANTED,
}


@dataclass(frozen=True, slots=True)
class Question:
    """An approval, and what was said of it."""

    approval: Approval
    why: Why
    answered_by: str = ""
    """The name that the answer gave."""
    again_at_s: float | None = None
    """When to ask again; None: somebody has seen it, or it is over."""


class ApprovalDesk:
    """Hears `Seen`, `Allow` and `Refuse`. `changed(call_id)`: another answer than before."""

    def __init__(
        self,
        transport: Transport,
        *,
        chain: tuple[tuple[str, ...], ...],
        agent_name: str,
        changed: Callable[[str], None] = lambda call_id: None,
    ) -> None:
        self._transport = transport
        uris = dict.fromkeys(uri for group in chain for uri in group)
        self._supervisors = {parse_sip_uri(uri).identity: uri for uri in uris}
        self._agent_name = clean_name(agent_name)
        self.changed = changed
        self._questions: dict[str, Question] = {}
        """By call: the latest."""

    @property
    def reaches_somebody(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self._supervisors)

    def of_call(self, call_id: str) -> Question | None:
        return self._questions.get(call_id)

    # ------------------------------------------------------------ what the agent wants

    def ask(
        self, policy: Policy, request: Request, why: Why, *, question_id: str, call_id: str,
        now_s: float,
    ) -> None:  # fmt: skip
        """One that was open for this call is withdrawn. Raises LocalError where nobody is
        configured, ValueError where there is nothing to ask."""
        if not self._supervisors:
            raise LocalError(
                "no supervisor is configured", action="Add supervision.supervisors to the settings"
            )
        approval = Approval.asked(
            policy, request, approval_id=question_id, call_id=call_id, now_s=now_s
        )
        self.withdraw(call_id)
        question = Question(approval, why, again_at_s=now_s + ASK_AGAIN_S)
        self._questions[call_id] = question
        self._say(_ask(question, self._agent_name, now_s))
        log.info("leave asked for", extra={"escalation": approval.id})
        self.changed(call_id)

    def withdraw(self, call_id: str) -> None:
        """The agent does not ask any more, or has read why not; nothing where it is granted."""
        question = self._questions.get(call_id)
        if question is not None and question.approval.state is ApprovalState.DECLINED:
            del self._questions[call_id]
        elif question is not None:
            self._move(question, lambda approval: approval.withdrawn())

    def granting(self, call_id: str) -> None:
        """What is allowed is on its way to the ledger; from now on no answer counts."""
        self._move(self._questions[call_id], lambda approval: approval.granting())

    def granted(self, call_id: str, *, written: bool) -> None:
        """What the ledger said."""
        question = self._questions.get(call_id)
        if question is not None:
            self._move(
                question,
                lambda approval: approval.granted() if written else approval.not_granted(),
            )

    def call_ended(self, call_id: str) -> None:
        self.withdraw(call_id)
        self._questions.pop(call_id, None)

    def tick(self, now_s: float) -> None:
        """Let time pass; about twice a second."""
        for question in list(self._questions.values()):
            self._move(question, lambda approval: approval.at(now_s))
        for call_id, question in self._questions.items():
            if question.again_at_s is not None and now_s >= question.again_at_s:
                self._questions[call_id] = replace(question, again_at_s=now_s + ASK_AGAIN_S)
                self._say(_ask(question, self._agent_name, now_s))

    # ------------------------------------------------------------ what comes from outside

    def receive(self, sender: str, message: Seen | ApprovalMessage, now_s: float) -> None:
        """Raises RemoteError for what no supervisor may send."""
        uri = self._supervisors.get(parse_sip_uri(sender).identity)
        if uri is None:
            raise RemoteError("somebody who is not a configured supervisor answered a question")
        self.tick(now_s)
        question = next(
            (one for one in self._questions.values() if one.approval.id == message.id), None
        )
        match message:
            case Seen():
                if question is not None:
                    call_id = question.approval.call_id
                    self._questions[call_id] = replace(question, again_at_s=None)
            case Allow() | Refuse():
                self._answer(uri, question, message)
            case _:
                raise RemoteError("a supervisor's desktop sent what only an agent's may send")

    def peer_online(self, peer: str, now_s: float) -> None:
        """A supervisor's desktop has (re)started: it hears of what is open."""
        uri = self._supervisors.get(parse_sip_uri(peer).identity)
        self.tick(now_s)
        for question in self._questions.values():
            if uri is not None and question.approval.state is ApprovalState.OPEN:
                self._transport.send(uri, _ask(question, self._agent_name, now_s))

    def _answer(self, uri: str, question: Question | None, answer: Allow | Refuse) -> None:
        if question is None:
            self._transport.send(uri, Settled(id=answer.id, how=HowSettled.WITHDRAWN))
            return

        def answered(approval: Approval) -> Approval:
            if isinstance(answer, Refuse):
                return approval.declined(answer.reason, uri)
            amount = None if answer.amount is None else Decimal(answer.amount)
            return approval.allowed(amount, uri)

        try:
            moved = self._move(replace(question, answered_by=clean_name(answer.by)), answered)
        except ValueError as error:
            raise RemoteError(f"an answer does not fit its question: {error}") from None
        if not moved:
            self._transport.send(uri, _settled(question))

    # ------------------------------------------------------------ inside

    def _move(self, question: Question, to: Callable[[Approval], Approval]) -> bool:
        """Whether it is another state now; everybody is told then."""
        before = question.approval
        try:
            after = to(before)
        except IllegalApprovalEvent:
            return False
        if after.state is before.state:
            return False
        over = replace(question, approval=after, again_at_s=None)
        self._questions[after.call_id] = over
        if after.state in _HOW:
            self._say(_settled(over))
        self.changed(after.call_id)
        return True

    def _say(self, message: ApprovalMessage) -> None:
        for uri in self._supervisors.values():
            self._transport.send(uri, message)


def _ask(question: Question, agent: str, now_s: float) -> Ask:
    approval, why = question.approval, question.why
    return Ask(
        id=approval.id,
        agent=agent,
        grant=approval.request.kind,
        amount=amount_text(approval.request.amount),
        currency=approval.currency,
        rule=approval.rule,
        reason=clean_reason(why.reason) or "?",
        what=clean_what(why.what),
        on_silence=approval.silence,
        expires_in_s=round(min(max(approval.expires_at_s - now_s, 0.1), 3_600.0), 1),
    )


def _settled(question: Question) -> Settled:
    approval = question.approval
    allowed = approval.state not in (ApprovalState.DECLINED, ApprovalState.SILENT)
    return Settled(
        id=approval.id,
        how=_HOW[approval.state],
        by=question.answered_by,
        amount=amount_text(approval.amount) if allowed else None,
    )
