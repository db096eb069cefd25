"""From the claim to the end, the chain of those who are asked, and what supervisors send."""

from itertools import count
from typing import Any

import pytest

from desktop.errors import LocalError
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.escalation import Escalation, EscalationState, Standing
from desktop.supervision.help_state import HelpStep, Pushed
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.messages import (
    LONGEST_OPEN_S,
    Brief,
    Callback,
    Card,
    Claim,
    Claimed,
    Done,
    Expired,
    HelpReason,
    Joined,
    Note,
    Raise,
    Resolved,
    Seen,
    Taken,
    encode,
    parse,
)
from desktop.supervision.received import RequestStep
from desktop.supervision.transport import Delivery
from desktop.telephony.monitoring import MonitorMode

pytestmark = pytest.mark.unit

ANNA, BERT, CARO = "sip:anna@pbx.example", "sip:bert@pbx.example", "sip:caro@pbx.example"
JANA = "sip:jana@pbx.example"
CALL = "call-1"
LISTENS = Standing(MonitorMode.LISTEN)


@pytest.fixture
def desk(wire: Any) -> SupervisionDesk:
    numbers = count(1)
    return SupervisionDesk(
        wire,
        chain=((ANNA,), (BERT, CARO), (ANNA,)),
        agent_name="Jana",
        expires_s=60.0,
        next_after_s=20.0,
        new_id=lambda: f"esc-{next(numbers):04d}",
    )


def raise_help(desk: SupervisionDesk, now_s: float = 0.0, *why: HelpReason) -> str:
    return desk.raise_help(CALL, call_s=62.0, reading=None, now_s=now_s, why=why, topic="Rechnung")


def claimed(desk: SupervisionDesk, wire: Any) -> str:
    eid = raise_help(desk)
    desk.receive(ANNA, Claim(id=eid, by="Anna", eta_s=20.0), 1.0)
    wire.take()
    return eid


# ---------------------------------------------------------------- the chain


def test_one_group_after_the_other_is_asked_and_then_a_callback_is_offered(
    desk: SupervisionDesk, wire: Any
) -> None:
    eid = raise_help(desk)
    assert [(target, type(said)) for target, said in wire.take()] == [(ANNA, Raise)]
    desk.receive(ANNA, Seen(id=eid), 1.0)  # on a screen, but nobody looks at it
    desk.tick(19.9)
    assert wire.take() == []
    desk.tick(20.0)
    assert [target for target, _ in wire.take()] == [BERT, CARO]
    desk.tick(40.0)
    ((again, said),) = wire.take()
    assert again == ANNA and (said.call_s, said.expires_in_s) == (102.0, 60.0)
    assert desk.state(CALL, 99.9).step is HelpStep.DELIVERED
    desk.tick(100.0)
    assert sorted(wire.take()) == [(one, Expired(id=eid)) for one in (ANNA, BERT, CARO)]
    desk.promise_callback(CALL, 101.0)
    desk.promise_callback(CALL, 102.0)
    assert sorted(wire.take()) == [(one, Callback(id=eid)) for one in (ANNA, BERT, CARO)]
    assert desk.state(CALL, 103.0).step is HelpStep.CALLBACK


