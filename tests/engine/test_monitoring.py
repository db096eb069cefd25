"""Who hears whom while a supervisor is in a customer's call, by tones through real SIP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoints import Endpoint, loudest_db, quiet_config, write_tone
from pulse import PulseServer, record, tone_level_db, use_server
from wire import WirePhone

from audio.formats import SAMPLE_RATE_HZ
from desktop.telephony.call import CallSnapshot, CallState
from desktop.telephony.consent import ConsentEvent, ConsentState
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.configuration import SoundConfig
from desktop.telephony.engine.monitor_tone import HZ as MONITOR_HZ
from desktop.telephony.monitoring import MonitorMode

pytestmark = pytest.mark.sip

AGENT_HZ, CUSTOMER_HZ, SUPERVISOR_HZ = 440.0, 1000.0, 2300.0
HEARD_DB, SILENT_DB = -30.0, -60.0


@pytest.fixture(scope="module")
def supervisor(folder: Path) -> Iterator[Endpoint]:
    wav = write_tone(folder / "supervisor.wav", SUPERVISOR_HZ, 60)
    with Endpoint(folder / "supervisor", quiet_config("supervisor", wav=wav)) as endpoint:
        yield endpoint


@pytest.fixture(autouse=True)
def nothing_left(agent: Endpoint, customer: Endpoint, supervisor: Endpoint) -> Iterator[None]:
    yield
    for endpoint in (agent, customer, supervisor):
        endpoint.hang_up_all()


def hears(endpoint: Endpoint, call_id: str, frequency_hz: float) -> bool:
    """Whether a tone comes from the other side of a call. All or nothing."""
    opened = [tap for tap in endpoint.all(m.TapOpened) if tap.call_id == call_id]
    tap = opened[-1] if opened else endpoint.open_tap(call_id)
    level_db = loudest_db(tap.ring, frequency_hz, 2.5 if frequency_hz == AGENT_HZ else 1.2)
    assert level_db > HEARD_DB or level_db < SILENT_DB, f"{frequency_hz} Hz at {level_db:.0f} dB"
    return level_db > HEARD_DB


def agree(agent: Endpoint, call_id: str) -> None:
    agent.send(m.StepConsent(call_id, ConsentEvent.GRANT, listener=True))
    agent.wait_call(lambda one: one.call_id == call_id and one.listening is ConsentState.GRANTED)


def ring_up(agent: Endpoint, supervisor: Endpoint, call_id: str, mode: MonitorMode) -> str:
    """The supervisor's call that rings, as they know it."""
    after = supervisor.mark()
    agent.send(m.Dial("agent", supervisor.address, monitors=call_id, mode=mode))
    return supervisor.incoming(after=after)


def bring_in(
    agent: Endpoint, supervisor: Endpoint, call_id: str, mode: MonitorMode
) -> tuple[str, str]:
    """The supervisor's call, as the agent knows it and as they do."""
    after = agent.mark()
    there = ring_up(agent, supervisor, call_id, mode)
    supervisor.send(m.Answer(there))
    supervisor.wait_confirmed(there)
    here = agent.wait_call(
        lambda one: one.monitors == call_id and one.state is CallState.CONFIRMED, after=after
    )
    return here.call_id, there


def switch(agent: Endpoint, call_id: str, mode: MonitorMode) -> None:
    after = agent.mark()
    agent.send(m.SetMonitorMode(call_id, mode))
    agent.wait_call(lambda one: one.call_id == call_id and one.monitor_mode is mode, after=after)


def known(agent: Endpoint, call_id: str) -> CallSnapshot:
    return next(one for one in agent.calls() if one.call_id == call_id)


def test_nobody_hears_a_caller_who_has_not_agreed(
    agent: Endpoint, supervisor: Endpoint, call: tuple[str, str]
) -> None:
    first, _ = call
    agent.open_tap(first)  # what is agreed to the analysis is agreed to nothing else
    for said in (None, ConsentEvent.ASK, ConsentEvent.REFUSE):
        if said is not None:
            agent.send(m.StepConsent(first, said, listener=True))
        after, mark = agent.mark(), supervisor.mark()
        agent.send(m.Dial("agent", supervisor.address, monitors=first))
        refused = agent.wait(m.CommandFailed, after=after)
        assert (refused.command, "third listener" in refused.what) == ("Dial", True)
        assert len(agent.calls()) == 1
        assert not [one for one in supervisor.events[mark:] if isinstance(one, m.CallChanged)]
    assert known(agent, first).consent is ConsentState.GRANTED


