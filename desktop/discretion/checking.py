"""What is wrong with a policy: contradictions, and limits that nobody can reach. Pure."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.numbers import get_currency_precision

from desktop.discretion.policy import TOO_MUCH, Decision, Policy, Rule, overlap


@dataclass(frozen=True, slots=True)
class Finding:
    line: int
    """From 1."""
    what: str
    action: str


Place = Callable[[int | None, str], int]
"""The line of a key, of the rule with that number or (None) of the policy itself."""


def known_currency(code: str) -> bool:
    """In CLDR's list of ISO 4217, which keeps what is no longer in use."""
    return code in get_global("all_currencies")


def check(policy: Policy, place: Place) -> list[Finding]:
    """In the order of the file; empty where it can be followed."""
    found = [*_whole(policy, place)]
    for number, rule in enumerate(policy.rules):
        found += _rule(policy, rule, number, place)
    found += _between(policy, place)
    return sorted(found, key=lambda one: one.line)


def _whole(policy: Policy, place: Place) -> Iterator[Finding]:
    try:
        ZoneInfo(policy.time_zone)
    except (KeyError, ValueError, OSError):
        yield Finding(
            place(None, "time_zone"),
            f"{policy.time_zone!r} is no time zone",
            "Write it as Europe/Berlin",
        )
    if not known_currency(policy.currency):
        yield _no_currency(place(None, "currency"), policy.currency)
    for key in ("return_shipping", "return_handling"):
        yield from _amount(key, getattr(policy, key), policy.currency, place(None, key))
    start, end = policy.valid_from, policy.valid_to
    if start is not None and end is not None and end < start:
        yield Finding(
            place(None, "valid_to"), f"it ends on {end}, before it begins", "Mend one of the days"
        )


def _rule(policy: Policy, rule: Rule, number: int, place: Place) -> Iterator[Finding]:
    currency = policy.currency_of(rule)
    if rule.currency is not None and not known_currency(rule.currency):
        yield _no_currency(place(number, "currency"), rule.currency)
    amounts = {
        "alone": rule.alone,
        "inform": rule.inform,
        "ask": rule.ask,
        "offer": rule.offer,
        "budget.per_day": rule.budget.per_day,
        "budget.per_customer": rule.budget.per_customer,
    }
    given = {key: amount for key, amount in amounts.items() if amount is not None}
    for key, amount in given.items():
        yield from _amount(key, amount, currency, place(number, key))
    said = {key: amount for key, amount in given.items() if amount.is_finite()}
    for lower, upper in itertools.pairwise(
        key for key in ("alone", "inform", "ask") if key in said
    ):
        if said[lower] > said[upper]:
            yield Finding(
                place(number, upper),
                f"{upper} ends at {said[upper]}, below {lower} ({said[lower]})",
                f"Raise {upper} or lower {lower}",
            )
    if len(said) == len(given):
        yield from _unreachable(rule, number, place)
    day, customer = rule.budget.times_per_day, rule.budget.times_per_customer
    for key, times in (("budget.times_per_day", day), ("budget.times_per_customer", customer)):
        if times == 0:
            yield Finding(
                place(number, key), f"{key} is 0: nothing is ever granted", "Leave the rule out"
            )


def _unreachable(rule: Rule, number: int, place: Place) -> Iterator[Finding]:
    """Of a rule whose amounts are finite: what it says and nobody will ever see."""
    free, budget = rule.free_to, rule.budget
    for key, most in (("per_day", budget.per_day), ("per_customer", budget.per_customer)):
        if most is not None and 0 <= most < free:
            yield Finding(
                place(number, f"budget.{key}"),
                f"{free} in one case can never be reached: budget.{key} ends at {most}",
                f"Raise budget.{key} or lower what may be granted in a case",
            )
    if rule.offer is not None and rule.offer > free:
        yield Finding(
            place(number, "offer"),
            f"offer: {rule.offer} is more than may be granted without asking ({free})",
            "Lower it",
        )
    if rule.least is Decision.NO and rule.has_amounts:
        yield Finding(
            place(number, "least"),
            f"least is no: none of the amounts up to {rule.ask_to} is ever granted",
            "Leave the amounts out or write another least",
        )
    if rule.on_silence is not None and not rule.asks:
        yield Finding(
            place(number, "on_silence"), "on_silence, though this rule never asks", "Leave it out"
        )


def _amount(key: str, amount: Decimal, currency: str, line: int) -> Iterator[Finding]:
    """The decimals of a currency are CLDR's, which are those people use, not always ISO 4217's."""
    if not amount.is_finite():
        yield Finding(line, f"{key}: {amount} is no amount", "Write a number")
        return
    if amount < 0:
        yield Finding(line, f"{key}: {amount} is negative", "Write 0 or more")
        return
    if amount >= TOO_MUCH:
        yield Finding(line, f"{key}: {amount} is not below 10^12", "Write a smaller amount")
        return
    places = get_currency_precision(currency)
    if amount != round(amount, places):
        yield Finding(
            line,
            f"{key}: {amount} has more than the {places} decimals of {currency} (CLDR)",
            "Round it",
        )


def _between(policy: Policy, place: Place) -> Iterator[Finding]:
    for (first, one), (second, other) in itertools.combinations(enumerate(policy.rules), 2):
        if one.id == other.id:
            yield Finding(
                place(second, "id"),
                f"the rule {one.id} is there twice, also in line {place(first, 'id')}",
                "Give it another id",
            )
        both = overlap(one, other)
        if both is not None:
            role, topic, kind = both
            about = f"the topic {topic}" if topic else "every topic"
            yield Finding(
                place(second, "kinds"),
                f"{one.id} (line {place(first, '')}) and {other.id} both decide {kind} of {role} "
                f"for {about}",
                "Take it out of one of them",
            )


def _no_currency(line: int, code: str) -> Finding:
    return Finding(line, f"{code} is no currency of ISO 4217", "Write it as EUR, CHF or USD")
