"""What the policy says of one request, given what was granted already. Pure.

The order: does the policy hold on this day; is there a rule; is it the right currency; how much is
it in this case; what is left of the budgets. A budget that is used up, or a customer's where no
customer is named, turns *alone* and *inform* into *ask*, or *no* where the rule lets nobody ask.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from operator import itemgetter

from desktop.discretion.policy import FREE, Decision, Policy, Rule
from desktop.discretion.request import Request, sound
from desktop.discretion.used import Used, amount_of, used_of


class Because(StrEnum):
    """What decided."""

    RULE = "rule"
    """The rule's own thresholds."""
    NO_RULE = "no-rule"
    NOT_VALID = "not-valid"
    """The policy does not hold on this day."""
    CURRENCY = "currency"
    WHO = "who"
    """The rule has a customer's budget, and no customer is named."""
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
    over: Because | None = None
    """The budget that this request does not fit, whatever decided; None: all of them have room."""


_Rest = tuple[Because, Decimal]
"""A budget, and what it leaves."""


def quote(policy: Policy, request: Request) -> Quote:
    """Raises ValueError for a time without a zone or out of 1970 to 9000, for an amount that is not
    finite, below 0 or not below 10^12, and for none where the rule has amounts.
    """
    sound(request)
    rule = policy.rule_for(request.role, request.topic, request.kind)
    currency = request.currency or policy.currency
    if not policy.holds(request.at):
        return _no(Because.NOT_VALID, None, currency)
    if rule is None:
        return _no(Because.NO_RULE, None, currency)
    if currency != policy.currency_of(rule):
        return _no(Because.CURRENCY, rule, currency)
    amount = amount_of(rule, request)
    used = used_of(policy, rule, request)
    blocked = _blocked(rule, used, request)
    tightest = _tightest(rule, used, request)
    remaining = None if tightest is None else tightest[1]
    limit = Decimal(0) if blocked else max(Decimal(0), rule.free_to - used.case)
    if remaining is not None:
        limit = min(limit, remaining)
    over = blocked or _exceeded(tightest, amount)
    # What the case had in money is nothing to a promise that costs none.
    needed = _needed(rule, used.case + amount if rule.has_amounts else amount)
    if over is None or needed not in FREE:
        return Quote(needed, Because.RULE, rule, currency, limit, remaining, over)
    decision = Decision.NO if rule.ask is None else Decision.ASK
    return Quote(decision, over, rule, currency, limit, remaining, over)


def _needed(rule: Rule, in_case: Decimal) -> Decision:
    return next((needed for needed, most in rule.steps if in_case <= most), Decision.NO)


def _blocked(rule: Rule, used: Used, request: Request) -> Because | None:
    """Why a budget allows nothing more, whatever the amount."""
    budget = rule.budget
    if budget.of_customers and not request.names:
        return Because.WHO
    if budget.times_per_day is not None and used.day_times >= budget.times_per_day:
        return Because.TIMES_A_DAY
    most = budget.times_per_customer
    if most is not None and used.customer_times >= most:
        return Because.TIMES_A_CUSTOMER
    return None


def _tightest(rule: Rule, used: Used, request: Request) -> _Rest | None:
    """The budget in money that leaves the least."""
    if not rule.has_amounts:
        return None
    day, customer = rule.budget.per_day, rule.budget.per_customer
    left: list[_Rest] = []
    if day is not None:
        left.append((Because.DAY, max(Decimal(0), day - used.day)))
    if customer is not None and request.names:
        left.append((Because.CUSTOMER, max(Decimal(0), customer - used.customer)))
    return min(left, key=itemgetter(1), default=None)


def _exceeded(tightest: _Rest | None, amount: Decimal) -> Because | None:
    if tightest is None:
        return None
    why, rest = tightest
    return why if amount > rest or rest == 0 else None


def _no(because: Because, rule: Rule | None, currency: str) -> Quote:
    return Quote(Decision.NO, because, rule, currency, Decimal(0), None)
