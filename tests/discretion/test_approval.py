"""A question to the supervisor: the first answer counts, and nobody waits for one for ever."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.discretion.approval import (
    TRANSITIONS,
    Approval,
    ApprovalEvent,
    ApprovalState,
    Holds,
    IllegalApprovalEvent,
)
from desktop.discretion.explaining import answered
from desktop.discretion.granting import Why, grant
from desktop.discretion.policy import Kind, Silence
from desktop.discretion.policy_file import read_policy
from desktop.discretion.request import Leave, Request
from desktop.records.ledger import Ledger
from desktop.records.store import open_store
from resources import resource

pytestmark = pytest.mark.unit

POLICY = read_policy(resource("policy/example.toml"))
NOON = datetime(2026, 3, 28, 11, 0, tzinfo=UTC)
WISH = Request(kind=Kind.CREDIT, amount=Decimal(100), at=NOON, case="A", customer="C-7")


def asked(request: Request = WISH, silence: Silence | None = None) -> Approval:
    found = Approval.asked(POLICY, request, approval_id="Q", call_id="1", now_s=1000.0)
    return found if silence is None else replace(found, silence=silence)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    connection = open_store(tmp_path / "records.db", bytes(32))
    yield Ledger(connection)
    connection.close()


def grant_it(ledger: Ledger, approval: Approval) -> list[Decimal | None]:
    """Grants what may be granted; what then stands."""
    may = approval.grants
    assert may is not None
    request, leave = may
    why = Why("promised")
    grant(POLICY, ledger, request, request_id=approval.id, now=NOON, why=why, leave=leave)
    return [one.amount for one in ledger.standing()]


def test_only_what_has_to_be_asked_for_is_asked() -> None:
    assert asked().holds is Holds.WAIT and asked().grants is None
    for amount in ("30", "60", "201"):
        with pytest.raises(ValueError, match="nothing to ask"):
            asked(msgspec.structs.replace(WISH, amount=Decimal(amount)))


def test_what_is_allowed_is_granted_once(ledger: Ledger) -> None:
    approval = asked().allowed(Decimal(100), "sip:n1@shop")
    assert grant_it(ledger, approval) == [Decimal(100)]
    assert grant_it(ledger, approval) == [Decimal(100)]
    assert approval.granting().granted().grants is None


def test_less_may_be_allowed_and_never_more(ledger: Ledger) -> None:
    for amount in (Decimal("100.01"), Decimal(0), Decimal(-1), Decimal("NaN"), None):
        with pytest.raises(ValueError, match=r"amount|allowed"):
            asked().allowed(amount, "sip:n1@shop")
    approval = asked().allowed(Decimal(80), "sip:n1@shop")
    assert grant_it(ledger, approval) == [Decimal(80)]
    assert answered(approval, "en") == "€80 are allowed instead of €100."
    assert answered(approval, "de") == (
        "Erlaubt sind 80\N{NO-BREAK SPACE}€ statt 100\N{NO-BREAK SPACE}€."
    )


def test_who_declines_says_why() -> None:
    with pytest.raises(ValueError, match="says why"):
        asked().declined("  ", "sip:n1@shop")
    approval = asked().declined("the order is on its way.", "sip:n1@shop")
    assert approval.holds is Holds.NO and approval.grants is None
    assert answered(approval, "en") == "Declined: the order is on its way."


@pytest.mark.parametrize(
    ("silence", "holds", "german"),
    [
        (Silence.NO, Holds.NO, "Niemand hat geantwortet: Es bleibt beim Nein."),
        (
            Silence.INFORM,
            Holds.GRANT,
            "Niemand hat geantwortet: Es gilt, und die Leitung erfährt es.",
        ),
        (
            Silence.CALLBACK,
            Holds.CALLBACK,
            "Niemand hat geantwortet: Sagen Sie einen Rückruf zu.",
        ),
    ],
)
def test_where_nobody_answers_the_policy_says_what_holds(
    silence: Silence, holds: Holds, german: str
) -> None:
    waiting = asked(silence=silence)
    assert waiting.at(1089.9) == waiting
    silent = waiting.at(1090.0)
    assert silent.state is ApprovalState.SILENT and silent.holds is holds
    assert (silent.grants == (WISH, Leave(""))) is (holds is Holds.GRANT)
    assert answered(silent, "de") == german
    if holds is not Holds.GRANT:
        with pytest.raises(IllegalApprovalEvent):
            silent.granting()


def test_the_rule_says_what_silence_means_else_the_policy() -> None:
    late = msgspec.structs.replace(WISH, amount=Decimal(45), topic="late-delivery")
    assert (asked().silence, asked(late).silence) == (Silence.CALLBACK, Silence.INFORM)
    assert answered(asked(), "en") == (
        "Asked, no answer yet; if nobody answers in 90 s, a call back is promised."
    )


def test_a_late_answer_counts_until_something_was_granted() -> None:
    silent = asked(silence=Silence.INFORM).at(2000.0)
    assert silent.declined("no", "sip:n1@shop").holds is Holds.NO
    assert silent.allowed(Decimal(80), "sip:n1@shop").grants is not None
    begun = silent.granting()
    for late in (lambda: begun.declined("no", "sip:n1@shop"), begun.withdrawn):
        with pytest.raises(IllegalApprovalEvent):
            late()
    assert begun.not_granted() == silent and begun.granted().state is ApprovalState.GRANTED
    allowed = asked().allowed(Decimal(80), "sip:n1@shop")
    assert allowed.granting().not_granted() == allowed


MOVES: dict[ApprovalEvent, Callable[[Approval], Approval]] = {
    ApprovalEvent.ALLOW: lambda one: one.allowed(Decimal(90), "sip:n1@shop"),
    ApprovalEvent.DECLINE: lambda one: one.declined("too late", "sip:n1@shop"),
    ApprovalEvent.EXPIRE: lambda one: one.at(9999.0),
    ApprovalEvent.BEGIN: lambda one: one.granting(),
    ApprovalEvent.FAIL: lambda one: one.not_granted(),
    ApprovalEvent.GRANT: lambda one: one.granted(),
    ApprovalEvent.WITHDRAW: lambda one: one.withdrawn(),
}


def test_what_the_table_does_not_know_changes_nothing() -> None:
    for state, event in itertools.product(ApprovalState, ApprovalEvent):
        approval = replace(asked(silence=Silence.INFORM), state=state, by="sip:n1@shop")
        if (state, event) in TRANSITIONS:
            assert MOVES[event](approval).state is TRANSITIONS[state, event]
        elif event is ApprovalEvent.EXPIRE:
            assert MOVES[event](approval) is approval
        else:
            with pytest.raises(IllegalApprovalEvent):
                MOVES[event](approval)


ENDS = {ApprovalState.DECLINED, ApprovalState.GRANTED, ApprovalState.WITHDRAWN}


@given(st.sampled_from(Silence), st.lists(st.sampled_from(ApprovalEvent), max_size=8))
def test_whatever_comes_an_end_is_one_and_silence_alone_never_waits(
    silence: Silence, events: list[ApprovalEvent]
) -> None:
    approval = asked(silence=silence)
    for event in events:
        before = approval
        try:
            approval = MOVES[event](approval)
        except IllegalApprovalEvent:
            assert approval is before
        if before.state in ENDS:
            assert approval is before and approval.grants is None
        if approval.state not in (ApprovalState.OPEN, ApprovalState.GRANTING):
            assert approval.holds is not Holds.WAIT
        if approval.grants is not None and approval.state is not ApprovalState.ALLOWED:
            assert silence is Silence.INFORM and approval.grants == (WISH, Leave(""))
