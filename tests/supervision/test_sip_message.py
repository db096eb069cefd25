"""Escalations as SIP MESSAGE bodies, without a network."""

import pytest

from desktop.clock import ManualClock
from desktop.errors import NetworkError, RemoteError
from desktop.supervision.messages import CONTENT_TYPE, Cancel, EscalationMessage, encode, parse
from desktop.supervision.sip_message import SipMessageTransport
from desktop.supervision.transport import Delivery

pytestmark = pytest.mark.unit

CANCEL = Cancel(id="esc-0001")
PEER = "sip:anna@pbx.example"


class SpyListener:
    def __init__(self) -> None:
        self.got: list[object] = []

    def receive(self, sender: str, message: EscalationMessage, now_s: float) -> None:
        if sender != PEER:
            raise RemoteError("a stranger")
        self.got.append((sender, message, now_s))

    def delivery_ended(self, delivery: Delivery, now_s: float) -> None:
        self.got.append((delivery, now_s))


class Wire:
    """A transport whose engine is this object."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str]] = []
        self.rejected: list[tuple[str, str]] = []
        self.down = False
        self.listener = SpyListener()
        self.transport = SipMessageTransport(
            self._send,
            clock=ManualClock(7.0),
            on_rejected=lambda sender, error: self.rejected.append((sender, error.what)),
        )

    def _send(self, target: str, content_type: str, body: str) -> str:
        if self.down:
            raise NetworkError("the engine is not there")
        self.sent.append((target, content_type, body))
        return "m1"


@pytest.fixture
def wire() -> Wire:
    wire = Wire()
    wire.transport.connect(wire.listener)
    return wire


def test_sends_a_body(wire: Wire) -> None:
    assert wire.transport.send(PEER, CANCEL) == "m1"
    ((target, content_type, body),) = wire.sent
    assert (target, content_type) == (PEER, "application/vnd.beistand+json")
    assert parse(body) == CANCEL
    assert not wire.transport.is_away(PEER)  # a telephone system does not say


def test_a_dead_engine_is_no_exception(wire: Wire) -> None:
    wire.down = True
    assert wire.transport.send(PEER, CANCEL) is None


@pytest.mark.parametrize("content_type", [CONTENT_TYPE, f"{CONTENT_TYPE.upper()}; charset=utf-8"])
def test_takes_what_is_ours(wire: Wire, content_type: str) -> None:
    assert wire.transport.message_received(PEER, content_type, encode(CANCEL))
    assert wire.listener.got == [(PEER, CANCEL, 7.0)]


def test_leaves_other_messages_alone(wire: Wire) -> None:
    assert not wire.transport.message_received(PEER, "text/plain", encode(CANCEL))
    assert wire.listener.got == [] and wire.rejected == []


@pytest.mark.parametrize(
    ("sender", "body", "words"),
    [(PEER, "{", "malformed"), ("sip:eve@evil.example", encode(CANCEL), "a stranger")],
)
def test_tells_of_what_it_refuses(wire: Wire, sender: str, body: str, words: str) -> None:
    assert wire.transport.message_received(sender, CONTENT_TYPE, body)
    ((told_sender, what),) = wire.rejected
    assert told_sender == sender and words in what
    assert wire.listener.got == []


@pytest.mark.parametrize(
    ("code", "delivered"), [(200, True), (202, True), (408, False), (0, False)]
)
def test_reports_deliveries(wire: Wire, code: int, delivered: bool) -> None:
    wire.transport.message_delivered("m1", code, "words")
    assert wire.listener.got == [(Delivery("m1", delivered, code, "words"), 7.0)]


def test_what_comes_to_a_desktop_on_a_broker_is_refused_aloud() -> None:
    wire = Wire()
    assert wire.transport.message_received(PEER, CONTENT_TYPE, encode(CANCEL))
    wire.transport.message_delivered("m1", 200, "OK")
    ((sender, what),) = wire.rejected
    assert sender == PEER and "this desktop's team has a broker" in what
