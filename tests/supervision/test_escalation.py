"""The escalation's table: every pair of state and event."""

import pytest

from desktop.supervision.escalation import (
    ENDED,
    LIVE,
    TRANSITIONS,
    Escalation,
    EscalationEvent,
    EscalationState,
    IllegalEscalationEvent,
    step,
)
from desktop.supervision.help_state import STEPS
from desktop.supervision.help_state import HelpStep as DeskStep
from desktop.supervision.received import RANK
from desktop.supervision.received import RequestStep as InboxStep
from ui.states import HelpStep
from ui.supervisor_states import RequestStep

pytestmark = pytest.mark.unit

RAISED = Escalation("id-00001", "call", expires_at_s=90.0)


@pytest.mark.parametrize("state", EscalationState)
@pytest.mark.parametrize("event", EscalationEvent)
def test_every_pair_has_an_answer(state: EscalationState, event: EscalationEvent) -> None:
    if (state, event) in TRANSITIONS:
        assert step(state, event) is TRANSITIONS[state, event]
    else:
        with pytest.raises(IllegalEscalationEvent, match=f"{event} an escalation that is {state}"):
            step(state, event)


def test_ended_is_ended_and_everything_else_can_end() -> None:
    for state in EscalationState:
        follows = {after for (before, _), after in TRANSITIONS.items() if before is state}
        assert (not follows) == (state in ENDED)
    assert not LIVE & ENDED and set(EscalationState) - LIVE - ENDED == {EscalationState.FAILED}


def test_the_first_claim_wins() -> None:
    won = RAISED.claimed("sip:a@pbx", "Anna", 20.0)
    assert (won.state, won.claimed_by, won.claimant_name) == ("claimed", "sip:a@pbx", "Anna")
    with pytest.raises(IllegalEscalationEvent):
        won.claimed("sip:b@pbx", "Bert", 20.0)
    assert won.claimed_by == "sip:a@pbx"


def test_nobody_in_time_and_somebody_in_time() -> None:
    assert RAISED.at(89.9) is RAISED
    assert RAISED.at(90.0).state is EscalationState.EXPIRED
    assert RAISED.after(EscalationEvent.FAIL).at(90.0).state is EscalationState.EXPIRED
    won = RAISED.claimed("sip:a@pbx", "Anna", 20.0)
    assert won.at(1e6) is won


def test_help_that_was_thought_undeliverable_may_still_come() -> None:
    failed = RAISED.after(EscalationEvent.FAIL)
    assert failed.claimed("sip:a@pbx", "Anna", 20.0).state is EscalationState.CLAIMED


def test_the_windows_know_every_step() -> None:
    assert set(STEPS) == set(EscalationState)
    assert {step.value for step in DeskStep} == {step.value for step in HelpStep}
    assert {step.value for step in InboxStep} == {step.value for step in RequestStep}
    assert set(RANK) == set(InboxStep)
