"""The *Kulanz* panel of one call: from the policy and what was granted to what is shown. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Final

import msgspec
from babel.dates import format_datetime

from desktop.discretion.explaining import may, said
from desktop.discretion.granting import UNDO_S, Why
from desktop.discretion.money import Language, money, plain_amount, symbol, typed
from desktop.discretion.policy import Decision, Kind, Policy
from desktop.discretion.quote import Quote, quote
from desktop.discretion.request import Request
from desktop.discretion.room import Offer, Returning, Room, offers, room, rooms
from desktop.knowledge.card import ROOM
from desktop.records.ledger import Entry
from desktop.telephony.call import CallSnapshot
from ui.goodwill_states import (
    OWN_REASONS,
    GoodwillKind,
    GoodwillStep,
    GoodwillView,
    GrantedView,
    Need,
    OfferView,
    ReturnView,
    RoomView,
)

_TOPIC: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_MAY: Final = {f"{ROOM}{kind.value.replace('-', '_')}": kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is under way in one call."""

    request_id: str = ""
    """Of what is `meant`, until it is in the ledger: clicked twice it is granted once."""
    meant: tuple[Request, Why] | None = None
    """What was last asked of the ledger; anything else is another request."""
    case: str = ""
    """The call, also when it has just ended and its note asks."""
    open: bool = False
    upset: bool = False
    """The customer has been; or nobody can know."""
    kind: Kind = Kind.CREDIT
    amount: str = ""
    refund: str = ""
    value: str = ""
    shipping: str = ""
    handling: str = ""
    reason: str = ""
    """Of the next grant alone: who presses once more is asked for another."""
    what: str = ""
    good_for: str = ""
    step: GoodwillStep = GoodwillStep.NONE
    refused: str = ""


@dataclass(frozen=True)
class Shown:
    """Everything that a panel is made of; what is worked out is worked out once."""

    policy: Policy
    draft: Draft
    request: Request
    """Of the kind that is chosen, without its amount."""
    entries: tuple[Entry, ...]
    """Of this call; they stand."""
    kept: bool
    language: Language
    can_ask: bool = False
    """There is a supervisor who can be asked."""

    @cached_property
    def rooms(self) -> tuple[Room, ...]:
        return rooms(self.policy, self.request)

    @property
    def chosen(self) -> Room | None:
        """The first there is where the agent has chosen none, or nothing of it is left."""
        there = self.rooms
        return next((one for one in there if one.kind is self.draft.kind), next(iter(there), None))

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        if not (self.draft.upset and self.kept):
            return ()
        return offers(self.policy, self.request, self.returning)

    @cached_property
    def returning(self) -> Returning:
        """As typed; what cannot be read is not known."""

        def read(text: str) -> Decimal:
            return typed(text, self.policy.currency, self.language) or Decimal(0)

        draft, refund = self.draft, read(self.draft.refund)
        value = read(draft.value) if draft.value.strip() else refund
        return Returning(refund, value, read(draft.shipping), read(draft.handling))

    def offered(self, offer: OfferView) -> Offer | None:
        """What `offer` shows; None where it is not offered any more."""
        return next((one for one in self.offers if _offer(one, self.language) == offer), None)

    def still(self, shown: RoomView) -> bool:
        """Whether the room that is chosen is as it was `shown`."""
        there = self.chosen
        return there is not None and _room(there, self.language) == shown


def fresh_draft(case: str, policy: Policy, language: Language, *, upset: bool) -> Draft:
    """Of a call in which nothing was typed yet."""
    return Draft(
        case=case,
        upset=upset,
        shipping=plain_amount(policy.return_shipping, language),
        handling=plain_amount(policy.return_handling, language),
    )


def case_of(call: CallSnapshot) -> str:
    """The call: it outlives a desktop, and so does what was granted in it."""
    return f"{call.call_id}@{call.started_at_s:.6f}"


def topic_of(card_id: str) -> str:
    """What a policy may name; a card of another id is of no topic of its own."""
    return card_id if _TOPIC.fullmatch(card_id) else ""


def room_words(policy: Policy, request: Request, text: str, language: Language) -> dict[str, str]:
    """What fills each `{{may.KIND}}` of `text`; the others are there, and empty."""

    def words(kind: Kind) -> str:
        return may(room(policy, msgspec.structs.replace(request, kind=kind)), language)

    return {name: words(kind) if name in text else "" for name, kind in _MAY.items()}


