"""What a policy says of a request: thresholds, budgets, days, and that no budget is overspent."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.discretion.explaining import explained, said
from desktop.discretion.policy import FREE, Decision, Kind, Policy
from desktop.discretion.policy_file import parse_policy, read_policy
from desktop.discretion.quote import Because, Quote, quote
from desktop.discretion.request import Grant, Request
from resources import resource

pytestmark = pytest.mark.unit

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)

POLICY = read_policy(resource("policy/example.toml"))


def ask(
    amount: str | None,
    kind: Kind = Kind.CREDIT,
    policy: Policy = POLICY,
    customer: str = "somebody",
    **more: object,
) -> Quote:
    spent = None if amount is None else Decimal(amount)
    return quote(policy, Request(kind=kind, amount=spent, at=NOON, customer=customer, **more))


def rule_of(text: str) -> Policy:
    head = 'version = 1\nname = "x"\ntime_zone = "UTC"\ncurrency = "EUR"\n'
    return parse_policy(
        f'{head}[[rules]]\nid = "a"\nkinds = ["credit"]\n{text}\n'.encode(), "policy.toml"
    )


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


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("alone = 30", "alone 30"),
        ("alone = 30\nask = 30", "alone 30"),
        ('alone = 30\nleast = "inform"', "inform 30"),
        ('alone = 30\ninform = 60\nleast = "ask"', "ask 60"),
        ('alone = 30\nask = 50\nleast = "inform"', "inform 30, ask 50"),
        ('ask = 50\nleast = "inform"', "ask 50"),
        ('least = "ask"', "ask 0"),
        ('least = "no"', ""),
    ],
)
def test_least_is_the_least_that_any_step_needs(text: str, steps: str) -> None:
    rule = rule_of(text).rules[0]
    assert ", ".join(f"{needed} {most}" for needed, most in rule.steps) == steps


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("alone = 30\nask = 30", False),
        ("alone = 30\nask = 30\nbudget.per_day = 90", True),
        ("alone = 30\nbudget.per_day = 90", False),
        ("alone = 30\nask = 50", True),
        ('least = "ask"', True),
    ],
)
def test_a_rule_asks_above_its_steps_or_its_budgets(text: str, asks: bool) -> None:
    policy = rule_of(text)
    rule = policy.rules[0]
    assert rule.asks is asks
    assert ("if nobody answers in 90 s, a call back" in explained(policy, rule, "en")) is asks


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
    wish = Request(kind=Kind.CREDIT, amount=Decimal(20), at=NOON, customer="C", granted=granted)
    late, early = (
        quote(POLICY, msgspec.structs.replace(wish, at=at))
        for at in (datetime.fromisoformat(before), datetime.fromisoformat(after))
    )
    assert (late.because, early.decision) == (Because.DAY, Decision.ALONE)


def test_how_often_counts_too() -> None:
    override = Grant(kind=Kind.PROCESS_OVERRIDE, at=NOON)
    first = ask(None, Kind.PROCESS_OVERRIDE)
    fourth = ask(None, Kind.PROCESS_OVERRIDE, granted=(override,) * 3)
    assert (first.decision, first.because) == (Decision.INFORM, Because.RULE)
    assert (fourth.decision, fourth.because) == (Decision.NO, Because.TIMES_A_DAY)
    kept = Grant(kind=Kind.REPLACEMENT, amount=Decimal(5), at=NOON, customer="C")
    third = ask("5", Kind.REPLACEMENT, customer="C", granted=(kept,) * 2)
    assert (third.decision, third.because, third.limit) == (
        Decision.ASK,
        Because.TIMES_A_CUSTOMER,
        0,
    )
    much = ask("100", Kind.REPLACEMENT, customer="C", granted=(kept,) * 2)
    assert (much.decision, much.because, much.limit) == (Decision.ASK, Because.RULE, 0)


def test_the_budget_that_leaves_the_least_is_named() -> None:
    theirs = had("85", at=NOON - timedelta(days=1), customer="C", mine=False)
    answer = ask("20", customer="C", granted=(had("110"), theirs))
    assert (answer.because, answer.limit, answer.remaining) == (Because.CUSTOMER, 5, 5)
    assert "5\N{NO-BREAK SPACE}€" in said(answer, "de")


def test_where_nothing_is_left_even_a_grant_of_0_asks() -> None:
    granted = (had("60"), had("60"))
    assert ask("0", granted=granted).because is Because.DAY
    assert ask("0", granted=granted[1:]).decision is Decision.ALONE


def test_what_a_case_had_counts_under_whatever_rule() -> None:
    late = had("20", case="A", topic="late-delivery")
    kept = Grant(kind=Kind.REPLACEMENT, amount=Decimal(5), at=NOON, case="A")
    promised = Grant(kind=Kind.CALLBACK, at=NOON, case="A")
    answer = ask("10", case="A", granted=(late, kept, promised))
    assert (answer.decision, answer.limit) == (Decision.INFORM, 35)
    assert answer.remaining == 90, "budgets are of one rule"
    assert ask(None, Kind.CALLBACK, case="A", granted=(late,)).decision is Decision.ALONE


def test_a_customers_budget_needs_a_customer() -> None:
    answer = ask("10", customer="")
    assert (answer.decision, answer.because) == (Decision.ASK, Because.WHO)
    assert (answer.limit, answer.remaining) == (0, 120), "what the day leaves is known all the same"
    assert "kein Kunde" in said(answer, "de") and "no customer" in said(answer, "en")
    assert ask(None, Kind.PROCESS_OVERRIDE, customer="").decision is Decision.INFORM


def test_a_grant_of_a_rule_that_is_gone_counts_by_what_it_was() -> None:
    answer = ask("20", granted=(had("110", rule="small-gesture-2025"),))
    assert (answer.because, answer.remaining) == (Because.DAY, 10)
    assert ask("20", granted=(had("110", rule="late-delivery"),)).decision is Decision.ALONE


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=1500)])
def test_what_is_dated_later_than_now_counts_as_todays(later: timedelta) -> None:
    """A clock was ahead, or is behind now: no budget is opened again by it."""
    at = NOON + later
    answer = ask("20", customer="C", granted=(had("85", at=at, customer="C"),))
    assert (answer.decision, answer.because, answer.remaining) == (
        Decision.ASK,
        Because.CUSTOMER,
        5,
    )
    day = ask("20", customer="D", granted=(had("110", at=at, customer="C"),))
    assert (day.because, day.remaining) == (Because.DAY, 10)


@pytest.mark.parametrize("name", ["customer", "number_hash"])
def test_a_customer_is_the_same_where_either_name_agrees(name: str) -> None:
    had_it = msgspec.structs.replace(had("85"), customer="K-1", number_hash="#1")
    wish = Request(kind=Kind.CREDIT, amount=Decimal(20), at=NOON, granted=(had_it,))
    other = msgspec.structs.replace(wish, customer="K-2", number_hash="#2")
    assert quote(POLICY, other).decision is Decision.ALONE
    same = msgspec.structs.replace(other, **{name: getattr(had_it, name)})
    answer = quote(POLICY, same)
    assert (answer.because, answer.remaining) == (Because.CUSTOMER, 5)


def test_an_amount_is_needed_where_the_rule_has_any() -> None:
    with pytest.raises(ValueError, match=r"amount of the request is missing.*small-gesture"):
        ask(None)
    assert ask(None, Kind.CALLBACK).decision is Decision.ALONE


def test_a_grant_of_a_time_without_amounts_is_one_time_of_nothing() -> None:
    """The rule has amounts since yesterday; what was promised before it had is in the ledger."""
    before = tuple(Grant(kind=Kind.CREDIT, at=NOON) for _ in range(2))
    answer, fresh = ask("20", granted=before), ask("20")
    assert (answer.decision, answer.remaining) == (Decision.ALONE, fresh.remaining)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("topic", "Late-Delivery"),
        ("topic", "late-delivery\n"),
        ("role", "Agent"),
        ("role", ""),
        ("currency", "eur"),
        ("currency", "EUR\n"),
    ],
)
def test_names_are_written_as_in_a_policy(field: str, wrong: str) -> None:
    content = {"kind": "credit", "at": NOON}
    with pytest.raises(msgspec.ValidationError, match=field):
        msgspec.convert({**content, field: wrong}, Request)
    with pytest.raises(msgspec.ValidationError, match=field):
        msgspec.convert({**content, "granted": [{**content, field: wrong}]}, Request)


def test_nothing_is_converted_and_nothing_is_allowed_that_no_rule_names() -> None:
    assert ask("1", currency="CHF").because is Because.CURRENCY
    assert ask("1", role="trainee").because is Because.NO_RULE
    assert ask("20", granted=(had("115", currency="CHF"),)).decision is Decision.ALONE


def test_outside_its_days_a_policy_allows_nothing() -> None:
    today = NOON.date()
    policy = msgspec.structs.replace(rule_of("alone = 5"), valid_from=today, valid_to=today)
    day = timedelta(days=1)
    answers = [
        quote(policy, Request(kind=Kind.CREDIT, amount=Decimal(5), at=at)).because
        for at in (NOON - day, NOON, NOON + day)
    ]
    assert answers == [Because.NOT_VALID, Because.RULE, Because.NOT_VALID]


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity", "1e12", "9e999999"])
def test_what_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        ask(amount)
    with pytest.raises(ValueError, match="a grant"):
        ask("1", granted=(had(amount),))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        quote(POLICY, Request(kind=Kind.CREDIT, at=datetime(2026, 11, 20)))  # noqa: DTZ001


@pytest.mark.parametrize("year", [1, 1969, 9001, 9999])
def test_a_time_out_of_all_reach_is_refused(year: int) -> None:
    far = NOON.replace(year=year)
    with pytest.raises(ValueError, match=f"year {year}, not of 1970 to 9000"):
        quote(POLICY, Request(kind=Kind.CREDIT, amount=Decimal(1), at=far))
    with pytest.raises(ValueError, match="a grant is of the year"):
        ask("1", granted=(had("1", at=far),))


@pytest.mark.parametrize("year", [1970, 9000])
def test_the_ends_of_time_have_a_day(year: int) -> None:
    at = NOON.replace(year=year)
    answer = quote(POLICY, Request(kind=Kind.CREDIT, amount=Decimal(1), at=at, customer="C"))
    assert answer.decision is Decision.ALONE


cents = st.integers(0, 9000).map(lambda value: Decimal(value) / 100)


OFTEN = rule_of(
    "alone = 30\ninform = 60\nask = 200\n[rules.budget]\nper_day = 120\ntimes_per_day = 5\n"
    "per_customer = 90\ntimes_per_customer = 4"
)


@given(
    st.sampled_from([POLICY, OFTEN]),
    st.lists(
        st.tuples(cents, st.integers(0, 60 * 24 * 4), st.sampled_from("AB"), st.sampled_from("CD")),
        max_size=40,
    ),
)
def test_who_does_as_told_never_overspends(
    policy: Policy,
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
        answer = quote(policy, request)
        free = answer.decision in FREE
        assert free == (amount <= answer.limit) or amount == 0
        if answer.limit > 0:
            exactly = msgspec.structs.replace(request, amount=answer.limit)
            assert quote(policy, exactly).decision in FREE
            above = msgspec.structs.replace(request, amount=answer.limit + Decimal("0.01"))
            assert quote(policy, above).decision not in FREE
        if free:
            granted.append(had(str(amount), at=at, case=case, customer=customer))
    by_day: defaultdict[object, list[Decimal]] = defaultdict(list)
    by_customer: defaultdict[str, list[Decimal]] = defaultdict(list)
    by_case: defaultdict[str, list[Decimal]] = defaultdict(list)
    for one in granted:
        assert one.amount is not None
        by_day[one.at.astimezone(policy.zone).date()].append(one.amount)
        by_customer[one.customer].append(one.amount)
        by_case[one.case].append(one.amount)
    assert all(sum(spent) <= 120 for spent in by_day.values())
    assert all(sum(spent) <= 90 for spent in by_customer.values())
    assert all(sum(spent) <= 60 for spent in by_case.values())
    if policy is OFTEN:
        assert all(len(spent) <= 5 for spent in by_day.values())
        assert all(len(spent) <= 4 for spent in by_customer.values())
