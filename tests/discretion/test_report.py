"""The pattern report: what comes up often is named, what few calls are about never is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.discretion.report import LEAST_CUSTOMERS, Group, Part, Table, report
from desktop.discretion.report_page import page
from desktop.records.ledger import Entry

pytestmark = pytest.mark.unit

TODAY = date(2026, 11, 22)


def entries(
    calls: int,
    rule: str,
    topic: str = "",
    *,
    amount: str | None = "10",
    currency: str = "EUR",
    decision: str = "alone",
    reason: str = "waited",
    what: str = "",
) -> list[Entry]:
    """One grant in each of so many calls of their own."""
    return [
        Entry(
            id=f"{rule}/{topic}/{currency}/{decision}/{what}/{number}",
            decision=decision,
            rule=rule,
            kind="process-override" if what else "credit",
            topic=topic,
            case_id=f"{rule}/{topic}/{currency}/{decision}/{what}/{number}",
            customer=f"C-4711/{rule}/{topic}/{currency}/{decision}/{what}/{number}",
            amount=None if amount is None else Decimal(amount),
            currency=currency,
            reason=reason,
            what=what,
        )
        for number in range(calls)
    ]


def names(table: Table) -> list[tuple[str, int]]:
    return [(one.name, one.times) for one in table.all]


def part(*groups: list[Entry]) -> Part:
    (only,) = report([one for group in groups for one in group]).parts
    return only


def test_rules_come_by_how_often_they_are_used_with_cost_and_topics() -> None:
    found = part(
        entries(6, "fee", amount="5"),
        entries(7, "gesture", "long-wait"),
        entries(5, "gesture", "dunning", decision="inform"),
    )
    assert names(found.rules) == [("gesture", 12), ("fee", 6)]
    assert [one.cost for one in found.rules.groups] == [Decimal(120), Decimal(30)]
    assert names(found.topics["gesture"]) == [("long-wait", 7), ("dunning", 5)]
    assert (found.total.times, found.total.calls, found.total.cost) == (18, 18, Decimal(150))
    assert found.rules.groups[0].beyond == 5


def test_what_few_customers_are_about_takes_the_smallest_group_with_it() -> None:
    found = part(entries(9, "gesture"), entries(5, "fee"), entries(4, "replacement"))
    assert names(found.rules) == [("gesture", 9), ("", 9)]
    found = part(entries(9, "gesture"), entries(4, "fee"), entries(4, "replacement"))
    assert names(found.rules) == [("gesture", 9), ("", 8)]


def test_a_customer_who_calls_often_is_one() -> None:
    """Also by another name: the lookup failed in some of the calls."""
    calls = [
        Entry(
            id=f"{n}",
            decision="alone",
            rule="fee",
            kind="credit",
            currency="EUR",
            case_id=f"{n}",
            customer="K-1" if n % 2 else "",
            number_hash="" if n % 3 == 1 else "#1",
        )
        for n in range(9)
    ]
    assert report(calls).parts == ()
    nobody = [replace(one, customer="", number_hash="") for one in calls]
    assert report(nobody).parts == (), "who withholds the number may always be the same"


def test_customers_count_not_grants() -> None:
    often = [
        Entry(id=str(n), decision="alone", rule="fee", kind="credit", currency="EUR", case_id="A")
        for n in range(9)
    ]
    assert report(often).parts == ()
    assert names(part(often, entries(5, "gesture")).rules) == [("", 14)]


def test_how_many_were_decided_alone_is_not_said_of_few() -> None:
    one = part(entries(6, "fee"), entries(1, "fee", decision="ask")).rules.groups[0]
    assert (one.times, one.beyond) == (7, None)


def test_currencies_are_never_added_up() -> None:
    both = report(entries(5, "fee") + entries(4, "fee", currency="CHF")).parts
    assert [(one.currency, one.total.times) for one in both] == [("EUR", 5)]


def test_departures_are_the_same_however_they_were_typed() -> None:
    found = part(
        entries(3, "other-way", what="New delivery without a return"),
        entries(3, "other-way", what="new  delivery without a return."),
        entries(6, "gesture"),
    )
    assert names(found.instead) == [("New delivery without a return", 6)]


GRANT = st.builds(
    lambda number, case, rule, topic, decision, what, currency, amount: Entry(
        id=str(number),
        decision=decision,
        rule=rule,
        kind="process-override" if what else "credit",
        topic=topic,
        case_id=str(number),
        customer=case,
        currency=currency,
        amount=amount,
        reason=what or "waited",
        what=what,
    ),
    st.uuids(),
    st.sampled_from(("", *"ABCDEFGHIJ")),
    st.sampled_from(("r1", "r2", "r3")),
    st.sampled_from(("", "t1", "t2", "t3")),
    st.sampled_from(("alone", "inform", "ask")),
    st.sampled_from(("", "this", "that")),
    st.sampled_from(("EUR", "CHF")),
    st.none() | st.integers(1, 99).map(Decimal),
)


def tables(of: Part) -> Iterator[tuple[Table, Group | None]]:
    """Each with what its groups add up to, as far as the report says that."""
    yield of.rules, of.total
    yield of.reasons, of.total
    yield of.instead, None
    by_name = {one.name: one for one in of.rules.groups}
    for rule, table in of.topics.items():
        yield table, by_name[rule]


@given(st.lists(GRANT, max_size=60))
def test_no_line_and_no_difference_is_about_few_customers(grants: list[Entry]) -> None:
    for of in report(grants).parts:
        own = [one for one in grants if one.currency == of.currency]
        assert of.total.times == len(own)
        named = {one.name for one in of.rules.groups}
        for rule in named:
            assert len({one.customer for one in own if one.rule == rule}) >= LEAST_CUSTOMERS
        rest = {one.customer for one in own if one.rule not in named}
        assert len(rest) >= LEAST_CUSTOMERS or not rest
        for table, whole in tables(of):
            for one in table.all:
                assert one.times >= LEAST_CUSTOMERS
            if whole is not None:
                assert sum(one.times for one in table.all) == whole.times
                assert sum(one.cost for one in table.all) == whole.cost


def test_the_page_says_what_to_do_in_both_languages() -> None:
    found = report(
        entries(12, "gesture", "long-wait", amount="12.50", decision="inform")
        + entries(5, "other-way", amount=None, what="Deliver | at *once*", reason="our-mistake")
    )
    english = page(found, "en", since=date(2026, 11, 1), today=TODAY)
    assert "Since November 1, 2026, as of November 22, 2026." in english
    assert "## EUR: 17 times in 17 calls, €150" in english
    assert "**`gesture`**: 12 times, €150, mostly with the card **`long-wait`** (12" in english
    assert "**`gesture`**: 12 of 12 needed more than the agent's word" in english
    assert "| `gesture` | 12 | 12 | 12 | €150 | €12.50 |" in english
    assert "| `other-way` | 5 | 5 | 0 | – | – |" in english
    assert r"| Deliver \| at \*once\* | 5 | 5 |" in english
    assert "| our mistake | 5 | 5 |" in english
    german = page(found, "de", since=None, today=TODAY)
    assert german.startswith("# Wo Abläufe Kulanz brauchen\n\nAlles bis 22. November 2026.")
    assert "| lange gewartet | 12 | 12 | 150\N{NO-BREAK SPACE}€ |" in german
    assert "C-4711" not in english + german


def test_of_too_few_customers_the_page_says_so_and_nothing_else() -> None:
    text = page(report(entries(4, "fee")), "en", since=None, today=TODAY)
    assert "too few customers" in text and "fee" not in text and "|" not in text
