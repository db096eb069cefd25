"""How much room an agent has in a case now, and what of it is fair to offer. Pure.

What is offered depends on the policy, on what was granted before, and on what the goods of this
case are worth; never on how upset somebody is.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import msgspec

from desktop.discretion.policy import FREE, Decision, Kind, Policy, Rule
from desktop.discretion.quote import quote
from desktop.discretion.request import Request
from desktop.discretion.used import used_of

MOST_OFFERS: Final = 3
_OFFERED: Final = (
    Kind.REFUND_WITHOUT_RETURN,
    Kind.CREDIT,
    Kind.WAIVED_FEE,
    Kind.CALLBACK,
)
"""In this order; of one rule the first. What else a rule may hold is granted by hand."""


@dataclass(frozen=True, slots=True)
class Room:
    """Of one kind, in one case, before anything is said of how much."""

    kind: Kind
    rule: Rule
    currency: str
    alone: Decimal
    """The most that needs nobody's word now."""
    free: Decimal
    """The most without asking before: above `alone` the supervisor is told."""
    asking: Decimal
    """The most that may be asked for."""
    decision: Decision
    """What the smallest grant needs now; that of a kind without amounts."""
    day_left: Decimal | None
    """Of the agent's day under this rule; None: it has no such budget."""


@dataclass(frozen=True, slots=True)
class Returning:
    """What a return would mean, in the policy's currency."""

    refund: Decimal = Decimal(0)
    """What the customer gets back, either way: what was paid; 0: nobody has said."""
    value: Decimal = Decimal(0)
    """What the goods would still be worth, once they are back."""
    shipping: Decimal = Decimal(0)
    handling: Decimal = Decimal(0)

    @property
    def cost(self) -> Decimal:
        """Of having them sent back."""
        return self.shipping + self.handling

    @property
    def saved(self) -> Decimal:
        """By letting the customer keep them; below 0 the return is the cheaper way."""
        return self.cost - self.value


@dataclass(frozen=True, slots=True)
class Offer:
    kind: Kind
    decision: Decision
    """Alone or inform: what has to be asked for is not offered."""
    amount: Decimal | None
    """None: it has none."""
    currency: str
    saved: Decimal | None = None
    """Against having the goods sent back; None: there are none."""


def room(policy: Policy, request: Request) -> Room | None:
    """The room for what `request` is of, whatever its amount; None where there is none at all.

    Raises ValueError as `quote` does.
    """
    rule = policy.rule_for(request.role, request.topic, request.kind)
    if rule is None or not policy.holds(request.at):
        return None
    least = msgspec.structs.replace(
        request,
        amount=Decimal(0) if rule.has_amounts else None,
        currency=policy.currency_of(rule),
    )
    answer, used = quote(policy, least), used_of(policy, rule, least)

    def left(most: Decimal) -> Decimal:
        return max(Decimal(0), most - used.case)

    by_step = dict(rule.steps)
    alone = min(answer.limit, left(by_step.get(Decision.ALONE, Decimal(0))))
    day = rule.budget.per_day
    return Room(
        kind=request.kind,
        rule=rule,
        currency=policy.currency_of(rule),
        alone=alone,
        free=answer.limit,
        asking=left(max(by_step.values(), default=Decimal(0))) if rule.asks else answer.limit,
        decision=answer.decision,
        day_left=None if day is None else max(Decimal(0), day - used.day),
    )


def rooms(policy: Policy, request: Request) -> tuple[Room, ...]:
    """Of every kind in which something may be granted or asked for."""
    found = (room(policy, msgspec.structs.replace(request, kind=kind)) for kind in Kind)
    return tuple(one for one in found if one is not None and one.decision is not Decision.NO)


def offers(policy: Policy, request: Request, returning: Returning) -> tuple[Offer, ...]:
    """What may be granted at once in the case of `request`, at most three, one of each rule."""
    found: dict[str, Offer] = {}
    for kind in _OFFERED:
        there = room(policy, msgspec.structs.replace(request, kind=kind))
        if there is None or there.rule.id in found:
            continue
        offer = _offer(policy, request, there, returning)
        if offer is not None:
            found[there.rule.id] = offer
    return tuple(found.values())[:MOST_OFFERS]


def _offer(policy: Policy, request: Request, there: Room, returning: Returning) -> Offer | None:
    amount, saved = _worth(policy, there, returning)
    if there.rule.has_amounts and not amount:
        return None
    wish = msgspec.structs.replace(request, kind=there.kind, amount=amount, currency=there.currency)
    decision = quote(policy, wish).decision
    if decision not in FREE:
        return None
    return Offer(there.kind, decision, amount, there.currency, saved)


def _worth(
    policy: Policy, there: Room, returning: Returning
) -> tuple[Decimal | None, Decimal | None]:
    """How much to offer, and what it saves; 0 where it is nothing to offer."""
    if not there.rule.has_amounts:
        return None, None
    if there.kind is Kind.REFUND_WITHOUT_RETURN:
        known = returning.refund > 0 and there.currency == policy.currency
        cheaper = known and returning.saved > 0
        return (returning.refund, returning.saved) if cheaper else (Decimal(0), None)
    most = there.alone if there.rule.offer is None else there.rule.offer
    return min(most, there.free), None
