"""The tables of call and consent: complete, and final where they must be."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from desktop.telephony.call import SUCCESSORS, CallSnapshot, CallState, Direction
from desktop.telephony.consent import (
    FINAL,
    TRANSITIONS,
    ConsentEvent,
    ConsentMode,
    ConsentState,
    IllegalConsentEvent,
    may_analyse,
    step,
)

pytestmark = pytest.mark.unit


def test_every_call_state_leads_to_the_end() -> None:
    assert set(SUCCESSORS) == set(CallState)
    assert SUCCESSORS[CallState.DISCONNECTED] == frozenset()
    for state in set(CallState) - {CallState.DISCONNECTED}:
        assert CallState.DISCONNECTED in SUCCESSORS[state]


def test_a_call_never_goes_back() -> None:
    """No state can be reached from itself: whatever order events come in, a call ends."""
    for start in CallState:
        reached, todo = set[CallState](), list(SUCCESSORS[start])
        while todo:
            state = todo.pop()
            if state not in reached:
                reached.add(state)
                todo.extend(SUCCESSORS[state])
        assert start not in reached


@pytest.mark.parametrize("state", CallState)
def test_only_an_ended_call_is_not_alive(state: CallState) -> None:
    call = CallSnapshot("1", "desk", Direction.INCOMING, state, "sip:a@b")
    assert call.alive is (state is not CallState.DISCONNECTED)


@pytest.mark.parametrize("state", ConsentState)
@pytest.mark.parametrize("event", ConsentEvent)
def test_every_pair_has_an_answer(state: ConsentState, event: ConsentEvent) -> None:
    if (state, event) in TRANSITIONS:
        assert step(state, event) is TRANSITIONS[state, event]
        assert state not in FINAL
    else:
        with pytest.raises(IllegalConsentEvent, match=f"{event} when {state}"):
            step(state, event)


def test_withdrawing_is_possible_until_it_is_over() -> None:
    for state in set(ConsentState) - FINAL:
        assert step(state, ConsentEvent.WITHDRAW) is ConsentState.WITHDRAWN


@pytest.mark.parametrize("mode", ConsentMode)
@pytest.mark.parametrize("state", ConsentState)
def test_analysis_needs_both_mode_and_consent(mode: ConsentMode, state: ConsentState) -> None:
    expected = mode is not ConsentMode.OFF and state is ConsentState.GRANTED
    assert may_analyse(mode, state) is expected


class ConsentMachine(RuleBasedStateMachine):
    """Once somebody said no, nothing that happens afterwards opens the tap."""

    def __init__(self) -> None:
        super().__init__()
        self.state = ConsentState.UNKNOWN
        self.said_no = False
        self.agreed = False

    @rule(event=st.sampled_from(ConsentEvent))
    def event_comes(self, event: ConsentEvent) -> None:
        before = self.state
        try:
            self.state = step(self.state, event)
        except IllegalConsentEvent:
            assert self.state is before
            return
        self.agreed |= event is ConsentEvent.GRANT
        self.said_no |= event in (ConsentEvent.REFUSE, ConsentEvent.WITHDRAW)

    @invariant()
    def only_a_yes_without_a_no_opens_the_tap(self) -> None:
        open_ = may_analyse(ConsentMode.CONSENT, self.state)
        assert open_ is (self.agreed and not self.said_no)


ConsentMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=12, deadline=None)
TestConsent = ConsentMachine.TestCase
