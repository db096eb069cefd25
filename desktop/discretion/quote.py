"""What the policy says of one request, given what was granted already. Pure.

The order: is there a rule; is it the right currency; how much is it in this case; what is left of
the budgets. A budget that is used up turns *alone* and *inform* into *ask*, where the rule lets
one ask for so much at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from desktop.discretion.policy import AGENT, Decision, Kind, Policy, Rule

_STRICTNESS: Final = (Decision.ALONE, Decision.INFORM, Decision.ASK, Decision.NO)


class Grant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that was granted and not taken back."""

    kind: Kind
    at: datetime
    """With a time zone."""
    amount: Decimal = Decimal(0)
    currency: str = ""
    """Empty: the policy's."""
    rule: str = ""
    """Id of the rule that decided; empty: found again by role, topic and kind."""
    role: str = AGENT
    topic: str = ""
    case: str = ""
    customer: str = ""
    """The CRM's id or a keyed hash."""
    mine: bool = True
    """By the agent who asks now; others' count for the customer only."""
    asked: bool = False
    """With a supervisor's word: counts for the customer, not for the agent's own day."""


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an agent would like to grant."""

    kind: Kind
    at: datetime
    """With a time zone."""
    amount: Decimal = Decimal(0)
    currency: str = ""
    role: str = AGENT
    topic: str = ""
    case: str = ""
    customer: str = ""
    granted: tuple[Grant, ...] = ()


class Because(StrEnum):
    """What decided."""

    RULE = "rule"
    """The rule's own thresholds."""
    NO_RULE = "no-rule"
    NOT_VALID = "not-valid"
    """The policy does not hold on this day."""
    CURRENCY = "currency"
    DAY = "day"
    TIMES_A_DAY = "times-a-day"
    CUSTOMER = "customer"
    TIMES_A_CUSTOMER = "times-a-customer"


@dataclass(frozen=True, slots=True)
class Quote:
    decision: Decision
    because: Because
    rule: Rule | None
    currency: str
    limit: Decimal
    """The most that may be granted without asking in this case now, this request included."""
    remaining: Decimal | None
    """What the tightest budget leaves before this request; None: there is none."""


@dataclass(frozen=True, slots=True)
class _Used:
    """Of one rule."""

    case: Decimal
    day: Decimal
    day_times: int
    customer: Decimal
    customer_times: int


def quote(policy: Policy, request: Request) -> Quote:
    """Raises ValueError where a time has no zone or an amount is no finite number >= 0."""
    _sound(request)
    rule = policy.rule_for(request.role, request.topic, request.kind)
    currency = request.currency or policy.currency
    if not _valid(policy, request):
        return _no(Because.NOT_VALID, None, currency)
    if rule is None:
        return _no(Because.NO_RULE, None, currency)
    if currency != policy.currency_of(rule):
        return _no(Because.CURRENCY, rule, currency)
    used = _used(policy, rule, request, currency)
    left = _left(rule, used)
    remaining = min((amount for _, amount in left), default=None)
    free = max(Decimal(0), rule.inform_to - used.case)
    limit = free if remaining is None else min(free, remaining)
    decision, because = _decide(rule, used, left, request.amount)
    often = because in (Because.TIMES_A_DAY, Because.TIMES_A_CUSTOMER)
    if often or rule.least in (Decision.ASK, Decision.NO):
        limit = Decimal(0)
    return Quote(decision, because, rule, currency, limit, remaining)


def _decide(
    rule: Rule, used: _Used, left: Iterable[tuple[Because, Decimal]], amount: Decimal
) -> tuple[Decision, Because]:
    in_case = used.case + amount
    needed = max(_by_amount(rule, in_case), rule.least, key=_STRICTNESS.index)
    if needed in (Decision.ASK, Decision.NO):
        return needed, Because.RULE
    over = _times_over(rule, used) or next((why for why, rest in left if amount > rest), None)
    if over is not None:
        return (Decision.ASK if rule.ask is not None else Decision.NO), over
    return needed, Because.RULE


def _by_amount(rule: Rule, in_case: Decimal) -> Decision:
    steps = ((Decision.ALONE, rule.alone), (Decision.INFORM, rule.inform_to))
    for decision, most in (*steps, (Decision.ASK, rule.ask_to)):
        if in_case <= most:
            return decision
    return Decision.NO


def _times_over(rule: Rule, used: _Used) -> Because | None:
    day, customer = rule.budget.times_per_day, rule.budget.times_per_customer
    if day is not None and used.day_times >= day:
        return Because.TIMES_A_DAY
    if customer is not None and used.customer_times >= customer:
        return Because.TIMES_A_CUSTOMER
    return None


def _left(rule: Rule, used: _Used) -> list[tuple[Because, Decimal]]:
    """What each budget that there is leaves."""
    bounds = (
        (Because.DAY, rule.budget.per_day, used.day),
        (Because.CUSTOMER, rule.budget.per_customer, used.customer),
    )
    return [(why, max(Decimal(0), most - spent)) for why, most, spent in bounds if most is not None]


def _used(policy: Policy, rule: Rule, request: Request, currency: str) -> _Used:
    today = request.at.astimezone(policy.zone).date()
    since = today - timedelta(days=rule.budget.customer_days - 1)
    case = day = customer = Decimal(0)
    day_times = customer_times = 0
    for one in request.granted:
        if (one.currency or policy.currency) != currency or not _under(policy, rule, one):
            continue
        on = one.at.astimezone(policy.zone).date()
        if request.case and one.case == request.case:
            case += one.amount
        if one.mine and not one.asked and on == today:
            day, day_times = day + one.amount, day_times + 1
        if request.customer and one.customer == request.customer and since <= on:
            customer, customer_times = customer + one.amount, customer_times + 1
    return _Used(case, day, day_times, customer, customer_times)


def _under(policy: Policy, rule: Rule, one: Grant) -> bool:
    if one.rule:
        return one.rule == rule.id
    found = policy.rule_for(one.role, one.topic, one.kind)
    return found is not None and found.id == rule.id


def _valid(policy: Policy, request: Request) -> bool:
    today = request.at.astimezone(policy.zone).date()
    begun = policy.valid_from is None or policy.valid_from <= today
    return begun and (policy.valid_to is None or today <= policy.valid_to)


def _sound(request: Request) -> None:
    all_of_them: list[tuple[str, Request | Grant]] = [("the request", request)]
    all_of_them += [("a grant", one) for one in request.granted]
    for name, one in all_of_them:
        if one.at.utcoffset() is None:
            raise ValueError(f"{name} has a time without a time zone")
        if not one.amount.is_finite() or one.amount < 0:
            raise ValueError(f"the amount {one.amount} of {name} is no amount of 0 or more")


def _no(because: Because, rule: Rule | None, currency: str) -> Quote:
    return Quote(Decision.NO, because, rule, currency, Decimal(0), None)
