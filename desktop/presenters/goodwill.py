"""What the agent may grant in a call, and grants: the *Kulanz* panel. No Qt.

What is shown is worked out here from the policy and a copy of the ledger; what is granted is
decided once more by the ledger, in the transaction that writes it, on the records' thread. Amounts
come from the policy: that somebody is upset brings offers up, and never changes them.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec

from desktop.assist.assist import Assist
from desktop.clock import Clock
from desktop.customer.callers import Callers
from desktop.discretion.at_ledger import Customer, Outcome, Trouble, grant_now, undo_now
from desktop.discretion.explaining import granted, said
from desktop.discretion.granting import UNDO_S, Why, grants_of
from desktop.discretion.money import Language, typed
from desktop.discretion.policy import Kind, Policy
from desktop.discretion.request import Request
from desktop.presenters.goodwill_asking import GoodwillAsking
from desktop.presenters.goodwill_clicks import GoodwillClicks
from desktop.presenters.goodwill_drafts import Drafts
from desktop.presenters.goodwill_known import KnownGrants
from desktop.presenters.goodwill_view import (
    Shown,
    case_of,
    fresh_draft,
    goodwill_view,
    room_words,
    topic_of,
)
from desktop.presenters.notices import Notices
from desktop.records.ledger import Entry
from desktop.records.records import Records, Tables
from desktop.telephony.call import CallSnapshot, CallState, Party
from desktop.telephony.registry import CallRegistry
from inference.tension.reading import TensionState
from ui.goodwill_states import GoodwillStep, GoodwillView, OfferView, RoomView

_UPSET: Final = frozenset({TensionState.ELEVATED, TensionState.TENSE})
_ANYBODY: Final = "anybody"
"""Outside a call: a customer to whom nothing was granted yet."""
_ANY_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Asked again a moment later it is the same request."""
_TYPED_ANEW: Final[dict[str, Any]] = dict.fromkeys(
    ("amount", "refund", "value", "reason", "what", "good_for"), ""
)
"""Of a draft, for the next grant."""
_STEPS: Final = {
    Trouble.NONE: GoodwillStep.NONE,
    Trouble.FAILED: GoodwillStep.FAILED,
    Trouble.TOO_LATE: GoodwillStep.TOO_LATE,
}


