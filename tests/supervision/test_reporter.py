"""What the board is told of a desk: nothing of a mood unless help is asked for."""

from typing import Any

import pytest

from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.messages import Claim, HelpReason
from desktop.supervision.mqtt.packets import DeskActivity
from desktop.supervision.mqtt.transport import DeskShown
from desktop.supervision.reporter import DeskReporter
from desktop.telephony.availability import Availability
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.registry import CallRegistry
from inference.tension.reading import Reading, Tendency, TensionState

pytestmark = pytest.mark.unit

ANNA = "sip:anna@pbx.example"
TENSE = Reading(
    t_s=60.0,
    state=TensionState.TENSE,
    since_s=40.0,
    score=0.9,
    tendency=Tendency.RISING,
    reasons=(),
)


class Desk:
    def __init__(self, wire: Any) -> None:
        self.registry = CallRegistry()
        self.availability = Availability(wrap_up_s=30.0, code=480)
        self.desk = SupervisionDesk(wire, chain=((ANNA,),), agent_name="Jana")
        self.shown: list[DeskShown] = []
        self.reporter = DeskReporter(
            registry=self.registry,
            availability=self.availability,
            desk=self.desk,
            show=self.shown.append,
            now_s=0.0,
        )

    def call(self, state: CallState, confirmed_at_s: float = 10.0) -> None:
        self.registry.apply_call(
            CallSnapshot(
                "call-1",
                "desk",
                Direction.INCOMING,
                state,
                "sip:kundin@pbx.example",
                started_at_s=1.0,
                confirmed_at_s=confirmed_at_s,
            )
        )


@pytest.fixture
def one(wire: Any) -> Desk:
    return Desk(wire)


def test_a_call_is_a_state_and_nothing_more(one: Desk) -> None:
    one.reporter.look(5.0)
    assert one.shown == []  # ready since the start, as was said
    one.call(CallState.INCOMING)
    one.reporter.look(11.0)
    assert one.shown == []
    one.call(CallState.CONFIRMED)
    one.reporter.look(12.0)
    one.reporter.look(60.0)
    assert one.shown == [DeskShown(DeskActivity.IN_CALL, 10.0)]
    one.call(CallState.DISCONNECTED)
    one.reporter.look(90.0)
    assert one.shown[-1] == DeskShown(DeskActivity.READY, 90.0)


def test_a_rest_is_told_without_its_reason(one: Desk) -> None:
    one.availability.rest("break")
    one.reporter.look(20.0)
    assert one.shown == [DeskShown(DeskActivity.NOT_READY, 20.0)]


def test_the_level_is_told_while_help_is_asked_for_and_no_longer(one: Desk) -> None:
    one.call(CallState.CONFIRMED, 100.0)
    eid = one.desk.raise_help(
        "call-1", call_s=60.0, reading=TENSE, now_s=160.0, why=(HelpReason.UPSET,)
    )
    one.reporter.look(160.0)
    asks = one.shown[-1].help
    assert asks is not None
    assert (asks.id, asks.why, asks.level) == (eid, (HelpReason.UPSET,), TensionState.TENSE)
    assert asks.level_s == 20.0
    one.desk.receive(ANNA, Claim(id=eid, by="Anna", eta_s=20.0), 170.0)
    assert one.shown[-1].help == asks  # somebody comes; it is still asked for
    one.desk.resolve("call-1", 180.0)
    assert one.shown[-1].help is None
