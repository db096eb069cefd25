"""Ready, not ready, finishing up: the table is complete where it must be, and time ends it."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from desktop.telephony.availability import (
    TRANSITIONS,
    AgentEvent,
    AgentState,
    Availability,
    IllegalAgentEvent,
    step,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("state", AgentState)
@pytest.mark.parametrize("event", AgentEvent)
def test_every_pair_has_an_answer(state: AgentState, event: AgentEvent) -> None:
    if (state, event) in TRANSITIONS:
        assert step(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(IllegalAgentEvent):
            step(state, event)


def test_finishing_up_ends_by_itself() -> None:
    agent = Availability(wrap_up_s=30, code=480)
    agent.call_ended(100.0)
    assert (agent.presence.state, agent.turn_away) == (AgentState.WRAP_UP, 480)
    assert not agent.tick(129.9)
    assert agent.tick(130.0)
    assert (agent.presence.state, agent.turn_away) == (AgentState.READY, 0)
    assert not agent.tick(200.0)


def test_without_a_time_for_it_there_is_none() -> None:
    agent = Availability(wrap_up_s=0, code=480)
    agent.call_ended(100.0)
    assert agent.presence.state is AgentState.READY


def test_who_wanted_a_break_during_the_call_has_it_afterwards() -> None:
    agent = Availability(wrap_up_s=30, code=486)
    agent.rest("break")
    agent.call_ended(100.0)
    assert (agent.presence.state, agent.presence.reason) == (AgentState.NOT_READY, "break")
    assert (agent.tick(1_000.0), agent.turn_away) == (False, 486)


class AgentMachine(RuleBasedStateMachine):
    """Callers are turned away exactly while the agent is not ready, and only wrap-up has an end."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self.agent = Availability(wrap_up_s=20, code=486)

    @rule(seconds=st.floats(0, 60))
    def time_passes(self, seconds: float) -> None:
        self.now_s += seconds
        self.agent.tick(self.now_s)

    @rule(reason=st.sampled_from(["", "break"]))
    def rests(self, reason: str) -> None:
        self.agent.rest(reason)

    @rule()
    def comes_back(self) -> None:
        self.agent.come_back()

    @rule()
    def call_ends(self) -> None:
        self.agent.call_ended(self.now_s)

    @invariant()
    def holds(self) -> None:
        presence = self.agent.presence
        assert (self.agent.turn_away == 0) is (presence.state is AgentState.READY)
        assert (presence.until_s is not None) is (presence.state is AgentState.WRAP_UP)
        assert presence.until_s is None or presence.until_s > self.now_s


AgentMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
TestAgent = AgentMachine.TestCase
