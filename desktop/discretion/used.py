"""What of a rule is used up, of what was granted before a request. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from desktop.discretion.policy import Policy, Rule
from desktop.discretion.request import Grant, Request


@dataclass(frozen=True, slots=True)
class Used:
    """Of one rule, but for the case."""

    case: Decimal
    day: Decimal
    day_times: int
    customer: Decimal
    customer_times: int


def used_of(policy: Policy, rule: Rule, request: Request) -> Used:
    """What was granted without an amount, under another policy maybe, is one time of nothing.

    What is dated later than the request is today's: a clock that was ahead, or is behind now, must
    not open a budget again.
    """
    currency, known = policy.currency_of(rule), {one.id for one in policy.rules}
    today = request.at.astimezone(policy.zone).date()
    since = today - timedelta(days=rule.budget.customer_days - 1)
    case = day = customer = Decimal(0)
    day_times = customer_times = 0
    for one in request.granted:
        if (one.currency or policy.currency) != currency:
            continue
        if request.case and one.case == request.case:
            case += one.amount or 0
        if not (one.rule == rule.id if one.rule in known else _under(policy, rule, one)):
            continue
        amount = one.amount or Decimal(0)
        on = min(today, one.at.astimezone(policy.zone).date())
        if one.mine and not one.asked and on == today:
            day, day_times = day + amount, day_times + 1
        if request.names & one.names and since <= on:
            customer, customer_times = customer + amount, customer_times + 1
    return Used(case, day, day_times, customer, customer_times)


def amount_of(rule: Rule, request: Request) -> Decimal:
    """0 where the rule has no amounts. Raises ValueError where it has, and there is none."""
    if request.amount is None and rule.has_amounts:
        raise ValueError(f"the amount of the request is missing, which the rule {rule.id} goes by")
    return request.amount or Decimal(0)


def _under(policy: Policy, rule: Rule, one: Grant) -> bool:
    """Of a grant whose rule is not there any more: would it be this one now?"""
    found = policy.rule_for(one.role, one.topic, one.kind)
    return found is not None and found.id == rule.id
