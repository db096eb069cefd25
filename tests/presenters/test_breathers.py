"""A breather is offered after a hard call, and nobody learns of it but the agent."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.assist.assist import Assist
from desktop.assist.breather import HARD_S, OFFERED_S, Breather, BreatherStep, Strain
from desktop.assist.session import AssistSession
from desktop.clock import ManualClock
from desktop.compositions.breathers import neutral
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library
from desktop.presenters.breathers import BREAK, Breathers
from desktop.presenters.notices import Notices
from desktop.telephony.availability import AgentState, Availability, Presence
from desktop.telephony.call import CallSnapshot, CallState, Direction, Party
from desktop.telephony.registry import TAKEN_OVER, CallRegistry
from inference.tension.facts_only import FactsTracker
from inference.tension.reading import Reading, Tendency, TensionState
from ui.notice_states import NoticeAction, NoticeKind

pytestmark = pytest.mark.unit

CALL = CallSnapshot(
    "c1",
    "desk",
    Direction.INCOMING,
    CallState.CONFIRMED,
    "sip:03023125014@pbx.example",
    started_at_s=0.0,
    confirmed_at_s=0.0,
)


class Desk:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.registry = CallRegistry()
        self.assist = Assist(
            lambda: AssistSession(
                tracker=FactsTracker(), catalogue=Catalogue.of(Library()), today=date(2026, 1, 1)
            )
        )
        self.registry.add_listener(self.assist)
        self.availability = Availability(wrap_up_s=600, code=480)
        self.notices = Notices()
        self.breathers = Breathers(
            self.registry,
            self.assist,
            self.availability,
            self.notices,
            rest=lambda: self.availability.rest(neutral(())),
            clock=self.clock,
            changed=lambda: None,
        )

    def call(self, call_id: str = "c1", party: Party = Party.CUSTOMER) -> None:
        self.registry.apply_call(replace(CALL, call_id=call_id, party=party))
        self.assist.tick(1.0)

    def sounds(self, state: TensionState, for_s: float, call_id: str = "c1") -> None:
        session = self.assist.session(call_id)
        assert session is not None
        reading = Reading(1.0, state, 1.0, None, Tendency.STEADY, ())
        session.state = replace(session.state, reading=reading)
        self.breathers.tick()
        self.clock.advance(for_s)
        self.breathers.tick()

    def end(self, call_id: str = "c1", party: Party = Party.CUSTOMER, why: str = "") -> None:
        over = replace(
            CALL,
            call_id=call_id,
            party=party,
            state=CallState.DISCONNECTED,
            ended_at_s=1.0,
            end_reason=why,
        )
        self.registry.apply_call(over)
        self.breathers.tick()

    @property
    def offered(self) -> bool:
        return [view.kind for view in self.notices.views] == [NoticeKind.BREATHER_OFFERED]


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.call()
    return made


@pytest.fixture
def hard(desk: Desk) -> Desk:
    """In a call that was tense for a minute, in two stretches."""
    desk.sounds(TensionState.TENSE, HARD_S / 2)
    desk.sounds(TensionState.CALM, 300.0)
    desk.sounds(TensionState.TENSE, HARD_S / 2)
    return desk


def test_it_is_offered_once_the_call_is_over_and_taken_as_a_break(hard: Desk) -> None:
    assert not hard.offered
    hard.end()
    assert hard.offered and hard.notices.views[0].action is NoticeAction.REST
    hard.breathers.take()
    assert hard.availability.presence == Presence(AgentState.NOT_READY, BREAK)
    assert hard.notices.views == ()
    hard.breathers.tick()
    assert hard.notices.views == ()


def test_after_a_call_that_was_not_hard_it_is_not(desk: Desk) -> None:
    desk.sounds(TensionState.TENSE, HARD_S - 1.0)
    for state in (TensionState.ELEVATED, TensionState.EASING, TensionState.UNKNOWN):
        desk.sounds(state, 600.0)
    desk.end()
    assert not desk.offered


def test_a_colleague_is_not_listened_to(hard: Desk) -> None:
    hard.end("c1", why=TAKEN_OVER)
    assert not hard.offered, "the call goes on at another desktop"
    hard.call("c2", Party.CONSULTATION)
    hard.clock.advance(600.0)
    hard.end("c2", Party.CONSULTATION)
    assert not hard.offered


def test_it_waits_for_the_other_call_and_goes_with_the_next(hard: Desk) -> None:
    hard.call("c2")
    hard.end("c1")
    assert not hard.offered
    hard.end("c2")
    assert hard.offered
    hard.call("c3")
    hard.breathers.tick()
    assert not hard.offered
    hard.end("c3")
    assert not hard.offered, "who took the next call did not want it"


def test_it_goes_by_itself(hard: Desk) -> None:
    hard.end()
    hard.clock.advance(OFFERED_S)
    hard.breathers.tick()
    assert not hard.offered and hard.availability.presence.state is AgentState.READY


def test_its_time_begins_when_calls_would_come_again(hard: Desk) -> None:
    hard.availability.call_ended(0.0)
    hard.end()
    hard.clock.advance(2 * OFFERED_S)
    hard.breathers.tick()
    assert hard.offered and hard.availability.presence.state is AgentState.WRAP_UP
    hard.availability.come_back()
    hard.clock.advance(OFFERED_S - 1.0)
    hard.breathers.tick()
    assert hard.offered
    hard.clock.advance(1.0)
    hard.breathers.tick()
    assert not hard.offered


def test_who_takes_no_calls_anyway_is_offered_none(hard: Desk) -> None:
    hard.availability.rest("meeting")
    hard.end()
    assert not hard.offered and hard.availability.presence.reason == "meeting"


def test_among_the_deployers_reasons_it_has_none() -> None:
    assert (neutral(()), neutral(("Schulung", "Teamrunde"))) == ("break", "")


@given(st.lists(st.tuples(st.sampled_from(TensionState), st.floats(0, 100)), max_size=12))
def test_strain_is_the_time_that_was_tense(stretches: list[tuple[TensionState, float]]) -> None:
    strain, now_s = Strain(), 0.0
    for state, for_s in stretches:
        strain = strain.heard(state, now_s)
        now_s += for_s
    tense = sum(for_s for state, for_s in stretches if state is TensionState.TENSE)
    assert strain.tense_s(now_s) == pytest.approx(tense)
    offered = Breather().after_call(strain, now_s).at(now_s, in_call=False, resting=False)
    assert (offered.step is BreatherStep.OFFERED) is strain.hard(now_s)
