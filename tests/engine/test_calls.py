"""Calls between two real engines: begin, hold, tones, end; and messages."""

import socket
import time
from pathlib import Path

import pytest
from endpoints import LIMIT_S, Endpoint, connect, listen, quiet_config, spectrum_db
from wire import WirePhone

from audio.ring import RingReader
from desktop.telephony.call import COMPLETED_ELSEWHERE, CallState, Direction, RegistrationState
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.lines import TIMEOUT_S

pytestmark = pytest.mark.sip


def test_a_call_goes_through_its_states_on_both_sides(agent: Endpoint, customer: Endpoint) -> None:
    before = customer.mark(), agent.mark()
    outgoing, incoming = connect(customer, agent)
    customer.send(m.HangUp(outgoing))
    ended = agent.wait_ended(incoming)
    assert customer.wait_ended(outgoing).end_code == 200
    states = [
        list(
            dict.fromkeys(
                event.call.state
                for event in endpoint.events[mark:]
                if isinstance(event, m.CallChanged)
            )
        )
        for endpoint, mark in zip((customer, agent), before, strict=True)
    ]
    assert states[0] == [
        CallState.CALLING,
        CallState.EARLY,
        CallState.CONNECTING,
        CallState.CONFIRMED,
        CallState.DISCONNECTED,
    ]
    assert states[1] == [
        CallState.INCOMING,
        CallState.CONNECTING,
        CallState.CONFIRMED,
        CallState.DISCONNECTED,
    ]
    assert (ended.direction, ended.codec) == (Direction.INCOMING, "PCMA/8000")
    assert ended.peer_uri == "sip:customer@127.0.0.1"
    assert ended.confirmed_at_s is not None and ended.ended_at_s is not None
    assert ended.started_at_s <= ended.confirmed_at_s <= ended.ended_at_s


def test_declined_is_busy_here(agent: Endpoint, customer: Endpoint) -> None:
    """603 would end the call for the other telephones of a fork (RFC 3261 §16.7)."""
    for command in (m.Decline, m.HangUp):
        after = agent.mark()
        outgoing = customer.dial(agent.address)
        agent.send(command(agent.incoming(after=after)))
        assert customer.wait_ended(outgoing).end_code == 486


def test_declined_as_the_account_says(folder: Path, customer: Endpoint) -> None:
    with Endpoint(folder / "alone", quiet_config("alone", decline_code="603")) as alone:
        outgoing = customer.dial(alone.address)
        alone.send(m.Decline(alone.incoming()))
        assert customer.wait_ended(outgoing).end_code == 603


def test_a_call_that_cannot_be_placed_leaves_the_other_one_alone(
    agent: Endpoint, call: tuple[str, str]
) -> None:
    after = agent.mark()
    agent.send(m.Dial("agent", "sip:x@127.0.0.1:9;transport=tls", call_id="mine"))
    failed = agent.wait(m.CommandFailed, after=after)
    assert (failed.command, failed.call_id) == ("Dial", "mine")
    agent.wait(m.StreamStats, lambda one: one.call_id == call[0], after=agent.mark())
    told = [one.call for one in agent.events[after:] if isinstance(one, m.CallChanged)]
    assert not [one for one in told if one.call_id == call[0] and one.local_hold]
    assert not [one for one in agent.events[after:] if isinstance(one, m.CallPlaced)]