def test_who_was_asked_first_may_still_come(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    desk.tick(20.0)
    wire.take()
    desk.receive(ANNA, Claim(id=eid, by="Anna", eta_s=5.0), 21.0)
    taken = Taken(id=eid, by="Anna")
    assert wire.take() == [(BERT, taken), (CARO, taken), (ANNA, Claimed(id=eid))]
    desk.tick(500.0)
    assert wire.take() == []  # nobody else is asked, and nothing expires


def test_who_cannot_be_reached_is_not_waited_for(desk: SupervisionDesk, wire: Any) -> None:
    raise_help(desk)
    wire.take()
    desk.delivery_ended(Delivery("r0", False, 480), 2.0)
    assert [target for target, _ in wire.take()] == [BERT, CARO]
    for request in ("r1", "r2"):
        assert desk.state(CALL, 3.0).step is HelpStep.RAISED
        desk.delivery_ended(Delivery(request, False, 408), 3.0)
    desk.delivery_ended(Delivery("r3", False, 404, "Not Found"), 4.0)
    assert desk.state(CALL, 4.0).step is HelpStep.FAILED
    assert desk.state(CALL, 4.0).code == 404 and desk.state(CALL, 4.0).asked == 3


def test_nobody_can_be_asked_at_all(desk: SupervisionDesk, wire: Any) -> None:
    wire.broken = True
    raise_help(desk)
    assert desk.state(CALL, 0.0).step is HelpStep.FAILED


def test_a_callback_is_promised_only_when_nobody_came(desk: SupervisionDesk, wire: Any) -> None:
    claimed(desk, wire)
    desk.promise_callback(CALL, 2.0)
    desk.promise_callback("another call", 2.0)
    assert wire.take() == [] and desk.state(CALL, 2.0).step is HelpStep.COMING


# ---------------------------------------------------------------- reasons


def test_a_chain_of_hours_is_said_as_far_as_it_can_be(wire: Any) -> None:
    desk = SupervisionDesk(
        wire,
        chain=tuple((f"sip:lead{number}@pbx.example",) for number in range(12)),
        agent_name="Jana",
        expires_s=600.0,
        next_after_s=600.0,
    )
    raise_help(desk)
    desk.tick(600.0)
    for _, message in wire.take():
        assert parse(encode(message)) == message and message.expires_in_s == LONGEST_OPEN_S


def test_reasons_are_added_and_never_taken_back(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk, 0.0, HelpReason.STUCK)
    wire.take()
    assert raise_help(desk, 5.0, HelpReason.UPSET) == eid
    ((_, said),) = wire.take()
    assert said.why == (HelpReason.UPSET, HelpReason.STUCK) and said.topic == "Rechnung"
    assert (said.call_s, said.expires_in_s) == (67.0, 95.0)
    raise_help(desk, 6.0, HelpReason.STUCK)
    assert wire.take() == []


# ---------------------------------------------------------------- joined, resolved


def test_joined_and_resolved_by_the_agent(desk: SupervisionDesk, wire: Any) -> None:
    eid = claimed(desk, wire)
    desk.stands(CALL, LISTENS, 10.0)
    assert wire.take() == [(ANNA, Joined(id=eid, change=1))]
    state = desk.state(CALL, 10.0)
    assert (state.step, state.by, state.eta_s) == (HelpStep.JOINED, "Anna", None)
    desk.receive(ANNA, Claim(id=eid, by="Anna", eta_s=20.0), 11.0)
    assert wire.take() == [(ANNA, Joined(id=eid, change=1))]
    desk.resolve(CALL, 12.0)
    assert wire.take() == [(ANNA, Resolved(id=eid))]
    desk.stands(CALL, LISTENS, 13.0)
    assert desk.state(CALL, 13.0).step is HelpStep.RESOLVED


def test_only_who_has_won_ends_it_from_the_other_side(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    desk.receive(ANNA, Done(id=eid), 1.0)  # has taken nothing yet
    desk.receive(ANNA, Claim(id=eid, by="Anna", eta_s=20.0), 2.0)
    desk.receive(BERT, Done(id=eid), 3.0)
    assert desk.state(CALL, 3.0).step is HelpStep.COMING
    desk.receive(ANNA, Done(id=eid), 4.0)
    assert desk.state(CALL, 4.0).step is HelpStep.RESOLVED


def test_nobody_joins_what_nobody_has_taken(desk: SupervisionDesk, wire: Any) -> None:
    raise_help(desk)
    desk.stands(CALL, LISTENS, 1.0)
    assert desk.state(CALL, 1.0).step is HelpStep.RAISED


def test_listeners_hear_every_state(desk: SupervisionDesk, wire: Any) -> None:
    heard: list[tuple[EscalationState, float]] = []

    class Listener:
        def escalation_changed(self, escalation: Escalation, now_s: float) -> None:
            heard.append((escalation.state, now_s))

    desk.add_listener(Listener())
    claimed(desk, wire)
    desk.stands(CALL, LISTENS, 2.0)
    desk.call_ended(CALL, 3.0)
    S = EscalationState
    assert heard == [(S.RAISED, 0.0), (S.CLAIMED, 1.0), (S.JOINED, 2.0), (S.RESOLVED, 3.0)]


# ---------------------------------------------------------------- what is sent meanwhile


def test_lines_and_cards_of_supervisors_are_shown_once(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    for _ in range(2):
        desk.receive(BERT, Note(id=eid, by="Bert\u202e", text="85 € sind frei"), 1.0)
    desk.receive(ANNA, Card(id=eid, by="Anna", card="kulanz"), 2.0)
    shown = (Pushed("Bert", "85 € sind frei"), Pushed("Anna", card="kulanz"))
    assert desk.state(CALL, 2.0).pushed == shown
    for number in range(5):
        desk.receive(BERT, Note(id=eid, by="Bert", text=f"line {number}"), 3.0)
    assert [one.text for one in desk.state(CALL, 3.0).pushed] == ["line 2", "line 3", "line 4"]


def test_nothing_is_pushed_into_what_is_over(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    desk.cancel(CALL, 1.0)
    desk.receive(BERT, Note(id=eid, by="Bert", text="too late"), 2.0)
    assert desk.state(CALL, 2.0).pushed == ()


def test_a_brief_goes_to_who_comes_and_to_nobody_else(desk: SupervisionDesk, wire: Any) -> None:
    raise_help(desk)
    with pytest.raises(LocalError, match="nobody has taken"):
        desk.hand_over(CALL, "Rechnung vom Mai", 0.5)
    eid = raise_help(desk)
    desk.receive(ANNA, Claim(id=eid, by="Anna", eta_s=20.0), 1.0)
    wire.take()
    desk.hand_over(CALL, "Rechnung vom Mai\n 85 € offen", 2.0)
    assert wire.take() == [(ANNA, Brief(id=eid, text="Rechnung vom Mai 85 € offen"))]


# ---------------------------------------------------------------- restarts


def test_a_supervisor_who_starts_later_hears_what_is_open(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    wire.take()
    desk.peer_online(ANNA, 5.0)
    desk.peer_online(BERT, 5.0)  # not asked yet
    desk.peer_online("sip:eve@pbx.example", 5.0)
    ((target, said),) = wire.take()
    assert target == ANNA and said.call_s == 67.0
    desk.receive(ANNA, Claim(id=eid, by="Anna", eta_s=20.0), 6.0)
    desk.stands(CALL, LISTENS, 7.0)
    wire.take()
    desk.peer_online(ANNA, 8.0)
    (_, raised), (_, answer) = wire.take()
    inbox = SupervisionInbox(wire, name="Anna")  # a new one: the old was killed
    for message in (raised, answer):
        inbox.receive(JANA, message, 8.0)
    assert [request.step for request in inbox.requests()] == [RequestStep.JOINED]


# ---------------------------------------------------------------- the supervisor's side


@pytest.fixture
def inbox(wire: Any) -> SupervisionInbox:
    inbox = SupervisionInbox(wire, name="Anna")
    inbox.receive(JANA, raised(), 0.0)
    wire.take()
    return inbox


def raised(*why: HelpReason) -> Raise:
    from inference.tension.reading import TensionState

    return Raise(
        id="esc-0001",
        agent="Jana",
        why=why,
        topic="Rechnung",
        level=TensionState.TENSE,
        level_s=1.0,
        call_s=2.0,
        expires_in_s=90.0,
    )


def test_reasons_add_up_in_any_order(inbox: SupervisionInbox) -> None:
    for why in ((HelpReason.STUCK,), (HelpReason.UPSET,), (HelpReason.STUCK,)):
        inbox.receive(JANA, raised(*why), 1.0)
    (request,) = inbox.requests()
    assert request.why == (HelpReason.UPSET, HelpReason.STUCK) and request.topic == "Rechnung"


def test_writes_sends_a_card_and_ends(inbox: SupervisionInbox, wire: Any) -> None:
    inbox.done("esc-0001", 1.0)  # not mine yet
    inbox.write("esc-0001", " Ja, \n 85 € ", 1.0)
    inbox.send_card("esc-0001", "kulanz", 1.0)
    note = Note(id="esc-0001", by="Anna", text="Ja, 85 €")
    assert wire.take() == [(JANA, note), (JANA, Card(id="esc-0001", by="Anna", card="kulanz"))]
    inbox.receive(JANA, Claimed(id="esc-0001"), 2.0)
    inbox.done("esc-0001", 3.0)
    assert wire.take() == [(JANA, Done(id="esc-0001"))]
    inbox.receive(JANA, Brief(id="esc-0001", text="85 € offen"), 3.0)
    inbox.receive(JANA, Resolved(id="esc-0001"), 4.0)
    (request,) = inbox.requests()
    assert request.step is RequestStep.RESOLVED and request.brief == "85 € offen"
    for late in (
        lambda: inbox.write("esc-0001", "x", 5.0),
        lambda: inbox.send_card("no", "x", 5.0),
    ):
        with pytest.raises(LocalError, match="is over"):
            late()


def test_a_promised_callback_stays_on_the_list(inbox: SupervisionInbox) -> None:
    inbox.receive(JANA, Callback(id="esc-0001"), 2.0)  # overtakes the end
    inbox.receive(JANA, Expired(id="esc-0001"), 3.0)
    assert [request.step for request in inbox.requests()] == [RequestStep.CALLBACK]
