"""What is said of an agent's room is what the policy then grants; what is offered is allowed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.discretion.explaining import may
from desktop.discretion.money import typed
from desktop.discretion.policy import FREE, Decision, Kind
from desktop.discretion.policy_file import read_policy
from desktop.discretion.quote import quote
from desktop.discretion.request import Grant, Request
from desktop.discretion.room import MOST_OFFERS, Returning, offers, room, rooms
from resources import resource

pytestmark = pytest.mark.unit

POLICY = read_policy(resource("policy/example.toml"))
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
RETURN = Returning(Decimal(40), Decimal(12), Decimal("6.90"), Decimal("9.50"))
CENT = Decimal("0.01")


def request(
    *granted: Grant, kind: Kind = Kind.CREDIT, customer: str = "C", topic: str = ""
) -> Request:
    return Request(kind=kind, at=NOON, case="A", customer=customer, topic=topic, granted=granted)


def credit(amount: str, *, case: str = "", customer: str = "") -> Grant:
    at = NOON - timedelta(minutes=5)
    return Grant(kind=Kind.CREDIT, at=at, amount=Decimal(amount), case=case, customer=customer)


def test_the_room_shrinks_with_the_case_the_day_and_the_customer() -> None:
    whole = room(POLICY, request())
    assert whole is not None
    assert (whole.alone, whole.free, whole.asking, whole.day_left) == (30, 60, 200, 120)
    in_case = room(POLICY, request(credit("10", case="A")))
    assert in_case is not None and (in_case.alone, in_case.free, in_case.asking) == (20, 50, 190)
    day = room(POLICY, request(credit("35"), credit("70")))
    assert day is not None and (day.alone, day.free, day.day_left) == (15, 15, 15)
    customer = room(POLICY, request(credit("60", customer="C")))
    assert customer is not None and (customer.alone, customer.free) == (30, 30)
    nobody = room(POLICY, request(customer=""))
    assert nobody is not None and (nobody.free, nobody.decision) == (0, Decision.ASK)


@given(
    used=st.lists(st.integers(0, 6000), max_size=4),
    kind=st.sampled_from(list(Kind)),
    same=st.booleans(),
)
def test_what_the_room_says_is_what_the_policy_grants(
    used: list[int], kind: Kind, same: bool
) -> None:
    granted = [
        credit(str(Decimal(cents) / 100), case="A" if same else "", customer="C") for cents in used
    ]
    wish = request(*granted, kind=kind)
    there = room(POLICY, wish)
    assert there is not None

    def needs(amount: Decimal) -> Decision:
        return quote(POLICY, msgspec.structs.replace(wish, amount=amount)).decision

    if not there.rule.has_amounts:
        assert quote(POLICY, wish).decision is there.decision
        return
    if there.alone:
        assert needs(there.alone) is Decision.ALONE
        assert needs(there.alone + CENT) is not Decision.ALONE
    if there.free:
        assert needs(there.free) in FREE
    assert needs(there.free + CENT) not in FREE
    if there.asking > there.free:
        assert needs(there.asking) is Decision.ASK
        assert needs(there.asking + CENT) is Decision.NO


def test_what_is_offered_is_fair_and_allowed() -> None:
    found = offers(POLICY, request(), RETURN)
    assert [(one.kind, one.amount, one.saved) for one in found] == [
        (Kind.REFUND_WITHOUT_RETURN, Decimal(40), Decimal("4.40")),
        (Kind.CREDIT, Decimal(15), None),
        (Kind.CALLBACK, None, None),
    ]


def test_a_return_that_is_cheaper_is_not_talked_away() -> None:
    dear = Returning(Decimal(40), Decimal(40), Decimal("6.90"), Decimal("9.50"))
    assert dear.saved == Decimal("-23.60")
    kinds = [one.kind for one in offers(POLICY, request(), dear)]
    assert kinds == [Kind.CREDIT, Kind.CALLBACK]
    assert Kind.REFUND_WITHOUT_RETURN not in {
        one.kind for one in offers(POLICY, request(), Returning())
    }


@given(used=st.lists(st.integers(0, 6000), max_size=4), customer=st.sampled_from(["", "C"]))
def test_nothing_is_offered_that_would_have_to_be_asked_for(used: list[int], customer: str) -> None:
    granted = [credit(str(Decimal(cents) / 100), customer="C") for cents in used]
    found = offers(POLICY, request(*granted, customer=customer), RETURN)
    assert len(found) <= MOST_OFFERS
    for one in found:
        wish = msgspec.structs.replace(
            request(*granted, customer=customer), kind=one.kind, amount=one.amount
        )
        assert quote(POLICY, wish).decision is one.decision in FREE


def test_a_topic_has_its_own_room_and_the_policy_its_days() -> None:
    late = room(POLICY, request(topic="late-delivery"))
    assert late is not None and (late.alone, late.asking, late.day_left) == (20, 50, None)
    over = msgspec.structs.replace(POLICY, valid_to=NOON.date() - timedelta(days=1))
    assert room(over, request()) is None and rooms(over, request()) == ()
    assert offers(over, request(), RETURN) == ()


def test_cards_say_it_in_both_languages() -> None:
    there = room(POLICY, request())
    assert may(there, "de") == (
        "bis 30\N{NO-BREAK SPACE}€ ohne Rückfrage, "
        "bis 60\N{NO-BREAK SPACE}€ mit Nachricht an die Leitung"
    )
    assert may(there, "en") == "up to €30 without asking, up to €60 telling the supervisor"
    nobody = room(POLICY, request(customer=""))
    assert may(nobody, "en") == "up to €200 after asking"
    assert may(room(POLICY, request(kind=Kind.PROCESS_OVERRIDE)), "en") == (
        "to be decided alone, the supervisor is told afterwards"
    )
    assert may(None, "de") == "derzeit nicht"


@pytest.mark.parametrize(
    ("text", "language", "amount"),
    [
        ("12,50", "de", "12.50"),
        ("12.50", "de", "12.50"),
        ("12,5", "en", "12.5"),
        ("1.200", "de", "1200"),
        ("1,200", "en", "1200"),
        (" 30 € ", "de", "30"),
        ("€30", "en", "30"),
        ("30 EUR", "de", "30"),
        ("0", "de", None),
        ("-5", "de", None),
        ("1,234", "de", None),
        ("", "de", None),
        ("viel", "de", None),
        ("1e400", "en", None),
        ("9999999999999", "en", None),
        ("٣", "de", "3"),
    ],
)
def test_amounts_are_read_as_they_are_typed(text: str, language: str, amount: str | None) -> None:
    read = typed(text, "EUR", "en" if language == "en" else "de")
    assert read == (None if amount is None else Decimal(amount))


@given(st.text(max_size=20))
def test_whatever_is_typed_is_an_amount_or_none(text: str) -> None:
    read = typed(text, "EUR", "de")
    assert read is None or 0 < read < 10**12
