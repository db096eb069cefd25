"""What a policy says of a request: thresholds, budgets, days, and that no budget is overspent."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.discretion.policy import Decision, Kind, Policy
from desktop.discretion.policy_file import parse_policy, read_policy
from desktop.discretion.quote import Because, Grant, Request, quote
from resources import resource

pytestmark = pytest.mark.unit

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)

POLICY = read_policy(resource("policy/example.toml"))


def ask(amount: str = "0", kind: Kind = Kind.CREDIT, policy: Policy = POLICY, **more: object):
    return quote(policy, Request(kind=kind, amount=Decimal(amount), at=NOON, **more))


def had(amount: str, at: datetime = NOON, **more: object) -> Grant:
    return Grant(kind=Kind.CREDIT, amount=Decimal(amount), at=at, **more)


@pytest.mark.parametrize(
    ("amount", "decision"),
    [
        ("0", Decision.ALONE),
        ("30", Decision.ALONE),
        ("30.01", Decision.INFORM),
        ("60", Decision.INFORM),
        ("60.01", Decision.ASK),
        ("200", Decision.ASK),
        ("200.01", Decision.NO),
    ],
)
def test_a_threshold_is_still_allowed(amount: str, decision: Decision) -> None:
    answer = ask(amount)
    assert (answer.decision, answer.limit, answer.because) == (decision, 60, Because.RULE)


def test_the_rule_that_names_the_topic_goes_before_the_general_one() -> None:
    assert ask("25", topic="late-delivery").decision is Decision.ASK
    assert ask("25", topic="something-else").decision is Decision.ALONE


def test_what_a_case_had_counts() -> None:
    granted = (had("25", case="A"),)
    assert ask("10", case="A", granted=granted).decision is Decision.INFORM
    assert ask("10", case="B", granted=granted).decision is Decision.ALONE
    assert ask("10", granted=(had("25"),)).decision is Decision.ALONE, "no case is no case"


def test_a_used_up_day_asks_and_says_what_is_left() -> None:
    answer = ask("20", granted=(had("60"), had("50")))
    assert (answer.decision, answer.because) == (Decision.ASK, Because.DAY)
    assert (answer.limit, answer.remaining) == (10, 10)
    assert ask("10", granted=(had("60"), had("50"))).decision is Decision.ALONE


def test_others_and_what_was_asked_for_do_not_use_up_my_day() -> None:
    granted = (had("115", mine=False), had("115", asked=True))
    assert ask("20", granted=granted).decision is Decision.ALONE


def test_a_customers_budget_counts_whoever_granted_it() -> None:
    granted = (had("80", at=NOON - timedelta(days=60), customer="C", mine=False, asked=True),)
    answer = ask("20", customer="C", granted=granted)
    assert (answer.decision, answer.because, answer.remaining) == (
        Decision.ASK,
        Because.CUSTOMER,
        10,
    )
    assert ask("20", customer="D", granted=granted).decision is Decision.ALONE


@pytest.mark.parametrize(("days", "decision"), [(89, Decision.ASK), (90, Decision.ALONE)])
def test_a_customers_period_ends(days: int, decision: Decision) -> None:
    granted = (had("90", at=NOON - timedelta(days=days), customer="C"),)
    assert ask("20", customer="C", granted=granted).decision is decision


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2026-03-28T23:30+01:00", "2026-03-29T00:30+01:00"),
        ("2026-10-25T22:59+00:00", "2026-10-25T23:01+00:00"),
        ("2026-07-01T21:59+00:00", "2026-07-01T22:01+00:00"),
    ],
)
def test_a_day_ends_at_midnight_of_the_policys_zone(before: str, after: str) -> None:
    granted = (had("115", at=datetime.fromisoformat(before)),)
    late, early = (
        quote(POLICY, Request(kind=Kind.CREDIT, amount=Decimal(20), at=at, granted=granted))
        for at in (datetime.fromisoformat(before), datetime.fromisoformat(after))
    )
    assert (late.because, early.decision) == (Because.DAY, Decision.ALONE)


def test_how_often_counts_too() -> None:
    override = Grant(kind=Kind.PROCESS_OVERRIDE, at=NOON)
    first = ask(kind=Kind.PROCESS_OVERRIDE)
    fourth = ask(kind=Kind.PROCESS_OVERRIDE, granted=(override,) * 3)
    assert (first.decision, first.because) == (Decision.INFORM, Because.RULE)
    assert (fourth.decision, fourth.because) == (Decision.NO, Because.TIMES_A_DAY)
    kept = Grant(kind=Kind.REPLACEMENT, amount=Decimal(5), at=NOON, customer="C")
    third = ask("5", Kind.REPLACEMENT, customer="C", granted=(kept,) * 2)
    assert (third.decision, third.because, third.limit) == (
        Decision.ASK,
        Because.TIMES_A_CUSTOMER,
        0,
    )


def test_nothing_is_converted_and_nothing_is_allowed_that_no_rule_names() -> None:
    assert ask("1", currency="CHF").because is Because.CURRENCY
    assert ask("1", role="trainee").because is Because.NO_RULE
    assert ask("20", granted=(had("115", currency="CHF"),)).decision is Decision.ALONE


def test_outside_its_days_a_policy_allows_nothing() -> None:
    policy = parse_policy(
        b'version = 1\nname = "x"\ntime_zone = "UTC"\ncurrency = "EUR"\n'
        b'valid_from = 2026-11-20\nvalid_to = 2026-11-20\n[[rules]]\nid = "a"\n'
        b'kinds = ["credit"]\nalone = 5\n',
        "policy.toml",
    )
    day = timedelta(days=1)
    said = [
        quote(policy, Request(kind=Kind.CREDIT, amount=Decimal(5), at=at)).because
        for at in (NOON - day, NOON, NOON + day)
    ]
    assert said == [Because.NOT_VALID, Because.RULE, Because.NOT_VALID]


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        ask(amount)
    with pytest.raises(ValueError, match="a grant"):
        ask("1", granted=(had(amount),))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        quote(POLICY, Request(kind=Kind.CREDIT, at=datetime(2026, 11, 20)))  # noqa: DTZ001


cents = st.integers(0, 9000).map(lambda value: Decimal(value) / 100)


@given(
    st.lists(
        st.tuples(cents, st.integers(0, 60 * 24 * 4), st.sampled_from("AB"), st.sampled_from("CD")),
        max_size=40,
    )
)
def test_who_does_as_told_never_overspends(
    wishes: list[tuple[Decimal, int, str, str]],
) -> None:
    granted: list[Grant] = []
    for amount, minutes, case, customer in sorted(wishes, key=lambda one: one[1]):
        at = NOON + timedelta(minutes=minutes)
        request = Request(
            kind=Kind.CREDIT,
            amount=amount,
            at=at,
            case=case,
            customer=customer,
            granted=tuple(granted),
        )
        answer = quote(POLICY, request)
        free = answer.decision in (Decision.ALONE, Decision.INFORM)
        assert free == (amount <= answer.limit)
        if free:
            granted.append(had(str(amount), at=at, case=case, customer=customer))
    by_day: dict[object, Decimal] = {}
    by_customer: dict[str, Decimal] = {}
    by_case: dict[str, Decimal] = {}
    for one in granted:
        day = one.at.astimezone(POLICY.zone).date()
        by_day[day] = by_day.get(day, Decimal(0)) + one.amount
        by_customer[one.customer] = by_customer.get(one.customer, Decimal(0)) + one.amount
        by_case[one.case] = by_case.get(one.case, Decimal(0)) + one.amount
    assert all(spent <= 120 for spent in by_day.values())
    assert all(spent <= 90 for spent in by_customer.values())
    assert all(spent <= 60 for spent in by_case.values())
