"""What we read ourselves of a SIP message, fed with grammar gone wrong: always a value or our own
error, in no more time than its length asks for."""

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.telephony.engine.auto_answer import LONGEST_S, asked_delay_s
from desktop.telephony.engine.name_addr import (
    NameAddr,
    clean,
    host_of,
    host_port,
    name_addr,
    parse_name_addr,
    reachable,
    registrar_uri,
    user_of,
    with_transport,
)
from desktop.telephony.engine.objection import objection_in, with_objection
from desktop.telephony.engine.sdp import only_ipv6, order_codecs
from desktop.telephony.number_plan import NumberPlan
from desktop.telephony.sip_uri import BadSipUri, parse_sip_uri, seen

pytestmark = pytest.mark.unit

# How long one example takes depends on who else runs; what matters is measured below.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

PIECES = st.sampled_from((
    "<", ">", '"', "\\", "\\\\", ";", ":", "@", ",", "?", "=", "%", "%00", "[", "]", "[::1]", " ",
    "\t", "\r\n ", "\x00", "\x7f", "\udcff", "ü", "sip", "sips", "tel", "sip:a@b", "127.0.0.1",
    ":5060", "99999999999999999999", "-1", ";lr", ";tag=1", "Replaces=", "user", "A" * 300,
))  # fmt: skip
WRECKED = st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)
"""Pieces of addresses in any order."""

HEADERS = st.sampled_from(
    ["Call-Info", "call-info ", "Alert-Info", "Answer-Mode", "P-Auto-Answer", "Subject", "", " "]
)
VALUE_PIECES = st.sampled_from((
    "<sip:x>", ";answer-after=", "answer-after", "delay=", ";delay = ", "0", "9999", "-3", "1e9",
    '"5"', "Auto", "auto-answer", "Ring Answer", "intercom", ";", "\r\n ", "\n\t", "\x00", "²",
))  # fmt: skip
VALUES = st.lists(VALUE_PIECES | st.text(max_size=3), max_size=8).map("".join)

SDP_LINES = st.sampled_from((
    "v=0", "o=- 1 1 IN IP4 127.0.0.1", "c=IN IP4 127.0.0.1", "c=IN IP6 ::1", "t=0 0", "m=audio",
    "m=audio 4000 RTP/AVP 8 0 96", "m=audio 0 RTP/AVP 8", "m=", "m=audio 4000 RTP/AVP",
    "m=video 4002 RTP/AVP 31 8", "m=audio 4000 RTP/AVP 8 8 8", "a=rtpmap:8 PCMA/8000",
    "a=rtpmap:96 telephone-event/8000", "a=rtpmap:96 PCMU/8000", "a=rtpmap:", "a=fmtp:96 0-15",
    "a=rtpmap:999999999999 G722/", "a=fmtp:8", "a=sendrecv", "", " ", "\x00",
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x",
))  # fmt: skip
SDPS = st.lists(SDP_LINES | st.text(max_size=12), max_size=20).map("\r\n".join)
CODECS = st.lists(st.sampled_from(["PCMA", "G722", "PCMU", "telephone-event"]), unique=True)


@PATIENT
@given(WRECKED)
def test_any_address_is_read(text: str) -> None:
    parsed = parse_name_addr(clean(text))
    clean(text).encode()  # can be passed on
    for read in (parsed.name, parsed.uri, host_of(text), host_port(text, "udp"), user_of(text)):
        assert isinstance(read, str)
    assert reachable(text, "127.0.0.1:5060").endswith("127.0.0.1:5060")
    assert registrar_uri(text, "tcp").lower().startswith(("sip:", "sips:"))
    assert "transport=" in with_transport(text, "tls").lower()


@PATIENT
@given(st.text().filter(lambda name: name.split() != []), WRECKED)
def test_a_name_that_is_written_is_read_again(name: str, rest: str) -> None:
    """Also where the name is made to look like an address; but for what nobody could see."""
    for odd in (name, rest):
        written = name_addr(odd, "sip:a@b")
        assert parse_name_addr(written) == NameAddr(seen(odd), "sip:a@b"), written


@PATIENT
@given(WRECKED)
def test_a_refer_to_is_an_address_or_none(text: str) -> None:
    """Who is referred to (RFC 3515), with or without Replaces."""
    try:
        parse_sip_uri(clean(text))
    except BadSipUri:
        pass


@PATIENT
@given(st.lists(st.tuples(HEADERS, VALUES), max_size=8), st.sampled_from(["\r\n", "\n", "\r"]))
def test_any_headers_ask_for_an_answer_or_do_not(fields: list[tuple[str, str]], end: str) -> None:
    message = end.join(["INVITE sip:a@b SIP/2.0", *(f"{name}:{value}" for name, value in fields)])
    delay_s = asked_delay_s(message)
    assert delay_s is None or 0 <= delay_s <= LONGEST_S


@PATIENT
@given(SDPS, CODECS)
def test_ordering_codecs_only_leaves_out(sdp: str, codecs: list[str]) -> None:
    ordered = order_codecs(sdp, codecs)
    before, after = sdp.splitlines(), ordered.splitlines()
    assert [line[:8] for line in before if line.startswith("m=")] == [
        line[:8] for line in after if line.startswith("m=")
    ]
    kept = [line for line in after if not line.startswith("m=")]
    assert set(kept) <= {*before, ""}
    assert order_codecs(ordered, codecs) == ordered
    assert only_ipv6(sdp) in (True, False)


@PATIENT
@given(WRECKED, st.booleans())
def test_an_objection_is_in_the_address_and_in_nothing_else(text: str, more: bool) -> None:
    referred = with_objection(f"<sip:a@b?{text}>" if more else text)
    assert referred.count("X-Beistand-Analysis=no") >= 1
    assert not objection_in(text)
    assert objection_in("INVITE sip:a@b SIP/2.0\r\nX-Beistand-Analysis: no\r\n\r\n")


@PATIENT
@given(WRECKED, st.lists(WRECKED, max_size=4))
def test_any_number_plan_answers(uri: str, patterns: list[str]) -> None:
    assert NumberPlan(tuple(patterns)).is_internal(uri) in (True, False)


def refused(uri: str) -> None:
    with pytest.raises(BadSipUri):
        parse_sip_uri(uri)


@pytest.mark.parametrize(
    "piece", [" ", '"', '"\\', "<", "a ", ";", "; ", "@", ":", "[", "\n ", "%", "("]
)
@pytest.mark.parametrize(
    "read",
    [
        parse_name_addr,
        asked_delay_s,
        lambda text: asked_delay_s(f"Call-Info: {text}"),
        lambda text: asked_delay_s(f"Alert-Info: <x>{text}answer-after"),
        lambda text: host_port(text, "udp"),
        lambda text: order_codecs(f"m=audio 1 RTP/AVP 8{text}\r\na=rtpmap:{text}", ("PCMA",)),
        lambda text: NumberPlan(("23x",)).is_internal(text),
        refused,
    ],
    ids=["name-addr", "headers", "Call-Info", "Alert-Info", "host", "SDP", "plan", "URI"],
)
def test_no_text_takes_long(read: Callable[[str], object], piece: str) -> None:
    """No message is longer than 64 KiB; a pattern that goes back and forth takes minutes."""
    text = piece * (65_536 // len(piece))
    begun_s = time.process_time()
    read(text)
    assert time.process_time() - begun_s < 1.0
