"""What agents take for granted: touch tones, auto-answer, not being called, early media, texts."""

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from baresip import Baresip
from endpoints import Endpoint, connect, quiet_config
from hypothesis import given
from hypothesis import strategies as st
from wire import WirePhone, dtmf_digits

from audio.g711 import decode_alaw
from desktop.telephony.call import CallState
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.auto_answer import LONGEST_S, asked_delay_s
from desktop.telephony.engine.sdp import order_codecs

pytestmark = pytest.mark.sip

DTMF_HZ = {"1": (697, 1209), "5": (770, 1336), "9": (852, 1477), "#": (941, 1477)}


# ------------------------------------------------------------ touch tones


def a_desk(folder: Path, name: str, **account: object) -> Endpoint:
    return Endpoint(folder / name, quiet_config(name, auto_answer=True, **account))


def up(desk: Endpoint, wire: WirePhone) -> str:
    """The wire calls the desk; the desk's call id."""
    after = desk.mark()
    wire.establish()
    call_id = desk.incoming(after=after)
    desk.wait_confirmed(call_id)
    return call_id


def test_tones_as_info(folder: Path) -> None:
    with a_desk(folder, "info", dtmf="info") as desk, WirePhone(desk.port) as wire:
        call_id = up(desk, wire)
        desk.send(m.SendDtmf(call_id, "7#"))
        bodies = []
        for _ in range(2):
            request = wire.next_request("INFO")
            wire.respond(request, "200 OK")
            assert "application/dtmf-relay" in request
            bodies.append(re.findall(r"Signal=\s*(\S)", request))
        assert bodies == [["7"], ["#"]]
        assert dtmf_digits(wire.rtp, 0.3) == ""
        wire.bye()


def test_keys_that_come_as_info(folder: Path) -> None:
    """Only what a telephone has: the first characters are somebody's joke."""
    with a_desk(folder, "keys") as desk, WirePhone(desk.port) as wire:
        up(desk, wire)
        for sequence, signal in enumerate(("x", "\xff", "", "5", "a"), start=2):
            kind = "Content-Type: application/dtmf-relay\r\n"
            body = f"Signal={signal}\r\nDuration=160\r\n"
            wire.send(wire.request("INFO", body, sequence=sequence, extra=kind))
            assert wire.answer()[0] == 200
        desk.wait(m.DtmfPressed, lambda one: one.digits == "A")
        assert [one.digits for one in desk.all(m.DtmfPressed)] == ["5", "A"]
        wire.bye(90)


def heard_pairs(rtp: socket.socket, duration_s: float) -> list[str]:
    """The touch tones in the A-law that comes, each once, by the two frequencies that stand out."""
    samples: list[np.ndarray] = []
    deadline = time.monotonic() + duration_s
    rtp.settimeout(0.5)
    while time.monotonic() < deadline:
        packet = rtp.recv(2048)
        if packet[1] & 0x7F == 8:
            samples.append(decode_alaw(np.frombuffer(packet[12:], dtype=np.uint8)))
    digits: list[str] = []
    for start in range(0, len(samples) - 2, 2):
        window = np.concatenate(samples[start : start + 2]).astype(np.float64)
        found = next((digit for digit, pair in DTMF_HZ.items() if both(window, pair)), "")
        if found and digits[-1:] != [found]:
            digits.append(found)
    return digits


def both(window: np.ndarray, pair: tuple[int, int]) -> bool:
    turns = 2j * np.pi * np.arange(window.size) / 8000
    levels = [
        20 * np.log10(2 * abs(np.sum(window * np.exp(-turns * hz))) / window.size / 32768 + 1e-9)
        for hz in pair
    ]
    return min(levels) > -26.0


def test_tones_as_sound(folder: Path) -> None:
    with a_desk(folder, "inband", dtmf="inband") as desk, WirePhone(desk.port) as wire:
        call_id = up(desk, wire)
        desk.send(m.SendDtmf(call_id, "159#"))
        assert heard_pairs(wire.rtp, 1.6) == ["1", "5", "9", "#"]
        wire.bye()


# ------------------------------------------------------------ auto-answer by header


@pytest.mark.parametrize(
    ("header", "delay_s"),
    [
        ("Call-Info: <sip:pbx.example>;answer-after=0", 0.0),
        ("Call-Info: <sip:x>; answer-after=3", 3.0),
        ("Alert-Info: <http://pbx.example>;info=alert-autoanswer;delay=2", 2.0),
        ("Alert-Info: Auto Answer", 0.0),
        ("alert-info: Ring Answer", 0.0),
        ("Alert-Info:\r\n <sip:x>;\r\n info=Intercom", 0.0),
        ("Answer-Mode: Auto", 0.0),
        ("P-Auto-Answer: normal", 0.0),
        ("Call-Info: <sip:x>;answer-after=9999", LONGEST_S),
        ("Call-Info: <http://pbx.example/answer-after.png>;purpose=icon", None),
        ("Alert-Info: <http://pbx.example/bell.wav>", None),
        ("Answer-Mode: Manual", None),
        ("Subject: Auto Answer", None),
    ],
)
def test_who_asks_to_be_answered(header: str, delay_s: float | None) -> None:
    invite = f"INVITE sip:a@b SIP/2.0\r\nVia: x\r\n{header}\r\nTo: <sip:a@b>\r\n\r\nv=0\r\n"
    assert asked_delay_s(invite) == delay_s


