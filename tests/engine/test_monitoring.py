"""Who hears whom while a supervisor is in a customer's call, by tones through real SIP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoints import Endpoint, connect, listen, loudest_db, quiet_config, write_tone
from name_server import NameServer
from pulse import PulseServer, record, tone_level_db, use_server
from wire import WirePhone

from audio.formats import SAMPLE_RATE_HZ
from audio.ring import RingReader
from desktop.telephony.call import CallSnapshot, CallState
from desktop.telephony.consent import ConsentEvent, ConsentState
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.configuration import SoundConfig
from desktop.telephony.engine.launch import engine_command
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


def open_taps(endpoint: Endpoint, call_id: str) -> list[m.TapOpened]:
    """Of a call that was on hold the last one is shut, until sound is back."""
    shut = {(one.call_id, one.epoch) for one in endpoint.all(m.TapClosed)}
    taps = [tap for tap in endpoint.all(m.TapOpened) if tap.call_id == call_id]
    return [tap for tap in taps if (tap.call_id, tap.epoch) not in shut]


def hears(endpoint: Endpoint, call_id: str, frequency_hz: float) -> bool:
    """Whether a tone comes from the other side of a call. All or nothing."""
    if not [tap for tap in endpoint.all(m.TapOpened) if tap.call_id == call_id]:
        endpoint.open_tap(call_id)
    endpoint.until(lambda: bool(open_taps(endpoint, call_id)), "the tap is shut")
    tap = open_taps(endpoint, call_id)[-1]
    level_db = loudest_db(tap.ring, frequency_hz, 2.5 if frequency_hz == AGENT_HZ else 1.2)
    assert level_db > HEARD_DB or level_db < SILENT_DB, f"{frequency_hz} Hz at {level_db:.0f} dB"
    return level_db > HEARD_DB


def agree(agent: Endpoint, call_id: str) -> None:
    agent.send(m.StepConsent(call_id, ConsentEvent.GRANT, listener=True))
    agent.wait_call(lambda one: one.call_id == call_id and one.listening is ConsentState.GRANTED)


def ring_up(agent: Endpoint, supervisor: Endpoint, call_id: str) -> str:
    """The supervisor's call that rings, as they know it."""
    after = supervisor.mark()
    agent.send(m.Dial("agent", supervisor.address, monitors=call_id))
    return supervisor.incoming(after=after)


def pick_up(agent: Endpoint, supervisor: Endpoint, call_id: str) -> tuple[str, str]:
    """The supervisor's call, as the agent knows it and as they do; nobody is let in."""
    after = agent.mark()
    there = ring_up(agent, supervisor, call_id)
    supervisor.send(m.Answer(there))
    supervisor.wait_confirmed(there)
    here = agent.wait_call(
        lambda one: one.monitors == call_id and one.state is CallState.CONFIRMED, after=after
    )
    return here.call_id, there


def bring_in(
    agent: Endpoint, supervisor: Endpoint, call_id: str, mode: MonitorMode
) -> tuple[str, str]:
    """As `pick_up`, and they are let in."""
    here, there = pick_up(agent, supervisor, call_id)
    switch(agent, here, mode)
    return here, there


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
        # a call to the same telephone that is placed afterwards is the first that rings there
        agent.send(m.Dial("agent", supervisor.address, consultation=True))
        supervisor.incoming(after=mark)
        rung = [one.call for one in supervisor.events[mark:] if isinstance(one, m.CallChanged)]
        assert len({one.call_id for one in rung}) == 1
        supervisor.hang_up_all()
        agent.send(m.SetHold(first, False))
        agent.until(lambda: not known(agent, first).local_hold, "still held")
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

            here, _ = pick_up(agent, supervisor, first)
            assert heard(SUPERVISOR_HZ) < SILENT_DB
            agent.send(m.SetMonitorMode(here, MonitorMode.LISTEN))
            tones = record(pulse, 2.0)
            halves = range(0, tones.size - 2400, 800)
            assert max(tone_level_db(tones[at : at + 2400], MONITOR_HZ) for at in halves) > -35.0
            assert heard(SUPERVISOR_HZ) < SILENT_DB
            assert heard(CUSTOMER_HZ) > HEARD_DB
            switch(agent, here, MonitorMode.WHISPER)
            assert heard(SUPERVISOR_HZ) > HEARD_DB
            assert not hears(customer, theirs, SUPERVISOR_HZ)
            switch(agent, here, MonitorMode.LISTEN)
            assert heard(SUPERVISOR_HZ) < SILENT_DB