def test_calls_that_nobody_answered_take_lines_and_that_is_said(folder: Path) -> None:
    """PJSIP gives a line back when its timer B runs out, 32 s after the INVITE. Who calls meanwhile
    is refused by PJSIP itself."""
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with silent, Endpoint(folder / "redial", quiet_config("redial")) as desk:
        silent.bind(("127.0.0.1", 0))
        target = f"sip:x@127.0.0.1:{silent.getsockname()[1]}"
        for _ in range(4):
            call_id = desk.dial(target)
            desk.wait(m.CallPlaced, lambda one, call_id=call_id: one.call_id == call_id)
            desk.send(m.HangUp(call_id))
            desk.wait_ended(call_id)
        desk.send(m.Dial("redial", target, call_id="fifth"))
        failed = desk.wait(m.CommandFailed)
        assert failed.call_id == "fifth" and "no line is free for about" in failed.what
        assert failed.no_line_s is not None and 0.0 < failed.no_line_s <= TIMEOUT_S
        with WirePhone(desk.port, "127.0.0.2") as stranger, WirePhone(desk.port) as caller:
            wires = (stranger, caller, caller)  # the last one as a forking proxy would repeat it
            for wire, invite in [(wire, wire.request("INVITE", wire.sdp())) for wire in wires]:
                wire.send(invite)
                assert wire.answer()[0] == 486
            desk.send(m.HangUp("nobody"))  # commands and news are dealt with in turn
            desk.wait(m.CommandFailed, lambda one: one.call_id == "nobody")
        (turned_away,) = desk.all(m.CallTurnedAway)
        assert (turned_away.code, turned_away.peer_uri.split(":")[1]) == (486, "wire@127.0.0.1")
        assert turned_away.no_line_s is not None and 0.0 < turned_away.no_line_s <= TIMEOUT_S


def test_a_caller_who_gives_up_stops_the_ringing(agent: Endpoint, customer: Endpoint) -> None:
    after = agent.mark()
    outgoing = customer.dial(agent.address)
    incoming = agent.incoming(after=after)
    customer.wait_call(lambda one: one.call_id == outgoing and one.state is CallState.EARLY)
    customer.send(m.HangUp(outgoing))
    assert agent.wait_ended(incoming).end_code == 487


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ('Reason: SIP;cause=200;text="Call completed elsewhere"\r\n', COMPLETED_ELSEWHERE),
        ("Reason: SIP;cause=603\r\n", 487),
        ("", 487),
    ],
    ids=["answered elsewhere", "declined elsewhere", "given up"],
)
def test_a_call_that_another_telephone_took_is_told_apart_from_one_given_up(
    agent: Endpoint, reason: str, code: int
) -> None:
    with WirePhone(agent.port) as wire:
        after = agent.mark()
        invite = wire.request("INVITE", wire.sdp())
        wire.send(invite)
        call_id = agent.incoming(after=after)
        wire.cancel(invite, extra=reason)
        assert agent.wait_ended(call_id).end_code == code
        answers = {wire.answer()[0], wire.answer()[0]}
        assert answers == {200, 487}, "to CANCEL and to INVITE, whatever the reason"


def test_who_cancels_too_late_does_not_change_how_the_call_ends(agent: Endpoint) -> None:
    with WirePhone(agent.port) as wire:
        after = agent.mark()
        invite = wire.request("INVITE", wire.sdp())
        wire.send(invite)
        call_id = agent.incoming(after=after)
        agent.send(m.Answer(call_id))
        assert wire.answer()[0] == 200
        wire.cancel(invite, extra="Reason: SIP;cause=200\r\n")
        wire.send(wire.request("ACK"))
        agent.wait_confirmed(call_id)
        agent.send(m.HangUp(call_id))
        ended = agent.wait_ended(call_id)
        assert ended.confirmed_at_s is not None and "elsewhere" not in ended.end_reason
        wire.respond(wire.next_request("BYE"), "200 OK")


def test_the_fifth_call_gets_486(folder: Path, agent: Endpoint) -> None:
    with Endpoint(folder / "many", quiet_config("many")) as many:
        after = agent.mark()
        for _ in range(3):
            connect(many, agent)
        # each engine holds four calls: the fourth comes from elsewhere
        with Endpoint(folder / "more", quiet_config("more")) as more:
            connect(more, agent)
            fifth = more.dial(agent.address)
            assert more.wait_ended(fifth).end_code == 486
        missed = agent.wait(m.CallTurnedAway, after=after)
        assert (missed.code, missed.no_line_s) == (486, 0.0)
        calls = [one.call for one in agent.events[after:] if isinstance(one, m.CallChanged)]
        assert len({call.call_id for call in calls}) == 4
        for call_id in {call.call_id for call in calls}:
            agent.send(m.HangUp(call_id))
            agent.wait_ended(call_id)