def test_a_body_asks_for_nothing() -> None:
    assert asked_delay_s("INVITE sip:a@b SIP/2.0\r\n\r\nAnswer-Mode: Auto\r\n") is None


@given(st.text())
def test_any_message_is_answered_for(text: str) -> None:
    delay_s = asked_delay_s(text)
    assert delay_s is None or 0 <= delay_s <= LONGEST_S


def test_the_header_answers_only_where_the_account_allows_it(folder: Path) -> None:
    asks = "Call-Info: <sip:pbx>;answer-after=0\r\n"
    with (
        Endpoint(folder / "intercom", quiet_config("intercom", auto_answer_headers=True)) as yes,
        Endpoint(folder / "proud", quiet_config("proud")) as no,
        WirePhone(yes.port) as wire,
        WirePhone(no.port) as other,
    ):
        wire.send(wire.request("INVITE", wire.sdp(), extra=asks))
        assert wire.answer()[0] == 200
        other.send(other.request("INVITE", other.sdp(), extra=asks))
        assert other.answer(final=False)[0] in (100, 180)
        no.incoming()
        with pytest.raises(AssertionError, match="no answer"):
            other.answer(0.7)


# ------------------------------------------------------------ not ready


@pytest.mark.parametrize("code", [480, 486])
def test_who_takes_no_calls_is_not_rung_and_hears_who_called(
    folder: Path, agent: Endpoint, customer: Endpoint, code: int
) -> None:
    after = agent.mark()
    agent.turn_away(code)
    outgoing = customer.dial(agent.address)
    assert customer.wait_ended(outgoing).end_code == code
    missed = agent.wait(m.CallTurnedAway, after=after)
    assert (missed.peer_uri, missed.code) == ("sip:customer@127.0.0.1", code)
    assert not [one for one in agent.events[after:] if isinstance(one, m.CallChanged)]
    agent.turn_away(0)
    outgoing, incoming = connect(customer, agent)
    agent.send(m.SetAvailability(code))
    # a call that is up is nobody's to end
    mark = agent.mark()
    agent.wait(m.StreamStats, lambda one: one.call_id == incoming, after=mark)
    customer.send(m.HangUp(outgoing))
    agent.wait_ended(incoming)
    agent.send(m.SetAvailability())


def test_not_ready_outlives_the_desktop(folder: Path, customer: Endpoint) -> None:
    with Endpoint(folder / "away", quiet_config("away")) as away:
        away.turn_away(480)
        first, address = away.client, away.address
        away.replace_client()
        away.start()
        assert away.wait(m.EngineReady).availability.turn_away == 480
        outgoing = customer.dial(address)
        assert customer.wait_ended(outgoing).end_code == 480
        first.detach()


# ------------------------------------------------------------ early media


@pytest.fixture
def callee() -> Iterator[WirePhone]:
    with WirePhone(1) as wire:
        yield wire


def test_what_is_said_before_the_answer_is_heard(agent: Endpoint, callee: WirePhone) -> None:
    call_id = agent.dial(f"sip:wire@127.0.0.1:{callee.sip_port}")
    invite = callee.next_request("INVITE")
    callee.respond(invite, "183 Session Progress", callee.sdp())
    early = agent.wait_call(lambda one: one.call_id == call_id and one.codec != "")
    assert early.state is CallState.EARLY
    callee.play(invite, 1000.0, 1.5)
    agent.wait(m.StreamStats, lambda one: one.call_id == call_id and one.rtp_received > 40)
    callee.respond(invite, "486 Busy Here")
    callee.next_request("ACK")
    assert agent.wait_ended(call_id).end_code == 486


# ------------------------------------------------------------ texts


def test_a_text_within_a_call_arrives(folder: Path) -> None:
    with a_desk(folder, "texts") as desk, WirePhone(desk.port) as wire:
        up(desk, wire)
        body = "Ich rufe später zurück"
        message = wire.request("MESSAGE", body, sequence=2)
        wire.send(message.replace(b"application/sdp", b"text/plain"))
        assert wire.answer()[0] == 200
        received = desk.wait(m.MessageReceived)
        assert (received.body, received.content_type) == (body, "text/plain")
        assert received.from_uri.startswith("sip:wire@127.0.0.1")


