"""What comes from the wire: tones, and messages nobody should send."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from endpoints import Endpoint, quiet_config
from wire import WirePhone, dtmf_digits

from desktop.telephony.call import CallState
from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[Endpoint]:
    """Answers at once."""
    with Endpoint(folder / "desk", quiet_config("desk", auto_answer=True)) as endpoint:
        yield endpoint


def test_dtmf_reaches_the_wire_as_rfc_4733_events(desk: Endpoint) -> None:
    with WirePhone(desk.port) as wire:
        after = desk.mark()
        wire.establish()
        call_id = desk.incoming(after=after)
        desk.wait_confirmed(call_id)
        desk.send(m.SendDtmf(call_id, "159#"))
        assert dtmf_digits(wire.rtp, 2.5) == "159#"
        wire.bye()
        desk.wait_ended(call_id)


def test_the_offer_prefers_a_law_and_leaves_out_what_no_pbx_needs(desk: Endpoint) -> None:
    with WirePhone(desk.port) as wire:
        after = desk.mark()
        offer = wire.establish(with_sdp=False)
        call_id = desk.incoming(after=after)
        desk.wait_confirmed(call_id)
        media = re.search(r"^m=audio \d+ RTP/AVP ([\d ]+)", offer, re.MULTILINE)
        assert media is not None
        assert media[1].split()[:3] == ["8", "9", "0"]
        assert "speex" not in offer.lower() and "gsm" not in offer.lower()
        wire.bye()


def test_an_invite_without_sdp_to_a_stranger_is_declined_and_nothing_aborts(folder: Path) -> None:
    config = quiet_config("wary", trusted_peers=("192.0.2.1",))
    with Endpoint(folder / "wary", config) as wary, WirePhone(wary.port) as wire:
        wire.send(wire.request("INVITE"))
        assert wire.answer()[0] == 403
        assert not wary.all(m.CallChanged)
        assert_alive(wary)


def test_a_name_that_is_no_utf_8_rings_all_the_same(folder: Path) -> None:
    with Endpoint(folder / "latin", quiet_config("latin")) as latin, WirePhone(latin.port) as wire:
        invite = wire.request("INVITE", wire.sdp())
        wire.send(invite.replace(b"From: <", b'From: "M\xfcller" <'))
        ringing = latin.wait_call(lambda call: call.state is CallState.INCOMING)
        assert ringing.peer_name == "M\ufffdller"
        # a desktop that comes now sees the call, too
        latin.client.detach()
        latin.replace_client()
        latin.start()
        assert latin.wait(m.EngineReady).calls == (ringing,)
        latin.send(m.Decline(ringing.call_id))
        assert wire.answer()[0] == 486


def test_a_message_that_is_no_utf_8_arrives_with_marks_in_it(folder: Path) -> None:
    with Endpoint(folder / "bytes", quiet_config("bytes")) as desk, WirePhone(desk.port) as wire:
        message = wire.request("MESSAGE", "gr__n").replace(b"application/sdp", b"text/plain")
        wire.send(message.replace(b"gr__n", b"gr\xff\xfen"))
        received = desk.wait(m.MessageReceived)
        assert (received.body, received.content_type) == ("gr\ufffd\ufffdn", "text/plain")
        assert_alive(desk)


def test_what_comes_again_is_no_news_to_the_caller_made_of_datagrams() -> None:
    """Its own rule, on which the tests that send their own messages stand."""
    with WirePhone(1) as wire, WirePhone(wire.sip_port) as peer:
        peer.send(peer.request("INVITE"))
        invite = wire.next_request("INVITE")
        peer.send(invite.encode())
        with pytest.raises(AssertionError, match="no INVITE"):
            wire.next_request("INVITE", 0.3)
        wire.respond(invite, "200 OK")
        wire.respond(invite, "200 OK")
        assert peer.answer()[0] == 200
        with pytest.raises(AssertionError, match="no answer"):
            peer.answer(0.3)


def malformed(wire: WirePhone) -> list[bytes]:
    """In the spirit of RFC 4475: what parsers fall over."""
    good = wire.request("INVITE", wire.sdp()).decode()
    return [
        b"",
        b"\r\n\r\n",
        b"\x00" * 600,
        b"INVITE\r\n\r\n",
        good.replace("SIP/2.0\r\n", "SIP/7.0\r\n", 1).encode(),
        good.replace("Content-Length: ", "Content-Length: -9", 1).encode(),
        good.replace("Content-Length: ", "Content-Length: 9999999999", 1).encode(),
        re.sub(r"Call-ID:.*\r\n", "", good).encode(),
        re.sub(r"CSeq: 1 INVITE", "CSeq: 36893488147419103232 REGISTER", good).encode(),
        re.sub(r"CSeq: 1 INVITE", "CSeq: one INVITE", good).encode(),
        re.sub(r"Via:.*\r\n", "Via: SIP/2.0/UDP [::ffff::1;branch=\r\n", good).encode(),
        re.sub(r"From:.*\r\n", 'From: "unterminated <sip:x@y>;tag=1\r\n', good).encode(),
        re.sub(r"Contact:.*\r\n", "Contact: <sip:@@>\r\n", good).encode(),
        re.sub(r"Max-Forwards: 70", "Max-Forwards: 300", good).encode(),
        good.replace("INVITE ", "\x85\xef\xbe ", 1).encode(errors="replace"),
        good.replace("m=audio ", "m=audio 99999999", 1).encode(),
        good.replace("a=rtpmap:8 PCMA/8000", "a=rtpmap:999 " + "A" * 4000, 1).encode(),
        good.replace("v=0", "v=", 1).encode(),
        good.replace("Max-Forwards", "X" * 3000, 1).encode(),
        wire.request("BYE"),
        wire.request("ACK"),
        wire.request("CANCEL"),
        wire.request("MESSAGE", "x" * 1000),
        wire.request("NOTAMETHOD"),
        wire.request("REFER", extra="Refer-To: <<<<\r\n"),
        good[: len(good) // 2].encode(),
    ]


def test_malformed_messages_leave_the_engine_and_its_calls_alone(folder: Path) -> None:
    config = quiet_config("sturdy", auto_answer=True)
    with Endpoint(folder / "sturdy", config) as desk, WirePhone(desk.port) as wire:
        after = desk.mark()
        wire.establish()
        call_id = desk.incoming(after=after)
        desk.wait_confirmed(call_id)
        count = len(malformed(wire))
        for number in range(count):
            with WirePhone(desk.port) as rude:
                rude.send(malformed(rude)[number])
        assert_alive(desk)
        stats = desk.mark()
        desk.wait(m.StreamStats, lambda one: one.call_id == call_id, after=stats)
        wire.bye()
        desk.wait_ended(call_id)


def assert_alive(endpoint: Endpoint) -> None:
    """The same process still answers commands."""
    pid = endpoint.client.pid
    after = endpoint.mark()
    endpoint.send(m.HangUp("nobody"))
    endpoint.wait(m.CommandFailed, after=after)
    assert endpoint.client.pid == pid and pid is not None


def test_sound_over_ipv6_only_is_refused_before_it_rings(folder: Path) -> None:
    """What a peer offers that prefers IPv6 although it calls over IPv4: Linphone, unregistered."""
    with Endpoint(folder / "four", quiet_config("four")) as desk, WirePhone(desk.port) as wire:
        offer = wire.sdp().replace("c=IN IP4 127.0.0.1", "c=IN IP6 ::1")
        wire.send(wire.request("INVITE", offer))
        assert wire.answer()[0] == 488
        assert not desk.all(m.CallChanged)
        assert_alive(desk)
