"""REFER and Replaces, message by message, and through a real proxy."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoints import Endpoint, quiet_config
from kamailio import Kamailio, registered, registered_config
from wire import WirePhone

from desktop.telephony.call import CallSnapshot, CallState, Party, TransferStep
from desktop.telephony.consent import FINAL, ConsentEvent
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.holding import REINVITE_PATIENCE_S

pytestmark = pytest.mark.sip


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Endpoint]:
    """Answers at once."""
    with Endpoint(folder / "refer-desk", quiet_config("desk", auto_answer=True)) as endpoint:
        yield endpoint


def up(desk: Endpoint, wire: WirePhone) -> str:
    after = desk.mark()
    wire.establish()
    call_id = desk.incoming(after=after)
    desk.wait_confirmed(call_id)
    return call_id


def step(desk: Endpoint, call_id: str, wanted: TransferStep) -> CallSnapshot:
    return desk.wait_call(lambda one: one.call_id == call_id and one.transfer is wanted)


def test_what_the_notifies_tell_is_told_and_the_call_ends_with_the_last(desk: Endpoint) -> None:
    with WirePhone(desk.port) as wire:
        call_id = up(desk, wire)
        desk.send(m.Transfer(call_id, "sip:231@127.0.0.1:9"))
        refer = wire.next_request("REFER")
        assert "\r\nRefer-To: sip:231@127.0.0.1:9\r\n" in refer or "<sip:231@" in refer
        wire.respond(refer, "202 Accepted")
        step(desk, call_id, TransferStep.REQUESTED)
        wire.notify(2, "100 Trying")
        wire.notify(3, "180 Ringing")
        assert step(desk, call_id, TransferStep.RINGING).alive
        wire.notify(4, "200 OK", final=True)
        wire.respond(wire.next_request("BYE"), "200 OK")
        assert desk.wait_ended(call_id).transfer is TransferStep.DONE


@pytest.mark.parametrize("answer", ["486 Busy Here", "404 Not Found", "603 Decline"])
def test_a_new_call_that_fails_leaves_the_old_one(desk: Endpoint, answer: str) -> None:
    with WirePhone(desk.port) as wire:
        call_id = up(desk, wire)
        desk.send(m.Transfer(call_id, "sip:231@127.0.0.1:9"))
        wire.respond(wire.next_request("REFER"), "202 Accepted")
        wire.notify(2, "100 Trying")
        wire.notify(3, answer, final=True)
        failed = step(desk, call_id, TransferStep.FAILED)
        assert (failed.transfer_code, failed.state) == (int(answer[:3]), CallState.CONFIRMED)
        # and it can be tried again
        desk.send(m.Transfer(call_id, "sip:232@127.0.0.1:9"))
        wire.respond(wire.next_request("REFER"), "202 Accepted")
        wire.bye(4)
        desk.wait_ended(call_id)


@pytest.mark.parametrize("answer", ["603 Decline", "405 Method Not Allowed", "501 Not Implemented"])
def test_who_takes_no_refer_stays(desk: Endpoint, answer: str) -> None:
    with WirePhone(desk.port) as wire:
        call_id = up(desk, wire)
        desk.send(m.Transfer(call_id, "sip:231@127.0.0.1:9"))
        wire.respond(wire.next_request("REFER"), answer)
        assert step(desk, call_id, TransferStep.FAILED).transfer_code == int(answer[:3])
        wire.bye()
        desk.wait_ended(call_id)


IMPATIENT = """
import sys
from desktop.telephony.engine import process, transfers
transfers.PATIENCE_S = 0.3
process.main(sys.argv[1:])
"""


def test_a_transfer_without_news_has_failed_and_may_still_come_about(folder: Path) -> None:
    run = folder / "impatient"
    command = [sys.executable, "-c", IMPATIENT, "--runtime-dir", str(run)]
    config = quiet_config("hasty", auto_answer=True)
    with Endpoint(run, config, command=command) as desk, WirePhone(desk.port) as wire:
        call_id = up(desk, wire)
        desk.send(m.Transfer(call_id, "sip:231@127.0.0.1:9"))
        wire.respond(wire.next_request("REFER"), "202 Accepted")
        assert step(desk, call_id, TransferStep.FAILED).transfer_code == 0
        wire.notify(2, "200 OK", final=True)
        wire.respond(wire.next_request("BYE"), "200 OK")
        assert desk.wait_ended(call_id).transfer is TransferStep.DONE


def test_the_other_side_hanging_up_in_the_middle_ends_it(desk: Endpoint) -> None:
    with WirePhone(desk.port) as wire:
        call_id = up(desk, wire)
        desk.send(m.Transfer(call_id, "sip:231@127.0.0.1:9"))
        wire.respond(wire.next_request("REFER"), "202 Accepted")
        step(desk, call_id, TransferStep.REQUESTED)
        wire.bye()
        assert desk.wait_ended(call_id).end_code == 200


def test_what_is_no_address_is_not_sent(desk: Endpoint) -> None:
    with WirePhone(desk.port) as wire:
        call_id = up(desk, wire)
        after = desk.mark()
        desk.send(m.Transfer(call_id, "not an address"))
        assert desk.wait(m.CommandFailed, after=after).command == "Transfer"
        wire.bye()
        desk.wait_ended(call_id)


def test_a_second_transfer_at_once_is_refused_in_words(desk: Endpoint) -> None:
    with WirePhone(desk.port) as wire:
        call_id = up(desk, wire)
        after = desk.mark()
        for number in ("231", "232"):
            desk.send(m.Transfer(call_id, f"sip:{number}@127.0.0.1:9"))
        assert desk.wait(m.CommandFailed, after=after).command == "Transfer"
        wire.respond(wire.next_request("REFER"), "603 Decline")
        step(desk, call_id, TransferStep.FAILED)
        wire.bye()
        desk.wait_ended(call_id)


# ------------------------------------------------------------ what others ask of us


def test_a_refer_is_declined_where_the_settings_say_so(folder: Path) -> None:
    config = quiet_config("stays", auto_answer=True, follow_transfers=False)
    with Endpoint(folder / "stays", config) as stays, WirePhone(stays.port) as wire:
        call_id = up(stays, wire)
        refer = wire.request("REFER", sequence=2, extra="Refer-To: <sip:0900@127.0.0.1:9>\r\n")
        wire.send(refer)
        assert wire.answer()[0] == 603
        assert len({one.call.call_id for one in stays.all(m.CallChanged)}) == 1
        wire.bye(3)
        stays.wait_ended(call_id)


@pytest.mark.parametrize(
    "refer_to", ["<sip:@@@>", "<tel:>", "nonsense", "<sip:nobody@127.0.0.1:9>"]
)
def test_a_refer_to_nowhere_leaves_nothing_behind(folder: Path, refer_to: str) -> None:
    run = folder / f"nowhere-{len(refer_to)}"
    with (
        Endpoint(run, quiet_config("lost", auto_answer=True)) as desk,
        WirePhone(desk.port) as wire,
    ):
        call_id = up(desk, wire)
        wire.send(wire.request("REFER", sequence=2, extra=f"Refer-To: {refer_to}\r\n"))
        wire.answer()
        after = desk.mark()
        for _ in range(3):
            stats = desk.wait(m.StreamStats, lambda one: one.call_id == call_id, after=after)
            after = desk.mark()
        assert stats.rtp_sent > 0
        desk.client.configure(quiet_config("found", auto_answer=True))  # waits for the call's end
        wire.bye(3)
        desk.wait_ended(call_id)
        desk.wait(m.AccountChanged, lambda one: one.account.name == "found")
    said = "".join(log.read_text(errors="replace") for log in run.glob("engine-output*.log"))
    assert "ssert" not in said


def refer_while_held(desk: Endpoint, wire: WirePhone, target: str) -> tuple[str, int]:
    """The held call, and the place in the events from which on the other one is told of."""
    call = up(desk, wire)
    desk.send(m.SetHold(call, True))
    invite = wire.next_request("INVITE")
    wire.respond(invite, "200 OK", wire.sdp().replace("sendrecv", "recvonly"))
    wire.next_request("ACK")
    after = desk.mark()
    wire.send(wire.request("REFER", sequence=2, extra=f"Refer-To: <{target}>\r\n"))
    return call, after


def test_sent_on_while_we_hold_the_new_call_is_held_once_it_is_answered(desk: Endpoint) -> None:
    with WirePhone(desk.port) as wire, WirePhone(desk.port) as other:
        target = f"sip:other@127.0.0.1:{other.sip_port}"
        call, after = refer_while_held(desk, wire, target)
        invite = other.next_request("INVITE")
        first = desk.wait_call(lambda one: one.call_id != call, after=after)
        assert (first.state, first.peer_uri, first.local_hold) == (CallState.CALLING, target, True)
        # it may ring for longer than a hold waits for its answer
        other.respond(invite, "180 Ringing")
        with pytest.raises(AssertionError, match="no INVITE"):
            other.next_request("INVITE", REINVITE_PATIENCE_S + 1)
        other.respond(invite, "200 OK", other.sdp())
        assert "a=sendonly" in other.next_request("INVITE")
        assert not [one for one in desk.events[after:] if isinstance(one, m.CommandFailed)]
        for one in (first.call_id, call):
            desk.send(m.HangUp(one))
            desk.wait_ended(one)


@pytest.mark.parametrize("target", ["sips:x@127.0.0.1:9", "sip:x@127.0.0.1:9;transport=tls"])
def test_sent_on_to_nowhere_while_we_hold_no_call_is_left_without_a_name(
    desk: Endpoint, target: str
) -> None:
    with WirePhone(desk.port) as wire:
        call, after = refer_while_held(desk, wire, target)
        for _ in range(3):  # three seconds
            desk.wait(m.StreamStats, lambda one: one.call_id == call, after=desk.mark())
        others = [
            one.call
            for one in desk.events[after:]
            if isinstance(one, m.CallChanged) and one.call.call_id != call
        ]
        # PJSIP may have given it up before it was a call: then there is nothing to tell
        assert all(one.peer_uri == target for one in others)
        assert not any(one.alive for one in others[-1:])
        desk.send(m.HangUp(call))
        desk.wait_ended(call)


@pytest.mark.skipif(sys.platform == "darwin", reason="loopback has one address there")
@pytest.mark.parametrize("with_sdp", [True, False])
def test_a_stranger_who_knows_the_dialog_takes_nobodys_place(folder: Path, with_sdp: bool) -> None:
    config = quiet_config("held-tight", auto_answer=True)
    name = f"replaces-{with_sdp}"
    with (
        Endpoint(folder / name, config) as desk,
        WirePhone(desk.port) as wire,
        WirePhone(desk.port, host="127.0.0.2") as stranger,
    ):
        call_id = up(desk, wire)
        call, theirs, ours = wire.dialog
        replaces = f"Replaces: {call};to-tag={ours};from-tag={theirs}\r\n"
        body = stranger.sdp() if with_sdp else ""
        stranger.send(stranger.request("INVITE", body, extra=replaces))
        assert stranger.answer()[0] == 403
        after = desk.mark()
        desk.wait(m.StreamStats, lambda one: one.call_id == call_id, after=after)
        assert len({one.call.call_id for one in desk.all(m.CallChanged)}) == 1
        wire.bye()
        desk.wait_ended(call_id)


# ------------------------------------------------------------ through a proxy


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_blind_and_attended_transfer_through_kamailio(folder: Path, transport: str) -> None:
    run = folder / f"through-{transport}"
    run.mkdir()
    with (
        Kamailio(run / "kamailio") as proxy,
        phone(run, "agent", proxy, transport) as agent,
        phone(run, "customer", proxy, transport) as customer,
        phone(run, "colleague", proxy, transport) as colleague,
    ):
        for one in (agent, customer, colleague):
            registered(one)
        first = talk(customer, agent)
        agent.send(m.Transfer(first, "sip:colleague@127.0.0.1"))
        blind = colleague.incoming()
        colleague.send(m.Answer(blind))
        assert agent.wait_ended(first).transfer is TransferStep.DONE
        colleague.wait_confirmed(blind)
        colleague.wait(m.StreamStats, lambda one: one.rtp_received > 20)
        colleague.send(m.HangUp(blind))
        colleague.wait_ended(blind)

        second = talk(customer, agent)
        asked = talk(agent, colleague, side="caller")
        mark = colleague.mark()
        agent.send(m.ConnectCalls(second, asked))
        assert agent.wait_ended(second).transfer is TransferStep.DONE
        agent.wait_ended(asked)
        successor = colleague.wait_call(
            lambda one: one.party is Party.CUSTOMER and one.state is CallState.CONFIRMED,
            after=mark,
        )
        assert successor.peer_uri.startswith("sip:customer@")
        colleague.wait(m.StreamStats, lambda one: one.call_id == successor.call_id)


@pytest.mark.parametrize("event", [ConsentEvent.REFUSE, ConsentEvent.WITHDRAW])
def test_a_customers_no_goes_with_them(folder: Path, event: ConsentEvent) -> None:
    run = folder / f"no-{event}"
    run.mkdir()
    with (
        Kamailio(run / "kamailio") as proxy,
        phone(run, "agent", proxy, "udp") as agent,
        phone(run, "customer", proxy, "udp") as customer,
        phone(run, "colleague", proxy, "udp") as colleague,
    ):
        for one in (agent, customer, colleague):
            registered(one)
        first = talk(customer, agent)
        agent.consent(first, event)
        agent.send(m.Transfer(first, "sip:colleague@127.0.0.1"))
        blind = colleague.incoming()
        assert colleague.wait_call(lambda one: one.call_id == blind).consent in FINAL
        colleague.send(m.Answer(blind))
        agent.wait_ended(first)
        colleague.hang_up_all()

        second = talk(customer, agent)
        agent.consent(second, event)
        asked = talk(agent, colleague, side="caller")
        mark = colleague.mark()
        agent.send(m.ConnectCalls(second, asked))
        successor = colleague.wait_call(
            lambda one: "customer" in one.peer_uri and one.state is CallState.CONFIRMED, after=mark
        )
        assert successor.consent in FINAL
        agent.wait_ended(second)


def test_who_said_no_such_thing_may_be_asked_by_the_colleague(folder: Path) -> None:
    run = folder / "no-no"
    run.mkdir()
    with (
        Kamailio(run / "kamailio") as proxy,
        phone(run, "agent", proxy, "udp") as agent,
        phone(run, "customer", proxy, "udp") as customer,
        phone(run, "colleague", proxy, "udp") as colleague,
    ):
        for one in (agent, customer, colleague):
            registered(one)
        first = talk(customer, agent)
        agent.consent(first, ConsentEvent.GRANT)
        agent.send(m.Transfer(first, "sip:colleague@127.0.0.1"))
        blind = colleague.incoming()
        assert colleague.wait_call(lambda one: one.call_id == blind).consent not in FINAL
        colleague.send(m.Decline(blind))


def phone(run: Path, name: str, proxy: Kamailio, transport: str) -> Endpoint:
    config = registered_config(name, proxy.address, f"{name}-secret", transport=transport)
    return Endpoint(run / name, config)


def talk(caller: Endpoint, callee: Endpoint, *, side: str = "callee") -> str:
    """By the proxy; returns the call's id on that side."""
    after = callee.mark()
    outgoing = caller.dial(f"sip:{callee.config.accounts[0].name}@127.0.0.1")
    incoming = callee.incoming(after=after)
    callee.send(m.Answer(incoming))
    callee.wait_confirmed(incoming)
    caller.wait_confirmed(outgoing)
    return outgoing if side == "caller" else incoming


