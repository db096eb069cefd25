"""The authority matrix: who may grant what, up to where, and who is told or asked. Pure.

A policy is a TOML file (`policy_file` reads it, `resources/schemas/policy.schema.json` describes
it). Amounts are `Decimal`; nothing here converts one currency into another.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Final, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

_T = TypeVar("_T")

VERSION: Final = 1
AGENT: Final = "agent"

TOO_MUCH: Final = Decimal(10) ** 12
"""Every amount is below it: sums stay exact and sentences short."""

# `$(?!\n)`: in Python `$` alone lets a line break follow.
Name = Annotated[
    str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$(?!\n)", description="a-z, 0-9 and -")
]
AnyName = Annotated[str, Meta(pattern=r"^([a-z0-9][a-z0-9-]{0,63})?$(?!\n)")]
"""A name, or empty."""
Code = Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)", description="ISO 4217, as EUR")]
AnyCode = Annotated[str, Meta(pattern=r"^([A-Z]{3})?$(?!\n)")]
"""A currency, or empty."""
Amount = Annotated[Decimal, Meta(description="0 or more and below 10^12, in the rule's currency")]
Days = Annotated[int, Meta(ge=1, le=3660, description="calendar days, today included")]
Times = Annotated[int, Meta(ge=0, le=1000)]


class Kind(StrEnum):
    """What is granted."""

    CREDIT = "credit"
    WAIVED_FEE = "waived-fee"
    REPLACEMENT = "replacement"
    REFUND_WITHOUT_RETURN = "refund-without-return"
    CALLBACK = "callback"
    PROCESS_OVERRIDE = "process-override"


class Decision(StrEnum):
    """Whose word it needs, from the freest to the strictest."""

    ALONE = "alone"
    INFORM = "inform"
    """The agent decides; the supervisor is told afterwards."""
    ASK = "ask"
    NO = "no"


FREE: Final = (Decision.ALONE, Decision.INFORM)
_STRICTNESS: Final = list(Decision).index


class Silence(StrEnum):
    """What holds when nobody answers who was asked."""

    NO = "no"
    INFORM = "inform"
    """The agent may grant it; the supervisor is told that nobody answered."""
    CALLBACK = "callback"
    """The customer is promised a call with the answer."""


class Budget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may be granted without asking under this rule in some time; None: no such limit."""

    per_day: Amount | None = None
    """Of one agent, all cases together."""
    times_per_day: Times | None = None
    per_customer: Amount | None = None
    """Of one customer in `customer_days`, whoever granted it."""
    times_per_customer: Times | None = None
    customer_days: Days = 90

    @property
    def of_customers(self) -> bool:
        return self.per_customer is not None or self.times_per_customer is not None

    @property
    def limits(self) -> bool:
        return self.of_customers or self.per_day is not None or self.times_per_day is not None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Thresholds count as still allowed; they are of one case: everything granted in it together,
    under whatever rule, in the rule's currency.
    """

    id: Name
    kinds: Annotated[tuple[Kind, ...], Meta(min_length=1)]
    roles: Annotated[tuple[Name, ...], Meta(min_length=1)] = (AGENT,)
    topics: tuple[Name, ...] = ()
    """None: every topic that no other rule names."""
    currency: Code | None = None
    """None: the policy's."""
    alone: Amount = Decimal(0)
    inform: Amount | None = None
    """None: like `alone`."""
    ask: Amount | None = None
    """None: like `inform`; above it the answer is no."""
    least: Decision = Decision.ALONE
    """What even the smallest grant needs, and one without an amount."""
    budget: Budget = Budget()
    offer: Amount | None = None
    """What is suggested first while a customer is upset; None: all that may be granted alone."""
    on_silence: Silence | None = None
    """None: the policy's."""
    why: str = ""
    """For the agent, in the deployer's words."""

    @property
    def inform_to(self) -> Decimal:
        return self.alone if self.inform is None else self.inform

    @property
    def ask_to(self) -> Decimal:
        return self.inform_to if self.ask is None else self.ask

    @property
    def has_amounts(self) -> bool:
        return self.ask_to > 0

    @property
    def steps(self) -> tuple[tuple[Decision, Decimal], ...]:
        """What a case needs, each with the most it holds for, ascending; beyond the last it is no.

        Of a rule without amounts one step for 0.
        """
        if not self.has_amounts:
            return () if self.least is Decision.NO else ((self.least, Decimal(0)),)
        steps: dict[Decision, Decimal] = {}
        begins = Decimal(0)
        for decision, most in (
            (Decision.ALONE, self.alone),
            (Decision.INFORM, self.inform_to),
            (Decision.ASK, self.ask_to),
        ):
            if most > begins:
                steps[max(decision, self.least, key=_STRICTNESS)] = begins = most
        return tuple((needed, most) for needed, most in steps.items() if needed is not Decision.NO)

    @property
    def free_to(self) -> Decimal:
        """The most of a case that needs nobody's word before."""
        free = [most for needed, most in self.steps if needed in FREE]
        return max(free, default=Decimal(0))

    @property
    def asks(self) -> bool:
        """Whether a supervisor is ever asked."""
        over_budget = self.ask is not None and self.budget.limits
        return over_budget or any(needed is Decision.ASK for needed, _ in self.steps)


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: Annotated[int, Meta(ge=VERSION, le=VERSION)]
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    time_zone: str
    """IANA name; a day begins at its midnight."""
    currency: Code
    rules: Annotated[tuple[Rule, ...], Meta(min_length=1)]
    valid_from: date | None = None
    valid_to: date | None = None
    """The last day."""
    ask_timeout_s: Annotated[int, Meta(ge=10, le=3600)] = 90
    on_silence: Silence = Silence.CALLBACK
    return_shipping: Amount = Decimal(0)
    """What sending goods back costs you, in the policy's currency; an agent may correct it."""
    return_handling: Amount = Decimal(0)
    """And what it costs to unpack, check and book them."""
    reasons: tuple[Annotated[str, Meta(min_length=1, max_length=60)], ...] = ()
    """What agents choose from when they say why; none: Beistand's own."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def holds(self, at: datetime) -> bool:
        """Whether it is valid on that day; `at` has a time zone."""
        today = at.astimezone(self.zone).date()
        begun = self.valid_from is None or self.valid_from <= today
        return begun and (self.valid_to is None or today <= self.valid_to)

    def currency_of(self, rule: Rule) -> str:
        return rule.currency or self.currency

    def silence_of(self, rule: Rule) -> Silence:
        return rule.on_silence or self.on_silence

    def rule_for(self, role: str, topic: str, kind: Kind) -> Rule | None:
        """The rule that names the topic, else the one for every topic; None where nothing is said.

        `checking` sees to it that there is only one of each.
        """
        mine = [rule for rule in self.rules if role in rule.roles and kind in rule.kinds]
        named = [rule for rule in mine if topic and topic in rule.topics]
        return next(iter(named or [rule for rule in mine if not rule.topics]), None)


def amount_of(text: str) -> Decimal:
    """A number of TOML or JSON; NaN where its exponent is beyond what Decimal holds."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def overlap(one: Rule, other: Rule) -> tuple[str, str, Kind] | None:
    """A (role, topic, kind) that both decide; None where none is. Topic "": every other one."""
    role = _first(one.roles, other.roles)
    kind = _first(one.kinds, other.kinds)
    if role is None or kind is None or bool(one.topics) != bool(other.topics):
        return None
    if not one.topics:
        return role, "", kind
    topic = _first(one.topics, other.topics)
    return None if topic is None else (role, topic, kind)


def _first(these: Sequence[_T], those: Sequence[_T]) -> _T | None:
    return next((one for one in these if one in those), None)