class Goodwill:
    """A call listener. Lives on the app thread; `now` has a time zone, `changed`: look again.

    `always_offer`: there is no level, so that offers do not wait for one. `call_over` is given what
    was granted in a call that is over, and stands.
    """

    def __init__(
        self,
        *,
        registry: CallRegistry,
        assist: Assist,
        callers: Callers,
        records: Records,
        role: str,
        language: Language,
        always_offer: bool,
        notices: Notices,
        asking: GoodwillAsking,
        call_over: Callable[[str, Iterable[Entry]], None],
        clock: Clock,
        changed: Callable[[], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._registry = registry
        self._assist = assist
        self._role = role
        self._language: Language = language
        self._always_offer = always_offer
        self._call_over = call_over
        self._changed = changed
        self._now = now
        self._policy: Policy | None = None
        self._known = KnownGrants(callers, records, notices, language, changed)
        self._clicks = GoodwillClicks(records, clock, self._came)
        self._asking = asking
        self.drafts = Drafts(changed)
        registry.add_listener(self)

    def use(self, policy: Policy | None) -> None:
        """It has been read, maybe anew; without one nothing is offered."""
        self._policy = policy
        for call_id in ("", *self.drafts):
            self._refresh(call_id)  # another one may look further back
        for call in self._registry.calls:
            self.call_changed(call, None)
        self._changed()

    # ------------------------------------------------------------ events

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`."""
        call_id, policy = call.call_id, self._policy
        if not call.alive or call.party is not Party.CUSTOMER:
            self.drafts.forget(call_id)
            self._asking.call_over(call_id)
            entries = self._known.forget(call_id)
            if not call.alive:
                self._call_over(call_id, [one for one in entries if one.case_id == case_of(call)])
            return
        begins = call.state is CallState.CONFIRMED and self.drafts.of(call_id) is None
        if begins and policy is not None:
            draft = fresh_draft(case_of(call), policy, self._language, upset=self._always_offer)
            self.drafts.keep(call_id, draft)
            self._refresh(call_id)

    def look(self) -> None:
        """Something changed: has a customer become upset, is more known of who they are?"""
        for call_id in self.drafts:
            draft, customer = self.drafts.of(call_id), self._customer(call_id)
            if customer is not None and self._known.is_news(call_id, customer):
                self._known.ask(call_id, customer)
            if draft is not None and not draft.upset and self._assist.tension(call_id) in _UPSET:
                # and it stays: what is being read must not vanish with the level
                self.drafts.keep(call_id, replace(draft, upset=True))

    def tick(self) -> None:
        """About twice a second: half a minute to take something back runs out."""
        self._clicks.tick()
        if self._known.newest_s() > self._now().timestamp() - UNDO_S - 1.0:
            self._changed()

    # ------------------------------------------------------------ intents

    def open(self, call_id: str, wanted: bool) -> None:
        self.drafts.change(call_id, open=wanted)
        if wanted:
            self._refresh(call_id)

    def grant_offer(self, call_id: str, offer: OfferView) -> None:
        """One click; nothing where it is not what is offered any more."""
        shown = self._shown(call_id)
        meant = None if shown is None else shown.offered(offer)
        if meant is None:
            self.drafts.change(call_id, step=GoodwillStep.CHANGED)
            return
        self._grant(call_id, meant.kind, meant.amount, meant.currency)

    def grant(self, call_id: str, room: RoomView) -> None:
        """The amount that is typed, in the `room` that was shown; nothing where that is not what
        there is any more."""
        shown = self._shown(call_id)
        there = None if shown is None else shown.chosen
        if shown is None or there is None or not shown.still(room):
            self.drafts.change(call_id, step=GoodwillStep.CHANGED)
            return
        draft, amount = shown.draft, None
        if there.rule.has_amounts:
            amount = typed(draft.amount, there.currency, self._language)
            if amount is None:
                self.drafts.change(call_id, step=GoodwillStep.AMOUNT_NEEDED)
                return
        elif there.kind is Kind.PROCESS_OVERRIDE and not (
            draft.what.strip() and draft.good_for.strip()
        ):
            self.drafts.change(call_id, step=GoodwillStep.WHAT_NEEDED)
            return
        self._grant(call_id, there.kind, amount, there.currency)

    def grant_allowed(self, call_id: str) -> None:
        """What a supervisor allowed, or what holds because nobody answered."""
        customer, draft, policy = self._customer(call_id), self.drafts.of(call_id), self._policy
        if customer is None or draft is None or draft.step is GoodwillStep.WRITING:
            return
        begun = self._asking.begin(call_id)
        if begun is None or policy is None:
            return
        question, request, leave = begun
        number, why = question.approval.id, question.why
        self._write(
            call_id,
            lambda tables: grant_now(
                tables, policy, request, customer, request_id=number, why=why, leave=leave
            ),
        )

    def undo(self, call_id: str, entry_id: str) -> None:
        """Take it back, within half a minute."""
        customer = self._customer(call_id)
        if customer is not None:
            self._write(call_id, lambda tables: undo_now(tables, entry_id, customer, customer.now))

    def taken_back(self, entry: Entry) -> None:
        """After its call was over."""
        self._known.taken_back(entry)

    # ------------------------------------------------------------ views

    def view(self, call_id: str) -> GoodwillView | None:
        """None: there is no policy, or it is no customer's call."""
        shown = self._shown(call_id)
        if shown is None:
            return None
        return replace(goodwill_view(call_id, shown), approval=self._asking.view(call_id))

    def card_values(self, call_id: str, card_id: str, text: str) -> dict[str, str]:
        """What fills `{{may.KIND}}` in the `text` of a card: the agent's room for its topic.

        Without a policy nothing. `call_id` "": outside a call.
        """
        policy = self._policy
        if policy is None:
            return {}
        request = self._request(call_id, Kind.CREDIT, topic_of(card_id))
        return room_words(policy, request, text, self._language)

    def granted(self, call_id: str) -> tuple[str, ...] | None:
        """What was granted in the call and stands, for its note; None without a policy."""
        shown = self._shown(call_id)
        if shown is None:
            return None
        return tuple(
            granted(Kind(one.kind), one.amount, one.currency, one.what, self._language)
            for one in shown.entries
        )

    # ------------------------------------------------------------ inside

    def _shown(self, call_id: str) -> Shown | None:
        draft, policy = self.drafts.of(call_id), self._policy
        if draft is None or policy is None:
            return None
        session = self._assist.session(call_id)
        card = session.topic_card if session is not None else None
        request = self._request(call_id, draft.kind, topic_of(card.id) if card is not None else "")
        entries = self._known.of(call_id).entries
        mine = tuple(one for one in entries if one.case_id == request.case)
        return Shown(
            policy, draft, request, mine, self._known.kept, self._language, self._asking.possible
        )

    def _request(self, call_id: str, kind: Kind, topic: str) -> Request:
        draft, known = self.drafts.of(call_id), self._known.of(call_id)
        return Request(
            kind=kind,
            at=self._now(),
            role=self._role,
            topic=topic,
            case="" if draft is None else draft.case,
            customer=_ANYBODY if draft is None else known.customer,
            number_hash=known.number_hash,
            granted=tuple(grants_of(known.entries)),
        )

    def _customer(self, call_id: str) -> Customer | None:
        """None without a policy."""
        draft, policy = self.drafts.of(call_id), self._policy
        case = "" if draft is None else draft.case
        if policy is None:
            return None
        return self._known.customer(call_id, case, policy, self._now())

    def _grant(self, call_id: str, kind: Kind, amount: Decimal | None, currency: str) -> None:
        shown, customer = self._shown(call_id), self._customer(call_id)
        if shown is None or customer is None:
            return
        draft, policy = shown.draft, shown.policy
        if not draft.reason.strip():
            self.drafts.change(call_id, step=GoodwillStep.REASON_NEEDED)
            return
        override = kind is Kind.PROCESS_OVERRIDE
        why = Why(
            draft.reason.strip(),
            draft.what.strip() if override else "",
            draft.good_for.strip() if override else "",
        )
        request = msgspec.structs.replace(
            shown.request, kind=kind, amount=amount, currency=currency
        )
        if self._asking.ask(call_id, policy, request, why):
            self.drafts.change(call_id)
            return
        meant = (msgspec.structs.replace(request, at=_ANY_TIME, granted=()), why)
        request_id = draft.request_id if draft.meant == meant else uuid.uuid4().hex
        self.drafts.change(call_id, request_id=request_id, meant=meant)
        self._write(
            call_id,
            lambda tables: grant_now(
                tables, policy, request, customer, request_id=request_id, why=why
            ),
        )

    def _write(self, call_id: str, work: Callable[[Tables], Outcome]) -> None:
        draft = self.drafts.of(call_id)
        if draft is not None and draft.step is not GoodwillStep.WRITING:
            self.drafts.change(call_id, step=GoodwillStep.WRITING)
            self._clicks.write(call_id, work)

    def _came(self, call_id: str, outcome: Outcome) -> None:
        if outcome.known is not None:
            self._known.learn(call_id, outcome.known, self._now().timestamp())
        self._asking.came(call_id, outcome)
        draft = self.drafts.of(call_id)
        if draft is None:
            self._came_late(call_id, outcome)
            return
        draft = replace(draft, step=_STEPS[outcome.trouble])
        answer = outcome.granted
        if answer is not None and answer.entry is not None:
            draft = replace(draft, meant=None, **_TYPED_ANEW)
            self._tell(call_id, answer.entry)
        elif answer is not None and answer.quote is not None:
            refused = said(answer.quote, self._language)
            draft = replace(draft, step=GoodwillStep.REFUSED, refused=refused)
        if outcome.undone is not None:
            self._tell(call_id, outcome.undone)
        self.drafts.keep(call_id, draft)
        self._changed()

    def _came_late(self, call_id: str, outcome: Outcome) -> None:
        """The call is over; the ledger has it."""
        if outcome.granted is not None and outcome.granted.entry is not None:
            self._call_over(call_id, [outcome.granted.entry])
            self._changed()

    def _tell(self, call_id: str, entry: Entry) -> None:
        """The call's timeline, which is gone with it."""
        session = self._assist.session(call_id)
        if session is not None:
            amount = "" if entry.amount is None else f" {entry.amount} {entry.currency}"
            session.granted(f"{entry.kind}{amount}", taken_back=entry.undoes is not None)

    def _refresh(self, call_id: str) -> None:
        customer = self._customer(call_id)
        if customer is not None:
            self._known.ask(call_id, customer)