def test_who_hears_whom_in_each_mode_and_after_each_switch(
    agent: Endpoint, customer: Endpoint, supervisor: Endpoint, call: tuple[str, str]
) -> None:
    first, theirs = call
    mark = agent.mark()
    agree(agent, first)
    here, there = bring_in(agent, supervisor, first, MonitorMode.LISTEN)
    assert not known(agent, first).local_hold and not known(agent, here).local_hold
    for mode, heard in (
        (None, False),
        (MonitorMode.WHISPER, False),
        (MonitorMode.BARGE, True),
        (MonitorMode.LISTEN, False),
    ):
        if mode is not None:
            switch(agent, here, mode)
        assert hears(customer, theirs, SUPERVISOR_HZ) is heard, mode
        assert hears(supervisor, there, CUSTOMER_HZ), mode
    assert hears(supervisor, there, AGENT_HZ)
    assert hears(customer, theirs, AGENT_HZ)
    # neither is the supervisor's leg read, nor anybody else by the customer's
    assert not hears(agent, first, SUPERVISOR_HZ)
    switch(agent, here, MonitorMode.BARGE)
    assert not hears(agent, first, SUPERVISOR_HZ)
    assert hears(agent, first, CUSTOMER_HZ)
    taps = [one.call_id for one in agent.events[mark:] if isinstance(one, m.TapOpened)]
    assert set(taps) == {first}
    agent.send(m.StepConsent(here, ConsentEvent.GRANT))
    agent.wait_call(lambda one: one.call_id == here and one.consent is ConsentState.GRANTED)
    assert not known(agent, here).tapped


def test_what_the_agent_hears_is_the_supervisor_only_when_whispering_and_a_tone(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    customer: Endpoint,
    supervisor: Endpoint,
) -> None:
    from endpoints import connect

    with PulseServer(tmp_path / "pulse.sock") as pulse:
        use_server(pulse, monkeypatch, tmp_path)
        wav = write_tone(tmp_path / "agent.wav", AGENT_HZ, 60)
        sound = SoundConfig(
            input=(f"file:{wav}",),
            ring=("null",),
            echo_cancellation=False,
            noise_suppression=False,
            gain_control=False,
        )
        config = m.Configure(accounts=quiet_config("agent").accounts, sound=sound)
        with Endpoint(tmp_path / "agent", config) as agent:
            heard_on = agent.wait(m.SoundChanged, lambda one: one.output != "null" or one.problem)
            if heard_on.problem:
                pytest.skip(f"PortAudio has no PulseAudio here: {heard_on.detail}")
            theirs, first = connect(customer, agent)
            agree(agent, first)

            def heard(hz: float) -> float:
                return tone_level_db(record(pulse, 1.5)[-SAMPLE_RATE_HZ:], hz)

            there = ring_up(agent, supervisor, first, MonitorMode.LISTEN)
            here = agent.wait_call(lambda one: one.monitors == first).call_id
            supervisor.send(m.Answer(there))
            tones = record(pulse, 2.0)
            agent.wait_confirmed(here)
            halves = range(0, tones.size - 2400, 800)
            assert max(tone_level_db(tones[at : at + 2400], MONITOR_HZ) for at in halves) > -35.0
            assert heard(SUPERVISOR_HZ) < SILENT_DB
            assert heard(CUSTOMER_HZ) > HEARD_DB
            switch(agent, here, MonitorMode.WHISPER)
            assert heard(SUPERVISOR_HZ) > HEARD_DB
            assert not hears(customer, theirs, SUPERVISOR_HZ)
            switch(agent, here, MonitorMode.LISTEN)
            assert heard(SUPERVISOR_HZ) < SILENT_DB


@pytest.mark.parametrize("how", ["the caller changes his mind", "the caller hangs up"])
def test_the_supervisors_call_ends_with_what_it_rests_on(
    agent: Endpoint, customer: Endpoint, supervisor: Endpoint, call: tuple[str, str], how: str
) -> None:
    first, theirs = call
    agree(agent, first)
    here, there = bring_in(agent, supervisor, first, MonitorMode.BARGE)
    if how == "the caller hangs up":
        customer.send(m.HangUp(theirs))
        agent.wait_ended(first)
    else:
        agent.send(m.StepConsent(first, ConsentEvent.WITHDRAW, listener=True))
    supervisor.wait_ended(there)
    agent.wait_ended(here)
    if how == "the caller changes his mind":
        assert known(agent, first).listening is ConsentState.WITHDRAWN
        assert not known(agent, first).local_hold
        assert not hears(customer, theirs, SUPERVISOR_HZ)
        assert hears(customer, theirs, AGENT_HZ)