def test_dtmf_is_sent_and_letters_are_refused(
    agent: Endpoint, customer: Endpoint, call: tuple[str, str]
) -> None:
    after = agent.mark()
    for digits in ("12x", "", "1" * 32):
        after = agent.mark()
        agent.send(m.SendDtmf(call[0], digits))
        assert agent.wait(m.CommandFailed, after=after).command == "SendDtmf"
    customer.wait(m.StreamStats, lambda one: one.call_id == call[1] and one.rtp_received > 0)
    agent.send(m.SendDtmf(call[0], "0123456789*#A"))
    customer.wait(m.DtmfPressed, lambda one: one.call_id == call[1] and one.digits == "A")
    heard = [one for one in customer.all(m.DtmfPressed) if one.call_id == call[1]]
    assert "".join(one.digits for one in heard) == "0123456789*#A"


def test_the_keys_that_the_other_side_presses_are_told(
    agent: Endpoint, customer: Endpoint, call: tuple[str, str]
) -> None:
    agent.wait(m.StreamStats, lambda one: one.call_id == call[0] and one.rtp_received > 0)
    after = agent.mark()
    customer.send(m.SendDtmf(call[1], "17#d"))
    agent.wait(m.DtmfPressed, lambda one: one.digits == "D", after=after)
    pressed = [one for one in agent.all(m.DtmfPressed) if one.call_id == call[0]]
    theirs = [m.DtmfPressed(call[0], digit, by_us=False) for digit in "17#D"]
    assert [one for one in pressed if not one.by_us] == theirs
    customer.wait(m.DtmfPressed, lambda one: one == m.DtmfPressed(call[1], "17#D", by_us=True))


def test_mute_silences_the_microphone_for_the_other_side(
    agent: Endpoint, customer: Endpoint, call: tuple[str, str]
) -> None:
    after = customer.mark()
    customer.send(m.SetMute(call[1], True))
    customer.wait_call(lambda one: one.muted, after=after)
    reader = RingReader(agent.open_tap(call[0]).ring)
    frames = listen(reader, 1.2)[25:]
    assert spectrum_db(frames, 1000.0) < -70.0
    customer.send(m.SetMute(call[1], False))
    frames = listen(reader, 1.2)[25:]
    reader.close()
    assert spectrum_db(frames, 1000.0) == pytest.approx(-12.0, abs=1.0)


def test_both_sides_hold_and_come_back(
    agent: Endpoint, customer: Endpoint, call: tuple[str, str]
) -> None:
    after = agent.mark()
    agent.send(m.SetHold(call[0], True))
    agent.wait_call(lambda one: one.local_hold, after=after)
    customer.wait_call(lambda one: one.call_id == call[1] and one.remote_hold)
    mark = customer.mark()
    customer.send(m.SetHold(call[1], True))
    agent.wait_call(lambda one: one.local_hold and one.remote_hold, after=after)
    customer.wait_call(lambda one: one.local_hold, after=mark)
    after, mark = agent.mark(), customer.mark()
    agent.send(m.SetHold(call[0], False))
    agent.wait_call(lambda one: not one.local_hold and one.remote_hold, after=after)
    customer.wait_call(lambda one: one.local_hold and not one.remote_hold, after=mark)
    customer.send(m.SetHold(call[1], False))
    agent.wait_call(lambda one: not one.local_hold and not one.remote_hold, after=after)


def test_packets_are_counted_and_none_is_missing(agent: Endpoint, call: tuple[str, str]) -> None:
    stats = agent.wait(m.StreamStats, lambda one: one.call_id == call[0] and one.duration_s > 2)
    assert abs(stats.rtp_sent - stats.rtp_expected) <= 3
    assert abs(stats.rtp_received - stats.rtp_expected) <= 5
    assert stats.rtp_lost == 0


def test_commands_to_a_call_that_is_gone_are_refused_in_words(agent: Endpoint) -> None:
    for command in (m.Answer("gone"), m.HangUp("gone"), m.SetHold("gone", True)):
        after = agent.mark()
        agent.send(command)
        failed = agent.wait(m.CommandFailed, after=after)
        assert (failed.command, failed.fault) == (type(command).__name__, "local")