def test_whoever_picks_up_hears_nobody_and_is_heard_by_nobody_before_they_are_let_in(
    agent: Endpoint, customer: Endpoint, supervisor: Endpoint, call: tuple[str, str]
) -> None:
    first, theirs = call
    agree(agent, first)
    after = agent.mark()
    ringing = ring_up(agent, supervisor, first)
    early = agent.wait_call(lambda one: one.monitors == first, after=after).call_id
    agent.send(m.SetMonitorMode(early, MonitorMode.BARGE))  # nobody has answered
    assert agent.wait(m.CommandFailed, after=after).command == "SetMonitorMode"
    supervisor.send(m.HangUp(ringing))
    agent.wait_ended(early)
    here, there = pick_up(agent, supervisor, first)
    assert known(agent, here).monitor_mode is None
    for hz in (CUSTOMER_HZ, AGENT_HZ):
        assert not hears(supervisor, there, hz)
    assert not hears(customer, theirs, SUPERVISOR_HZ)
    for changed in (m.SetMute(first, True), m.SetMute(first, False)):
        agent.send(changed)
    agent.send(m.SetHold(here, True))
    supervisor.wait_call(lambda one: one.call_id == there and one.remote_hold)
    mark = supervisor.mark()
    agent.send(m.SetHold(here, False))
    supervisor.wait_call(lambda one: one.call_id == there and not one.remote_hold, after=mark)
    assert not hears(supervisor, there, AGENT_HZ)
    switch(agent, here, MonitorMode.LISTEN)
    assert hears(supervisor, there, CUSTOMER_HZ) and hears(supervisor, there, AGENT_HZ)


def test_a_muted_agent_is_not_heard_by_who_joins(
    agent: Endpoint, supervisor: Endpoint, call: tuple[str, str]
) -> None:
    first, _ = call
    agree(agent, first)
    agent.send(m.SetMute(first, True))
    agent.wait_call(lambda one: one.call_id == first and one.muted)
    here, there = bring_in(agent, supervisor, first, MonitorMode.LISTEN)
    assert known(agent, here).muted and not hears(supervisor, there, AGENT_HZ)
    agent.send(m.SetMute(first, False))
    agent.wait_call(lambda one: one.call_id == here and not one.muted)
    assert hears(supervisor, there, AGENT_HZ)


def test_what_a_supervisor_says_to_the_customer_counts_as_said_on_our_side(
    agent: Endpoint, supervisor: Endpoint, call: tuple[str, str]
) -> None:
    first, _ = call
    agree(agent, first)
    reader = RingReader(agent.open_tap(first).ring)
    agent.send(m.SetMute(first, True))
    agent.wait_call(lambda one: one.call_id == first and one.muted)

    def said() -> float:
        list(reader.read())
        frames = listen(reader, 1.5, agent)[50:]
        return sum(frame.agent_speaking for frame in frames) / len(frames)

    here, there = bring_in(agent, supervisor, first, MonitorMode.WHISPER)
    assert said() == 0.0
    switch(agent, here, MonitorMode.BARGE)
    assert said() == 1.0  # its echo comes back by the customer's telephone
    supervisor.send(m.HangUp(there))
    agent.wait_ended(here)
    assert said() == 0.0
    reader.close()


def test_a_no_is_the_callers_and_not_said_in_the_supervisors_call(
    agent: Endpoint, supervisor: Endpoint, call: tuple[str, str]
) -> None:
    first, _ = call
    agree(agent, first)
    here, there = bring_in(agent, supervisor, first, MonitorMode.LISTEN)
    after = agent.mark()
    agent.send(m.StepConsent(here, ConsentEvent.WITHDRAW, listener=True))
    assert agent.wait(m.CommandFailed, after=after).command == "StepConsent"
    assert known(agent, first).listening is ConsentState.GRANTED
    # the right one, while the customer is on hold
    agent.send(m.SetHold(first, True))
    agent.send(m.StepConsent(first, ConsentEvent.WITHDRAW, listener=True))
    supervisor.wait_ended(there)


