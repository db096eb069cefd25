"""The agent's side."""

from itertools import count
from typing import Any

import pytest

from desktop.errors import LocalError, RemoteError
from desktop.supervision import escalations
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.help_state import DeskState, HelpStep
from desktop.supervision.messages import (
    Cancel,
    Claim,
    Claimed,
    Done,
    Expired,
    Outcome,
    Raise,
    Reason,
    Resolved,
    Seen,
    Taken,
)
from desktop.supervision.transport import Delivery
from inference.tension.reading import Reading, ReasonKind, Tendency, TensionState
from inference.tension.reading import Reason as ReadingReason

pytestmark = pytest.mark.unit

ANNA, BERT = "sip:anna@pbx.example:5070", "sip:bert@pbx.example"
FROM_ANNA, FROM_BERT = '"Anna" <sip:anna@PBX.example>', "sip:bert@pbx.example:5099"
CALL = "call-1"
READING = Reading(
    t_s=60.0,
    state=TensionState.TENSE,
    since_s=40.0,
    score=0.8,
    tendency=Tendency.RISING,
    reasons=tuple(ReadingReason(kind, 6.06) for kind in list(ReasonKind)[:4]),
)


def make_desk(wire: Any, supervisors: tuple[str, ...] = (ANNA, BERT)) -> SupervisionDesk:
    numbers = count(1)
    return SupervisionDesk(
        wire,
        chain=(supervisors,),
        agent_name="Jana\nOtt",
        expires_s=90.0,
        new_id=lambda: f"esc-{next(numbers):04d}",
    )


@pytest.fixture
def desk(wire: Any) -> SupervisionDesk:
    return make_desk(wire)


def raise_help(desk: SupervisionDesk, now_s: float = 0.0, call_id: str = CALL) -> str:
    return desk.raise_help(call_id, call_s=62.0, reading=READING, now_s=now_s)


def test_raises_with_all_that_may_be_said_and_no_more(desk: SupervisionDesk, wire: Any) -> None:
    escalation_id = raise_help(desk)
    expected = Raise(
        id=escalation_id,
        agent="Jana Ott",
        level=TensionState.TENSE,
        level_s=22.0,
        reasons=tuple(Reason(kind=kind, value=6.1) for kind in list(ReasonKind)[:3]),
        call_s=62.0,
        expires_in_s=90.0,
    )
    assert wire.take() == [(ANNA, expected), (BERT, expected)]
    assert desk.state(CALL, 0.0) == DeskState(HelpStep.RAISED)


def test_raises_without_analysis(desk: SupervisionDesk, wire: Any) -> None:
    desk.raise_help(CALL, call_s=5.0, reading=None, now_s=0.0)
    _, message = wire.take()[0]
    assert (message.level, message.level_s, message.reasons) == ("unknown", 0.0, ())


def test_a_second_click_changes_nothing(desk: SupervisionDesk, wire: Any) -> None:
    first = raise_help(desk)
    wire.take()
    assert raise_help(desk, 1.0) == first and wire.take() == []
    assert raise_help(desk, 1.0, "call-2") != first


def test_without_supervisors_there_is_no_button(wire: Any) -> None:
    desk = make_desk(wire, ())
    assert desk.state(CALL, 0.0).step is HelpStep.UNAVAILABLE
    with pytest.raises(LocalError, match=r"supervision\.supervisors"):
        raise_help(desk)


def test_only_a_desktop_that_shows_it_makes_it_delivered(desk: SupervisionDesk) -> None:
    eid = raise_help(desk)
    desk.delivery_ended(Delivery("r0", True, 200), 0.1)
    desk.delivery_ended(Delivery("r1", False, 480, "Temporarily Unavailable"), 0.2)
    assert desk.state(CALL, 0.2).step is HelpStep.RAISED  # any SIP stack says 200 by itself
    for _ in range(2):
        desk.receive(FROM_ANNA, Seen(id=eid), 0.3)
        assert desk.state(CALL, 0.3).step is HelpStep.DELIVERED
    desk.delivery_ended(Delivery("r1", False, 408), 0.4)  # a duplicate that disagrees
    assert desk.state(CALL, 0.4).step is HelpStep.DELIVERED


def test_what_nobody_has_seen_is_raised_again_until_it_expires(
    desk: SupervisionDesk, wire: Any
) -> None:
    eid = raise_help(desk)
    wire.take()
    desk.delivery_ended(Delivery("r0", True, 202), 1.0)
    desk.tick(10.9)
    assert wire.take() == []
    desk.tick(11.0)
    (anna, again), (bert, _) = wire.take()
    assert (anna, bert) == (ANNA, BERT)
    assert (again.id, again.call_s, again.expires_in_s) == (eid, 73.0, 79.0)
    desk.tick(60.0)
    assert wire.take() == []  # the network has not answered the second sending yet
    desk.delivery_ended(Delivery("r2", True, 200), 60.0)
    desk.tick(90.0)
    assert {type(message) for _, message in wire.take()} == {Expired}
    desk.tick(100.0)
    assert wire.take() == []


