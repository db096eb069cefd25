"""Two calls and more: swapping, consulting, connecting, conferences; three real engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoints import (
    Endpoint,
    connect,
    listen,
    loudest_db,
    quiet_config,
    spectrum_db,
    write_tone,
)
from msgspec.structs import replace

from audio.ring import Frame, RingReader
from desktop.telephony.call import CallSnapshot, CallState, Party, TransferStep
from desktop.telephony.consent import ConsentEvent, ConsentState
from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip

COLLEAGUE_HZ = 1700.0


@pytest.fixture(scope="module")
def colleague(folder: Path) -> Iterator[Endpoint]:
    """Speaks 1700 Hz all the time, and is internal by nobody's number plan."""
    wav = write_tone(folder / "colleague.wav", COLLEAGUE_HZ, 30)
    with Endpoint(folder / "colleague", quiet_config("colleague", wav=wav)) as endpoint:
        yield endpoint


@pytest.fixture(autouse=True)
def nothing_left(agent: Endpoint, customer: Endpoint, colleague: Endpoint) -> Iterator[None]:
    """Every test ends with all three telephones free."""
    yield
    for endpoint in (agent, customer, colleague):
        calls: dict[str, CallSnapshot] = {
            one.call.call_id: one.call for one in endpoint.all(m.CallChanged)
        }
        for call in calls.values():
            if call.alive:
                endpoint.send(m.HangUp(call.call_id))
                endpoint.wait_ended(call.call_id)


def consult(agent: Endpoint, colleague: Endpoint) -> tuple[str, str]:
    """The agent calls the colleague, who answers; the agent's call id and the colleague's."""
    return connect(agent, colleague)


def read(tap: m.TapOpened) -> list[Frame]:
    """0.7 s of what comes from the other side from now on."""
    reader = RingReader(tap.ring)
    list(reader.read())  # what was before
    frames = listen(reader, 1.2)[25:]
    reader.close()
    return frames


def heard(endpoint: Endpoint, call_id: str) -> list[Frame]:
    """What comes from the other side of a call: there, the call is a customer's."""
    return read(endpoint.open_tap(call_id))


def test_a_consultation_holds_the_customer_and_is_not_analysed(
    agent: Endpoint, colleague: Endpoint, call: tuple[str, str]
) -> None:
    first, _ = call
    agent.open_tap(first)
    after = agent.mark()
    asked, _ = consult(agent, colleague)
    agent.wait(m.TapClosed, lambda one: one.call_id == first, after=after)
    agent.wait_call(lambda one: one.call_id == first and one.local_hold, after=after)
    consulted = agent.wait_confirmed(asked)
    assert consulted.party is Party.CONSULTATION
    # whatever is agreed there: a colleague is not analysed
    agent.consent(asked, ConsentEvent.GRANT)
    agent.wait_call(lambda one: one.call_id == asked and one.consent is ConsentState.GRANTED)
    after = agent.mark()
    agent.send(m.SetHold(first, False))  # swap
    agent.wait_call(lambda one: one.call_id == asked and one.local_hold, after=after)
    reopened = agent.wait(m.TapOpened, after=after)
    assert (reopened.call_id, reopened.epoch) == (first, 2)
    assert not [tap for tap in agent.all(m.TapOpened) if tap.call_id == asked]


def test_a_consultation_can_be_said_beforehand(agent: Endpoint, colleague: Endpoint) -> None:
    mark, after = agent.mark(), colleague.mark()
    agent.send(m.Dial("agent", colleague.address, consultation=True))
    placed = agent.wait_call(lambda one: one.state is CallState.CALLING, after=mark)
    assert placed.party is Party.CONSULTATION
    colleague.incoming(after=after)


def test_a_colleague_by_the_number_plan_is_not_analysed_whoever_calls(
    folder: Path, customer: Endpoint
) -> None:
    config = replace(quiet_config("desk9", auto_answer=True), internal_numbers=("cust*",))
    with Endpoint(folder / "desk9", config) as desk:
        outgoing = customer.dial(desk.address)
        incoming = desk.incoming()
        assert desk.wait_confirmed(incoming).party is Party.INTERNAL
        desk.consent(incoming, ConsentEvent.GRANT)
        desk.wait(m.StreamStats, lambda one: one.rtp_received > 30)
        assert not desk.all(m.TapOpened)
        desk.send(m.HangUp(incoming))
        customer.wait_ended(outgoing)
        # no colleague by the new plan: but nobody becomes a customer in the middle of a call
        after = desk.mark()
        desk.client.configure(replace(config, internal_numbers=()))
        desk.wait(m.Configured, after=after)
        customer.dial(desk.address)
        again = desk.wait_call(
            lambda one: one.state is CallState.CONFIRMED and one.call_id != incoming
        )
        assert again.party is Party.CUSTOMER