def test_a_supervisor_who_is_looked_for_keeps_nobody_in_the_call(
    tmp_path: Path, customer: Endpoint
) -> None:
    with NameServer(tmp_path, {"pbx.example": "127.0.0.1"}) as names:
        folder = tmp_path / "agent"
        command = names.command(engine_command(folder))
        with Endpoint(folder, quiet_config("agent"), command=command) as agent:
            for ends_by in ("the caller", "a no"):
                names.silent = True
                theirs, first = connect(customer, agent)
                agree(agent, first)
                after = agent.mark()
                agent.send(m.Dial("agent", "sip:lead@pbx.example", monitors=first))
                here = agent.wait_call(lambda one, of=first: one.monitors == of, after=after)
                agent.send(m.SetMute(first, True))
                muted = agent.wait_call(
                    lambda one, of=here: one.call_id == of.call_id and one.muted, after=after
                )
                assert muted.alive
                if ends_by == "the caller":
                    customer.send(m.HangUp(theirs))
                    agent.wait_ended(first)
                else:
                    agent.send(m.StepConsent(first, ConsentEvent.WITHDRAW, listener=True))
                agent.wait_ended(here.call_id)
                assert not agent.all(m.CommandFailed)
                customer.hang_up_all()
                agent.wait_ended(first)
                names.silent = False


def test_who_comes_while_the_agent_talks_to_another_customer_hears_nobody(
    agent: Endpoint, customer: Endpoint, supervisor: Endpoint, call: tuple[str, str]
) -> None:
    first, theirs = call
    agree(agent, first)
    after = agent.mark()
    ringing = ring_up(agent, supervisor, first)
    here = agent.wait_call(lambda one: one.monitors == first, after=after).call_id
    with WirePhone(agent.port) as wire:
        mark = agent.mark()
        wire.send(wire.request("INVITE", wire.sdp()))
        second = agent.incoming(after=mark)
        agent.send(m.Answer(second))
        assert wire.answer(10)[0] == 200
        wire.send(wire.request("ACK"))
        agent.wait_confirmed(second)
        supervisor.send(m.Answer(ringing))
        supervisor.wait_call(lambda one: one.call_id == ringing and one.remote_hold)
        assert known(agent, here).local_hold and not known(agent, second).local_hold
        switch(agent, here, MonitorMode.BARGE)
        assert known(agent, here).local_hold
        wire.bye(2)
        agent.wait_ended(second)
    after = supervisor.mark()
    agent.send(m.SetHold(first, False))
    supervisor.wait_call(lambda one: one.call_id == ringing and not one.remote_hold, after=after)
    customer.until(lambda: not known(customer, theirs).remote_hold, "the customer is still held")
    assert hears(supervisor, ringing, CUSTOMER_HZ) and hears(customer, theirs, SUPERVISOR_HZ)


def test_who_goes_on_with_the_supervisor_alone_leaves_the_customer_on_hold(
    agent: Endpoint, supervisor: Endpoint, call: tuple[str, str]
) -> None:
    first, _ = call
    agree(agent, first)
    here, there = bring_in(agent, supervisor, first, MonitorMode.WHISPER)
    for held in (first, here):
        agent.send(m.SetHold(held, True))
    supervisor.wait_call(lambda one: one.call_id == there and one.remote_hold)
    after = supervisor.mark()
    agent.send(m.SetHold(here, False))
    supervisor.wait_call(lambda one: one.call_id == there and not one.remote_hold, after=after)
    assert known(agent, first).local_hold
    assert hears(supervisor, there, AGENT_HZ) and not hears(supervisor, there, CUSTOMER_HZ)


def test_nobody_listens_for_long_where_no_desktop_shows_it(
    tmp_path: Path, customer: Endpoint, supervisor: Endpoint
) -> None:
    with Endpoint(tmp_path / "agent", quiet_config("agent")) as agent:
        theirs, first = connect(customer, agent)
        agree(agent, first)
        _, there = bring_in(agent, supervisor, first, MonitorMode.BARGE)
        agent.client.detach()
        supervisor.wait_ended(there)
        agent.replace_client()
        agent.start()
        (found,) = agent.wait(m.EngineReady).calls  # the customer's goes on
        assert (found.call_id, found.state) == (first, CallState.CONFIRMED)
        customer.send(m.HangUp(theirs))


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
    agent.until(lambda: not known(agent, here).local_hold, "the supervisor is still held")
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
    agent.until(lambda: not known(agent, here).local_hold, "the supervisor is still held")
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