def goodwill_view(call_id: str, shown: Shown) -> GoodwillView:
    policy, draft, language = shown.policy, shown.draft, shown.language
    there, chosen = shown.rooms, shown.chosen
    kind, answer = draft.kind if chosen is None else chosen.kind, _answer(shown, chosen)
    by_hand = kind is Kind.REFUND_WITHOUT_RETURN
    refundable = any(room.kind is Kind.REFUND_WITHOUT_RETURN for room in there)
    return GoodwillView(
        call_id=call_id,
        open=draft.open,
        kept=shown.kept,
        rooms=tuple(_room(room, language) for room in there),
        kind=GoodwillKind(kind.value),
        amount=draft.amount,
        currency="" if chosen is None else symbol(chosen.currency, language),
        said=draft.refused or ("" if answer is None else said(answer, language)),
        asks=shown.can_ask and answer is not None and answer.decision is Decision.ASK,
        offers=tuple(_offer(offer, language) for offer in shown.offers),
        returning=_returning(shown) if refundable and (draft.upset or by_hand) else None,
        reasons=policy.reasons or OWN_REASONS,
        reason=draft.reason,
        what=draft.what,
        good_for=draft.good_for,
        step=draft.step,
        granted=tuple(_granted(one, shown) for one in shown.entries),
    )


def _room(room: Room, language: Language) -> RoomView:
    def said_if(amount: Decimal | None, above: Decimal = Decimal(0)) -> str:
        known = amount is not None and amount > above
        return money(amount, room.currency, language) if known and amount is not None else ""

    budget, left = room.rule.budget.per_day, room.day_left
    return RoomView(
        kind=GoodwillKind(room.kind.value),
        need=Need(room.decision.value),
        amounts=room.rule.has_amounts,
        alone=said_if(room.alone),
        inform=said_if(room.free, room.alone),
        ask=said_if(room.asking, room.free),
        left="" if left is None else money(left, room.currency, language),
        budget="" if budget is None else money(budget, room.currency, language),
        rule=room.rule.id,
    )


def _answer(shown: Shown, room: Room | None) -> Quote | None:
    """What the policy says of what is typed; None while nothing is."""
    if room is None:
        return None
    amount = None
    if room.rule.has_amounts:
        amount = typed(shown.draft.amount, room.currency, shown.language)
        if amount is None:
            return None
    wish = msgspec.structs.replace(
        shown.request, kind=room.kind, amount=amount, currency=room.currency
    )
    return quote(shown.policy, wish)


def _offer(offer: Offer, language: Language) -> OfferView:
    return OfferView(
        kind=GoodwillKind(offer.kind.value),
        need=Need(offer.decision.value),
        amount="" if offer.amount is None else money(offer.amount, offer.currency, language),
        saved="" if offer.saved is None else money(offer.saved, offer.currency, language),
    )


def _returning(shown: Shown) -> ReturnView:
    draft, returning = shown.draft, shown.returning
    currency, language = shown.policy.currency, shown.language
    known = returning.refund > 0
    return ReturnView(
        refund=draft.refund,
        value=draft.value,
        shipping=draft.shipping,
        handling=draft.handling,
        back=money(returning.cost, currency, language),
        keep=money(returning.value, currency, language) if known else "",
        difference=money(abs(returning.saved), currency, language) if known else "",
        keep_is_cheaper=known and returning.saved > 0,
    )


def undo_left_s(entry: Entry, now: datetime) -> float:
    """0: it stands; also where the clock is before the grant, as the ledger has it."""
    age_s = now.timestamp() - entry.at
    return max(0.0, UNDO_S - age_s) if age_s >= 0 else 0.0


def _granted(entry: Entry, shown: Shown) -> GrantedView:
    at = datetime.fromtimestamp(entry.at, UTC).astimezone(shown.policy.zone)
    amount = entry.amount
    return GrantedView(
        entry_id=entry.id,
        kind=GoodwillKind(entry.kind),
        need=Need(entry.decision),
        amount="" if amount is None else money(amount, entry.currency, shown.language),
        reason=entry.reason,
        rule=entry.rule,
        at=format_datetime(at, "short", locale=shown.language),
        undo_s=undo_left_s(entry, shown.request.at),
        what=entry.what,
        good_for=entry.good_for,
    )
