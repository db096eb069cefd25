"""The alert policy: one live alert, quiet once acknowledged, rarer when waved away."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.tension.alerts import (
    COOL_DOWN_S,
    MOST_PER_CALL,
    TRANSITIONS,
    AlertEvent,
    AlertPolicy,
    AlertState,
    IllegalAlertEvent,
    step,
)

pytestmark = pytest.mark.unit


def test_a_table_entry_is_followed_and_anything_else_is_refused() -> None:
    for state in AlertState:
        for event in AlertEvent:
            if (state, event) in TRANSITIONS:
                assert step(state, event) is TRANSITIONS[state, event]
            else:
                with pytest.raises(IllegalAlertEvent):
                    step(state, event)


def test_a_condition_raises_one_alert_while_it_lasts() -> None:
    policy = AlertPolicy()
    assert policy.observe(True, 10.0) is not None
    assert policy.observe(True, 11.0) is None
    assert policy.state is AlertState.LIVE


def test_acknowledged_stays_quiet_until_cleared_and_cooled() -> None:
    policy = AlertPolicy()
    policy.observe(True, 0.0)
    policy.acknowledge()
    assert policy.state is AlertState.ACKNOWLEDGED
    assert policy.observe(True, 100.0) is None
    policy.observe(False, 101.0)
    assert policy.observe(True, 101.0 + COOL_DOWN_S - 1) is None
    assert policy.observe(True, 101.0 + COOL_DOWN_S) is not None


def test_waving_away_doubles_the_cool_down() -> None:
    policy = AlertPolicy()
    policy.observe(True, 0.0)
    policy.dismissed()
    policy.observe(False, 1.0)
    assert policy.observe(True, 1.0 + COOL_DOWN_S) is None
    assert policy.observe(True, 1.0 + 2 * COOL_DOWN_S) is not None


def test_several_wrong_reasons_of_one_alert_count_once() -> None:
    policy = AlertPolicy()
    policy.observe(True, 0.0)
    for _ in range(3):
        policy.dismissed()
    policy.observe(False, 1.0)
    assert policy.observe(True, 1.0 + 2 * COOL_DOWN_S) is not None
    policy.dismissed()
    policy.observe(False, 100.0)
    assert policy.observe(True, 100.0 + 4 * COOL_DOWN_S - 1) is None
    assert policy.observe(True, 100.0 + 4 * COOL_DOWN_S) is not None


def test_a_wrong_reason_without_an_alert_says_nothing_about_alerts() -> None:
    policy = AlertPolicy()
    policy.dismissed()
    policy.observe(True, 0.0)
    policy.observe(False, 1.0)
    policy.dismissed()
    assert policy.observe(True, 1.0 + COOL_DOWN_S) is not None


def test_what_is_not_believed_begins_no_alert_and_ends_none() -> None:
    policy = AlertPolicy()
    assert policy.observe(True, 0.0, believed=False) is None
    assert policy.observe(True, 1.0) is not None
    policy.acknowledge()
    assert policy.observe(True, 2.0, believed=False) is None
    assert policy.state is AlertState.ACKNOWLEDGED


def test_the_most_per_call_is_the_most() -> None:
    policy = AlertPolicy(most_per_call=2)
    raised = [policy.observe(index % 2 == 0, 100.0 * index) for index in range(12)]
    assert sum(alert is not None for alert in raised) == 2


def test_acknowledging_nothing_changes_nothing() -> None:
    policy = AlertPolicy()
    policy.acknowledge()
    assert policy.state is AlertState.IDLE


@given(st.lists(st.tuples(st.booleans(), st.floats(0.1, 50.0)), max_size=60))
def test_never_more_than_the_most_and_never_closer_than_the_cool_down(
    steps: list[tuple[bool, float]],
) -> None:
    policy = AlertPolicy()
    now_s = 0.0
    for condition, wait_s in steps:
        now_s += wait_s
        policy.observe(condition, now_s)
    raised = policy.raised
    assert len(raised) <= MOST_PER_CALL
    gaps = [later.t_s - earlier.t_s for earlier, later in pairwise(raised)]
    assert all(gap >= COOL_DOWN_S for gap in gaps)