def test_a_target_that_is_no_address_fails_the_command_and_not_the_engine(
    agent: Endpoint,
) -> None:
    after = agent.mark()
    agent.send(m.Dial("agent", "not an address"))
    assert agent.wait(m.CommandFailed, after=after).command == "Dial"
    agent.send(m.Dial("nobody", "sip:x@127.0.0.1"))
    agent.wait(m.CommandFailed, lambda one: "account" in one.what, after=after)


def test_messages_go_both_ways_at_full_length(agent: Endpoint, customer: Endpoint) -> None:
    body = '{"v":1,"text":"' + "ü" * 641 + "." + '"}'
    assert len(body.encode()) == 1300
    for sender, receiver in ((agent, customer), (customer, agent)):
        mark = receiver.mark()
        name = sender.config.accounts[0].name
        sender.send(
            m.SendMessage("r1", name, receiver.address, "application/vnd.beistand+json", body)
        )
        received = receiver.wait(m.MessageReceived, after=mark)
        assert (received.body, received.content_type) == (body, "application/vnd.beistand+json")
        assert received.from_uri == sender.address  # with the port: it can be answered
        delivered = sender.wait(m.MessageDelivered, lambda one: one.request_id == "r1")
        assert delivered.code == 200


def test_a_message_on_an_unknown_account_is_answered_too(agent: Endpoint) -> None:
    agent.send(m.SendMessage("r-none", "nobody", "sip:x@127.0.0.1", "text/plain", "x"))
    assert agent.wait(m.MessageDelivered, lambda one: one.request_id == "r-none").code == 503


def test_strangers_are_turned_away_unseen(folder: Path, customer: Endpoint) -> None:
    config = quiet_config("shy", trusted_peers=("192.0.2.1",))
    with Endpoint(folder / "shy", config) as shy:
        outgoing = customer.dial(shy.address)
        assert customer.wait_ended(outgoing).end_code == 403
        customer.send(m.SendMessage("r-shy", "customer", shy.address, "text/plain", "x"))
        customer.wait(m.MessageDelivered, lambda one: one.request_id == "r-shy")
        assert not shy.all(m.CallChanged) and not shy.all(m.MessageReceived)


def test_auto_answer_after_its_delay(folder: Path, customer: Endpoint) -> None:
    config = quiet_config("auto", auto_answer=True, auto_answer_delay_s=0.3)
    with Endpoint(folder / "auto", config) as auto:
        customer.dial(auto.address)
        incoming = auto.incoming()
        call = auto.wait_confirmed(incoming)
        assert call.confirmed_at_s is not None
        assert 0.3 <= call.confirmed_at_s - call.started_at_s < LIMIT_S


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_port_in_use_is_said_and_taken_once_it_is_free(folder: Path, transport: str) -> None:
    kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind(("127.0.0.1", 0))
        if transport == "tcp":
            other.listen()
        port = other.getsockname()[1]
        config = quiet_config("busy", transport=transport, local_port=port)
        endpoint = Endpoint(folder / f"busy-{transport}", config)
        endpoint.start()
        try:
            state = endpoint.wait(m.AccountChanged).account
            assert (state.state, state.failure) == (RegistrationState.FAILED, "bind")
            assert str(port) in state.reason
            assert not endpoint.all(m.CommandFailed)  # the account's state says it
            other.close()
            bound = endpoint.wait(
                m.AccountChanged, lambda one: one.account.state is RegistrationState.DIRECT
            ).account
            assert (bound.failure, bound.reason, bound.retry_in_s) == ("", "", None)
        finally:
            endpoint.client.stop()