def test_mute_is_each_calls_own(
    agent: Endpoint, customer: Endpoint, colleague: Endpoint, call: tuple[str, str]
) -> None:
    first, _ = call
    after = agent.mark()
    agent.send(m.SetMute(first, True))
    agent.wait_call(lambda one: one.call_id == first and one.muted, after=after)
    asked, there = consult(agent, colleague)
    assert not agent.wait_confirmed(asked).muted
    assert loudest_db(colleague.open_tap(there).ring, 440.0) > -30.0
    after = agent.mark()
    agent.send(m.SetHold(first, False))
    back = agent.wait_call(lambda one: one.call_id == first and not one.local_hold, after=after)
    assert back.muted


def test_a_blind_transfer_connects_the_two_and_frees_the_agent(
    agent: Endpoint, customer: Endpoint, colleague: Endpoint, call: tuple[str, str]
) -> None:
    first, theirs = call
    after, there = agent.mark(), colleague.mark()
    agent.send(m.Transfer(first, colleague.address))
    agent.wait_call(lambda one: one.transfer is TransferStep.REQUESTED, after=after)
    incoming = colleague.incoming(after=there)
    agent.wait_call(lambda one: one.transfer is TransferStep.RINGING, after=after)
    colleague.send(m.Answer(incoming))
    ended = agent.wait_ended(first)
    assert (ended.transfer, ended.end_code) == (TransferStep.DONE, 200)
    customer.wait_ended(theirs)
    colleague.wait_confirmed(incoming)
    assert spectrum_db(heard(colleague, incoming), 1000.0) == pytest.approx(-12.0, abs=1.5)


def test_a_blind_transfer_that_fails_keeps_the_call(
    agent: Endpoint, customer: Endpoint, colleague: Endpoint, call: tuple[str, str]
) -> None:
    first, _ = call
    after, there = agent.mark(), colleague.mark()
    agent.send(m.Transfer(first, colleague.address))
    colleague.send(m.Decline(colleague.incoming(after=there)))
    failed = agent.wait_call(lambda one: one.transfer is TransferStep.FAILED, after=after)
    assert failed.transfer_code == 486
    assert failed.state is CallState.CONFIRMED and not failed.local_hold
    assert spectrum_db(heard(agent, first), 1000.0) == pytest.approx(-12.0, abs=1.5)


def test_an_attended_transfer_replaces_our_call_with_the_customers(
    agent: Endpoint, customer: Endpoint, colleague: Endpoint, call: tuple[str, str]
) -> None:
    first, _ = call
    asked, there = consult(agent, colleague)
    mark = colleague.mark()
    agent.send(m.ConnectCalls(first, asked))
    assert agent.wait_ended(first).transfer is TransferStep.DONE
    agent.wait_ended(asked)
    colleague.wait_ended(there)
    successor = colleague.wait_call(
        lambda one: one.call_id != there and one.state is CallState.CONFIRMED, after=mark
    )
    assert successor.peer_uri.startswith("sip:customer@")
    assert successor.party is Party.CUSTOMER
    assert spectrum_db(heard(colleague, successor.call_id), 1000.0) == pytest.approx(-12.0, abs=1.5)


def test_a_no_to_the_analysis_goes_with_the_call_that_takes_its_place(
    agent: Endpoint, customer: Endpoint, colleague: Endpoint
) -> None:
    # the customer called, said no, and is sent on: what follows is the same conversation
    outgoing, incoming = connect(agent, customer)
    customer.consent(incoming, ConsentEvent.REFUSE)
    customer.wait_call(lambda one: one.consent is ConsentState.REFUSED)
    mark, there = customer.mark(), colleague.mark()
    agent.send(m.Transfer(outgoing, colleague.address))
    colleague.send(m.Answer(colleague.incoming(after=there)))
    successor = customer.wait_call(
        lambda one: one.call_id != incoming and one.state is CallState.CONFIRMED, after=mark
    )
    assert successor.consent is ConsentState.REFUSED


