"""The seam that must not leak: only the remote leg, only with consent, only while it talks."""

import sys
from itertools import pairwise
from pathlib import Path

import pytest
from endpoints import Endpoint, connect, listen, quiet_config, spectrum_db, write_tone

from audio.ring import RingError, RingReader
from desktop.telephony.consent import ConsentEvent, ConsentMode, ConsentState
from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip

AGENT_HZ, CUSTOMER_HZ = 440.0, 1000.0
SETTLE_FRAMES = 15
"""300 ms at the start of a tap: the jitter buffer fills up."""


def test_the_customers_tone_and_only_it_reaches_the_ring(
    agent: Endpoint, call: tuple[str, str]
) -> None:
    tap = agent.open_tap(call[0])
    reader = RingReader(tap.ring)
    frames = listen(reader, 2.5)[SETTLE_FRAMES:]
    reader.close()
    # 0.25 of full scale is -12.0 dB
    assert spectrum_db(frames, CUSTOMER_HZ) == pytest.approx(-12.0, abs=0.5)
    assert spectrum_db(frames, AGENT_HZ) < -70.0


def test_the_ring_gets_fifty_frames_a_second(agent: Endpoint, call: tuple[str, str]) -> None:
    tap = agent.open_tap(call[0])
    reader = RingReader(tap.ring)
    frames = listen(reader, 2.0)
    reader.close()
    assert [frame.index for frame in frames] == list(range(len(frames)))
    span_s = (frames[-1].written_ns - frames[0].written_ns) / 1e9
    assert (len(frames) - 1) / span_s == pytest.approx(50.0, rel=0.03)
    assert 0.0 <= frames[0].written_ns / 1e9 - tap.opened_at_s < 0.1


def test_the_agent_speaking_bit_follows_the_bursts_of_the_microphone(
    agent: Endpoint, call: tuple[str, str]
) -> None:
    tap = agent.open_tap(call[0])
    reader = RingReader(tap.ring)
    bits = [frame.agent_speaking for frame in listen(reader, 4.0)]
    reader.close()
    # one second on, one off; the hang-over of 0.2 s makes it 60 % of the time
    assert sum(bits) / len(bits) == pytest.approx(0.6, abs=0.08)
    changes = sum(before != after for before, after in pairwise(bits))
    assert 3 <= changes <= 5


def test_a_muted_agent_does_not_speak(agent: Endpoint, call: tuple[str, str]) -> None:
    after = agent.mark()
    agent.send(m.SetMute(call[0], True))
    agent.wait_call(lambda one: one.muted, after=after)
    tap = agent.open_tap(call[0])
    reader = RingReader(tap.ring)
    frames = listen(reader, 1.5)[SETTLE_FRAMES:]
    reader.close()
    assert not any(frame.agent_speaking for frame in frames)


def test_no_ring_before_consent(agent: Endpoint, call: tuple[str, str]) -> None:
    after = agent.mark()
    agent.consent(call[0], ConsentEvent.ASK)
    agent.wait_call(lambda one: one.consent is ConsentState.ASKED, after=after)
    # the stats of a whole further second pass without a tap
    agent.wait(m.StreamStats, lambda stats: stats.duration_s > 1.0, after=after)
    assert not [one for one in agent.events[after:] if isinstance(one, m.TapOpened)], (
        "a tap opened without consent"
    )


@pytest.mark.parametrize("event", [ConsentEvent.REFUSE, ConsentEvent.WITHDRAW])
def test_refused_and_withdrawn_are_final(
    agent: Endpoint, call: tuple[str, str], event: ConsentEvent
) -> None:
    after = agent.mark()
    agent.consent(call[0], event)
    agent.consent(call[0], ConsentEvent.GRANT)
    failed = agent.wait(m.CommandFailed, after=after)
    assert (failed.command, failed.call_id) == ("StepConsent", call[0])
    assert not [one for one in agent.events[after:] if isinstance(one, m.TapOpened)]


def test_a_withdrawn_tap_is_wiped_and_gone(agent: Endpoint, call: tuple[str, str]) -> None:
    tap = agent.open_tap(call[0])
    reader = RingReader(tap.ring)
    listen(reader, 0.5)
    after = agent.mark()
    agent.consent(call[0], ConsentEvent.WITHDRAW)
    agent.wait(m.TapClosed, lambda one: one.epoch == tap.epoch, after=after)
    assert reader.closed_by_writer
    assert not list(reader.read())
    reader.close()
    with pytest.raises(RingError):
        RingReader(tap.ring)


