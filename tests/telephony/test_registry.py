"""The registry believes the engine, forgets what has ended and refuses what cannot be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.telephony.call import CallSnapshot, CallState, Direction, Party
from desktop.telephony.registry import CallRegistry

pytestmark = pytest.mark.unit


class SpyListener:
    def __init__(self) -> None:
        self.heard: list[tuple[str, CallState, CallState | None]] = []

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        self.heard.append((call.call_id, call.state, before.state if before else None))


def call(call_id: str, state: CallState, **more: object) -> CallSnapshot:
    base = CallSnapshot(call_id, "desk", Direction.INCOMING, state, "sip:x@y")
    return replace(base, **more)  # type: ignore[arg-type]


def test_listeners_hear_each_change_once() -> None:
    registry, spy = CallRegistry(), SpyListener()
    registry.add_listener(spy)
    ringing = call("a", CallState.INCOMING)
    for snapshot in (ringing, ringing, replace(ringing, state=CallState.CONFIRMED)):
        registry.apply_call(snapshot)
    registry.apply_call(call("a", CallState.DISCONNECTED))
    assert spy.heard == [
        ("a", CallState.INCOMING, None),
        ("a", CallState.CONFIRMED, CallState.INCOMING),
        ("a", CallState.DISCONNECTED, CallState.CONFIRMED),
    ]
    assert registry.calls == ()


def test_the_call_one_talks_in_comes_before_a_held_and_a_ringing_one() -> None:
    registry = CallRegistry()
    registry.apply_call(call("rings", CallState.INCOMING, started_at_s=1.0))
    assert registry.active is not None and registry.talking is None
    registry.apply_call(call("held", CallState.CONFIRMED, started_at_s=2.0, local_hold=True))
    registry.apply_call(call("talks", CallState.CONFIRMED, started_at_s=3.0))
    assert registry.active is not None and registry.active.call_id == "talks"
    assert registry.talking is registry.active


def test_a_call_being_placed_is_shown_and_the_held_one_is_still_talked_in() -> None:
    registry = CallRegistry()
    registry.apply_call(call("held", CallState.CONFIRMED, started_at_s=1.0, local_hold=True))
    placed = call("placed", CallState.CALLING, started_at_s=2.0, direction=Direction.OUTGOING)
    registry.apply_call(placed)
    registry.apply_call(call("rings", CallState.INCOMING, started_at_s=3.0))
    assert registry.active is not None and registry.active.call_id == "placed"
    assert registry.talking is not None and registry.talking.call_id == "held"
    assert [one.call_id for one in registry.others] == ["held", "rings"]


def test_in_a_conference_the_customer_comes_first() -> None:
    registry = CallRegistry()
    asked = call("asked", CallState.CONFIRMED, started_at_s=1.0, party=Party.CONSULTATION)
    registry.apply_call(asked)
    registry.apply_call(call("customer", CallState.CONFIRMED, started_at_s=2.0))
    assert registry.active is not None and registry.active.call_id == "customer"


@pytest.mark.parametrize("held", [False, True])
def test_with_a_supervisor_in_it_the_call_is_the_customers_also_on_hold(held: bool) -> None:
    registry = CallRegistry()
    joined = call("lead", CallState.CONFIRMED, direction=Direction.OUTGOING, monitors="customer")
    registry.apply_call(joined)
    registry.apply_call(call("customer", CallState.CONFIRMED, started_at_s=2.0, local_hold=held))
    assert registry.active is not None and registry.active.call_id == "customer"
    assert registry.talking is registry.active


def test_calls_that_a_new_engine_does_not_know_have_ended() -> None:
    registry, spy = CallRegistry(), SpyListener()
    registry.add_listener(spy)
    registry.apply_call(call("old", CallState.CONFIRMED))
    lost = registry.replace((call("new", CallState.CONFIRMED),), (), 50.0)
    assert [one.call_id for one in lost] == ["old"]
    assert ("old", CallState.DISCONNECTED, CallState.CONFIRMED) in spy.heard
    assert [one.call_id for one in registry.calls] == ["new"]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(list(CallState))), max_size=40))
def test_ended_is_terminal_and_states_never_run_backwards(
    steps: list[tuple[str, CallState]],
) -> None:
    registry, spy = CallRegistry(), SpyListener()
    registry.add_listener(spy)
    for call_id, state in steps:
        registry.apply_call(call(call_id, state))
    from desktop.telephony.call import SUCCESSORS

    for _, state, before in spy.heard:
        assert before is None or state is before or state in SUCCESSORS[before]
        assert before is not CallState.DISCONNECTED
