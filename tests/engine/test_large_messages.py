"""What is larger than PJSIP's buffer is refused, not half read; and addresses of any length."""

from pathlib import Path

import pytest
from endpoints import Endpoint, quiet_config
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from wire import WirePhone

from desktop.telephony.call import CallSnapshot, CallState, Party
from desktop.telephony.consent import ConsentEvent, ConsentState
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.headers import LONGEST, cut_short
from desktop.telephony.engine.name_addr import who_called

pytestmark = pytest.mark.sip

LONG_HEADERS = {"4.6 kB": 25, "8.7 kB": 50}


def whole(body: str, length: str = "") -> str:
    return f"MESSAGE sip:a@b SIP/2.0\r\nContent-Length: {length or len(body)}\r\n\r\n{body}"


@pytest.mark.parametrize(
    ("message", "cut"),
    [
        (whole("v=0\r\n"), False),
        (whole("v=0\r\n", "6"), True),
        (whole("v=0\r\n", "six"), False),
        (whole("v=0\r\n").replace("Content-Length", "l"), False),
        (whole("v=0\r\n", "99").replace("Content-Length", "l"), True),
        ("MESSAGE sip:a@b SIP/2.0\r\nContent-Length: 0\r\nX-Long: y", True),
        ("MESSAGE sip:a@b SIP/2.0\r\n\r\n" + "y" * LONGEST, True),
    ],
)
def test_what_is_cut_is_known(message: str, cut: bool) -> None:
    assert cut_short(message) is cut


@given(st.binary(max_size=300))
def test_any_bytes_are_answered_for(raw: bytes) -> None:
    cut_short(raw.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("lines", LONG_HEADERS.values(), ids=LONG_HEADERS)
def test_an_invite_whose_sound_is_cut_off_is_refused_before_it_rings(
    folder: Path, agent: Endpoint, lines: int
) -> None:
    after = agent.mark()
    extra = "".join(f"X-Long-{number}: {'y' * 150}\r\n" for number in range(lines))
    with WirePhone(agent.port) as wire:
        wire.send(wire.request("INVITE", wire.sdp(), extra=extra))
        assert wire.answer()[0] == 513
    # what is large and fits is a call, with its codec and its sound
    with WirePhone(agent.port) as wire:
        extra = "".join(f"X-Long-{number}: {'y' * 150}\r\n" for number in range(15))
        wire.send(wire.request("INVITE", wire.sdp(), extra=extra))
        agent.send(m.Answer(agent.incoming(after=after)))
        assert wire.answer()[0] == 200
        wire.send(wire.request("ACK"))
        wire.rtp.settimeout(5.0)
        assert wire.rtp.recv(2048)
        wire.bye()
    calls = [one.call for one in agent.events[after:] if isinstance(one, m.CallChanged)]
    assert len({call.call_id for call in calls}) == 1
    assert calls[-1].codec == "PCMA/8000"


def test_a_text_whose_end_has_not_come_says_so(agent: Endpoint) -> None:
    after = agent.mark()
    with WirePhone(agent.port) as wire:
        message = wire.request("MESSAGE", "x" * 4_990 + "END")
        wire.send(message.replace(b"application/sdp", b"text/plain"))
        body = agent.wait(m.MessageReceived, after=after).body
    assert body.startswith("xxx") and body.endswith("x […]")


def called(desk: Endpoint, wire: WirePhone, sender: str) -> CallSnapshot:
    """A call from who has that name and address; answered by itself."""
    after = desk.mark()
    invite = wire.request("INVITE", wire.sdp()).decode()
    wire.send(invite.replace("From: <", f"From: {sender}<").encode())
    assert wire.answer(10)[0] == 200
    wire.send(wire.request("ACK"))
    return desk.wait_call(lambda one: one.state is CallState.CONFIRMED, after=after)


@pytest.mark.parametrize(
    ("told", "came", "who"),
    [
        ("<sip:a@b>", "<sip:x@y>", "<sip:a@b>"),
        (
            "<-error: uri too long->",
            '"A: b" <sip:a@b:5070;x=1>;tag=1',
            '"A: b" <sip:a@b;x=1>;tag=1',
        ),
        ("<-error: uri too long->", "<sip:a@[::1]:5070>", "<sip:a@[::1]>"),
        ("<-error: uri too long->", "sip:a@b:5070", "sip:a@b"),
    ],
)
def test_who_called(told: str, came: str, who: str) -> None:
    assert who_called(told, came) == who


@pytest.mark.parametrize("length", [3, 240, 600])
def test_a_caller_with_a_long_name_is_known(folder: Path, length: int) -> None:
    config = replace(quiet_config("desk", auto_answer=True), internal_numbers=("wire",))
    with Endpoint(folder / f"long-{length}", config) as desk, WirePhone(desk.port) as wire:
        call = called(desk, wire, f'"{"ü" * length}" ')
        assert call.peer_name == "ü" * length
        assert call.peer_uri == "sip:wire@127.0.0.1"
        # a colleague, whatever the name
        assert call.party is Party.INTERNAL
        desk.consent(call.call_id, ConsentEvent.GRANT)
        desk.wait_call(lambda one: one.consent is ConsentState.GRANTED)
        desk.wait(m.StreamStats, after=desk.mark())
        assert not desk.all(m.TapOpened)
        wire.bye()