def test_hold_closes_the_tap_and_unhold_opens_another_epoch(
    agent: Endpoint, call: tuple[str, str]
) -> None:
    first = agent.open_tap(call[0])
    after = agent.mark()
    agent.send(m.SetHold(call[0], True))
    agent.wait(m.TapClosed, lambda one: one.epoch == first.epoch, after=after)
    agent.wait_call(lambda one: one.local_hold and not one.tapped, after=after)
    agent.send(m.SetHold(call[0], False))
    second = agent.wait(m.TapOpened, after=after)
    assert (second.epoch, second.ring != first.ring) == (first.epoch + 1, True)
    reader = RingReader(second.ring)
    frames = listen(reader, 1.0, agent)[SETTLE_FRAMES:]
    reader.close()
    # coming back from hold the jitter buffer fills anew: a few frames may still be concealment
    assert spectrum_db(frames, CUSTOMER_HZ) == pytest.approx(-12.0, abs=3.0)


def test_a_customer_who_holds_is_not_analysed(
    agent: Endpoint, customer: Endpoint, call: tuple[str, str]
) -> None:
    tap = agent.open_tap(call[0])
    after = agent.mark()
    customer.send(m.SetHold(call[1], True))
    agent.wait(m.TapClosed, lambda one: one.epoch == tap.epoch, after=after)
    agent.wait_call(lambda one: one.remote_hold and not one.local_hold, after=after)
    customer.send(m.SetHold(call[1], False))
    agent.wait(m.TapOpened, lambda one: one.epoch == tap.epoch + 1, after=after)


def test_the_ring_is_gone_when_the_call_ends(agent: Endpoint, customer: Endpoint) -> None:
    outgoing, incoming = connect(customer, agent)
    tap = agent.open_tap(incoming)
    customer.send(m.HangUp(outgoing))
    agent.wait(m.TapClosed, lambda one: one.call_id == incoming)
    agent.wait_ended(incoming)
    with pytest.raises(RingError):
        RingReader(tap.ring)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /dev/shm")
def test_no_shared_memory_is_left_behind(agent: Endpoint, customer: Endpoint) -> None:
    outgoing, incoming = connect(customer, agent)
    mapped = {agent.open_tap(incoming).ring}
    assert mapped <= {path.name for path in Path("/dev/shm").iterdir()}
    customer.send(m.HangUp(outgoing))
    agent.wait_ended(incoming)
    rings = {tap.ring for tap in agent.all(m.TapOpened)}
    assert not rings & {path.name for path in Path("/dev/shm").iterdir()}


def test_mode_notice_plays_it_to_the_customer_before_the_tap_opens(folder: Path) -> None:
    notice = write_tone(folder / "notice.wav", 700.0, 1.2)
    config = quiet_config("notice", mode=ConsentMode.NOTICE, notice_wav=notice)
    listener = quiet_config("hearer", wav=write_tone(folder / "hearer.wav", CUSTOMER_HZ, 20))
    with (
        Endpoint(folder / "notice", config) as noticing,
        Endpoint(folder / "hearer", listener) as hearing,
    ):
        outgoing, incoming = connect(hearing, noticing)
        heard = hearing.open_tap(outgoing)
        reader = RingReader(heard.ring)
        frames = listen(reader, 1.0)[SETTLE_FRAMES:]
        reader.close()
        assert spectrum_db(frames, 700.0) == pytest.approx(-12.0, abs=1.5)
        asked = noticing.wait_call(lambda one: one.consent is ConsentState.ASKED)
        tap = noticing.wait(m.TapOpened, lambda one: one.call_id == incoming)
        assert asked.confirmed_at_s is not None
        assert tap.opened_at_s - asked.confirmed_at_s >= 1.2


def test_mode_notice_without_its_file_does_not_analyse(folder: Path, customer: Endpoint) -> None:
    config = quiet_config("silent", mode=ConsentMode.NOTICE, notice_wav=folder / "none.wav")
    with Endpoint(folder / "silent", config) as silent:
        _, incoming = connect(customer, silent)
        failed = silent.wait(m.CommandFailed)
        assert (failed.command, failed.call_id) == ("Notice", incoming)
        assert "none.wav" in failed.what
        silent.wait(m.StreamStats, lambda stats: stats.duration_s > 0.8)
        assert not silent.all(m.TapOpened)


def test_mode_off_never_analyses(folder: Path, customer: Endpoint) -> None:
    with Endpoint(folder / "off", quiet_config("off", mode=ConsentMode.OFF)) as off:
        _, incoming = connect(customer, off)
        off.consent(incoming, ConsentEvent.GRANT)
        off.wait_call(lambda one: one.consent is ConsentState.GRANTED)
        off.wait(m.StreamStats, lambda stats: stats.duration_s > 0.8)
        assert not off.all(m.TapOpened)