@pytest.mark.parametrize("how", ["seen", "claimed", "cancelled"])
def test_is_not_raised_again_once_it_matters_no_more(
    desk: SupervisionDesk, wire: Any, how: str
) -> None:
    eid = raise_help(desk)
    desk.delivery_ended(Delivery("r0", True, 200), 1.0)
    match how:
        case "seen":
            desk.receive(FROM_BERT, Seen(id=eid), 2.0)
        case "claimed":
            desk.receive(FROM_BERT, Claim(id=eid, by="Bert", eta_s=5.0), 2.0)
        case _:
            desk.cancel(CALL, 2.0)
    wire.take()
    desk.tick(30.0)
    assert wire.take() == []


def test_seen_after_all_by_a_desktop_that_seemed_out_of_reach(desk: SupervisionDesk) -> None:
    eid = raise_help(desk)
    for request in ("r0", "r1"):
        desk.delivery_ended(Delivery(request, False, 408), 1.0)
    assert desk.state(CALL, 1.0).step is HelpStep.FAILED
    desk.receive(FROM_ANNA, Seen(id=eid), 2.0)
    assert desk.state(CALL, 2.0).step is HelpStep.DELIVERED


def test_seen_of_what_is_over_changes_nothing(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    desk.cancel(CALL, 1.0)
    wire.take()
    for known in (eid, "from-before"):
        desk.receive(FROM_ANNA, Seen(id=known), 2.0)
    assert desk.state(CALL, 2.0).step is HelpStep.CANCELLED and wire.take() == []


def test_delivered_to_nobody_is_said_and_can_be_tried_again(
    desk: SupervisionDesk, wire: Any
) -> None:
    first = raise_help(desk)
    wire.take()
    desk.delivery_ended(Delivery("r0", False, 404, "Not Found"), 0.1)
    desk.delivery_ended(Delivery("r1", False, 480, "Temporarily Unavailable"), 0.2)
    assert desk.state(CALL, 0.2) == DeskState(
        HelpStep.FAILED, code=480, detail="Temporarily Unavailable"
    )
    second = raise_help(desk, 5.0)
    assert second != first
    kinds = [type(message) for _, message in wire.take()]
    assert kinds == [Cancel, Cancel, Raise, Raise]  # in case the first one had arrived after all
    assert desk.state(CALL, 5.0).step is HelpStep.RAISED


def test_a_transport_that_cannot_send_fails_at_once(desk: SupervisionDesk, wire: Any) -> None:
    wire.broken = True
    raise_help(desk)
    assert desk.state(CALL, 0.0) == DeskState(HelpStep.FAILED)


def test_the_first_claim_wins_and_everybody_is_told(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    wire.take()
    desk.receive(FROM_ANNA, Claim(id=eid, by="Anna\u202e A", eta_s=20.0), 3.0)
    assert wire.take() == [(BERT, Taken(id=eid, by="Anna A")), (ANNA, Claimed(id=eid))]
    desk.receive(FROM_BERT, Claim(id=eid, by="Bert", eta_s=5.0), 3.1)
    assert wire.take() == [(BERT, Taken(id=eid, by="Anna A"))]
    assert desk.state(CALL, 13.0) == DeskState(HelpStep.COMING, "Anna A", 10.0)
    assert desk.state(CALL, 999.0).eta_s == 0.0


def test_who_comes_and_is_cut_off_is_said_until_back(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    wire.away = {BERT}
    desk.receive(FROM_ANNA, Claim(id=eid, by="Anna", eta_s=20.0), 3.0)
    assert desk.state(CALL, 4.0) == DeskState(HelpStep.COMING, "Anna", 19.0)
    wire.away = {ANNA}
    assert desk.state(CALL, 5.0) == DeskState(HelpStep.COMING, "Anna", away=True)
    wire.away = set()
    assert desk.state(CALL, 6.0) == DeskState(HelpStep.COMING, "Anna", 17.0)
    wire.away = {ANNA}
    desk.cancel(CALL, 8.0)
    assert desk.state(CALL, 8.0) == DeskState(HelpStep.CANCELLED)


def test_a_repeated_claim_is_answered_again(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    for now_s in (3.0, 30.0):
        wire.take()
        desk.receive(FROM_ANNA, Claim(id=eid, by="Anna", eta_s=20.0), now_s)
        assert wire.take()[-1] == (ANNA, Claimed(id=eid))
    eta_s = desk.state(CALL, 3.0).eta_s
    assert eta_s == 20.0  # a duplicate does not postpone


def test_a_claim_overtakes_the_delivery_report(desk: SupervisionDesk) -> None:
    eid = raise_help(desk)
    desk.receive(FROM_ANNA, Claim(id=eid, by="Anna", eta_s=20.0), 1.0)
    for request in ("r0", "r1"):
        desk.delivery_ended(Delivery(request, False, 408), 2.0)
    assert desk.state(CALL, 2.0).step is HelpStep.COMING


def test_only_configured_supervisors_count(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    wire.take()
    for stranger in ("sip:eve@pbx.example", "sip:anna@evil.example", "nonsense"):
        with pytest.raises(RemoteError):
            desk.receive(stranger, Claim(id=eid, by="Anna", eta_s=1.0), 1.0)
    with pytest.raises(RemoteError, match="only an agent"):
        desk.receive(FROM_ANNA, Cancel(id=eid), 1.0)
    assert desk.state(CALL, 1.0).step is HelpStep.RAISED and wire.take() == []


def test_expires_and_says_so_to_a_late_claim(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    wire.take()
    assert desk.state(CALL, 90.0).step is HelpStep.EXPIRED  # shown even before the tick
    desk.tick(90.0)
    desk.tick(91.0)
    assert wire.take() == [(ANNA, Expired(id=eid)), (BERT, Expired(id=eid))]
    desk.receive(FROM_ANNA, Claim(id=eid, by="Anna", eta_s=20.0), 92.0)
    assert wire.take() == [(ANNA, Expired(id=eid))]
    assert raise_help(desk, 95.0) != eid


def test_a_claim_at_the_last_moment_needs_no_tick_before(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    wire.take()
    desk.receive(FROM_ANNA, Claim(id=eid, by="Anna", eta_s=20.0), 90.0)
    assert {type(message) for _, message in wire.take()} == {Expired}


def test_cancels_once(desk: SupervisionDesk, wire: Any) -> None:
    eid = raise_help(desk)
    wire.take()
    desk.cancel(CALL, 1.0)
    desk.cancel(CALL, 2.0)
    desk.resolve(CALL, 2.0)
    desk.cancel("another call", 2.0)
    assert wire.take() == [(ANNA, Cancel(id=eid)), (BERT, Cancel(id=eid))]
    assert desk.state(CALL, 2.0).step is HelpStep.CANCELLED
    desk.receive(FROM_BERT, Claim(id=eid, by="Bert", eta_s=1.0), 3.0)
    assert wire.take() == [(BERT, Cancel(id=eid))]


def test_the_end_of_the_call_is_the_end_of_the_request(desk: SupervisionDesk, wire: Any) -> None:
    helped, unheard = raise_help(desk), raise_help(desk, call_id="call-2")
    desk.receive(FROM_ANNA, Claim(id=helped, by="Anna", eta_s=20.0), 1.0)
    wire.take()
    for call_id in (CALL, "call-2", "call-3"):
        desk.call_ended(call_id, 5.0)
        assert desk.state(call_id, 5.0) == DeskState()
    told = [message for target, message in wire.take() if target == ANNA]
    over = Resolved(id=helped, outcome=Outcome.CALL_ENDED)
    assert told == [over, Cancel(id=unheard)]


def test_an_unknown_request_is_over(desk: SupervisionDesk, wire: Any) -> None:
    """A restarted desktop is asked about what it no longer knows."""
    desk.receive(FROM_ANNA, Claim(id="from-before", by="Anna", eta_s=1.0), 0.0)
    assert wire.take() == [(ANNA, Expired(id="from-before"))]
    desk.receive(FROM_ANNA, Done(id="from-before"), 1.0)
    assert wire.take() == [(ANNA, Resolved(id="from-before"))]


def test_forgets_the_oldest(desk: SupervisionDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(escalations, "MAX_REMEMBERED", 3)
    ids = []
    for number in range(6):
        ids.append(raise_help(desk, call_id=f"call-{number}"))
        desk.cancel(f"call-{number}", 0.0)
    assert [desk.escalation(eid) is not None for eid in ids] == [False] * 3 + [True] * 3


def test_times_stay_within_what_may_be_sent(desk: SupervisionDesk, wire: Any) -> None:
    desk.raise_help(CALL, call_s=1e9, reading=READING, now_s=0.0)
    _, message = wire.take()[0]
    assert message.call_s == message.level_s == 86_400.0
