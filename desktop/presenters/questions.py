"""Agents' questions *may I grant this?*, for the supervisor's window and `beistand ctl`. No Qt."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from desktop.clock import Clock
from desktop.discretion.money import Language, money, plain_amount, typed
from desktop.errors import BeistandError, LocalError
from desktop.presenters.notices import Notices
from desktop.supervision.approval_inbox import ApprovalInbox, Asked
from desktop.supervision.approval_messages import HowSettled
from ui.goodwill_states import GoodwillKind
from ui.notice_states import NoticeKind
from ui.question_states import OnSilence, QuestionStep, QuestionView

_STEPS: Final = {how: QuestionStep(how.value) for how in HowSettled}


class QuestionPresenter:
    """Lives on the app thread; `changed` is called after everything that may alter the view."""

    def __init__(
        self,
        inbox: ApprovalInbox,
        notices: Notices,
        *,
        language: Language,
        clock: Clock,
        changed: Callable[[], None],
    ) -> None:
        self._inbox = inbox
        self._notices = notices
        self._language: Language = language
        self._clock = clock
        self._changed = changed

    def tick(self) -> None:
        """About twice a second."""
        self._inbox.tick(self._clock.now_s())

    # ------------------------------------------------------------ intents

    def allow(self, question_id: str, text: str) -> None:
        """As much as is typed; nothing typed: all of it."""
        self._attempt("Allow", lambda: self._allow(question_id, text))

    def decline(self, question_id: str, reason: str) -> None:
        self._attempt(
            "Decline", lambda: self._inbox.refuse(question_id, reason, self._clock.now_s())
        )

    def dismiss(self, question_id: str) -> None:
        self._inbox.dismiss(question_id)
        self._changed()

    def views(self) -> tuple[QuestionView, ...]:
        now_s = self._clock.now_s()
        return tuple(question_view(one, now_s, self._language) for one in self._inbox.questions())

    def _allow(self, question_id: str, text: str) -> None:
        found = next((one for one in self._inbox.questions() if one.ask.id == question_id), None)
        amount = None if found is None else found.amount
        if found is not None and amount is not None and text.strip():
            amount = typed(text, found.ask.currency, self._language)
            if amount is None:
                raise LocalError("this is no amount", action="Type one as 80 or 12,50")
        self._inbox.allow(question_id, amount, self._clock.now_s())

    def _attempt(self, command: str, action: Callable[[], object]) -> None:
        try:
            action()
        except BeistandError as error:
            self._notices.add(
                NoticeKind.COMMAND_FAILED, command, command=command, detail=str(error)
            )
        self._changed()


def question_view(asked: Asked, now_s: float, language: Language) -> QuestionView:
    ask, settled = asked.ask, asked.settled
    if asked.answer is not None:
        step = QuestionStep.SAYING
    elif asked.failed:
        step = QuestionStep.FAILED
    else:
        step = QuestionStep.OPEN if settled is None else _STEPS[settled.how]

    def said(amount: Decimal | None) -> str:
        return "" if amount is None else money(amount, ask.currency, language)

    allowed = None if settled is None or settled.amount is None else Decimal(settled.amount)
    return QuestionView(
        question_id=ask.id,
        agent=ask.agent,
        kind=GoodwillKind(ask.grant.value),
        step=step,
        amount=said(asked.amount),
        wished="" if asked.amount is None else plain_amount(asked.amount, language),
        reason=ask.reason,
        what=ask.what,
        rule=ask.rule,
        on_silence=OnSilence(ask.on_silence.value),
        left_s=max(0.0, asked.expires_at_s - now_s) if settled is None else None,
        by="" if settled is None else settled.by,
        allowed=said(allowed),
    )