def test_whom_a_colleague_sends_us_to_is_no_customer(
    agent: Endpoint, customer: Endpoint, colleague: Endpoint
) -> None:
    mark = agent.mark()
    there = colleague.mark()
    agent.send(m.Dial("agent", colleague.address, consultation=True))
    incoming = colleague.incoming(after=there)
    colleague.send(m.Answer(incoming))
    asked = agent.wait_call(lambda one: one.state is CallState.CONFIRMED, after=mark)
    there = customer.mark()
    colleague.send(m.Transfer(incoming, customer.address))
    customer.send(m.Answer(customer.incoming(after=there)))
    successor = agent.wait_call(
        lambda one: one.call_id != asked.call_id and one.state is CallState.CONFIRMED, after=mark
    )
    assert successor.party is Party.CONSULTATION


def test_in_a_conference_all_hear_each_other_and_only_the_customer_is_read(
    agent: Endpoint, customer: Endpoint, colleague: Endpoint, call: tuple[str, str]
) -> None:
    first, theirs = call
    agent.open_tap(first)
    asked, there = consult(agent, colleague)
    after = agent.mark()
    agent.send(m.Join(first, asked))
    agent.wait_call(
        lambda one: one.call_id == first and one.conference and not one.local_hold, after=after
    )
    tap = agent.wait(m.TapOpened, after=after)
    assert (tap.call_id, tap.epoch) == (first, 2)
    frames = read(tap)
    assert spectrum_db(frames, 1000.0) == pytest.approx(-12.0, abs=1.5)
    assert spectrum_db(frames, COLLEAGUE_HZ) < -60.0  # the tap hears the customer, and no mix
    there_tap = customer.open_tap(theirs)
    assert spectrum_db(read(there_tap), COLLEAGUE_HZ) > -20.0
    assert loudest_db(there_tap.ring, 440.0) > -30.0
    assert spectrum_db(heard(colleague, there), 1000.0) > -20.0
    # holding one ends it
    after = agent.mark()
    agent.send(m.SetHold(asked, True))
    agent.wait_call(lambda one: one.call_id == first and not one.conference, after=after)
    assert spectrum_db(read(there_tap), COLLEAGUE_HZ) < -60.0


def test_tones_as_sound_are_heard_in_their_call_only(
    folder: Path, customer: Endpoint, colleague: Endpoint
) -> None:
    with Endpoint(folder / "inband", quiet_config("inband", dtmf="inband")) as desk:
        theirs, first = connect(customer, desk)
        _, second = connect(colleague, desk)
        after = desk.mark()
        desk.send(m.Join(first, second))
        desk.wait_call(lambda one: one.call_id == first and one.conference, after=after)
        desk.wait_call(lambda one: one.call_id == first and not one.local_hold, after=after)
        tap = customer.open_tap(theirs)
        for digit in "15" + 10 * "9":  # so fast that each comes while the one before is played
            desk.send(m.SendDtmf(first, digit))
        assert loudest_db(tap.ring, 852.0) > -30.0
        desk.send(m.SendDtmf(second, "5555"))
        assert loudest_db(tap.ring, 770.0, 1.5) < -60.0
        # and in both at once
        desk.send(m.SendDtmf(first, 30 * "9"))
        desk.send(m.SendDtmf(second, 10 * "5"))
        assert loudest_db(tap.ring, 770.0, 1.5) < -60.0
        assert loudest_db(tap.ring, 852.0, 1.5) > -30.0


def test_of_two_customers_in_a_conference_the_second_is_a_third_leg(
    agent: Endpoint, customer: Endpoint, colleague: Endpoint
) -> None:
    _, one = connect(customer, agent)
    _, two = connect(colleague, agent)
    agent.open_tap(two)
    after = agent.mark()
    agent.send(m.Join(one, two))
    agent.wait(m.TapClosed, lambda tap: tap.call_id == two, after=after)
    third = agent.wait_call(lambda call: call.call_id == two and call.conference, after=after)
    agent.wait_call(lambda call: call.call_id == two and call.party is Party.THIRD, after=after)
    assert third.alive
    # muted in a conference is muted to all
    after = agent.mark()
    agent.send(m.SetMute(one, True))
    agent.wait_call(lambda call: call.call_id == two and call.muted, after=after)
    # one leaves: the other goes on
    after = agent.mark()
    agent.send(m.HangUp(two))
    agent.wait_ended(two)
    left = agent.wait_call(lambda call: call.call_id == one and not call.conference, after=after)
    assert left.state is CallState.CONFIRMED


def test_what_cannot_be_connected_is_refused_in_words(
    agent: Endpoint, call: tuple[str, str]
) -> None:
    for command in (m.Join(call[0], call[0]), m.ConnectCalls(call[0], "gone")):
        after = agent.mark()
        agent.send(command)
        assert agent.wait(m.CommandFailed, after=after).fault == "local"