# ------------------------------------------------------------ what nobody should send in a call

ODD = (
    ("REFER", "", ""),
    ("REFER", "", "Refer-To: \r\n"),
    ("REFER", "", "Refer-To: <sip:a@127.0.0.1:9>\r\nRefer-To: <sip:b@127.0.0.1:9>\r\n"),
    ("REFER", "", "Refer-To: <sip:a@127.0.0.1:9?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2>\r\n"),
    ("REFER", "", "Refer-To: <sip:a@127.0.0.1:9?Replaces=%00%FF>\r\nRefer-Sub: false\r\n"),
    ("NOTIFY", "SIP/2.0 200 OK\r\n", "Event: refer\r\nSubscription-State: terminated\r\n"),
    ("NOTIFY", "nonsense", "Event: refer;id=99\r\nSubscription-State: active\r\n"),
    ("INFO", "Signal=5\r\nDuration=160\r\n", "Content-Type: application/dtmf-relay\r\n"),
    ("INFO", "\x00\xff", ""),
    ("MESSAGE", "", ""),
    ("UPDATE", "v=0\r\n", ""),
    ("INVITE", "v=0\r\n", ""),
    ("INVITE", "", ""),
    ("SUBSCRIBE", "", "Event: refer\r\nExpires: 60\r\n"),
    ("PUBLISH", "", "Event: presence\r\n"),
)


def test_odd_requests_within_a_call_leave_it_alone(folder: Path) -> None:
    # its own engine: PJSIP has room for four calls, and keeps those to nowhere half a minute
    with (
        Endpoint(folder / "odd-desk", quiet_config("desk", auto_answer=True)) as desk,
        WirePhone(desk.port) as wire,
    ):
        pid = desk.client.pid
        call_id = up(desk, wire)
        desk.send(m.Transfer(call_id, "sip:231@127.0.0.1:9"))
        wire.respond(wire.next_request("REFER"), "202 Accepted")
        for sequence, (method, body, extra) in enumerate(ODD, start=2):
            wire.send(wire.request(method, body, sequence=sequence, extra=extra))
            status, _ = wire.answer()
            if method == "INVITE":
                wire.send(wire.request("ACK", sequence=sequence))
            assert status >= 200
        after = desk.mark()
        desk.wait(m.StreamStats, lambda one: one.call_id == call_id, after=after)
        wire.bye(90)
        desk.wait_ended(call_id)
        assert desk.client.pid == pid and pid is not None