@pytest.mark.parametrize(
    ("account", "word"),
    [({"transport": "carrier-pigeon"}, "pigeon"), ({"uri": "not an address"}, "settings"),
     ({"transport": "tls", "ca_file": "/nowhere/office-ca.pem"}, "office-ca.pem")],
)  # fmt: skip
def test_settings_that_cannot_be_used_are_told_apart(
    folder: Path, account: dict[str, str], word: str
) -> None:
    with Endpoint(folder / f"odd-{word}", quiet_config("odd", **account)) as odd:
        state = odd.wait(m.AccountChanged).account
        assert (state.state, state.failure) == (RegistrationState.FAILED, "config")
        assert word in state.reason and state.retry_in_s is None
        assert not odd.all(m.CommandFailed)


def test_a_configuration_that_waited_is_dropped_for_a_newer_one(
    folder: Path, customer: Endpoint
) -> None:
    with Endpoint(folder / "changing", quiet_config("changing")) as desk:
        outgoing, incoming = connect(customer, desk)
        other = quiet_config("changing", display_name="Other")
        for config in (other, desk.config):
            after = desk.mark()
            desk.client.configure(config)
            desk.wait(m.Configured, after=after)
        after = desk.mark()
        customer.send(m.HangUp(outgoing))
        desk.wait_ended(incoming)
        time.sleep(1.5)  # the tick that applies what has waited comes once a second
        desk.dial(customer.address)
        # applied, "Other" would have been the caller's name
        named = customer.wait_call(lambda one: one.peer_uri == "sip:changing@127.0.0.1")
        assert named.peer_name == ""


def test_calls_over_tcp(folder: Path) -> None:
    with (
        Endpoint(folder / "tcp-a", quiet_config("ta", transport="tcp")) as left,
        Endpoint(folder / "tcp-b", quiet_config("tb", transport="tcp")) as right,
    ):
        outgoing, incoming = connect(left, right)
        right.send(m.HangUp(incoming))
        assert left.wait_ended(outgoing).end_code == 200


def test_two_silent_ends_still_send_every_packet(folder: Path) -> None:
    with (
        Endpoint(folder / "mute-a", quiet_config("ma")) as left,
        Endpoint(folder / "mute-b", quiet_config("mb")) as right,
    ):
        outgoing, _ = connect(left, right)
        for end in (left, right):
            stats = end.wait(m.StreamStats, lambda one: one.duration_s > 1.9)
            assert abs(stats.rtp_sent - stats.rtp_expected) <= 3
        left.send(m.HangUp(outgoing))
        left.wait_ended(outgoing)


def test_answering_a_second_call_puts_the_first_on_hold_and_back(
    folder: Path, agent: Endpoint, call: tuple[str, str]
) -> None:
    first, _ = call
    with Endpoint(folder / "second", quiet_config("second")) as second:
        after = agent.mark()
        outgoing, incoming = connect(second, agent)
        agent.wait_call(lambda one: one.call_id == first and one.local_hold, after=after)
        after = agent.mark()
        agent.send(m.SetHold(first, False))
        agent.wait_call(lambda one: one.call_id == incoming and one.local_hold, after=after)
        agent.wait_call(lambda one: one.call_id == first and not one.local_hold, after=after)
        second.send(m.HangUp(outgoing))
        agent.wait_ended(incoming)


def test_a_second_call_is_not_answered_by_itself(folder: Path, customer: Endpoint) -> None:
    with (
        Endpoint(folder / "auto-two", quiet_config("auto", auto_answer=True)) as auto,
        Endpoint(folder / "third", quiet_config("third")) as third,
    ):
        first = customer.dial(auto.address)
        customer.wait_confirmed(first)
        # Its own news of that call may come later than the caller's.
        auto.wait_call(lambda one: one.state is CallState.CONFIRMED)
        after = auto.mark()
        waiting = third.dial(auto.address)
        ringing = auto.incoming(after=after)
        third.wait_call(lambda one: one.call_id == waiting and one.state is CallState.EARLY)
        customer.send(m.HangUp(first))
        customer.wait_ended(first)
        assert not [
            event
            for event in auto.events[after:]
            if isinstance(event, m.CallChanged)
            and event.call.call_id == ringing
            and event.call.state is not CallState.INCOMING
        ]
        third.send(m.HangUp(waiting))
        auto.wait_ended(ringing)