@pytest.mark.parametrize("answer", ["200 OK", "202 Accepted", "405 Method Not Allowed"])
def test_a_text_to_the_other_side_gets_its_answer(folder: Path, answer: str) -> None:
    with a_desk(folder, f"writes-{answer[:3]}") as desk, WirePhone(desk.port) as wire:
        call_id = up(desk, wire)
        desk.send(m.SendText("t1", call_id, "Die Nummer ist 4711 – ü"))
        message = wire.next_request("MESSAGE")
        assert "Content-Type: text/plain" in message
        assert message.endswith("\r\n\r\nDie Nummer ist 4711 – ü")
        assert f"Call-ID: {wire.dialog[0]}" in message, "outside of the call it may go anywhere"
        wire.respond(message, answer)
        delivered = desk.wait(m.MessageDelivered)
        assert (delivered.request_id, delivered.code) == ("t1", int(answer[:3]))
        wire.bye()
        desk.wait_ended(call_id)


def test_baresip_takes_a_text(folder: Path) -> None:
    with a_desk(folder, "to-bare") as desk, Baresip(folder / "bare-texts") as bare:
        bare.do("dial", desk.address)
        call_id = desk.incoming()
        desk.wait_confirmed(call_id)
        desk.send(m.SendText("t1", call_id, "Vorgang 4711"))
        assert desk.wait(m.MessageDelivered).code == 200
        desk.send(m.HangUp(call_id))
        desk.wait_ended(call_id)


def test_a_text_that_the_end_of_the_call_overtakes_was_not_delivered(folder: Path) -> None:
    with a_desk(folder, "too-late") as desk, WirePhone(desk.port) as wire:
        call_id = up(desk, wire)
        desk.send(m.SendText("t1", call_id, "Noch etwas"))
        wire.next_request("MESSAGE")
        wire.bye()
        delivered = desk.wait(m.MessageDelivered)
        assert (delivered.request_id, delivered.code) == ("t1", 481)
        desk.send(m.SendText("t2", call_id, "Noch etwas"))
        late = desk.wait(m.MessageDelivered, lambda one: one.request_id == "t2")
        assert late.code == 503
        assert not desk.all(m.CommandFailed)


# ------------------------------------------------------------ codecs

OFFER = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    "m=audio 4000 RTP/AVP 8 9 0 96\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:9 G722/8000\r\n"
    "a=rtpmap:0 PCMU/8000\r\na=sendrecv\r\na=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-16\r\n"
)


def test_codecs_stand_in_the_accounts_order() -> None:
    ordered = order_codecs(OFFER, ("G722", "PCMA"))
    assert "m=audio 4000 RTP/AVP 9 8 96\r\n" in ordered
    assert "PCMU" not in ordered and "telephone-event" in ordered and "a=fmtp:96" in ordered
    assert order_codecs(ordered, ("G722", "PCMA")) == ordered


def test_an_offer_without_any_of_them_stays() -> None:
    assert order_codecs(OFFER, ("opus",)) == OFFER


@given(st.text(), st.lists(st.sampled_from(["PCMA", "G722", "PCMU"]), unique=True))
def test_any_text_comes_back(sdp: str, codecs: list[str]) -> None:
    order_codecs(sdp, codecs)


def test_two_accounts_speak_the_codec_that_both_have(folder: Path) -> None:
    with (
        Endpoint(folder / "wide", quiet_config("wide", codecs=("G722", "PCMU"))) as wide,
        Endpoint(folder / "narrow", quiet_config("narrow", codecs=("PCMU", "PCMA"))) as narrow,
        Endpoint(folder / "other-law", quiet_config("lawful", codecs=("PCMA",))) as other,
    ):
        outgoing, incoming = connect(wide, narrow)
        assert wide.wait_confirmed(outgoing).codec == "PCMU/8000"
        wide.wait(m.StreamStats, lambda one: one.rtp_received > 20)
        wide.send(m.HangUp(outgoing))
        narrow.wait_ended(incoming)
        refused = wide.dial(other.address)
        assert wide.wait_ended(refused).end_code in (488, 606)


def test_the_offer_of_an_account_is_in_its_order(folder: Path, callee: WirePhone) -> None:
    config = quiet_config("ordered", codecs=("G722", "PCMA"))
    with Endpoint(folder / "ordered", config) as desk:
        call_id = desk.dial(f"sip:wire@127.0.0.1:{callee.sip_port}")
        invite = callee.next_request("INVITE")
        media = re.search(r"^m=audio \d+ RTP/AVP ([\d ]+)", invite, re.MULTILINE)
        assert media is not None and media[1].split()[:2] == ["9", "8"]
        assert "PCMU" not in invite
        callee.respond(invite, "603 Decline")
        desk.wait_ended(call_id)
