"""A conference goes on when one of its two others is replaced, and ends when one leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoints import Endpoint, connect, loudest_db, quiet_config, write_tone
from wire import WirePhone

from desktop.telephony.call import CallState, Party
from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip

AGENT_HZ, CUSTOMER_HZ, DEPUTY_HZ = 440.0, 1000.0, 2300.0
HEARD_DB, SILENT_DB = -30.0, -60.0


@pytest.fixture(scope="module")
def colleague(folder: Path) -> Iterator[Endpoint]:
    with Endpoint(folder / "colleague", quiet_config("colleague")) as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def deputy(folder: Path) -> Iterator[Endpoint]:
    """Who takes the colleague's place."""
    wav = write_tone(folder / "deputy.wav", DEPUTY_HZ, 30)
    with Endpoint(folder / "deputy", quiet_config("deputy", wav=wav)) as endpoint:
        yield endpoint


@pytest.fixture(autouse=True)
def nothing_left(
    agent: Endpoint, customer: Endpoint, colleague: Endpoint, deputy: Endpoint
) -> Iterator[None]:
    yield
    for endpoint in (agent, customer, colleague, deputy):
        calls = {one.call.call_id: one.call for one in endpoint.all(m.CallChanged)}
        for call in calls.values():
            if call.alive:
                endpoint.send(m.HangUp(call.call_id))
                endpoint.wait_ended(call.call_id)


def hears(endpoint: Endpoint, call_id: str, frequency_hz: float) -> bool:
    """Whether a tone comes from the other side of a call, in any half second of one, or of two: the
    agent speaks every other second. All or nothing."""
    opened = [tap for tap in endpoint.all(m.TapOpened) if tap.call_id == call_id]
    tap = opened[-1] if opened else endpoint.open_tap(call_id)
    level_db = loudest_db(tap.ring, frequency_hz, 2.5 if frequency_hz == AGENT_HZ else 1.2)
    assert level_db > HEARD_DB or level_db < SILENT_DB
    return level_db > HEARD_DB


def join(agent: Endpoint, first: str, second: str) -> None:
    after = agent.mark()
    agent.send(m.Join(first, second))
    agent.wait_call(
        lambda one: one.call_id == first and one.conference and not one.local_hold, after=after
    )


def left_alone(agent: Endpoint, first: str, after: int) -> None:
    """The first call goes on by itself: nobody's conference, not held."""
    agent.wait_call(lambda one: one.call_id == first and not one.conference, after=after)
    (left,) = agent.calls()
    assert (left.call_id, left.state) == (first, CallState.CONFIRMED)
    assert not left.local_hold and not left.remote_hold


@pytest.mark.parametrize("how", ["we call", "we are called"])
def test_who_takes_a_members_place_is_in_the_conference(
    agent: Endpoint,
    customer: Endpoint,
    colleague: Endpoint,
    deputy: Endpoint,
    call: tuple[str, str],
    how: str,
) -> None:
    first, theirs = call
    if how == "we call":
        asked, there = connect(agent, colleague)
    else:
        there, asked = connect(colleague, agent)
    join(agent, first, asked)
    agent.send(m.SetMute(asked, True))
    agent.wait_call(lambda one: one.call_id == asked and one.muted)
    beside, _ = connect(colleague, deputy)
    after, before = agent.mark(), deputy.mark()
    # either we are sent to the deputy (REFER), or the deputy to us; with Replaces both times
    pair = (there, beside) if how == "we call" else (beside, there)
    colleague.send(m.ConnectCalls(*pair))
    agent.wait_ended(asked)
    took_over = agent.wait_call(
        lambda one: (
            one.peer_uri.startswith("sip:deputy@")
            and one.state is CallState.CONFIRMED
            and one.conference
            and one.party in (Party.CONSULTATION, Party.THIRD)
        ),
        after=after,
    )
    assert took_over.muted, "who was not to hear us does not hear us after all"
    assert {one.call_id for one in agent.calls()} == {first, took_over.call_id}
    assert all(one.conference and not one.local_hold for one in agent.calls())
    taps = [one.call_id for one in agent.events[after:] if isinstance(one, m.TapOpened)]
    assert took_over.call_id not in taps
    deputys = deputy.wait_call(
        lambda one: one.peer_uri.startswith("sip:agent@") and one.state is CallState.CONFIRMED,
        after=before,
    )
    deputy.until(lambda: len(deputy.calls()) == 1, "the call that was replaced is still there")
    assert hears(customer, theirs, DEPUTY_HZ)
    assert hears(deputy, deputys.call_id, CUSTOMER_HZ)
    after = agent.mark()
    deputy.send(m.HangUp(deputys.call_id))
    left_alone(agent, first, after)
    agent.send(m.SetMute(first, False))
    assert hears(customer, theirs, AGENT_HZ)
    assert not hears(customer, theirs, DEPUTY_HZ)