def test_who_leaves_may_be_brought_in_again_and_nobody_beside_him(
    agent: Endpoint, customer: Endpoint, supervisor: Endpoint, call: tuple[str, str]
) -> None:
    first, theirs = call
    agree(agent, first)
    here, there = bring_in(agent, supervisor, first, MonitorMode.BARGE)
    after = agent.mark()
    agent.send(m.Dial("agent", supervisor.address, monitors=first))
    assert agent.wait(m.CommandFailed, after=after).command == "Dial"
    supervisor.send(m.HangUp(there))
    agent.wait_ended(here)
    assert hears(customer, theirs, AGENT_HZ)
    assert not hears(customer, theirs, SUPERVISOR_HZ)
    bring_in(agent, supervisor, first, MonitorMode.BARGE)
    assert hears(customer, theirs, SUPERVISOR_HZ)


def test_a_customer_on_hold_is_heard_by_nobody_and_taken_up_again_with_the_supervisor(
    agent: Endpoint, customer: Endpoint, supervisor: Endpoint, call: tuple[str, str]
) -> None:
    first, theirs = call
    agree(agent, first)
    here, there = bring_in(agent, supervisor, first, MonitorMode.BARGE)
    agent.send(m.SetHold(first, True))
    customer.wait_call(lambda one: one.call_id == theirs and one.remote_hold)
    assert not hears(supervisor, there, CUSTOMER_HZ)
    assert hears(supervisor, there, AGENT_HZ)
    after = customer.mark()
    agent.send(m.SetHold(first, False))
    customer.wait_call(lambda one: one.call_id == theirs and not one.remote_hold, after=after)
    assert not known(agent, here).local_hold
    assert hears(supervisor, there, CUSTOMER_HZ)
    agent.send(m.SetMute(first, True))
    agent.wait_call(lambda one: one.call_id == here and one.muted)
    assert not hears(supervisor, there, AGENT_HZ)


def test_who_else_is_spoken_to_is_heard_by_neither_and_both_are_taken_up_again(
    agent: Endpoint, customer: Endpoint, supervisor: Endpoint, call: tuple[str, str]
) -> None:
    first, theirs = call
    agree(agent, first)
    here, there = bring_in(agent, supervisor, first, MonitorMode.BARGE)
    with WirePhone(agent.port) as wire:
        mark = agent.mark()
        wire.send(wire.request("INVITE", wire.sdp()))
        second = agent.incoming(after=mark)
        agent.send(m.Answer(second))
        assert wire.answer(10)[0] == 200
        wire.send(wire.request("ACK"))
        agent.wait_confirmed(second)
        for endpoint, call_id in ((customer, theirs), (supervisor, there)):
            endpoint.wait_call(lambda one, held=call_id: one.call_id == held and one.remote_hold)
        after = agent.mark()
        agent.send(m.Join(first, second))
        assert "supervisor" in agent.wait(m.CommandFailed, after=after).what
        wire.bye(2)
        agent.wait_ended(second)
    after, mark = supervisor.mark(), customer.mark()
    agent.send(m.SetHold(first, False))
    supervisor.wait_call(lambda one: one.call_id == there and not one.remote_hold, after=after)
    customer.wait_call(lambda one: one.call_id == theirs and not one.remote_hold, after=mark)
    assert not known(agent, here).local_hold
    assert hears(customer, theirs, SUPERVISOR_HZ)
    assert hears(supervisor, there, CUSTOMER_HZ)


def test_after_a_take_over_customer_and_supervisor_talk_and_the_agent_is_out(
    agent: Endpoint, customer: Endpoint, supervisor: Endpoint, call: tuple[str, str]
) -> None:
    first, theirs = call
    agree(agent, first)
    here, there = bring_in(agent, supervisor, first, MonitorMode.LISTEN)
    mark, after = customer.mark(), supervisor.mark()
    agent.send(m.ConnectCalls(first, here))
    agent.wait_ended(first)
    agent.wait_ended(here)
    supervisors = supervisor.wait_call(
        lambda one: one.call_id != there and one.state is CallState.CONFIRMED, after=after
    )
    customers = customer.wait_call(
        lambda one: one.call_id != theirs and one.state is CallState.CONFIRMED, after=mark
    )
    assert hears(supervisor, supervisors.call_id, CUSTOMER_HZ)
    assert not hears(supervisor, supervisors.call_id, AGENT_HZ)
    assert hears(customer, customers.call_id, SUPERVISOR_HZ)
    assert not hears(customer, customers.call_id, AGENT_HZ)
    assert agent.calls() == []
