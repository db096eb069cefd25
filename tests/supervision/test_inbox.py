"""The supervisor's side."""

from itertools import permutations
from typing import Any

import pytest

from desktop.errors import RemoteError
from desktop.supervision import inbox as inbox_module
from desktop.supervision.inbox import ANSWER_TIMEOUT_S, CLAIMED_FOR_S, SupervisionInbox
from desktop.supervision.messages import (
    Cancel,
    Claim,
    Claimed,
    EscalationMessage,
    Expired,
    Joined,
    Raise,
    Resolved,
    Seen,
    Taken,
)
from desktop.supervision.received import Request, RequestStep
from desktop.supervision.transport import Delivery
from inference.tension.reading import TensionState

pytestmark = pytest.mark.unit

JANA, FROM_JANA = "sip:jana@pbx.example:5060", '"Jana" <sip:jana@pbx.example:5060>;tag=1'
EID = "esc-0001"


def raised(eid: str = EID, expires_in_s: float = 90.0) -> Raise:
    return Raise(
        id=eid,
        agent="Jana",
        level=TensionState.TENSE,
        level_s=12.0,
        call_s=100.0,
        expires_in_s=expires_in_s,
    )


@pytest.fixture
def inbox(wire: Any) -> SupervisionInbox:
    return SupervisionInbox(wire, name="Anna", eta_s=20.0)


@pytest.fixture
def opened(inbox: SupervisionInbox, wire: Any) -> SupervisionInbox:
    inbox.receive(FROM_JANA, raised(), 10.0)
    assert wire.take() == [(JANA, Seen(id=EID))]
    return inbox


def find(inbox: SupervisionInbox, eid: str = EID) -> Request:
    request = inbox.find(eid)
    assert request is not None
    return request


def test_shows_who_why_and_how_long(opened: SupervisionInbox) -> None:
    (request,) = opened.requests()
    assert (request.agent, request.level, request.level_s, request.call_s) == (
        "Jana",
        TensionState.TENSE,
        12.0,
        100.0,
    )
    assert request.step is RequestStep.OPEN and request.sender == JANA
    assert request.waiting_s(25.0) == 15.0 and request.expires_in_s(25.0) == 75.0


def test_coming_is_claimed_confirmed_and_told_once(opened: SupervisionInbox, wire: Any) -> None:
    opened.coming(EID, 11.0)
    opened.coming(EID, 11.5)
    assert wire.take() == [(JANA, Claim(id=EID, by="Anna", eta_s=20.0))]
    assert find(opened).step is RequestStep.CLAIMING
    assert find(opened).expires_in_s(12.0) is None
    opened.delivery_ended(Delivery("r1", True, 200), 11.6)
    assert find(opened).step is RequestStep.CLAIMING  # delivered is not yet won
    opened.receive(FROM_JANA, Claimed(id=EID), 11.7)
    assert find(opened).step is RequestStep.CLAIMED
    opened.tick(1_000.0)
    assert find(opened).step is RequestStep.CLAIMED and len(opened.requests()) == 1


def test_what_nobody_ends_can_be_put_away_and_leaves_by_itself(
    opened: SupervisionInbox, wire: Any
) -> None:
    opened.receive(FROM_JANA, raised("esc-0002"), 10.0)
    for eid in (EID, "esc-0002"):
        opened.coming(eid, 11.0)
        opened.receive(FROM_JANA, Claimed(id=eid), 12.0)
    opened.dismiss(EID)
    assert [request.request_id for request in opened.requests()] == ["esc-0002"]
    opened.tick(12.0 + CLAIMED_FOR_S - 0.1)
    assert len(opened.requests()) == 1
    opened.tick(12.0 + CLAIMED_FOR_S)
    assert opened.requests() == ()
    opened.receive(FROM_JANA, raised(), 2_000.0)  # a late duplicate brings nothing back
    assert opened.requests() == ()


def test_a_long_call_does_not_leave_the_window_of_who_is_in_it(opened: SupervisionInbox) -> None:
    opened.coming(EID, 11.0)
    opened.receive(FROM_JANA, Claimed(id=EID), 12.0)
    opened.receive(FROM_JANA, Joined(id=EID, change=1), 20.0)
    opened.tick(11.0 + 3 * CLAIMED_FOR_S)
    assert [request.step for request in opened.requests()] == [RequestStep.JOINED]