def test_a_replacement_that_fails_changes_nothing(
    agent: Endpoint,
    customer: Endpoint,
    colleague: Endpoint,
    deputy: Endpoint,
    call: tuple[str, str],
) -> None:
    first, _ = call
    asked, there = connect(agent, colleague)
    join(agent, first, asked)
    mark, after = deputy.mark(), agent.mark()
    colleague.send(m.Transfer(there, deputy.address))
    deputy.send(m.Decline(deputy.incoming(after=mark)))
    failed = agent.wait_call(
        lambda one: one.call_id not in (first, asked) and not one.alive, after=after
    )
    assert failed.end_code == 486
    assert {one.call_id for one in agent.calls()} == {first, asked}
    assert all(one.conference and not one.local_hold for one in agent.calls())


@pytest.mark.parametrize("answered", [True, False])
def test_a_member_who_does_not_wait_for_the_replacement(
    agent: Endpoint, customer: Endpoint, deputy: Endpoint, call: tuple[str, str], answered: bool
) -> None:
    """Some telephones hang up as soon as their REFER is accepted."""
    first, theirs = call
    with WirePhone(agent.port) as wire:
        mark = agent.mark()
        wire.send(wire.request("INVITE", wire.sdp()))
        asked = agent.incoming(after=mark)
        agent.send(m.Answer(asked))
        assert wire.answer(10)[0] == 200
        wire.send(wire.request("ACK"))
        agent.wait_confirmed(asked)
        join(agent, first, asked)
        mark, after = deputy.mark(), agent.mark()
        refer_to = f"Refer-To: <{deputy.address}>\r\n"
        wire.send(wire.request("REFER", sequence=2, extra=refer_to))
        assert wire.answer()[0] == 202
        wire.bye(3)
        agent.wait_ended(asked)
        incoming = deputy.incoming(after=mark)
        agent.wait_call(
            lambda one: one.call_id not in (first, asked) and one.conference, after=after
        )
        after = agent.mark()
        if answered:
            deputy.send(m.Answer(incoming))
            deputy.wait_confirmed(incoming)
            assert hears(customer, theirs, DEPUTY_HZ)
            assert hears(deputy, incoming, CUSTOMER_HZ)
            assert all(one.conference and not one.local_hold for one in agent.calls())
        else:
            deputy.send(m.Decline(incoming))
            left_alone(agent, first, after)
            assert hears(customer, theirs, AGENT_HZ)


def test_the_one_who_stays_when_the_other_leaves_is_not_held(
    agent: Endpoint, customer: Endpoint, deputy: Endpoint, call: tuple[str, str]
) -> None:
    first, theirs = call
    asked, there = connect(agent, deputy)
    join(agent, first, asked)
    after = agent.mark()
    deputy.send(m.HangUp(there))
    left_alone(agent, first, after)
    assert hears(customer, theirs, AGENT_HZ)
    assert not hears(customer, theirs, DEPUTY_HZ)