def test_every_raise_is_answered_unless_it_was_dropped(
    opened: SupervisionInbox, wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.receive("sip:jana@pbx.example:5062", raised(), 20.0)
    assert wire.take() == [("sip:jana@pbx.example:5062", Seen(id=EID))]
    opened.receive(FROM_JANA, Cancel(id=EID), 21.0)
    opened.receive(FROM_JANA, raised(), 22.0)
    assert wire.take() == [(JANA, Seen(id=EID))]
    monkeypatch.setattr(inbox_module, "MAX_OPEN", 0)
    with pytest.raises(RemoteError):
        opened.receive(FROM_JANA, raised("esc-9999"), 23.0)
    assert wire.take() == []


def test_somebody_else_was_faster(opened: SupervisionInbox) -> None:
    opened.coming(EID, 11.0)
    opened.receive(FROM_JANA, Taken(id=EID, by="Bert"), 11.1)
    assert find(opened).step is RequestStep.TAKEN and find(opened).taken_by == "Bert"
    opened.receive(FROM_JANA, Resolved(id=EID), 60.0)
    assert find(opened).step is RequestStep.RESOLVED


def test_an_answer_that_cannot_be_delivered_can_be_tried_again(
    opened: SupervisionInbox, wire: Any
) -> None:
    opened.coming(EID, 11.0)
    opened.delivery_ended(Delivery("r1", False, 408, "Timeout"), 12.0)
    assert find(opened).step is RequestStep.FAILED and find(opened).code == 408
    opened.coming(EID, 13.0)
    assert find(opened).step is RequestStep.CLAIMING and len(wire.take()) == 2
    opened.receive(FROM_JANA, Claimed(id=EID), 13.1)
    opened.delivery_ended(Delivery("r2", False, 408), 14.0)
    assert find(opened).step is RequestStep.CLAIMED


def test_a_transport_that_cannot_send_fails_at_once(opened: SupervisionInbox, wire: Any) -> None:
    wire.broken = True
    opened.coming(EID, 11.0)
    assert find(opened).step is RequestStep.FAILED


def test_no_answer_is_a_failure_that_our_clock_does_not_bury(opened: SupervisionInbox) -> None:
    opened.coming(EID, 95.0)
    opened.tick(95.0 + ANSWER_TIMEOUT_S - 0.1)
    assert find(opened).step is RequestStep.CLAIMING
    opened.tick(95.0 + ANSWER_TIMEOUT_S)
    assert find(opened).step is RequestStep.FAILED
    opened.tick(200.0)  # past its time; but the agent may be reading "help is coming"
    assert find(opened).step is RequestStep.FAILED
    opened.coming(EID, 201.0)
    opened.receive(FROM_JANA, Claimed(id=EID), 201.1)
    assert find(opened).step is RequestStep.CLAIMED


def test_later_is_local_and_can_be_thought_better_of(opened: SupervisionInbox, wire: Any) -> None:
    opened.later(EID, 11.0)
    assert find(opened).step is RequestStep.LATER and wire.take() == []
    opened.coming(EID, 12.0)
    opened.later(EID, 12.5)  # too late to put aside
    assert find(opened).step is RequestStep.CLAIMING and len(wire.take()) == 1


def test_expires_by_its_own_clock_unless_the_agent_knows_better(opened: SupervisionInbox) -> None:
    opened.tick(99.9)
    assert find(opened).step is RequestStep.OPEN
    opened.coming(EID, 100.0)
    assert find(opened).step is RequestStep.EXPIRED
    opened.receive(FROM_JANA, Taken(id=EID, by="Bert"), 100.1)
    assert find(opened).step is RequestStep.TAKEN


@pytest.mark.parametrize(
    ("message", "step"),
    [
        (Cancel(id=EID), RequestStep.CANCELLED),
        (Expired(id=EID), RequestStep.EXPIRED),
        (Resolved(id=EID), RequestStep.RESOLVED),
        (Taken(id=EID, by="Bert"), RequestStep.TAKEN),
        (Claimed(id=EID), RequestStep.CLAIMED),
    ],
)
def test_the_end_may_overtake_the_beginning(
    inbox: SupervisionInbox, message: EscalationMessage, step: RequestStep
) -> None:
    inbox.receive(FROM_JANA, message, 1.0)
    inbox.receive(FROM_JANA, raised(), 2.0)
    assert find(inbox).step is step
    assert inbox.requests() == ()  # nothing to show that one could act on


@pytest.mark.parametrize(
    "story",
    [
        (raised(), Taken(id=EID, by="Bert"), Resolved(id=EID)),
        (raised(), Claimed(id=EID), Cancel(id=EID)),
        (raised(), Expired(id=EID), Expired(id=EID)),
        (raised(), Claimed(id=EID), Claimed(id=EID)),
    ],
)
def test_the_order_of_arrival_does_not_matter(
    story: tuple[EscalationMessage, ...], wire: Any
) -> None:
    ends = set()
    for order in permutations(story * 2):
        inbox = SupervisionInbox(wire, name="Anna")
        for message in order:
            inbox.receive(FROM_JANA, message, 1.0)
        ends.add(find(inbox).step)
    assert len(ends) == 1


def test_only_who_raised_it_may_change_it(opened: SupervisionInbox) -> None:
    for message in (Cancel(id=EID), raised()):
        with pytest.raises(RemoteError, match="did not raise"):
            opened.receive("sip:eve@pbx.example", message, 11.0)
    for of_a_supervisor in (Claim(id=EID, by="Eve", eta_s=1.0), Seen(id=EID)):
        with pytest.raises(RemoteError, match="only a supervisor"):
            opened.receive(FROM_JANA, of_a_supervisor, 11.0)
    with pytest.raises(RemoteError):
        opened.receive("nonsense", Cancel(id=EID), 11.0)
    assert find(opened).step is RequestStep.OPEN


def test_a_flood_is_stopped(inbox: SupervisionInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "MAX_OPEN", 3)
    for number in range(3):
        inbox.receive(FROM_JANA, raised(f"esc-{number:04d}"), 0.0)
    with pytest.raises(RemoteError, match="more than 3"):
        inbox.receive(FROM_JANA, raised("esc-9999"), 0.0)
    inbox.receive(FROM_JANA, raised("esc-0001"), 0.0)  # a duplicate is none more


def test_forgets_the_oldest_that_ended(
    inbox: SupervisionInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "MAX_ENDED", 2)
    for number in range(4):
        inbox.receive(FROM_JANA, Cancel(id=f"esc-{number:04d}"), float(number))
    assert [inbox.find(f"esc-{n:04d}") is not None for n in range(4)] == [False, False, True, True]


def test_open_ones_first_and_ended_ones_can_be_put_away(inbox: SupervisionInbox) -> None:
    for number in range(4):
        inbox.receive(FROM_JANA, raised(f"esc-{number:04d}"), float(number))
    inbox.receive(FROM_JANA, Cancel(id="esc-0000"), 5.0)
    inbox.later("esc-0001", 5.0)
    order = [request.request_id for request in inbox.requests()]
    assert order == ["esc-0002", "esc-0003", "esc-0001", "esc-0000"]
    for eid in ("esc-0000", "esc-0002", "unknown-id"):
        inbox.dismiss(eid)
    assert [r.request_id for r in inbox.requests()] == ["esc-0002", "esc-0003", "esc-0001"]
    inbox.receive(FROM_JANA, raised("esc-0000"), 6.0)  # a late duplicate brings nothing back
    assert len(inbox.requests()) == 3


def test_a_failed_one_can_be_put_away(opened: SupervisionInbox, wire: Any) -> None:
    wire.broken = True
    opened.coming(EID, 11.0)
    opened.dismiss(EID)
    assert opened.requests() == () and find(opened).step is RequestStep.EXPIRED


def test_unknown_requests_are_left_alone(inbox: SupervisionInbox, wire: Any) -> None:
    inbox.coming("unknown-id", 0.0)
    inbox.later("unknown-id", 0.0)
    inbox.delivery_ended(Delivery("r9", False), 0.0)
    assert inbox.requests() == () and wire.take() == []


def test_whatever_is_new_is_told_at_once(wire: Any) -> None:
    told: list[tuple[RequestStep, ...]] = []
    inbox = SupervisionInbox(
        wire,
        name="Anna",
        on_change=lambda: told.append(tuple(one.step for one in inbox.requests())),
    )
    inbox.receive(FROM_JANA, raised(), 10.0)
    assert told == [(RequestStep.OPEN,)]
    inbox.receive(FROM_JANA, Claimed(id="esc-0002"), 11.0)  # of what nobody has seen
    inbox.tick(12.0)
    inbox.coming(EID, 13.0)
    inbox.receive(FROM_JANA, Taken(id=EID, by="Bert"), 14.0)
    assert told[-2:] == [(RequestStep.CLAIMING,), (RequestStep.TAKEN,)]
    inbox.dismiss(EID)
    assert told[-1] == ()
