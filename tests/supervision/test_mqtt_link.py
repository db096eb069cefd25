"""A broker that drops, doubles, delays and forgets: each message comes once, and in order."""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop.supervision.messages import (
    Calling,
    Cancel,
    Claim,
    EscalationMessage,
    Here,
    Mode,
    Seen,
    WantedMode,
    parse,
)
from desktop.supervision.mqtt import link as link_module
from desktop.supervision.mqtt.link import (
    CLAIM_S,
    MAX_QUEUED,
    SEND_AGAIN_AT_LATEST_S,
    SEND_AGAIN_S,
    WINDOW,
    Link,
)
from desktop.supervision.mqtt.packets import Ack, Packet
from desktop.supervision.transport import Delivery

pytestmark = pytest.mark.unit

PEER = "sip:anna@pbx.example"
BOOT = "00000001"


def link(boot: str = BOOT) -> Link:
    ids: Iterator[int] = count()
    return Link(boot, new_id=lambda: f"r{next(ids)}")


def message(number: int) -> Cancel:
    return Cancel(id=f"esc-{number:06d}")


class LossyBroker(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self.sender, self.receiver = link(), link("00000002")
        self.numbers = count()
        self.sent: list[EscalationMessage] = []
        self.got: list[EscalationMessage] = []
        self.packets: list[Packet] = []
        self.acks: list[Ack] = []
        self.confirmed: list[Delivery] = []

    @rule(many=st.sampled_from([1, 2, 3, WINDOW + 1]))
    def send(self, many: int) -> None:
        many = min(many, 100 - self.sender.waiting)
        for _ in range(many):
            one = message(next(self.numbers))
            assert self.sender.send(PEER, one, self.now_s) is not None
            self.sent.append(one)
        self.flush()

    def flush(self) -> None:
        self.packets += [packet for _, packet in self.sender.due(self.now_s)]

    @rule(seconds=st.sampled_from([0.125, SEND_AGAIN_S, SEND_AGAIN_AT_LATEST_S]))
    def time_passes(self, seconds: float) -> None:
        self.now_s += seconds
        self.flush()

    @rule()
    def the_broker_restarts(self) -> None:
        """And forgets what it had confirmed."""
        self.packets.clear()
        self.acks.clear()
        self.sender.connected()
        self.flush()

    @precondition(lambda self: self.packets)
    @rule(which=st.integers(0, 60), again=st.booleans())
    def a_packet_arrives(self, which: int, again: bool) -> None:
        self.deliver(which % len(self.packets), again=again)

    @precondition(lambda self: self.packets)
    @rule()
    def all_packets_arrive(self) -> None:
        while self.packets:
            self.deliver(0)

    @precondition(lambda self: self.packets)
    @rule(which=st.integers(0, 60))
    def a_packet_is_lost(self, which: int) -> None:
        del self.packets[which % len(self.packets)]

    @precondition(lambda self: self.acks)
    @rule(which=st.integers(0, 60), lost=st.booleans())
    def an_ack_arrives(self, which: int, lost: bool) -> None:
        ack = self.acks.pop(which % len(self.acks))
        if not lost:
            self.confirm(ack)

    def deliver(self, index: int, *, again: bool = False) -> None:
        packet = self.packets[index] if again else self.packets.pop(index)
        taken = self.receiver.take("sip:jana@pbx.example", packet)
        self.acks.append(taken.ack)
        if taken.body is not None:
            self.got.append(parse(taken.body))

    def confirm(self, ack: Ack) -> None:
        self.confirmed += [delivery for delivery, _ in self.sender.acknowledged(PEER, ack)]

    @invariant()
    def each_once_and_in_order(self) -> None:
        assert self.got == self.sent[: len(self.got)]

    @invariant()
    def nothing_is_confirmed_that_has_not_come(self) -> None:
        assert len(self.confirmed) <= len(self.got)
        assert self.sender.waiting == len(self.sent) - len(self.confirmed)

    def teardown(self) -> None:
        """The broker works again: everything comes, with every turn at least one."""
        while before := self.sender.waiting:
            self.time_passes(SEND_AGAIN_AT_LATEST_S)
            self.all_packets_arrive()
            for ack in self.acks:
                self.confirm(ack)
            self.acks.clear()
            assert self.sender.waiting < before
        assert self.got == self.sent


LossyBroker.TestCase.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
TestLossyBroker = LossyBroker.TestCase


def test_only_a_window_is_under_way() -> None:
    sender = link()
    for number in range(MAX_QUEUED):
        assert sender.send(PEER, message(number), 0.0)
    assert sender.send(PEER, message(0), 0.0) is None  # full: the sender is told
    assert [packet.seq for _, packet in sender.due(0.0)] == list(range(1, WINDOW + 1))
    assert sender.due(0.1) == []
    assert len(sender.acknowledged(PEER, Ack(boot=BOOT, seq=WINDOW))) == WINDOW
    assert next(packet.seq for _, packet in sender.due(0.1)) == WINDOW + 1


def test_who_says_nothing_is_asked_less_and_less_with_the_oldest_only() -> None:
    sender, receiver = link(), link("00000002")
    for number in range(5):
        sender.send(PEER, message(number), 0.0)
    asked = [
        (half / 2, packet.seq) for half in range(7_200) for _, packet in sender.due(half / 2)
    ]  # an hour, looked at twice a second
    assert asked[:5] == [(0.0, seq) for seq in range(1, 6)]
    assert asked[5:10] == [(SEND_AGAIN_S, seq) for seq in range(1, 6)]
    assert [at_s for at_s, _ in asked[10:15]] == [9.0, 21.0, 45.0, 93.0, 153.0]
    assert {seq for _, seq in asked[10:]} == {1} and len(asked) < 75
    sender.send(PEER, message(5), 3_600.0)  # what is new goes out at once
    ((_, new),) = sender.due(3_600.0)
    ((_, packet),) = sender.due(3_661.0)
    assert sender.acknowledged(PEER, receiver.take(PEER, new).ack) == []  # it came too early
    assert packet.seq == 1 and receiver.take(PEER, packet).body
    assert [packet.seq for _, packet in sender.due(3_662.0)] == [2, 3, 4, 5, 6]


def test_who_is_away_gets_nothing_and_everything_with_the_next_connection() -> None:
    sender = link()
    sender.send(PEER, message(1), 0.0)
    assert sender.due(0.0, away=lambda peer: peer == PEER) == []
    assert len(sender.due(0.0)) == 1
    sender.peer_connected("sip:bert@pbx.example")
    assert sender.due(1.0, away=lambda peer: False) == []
    sender.peer_connected(PEER)
    assert len(sender.due(1.0, PEER)) == 1


def test_says_how_old_a_message_is() -> None:
    sender = link()
    sender.send(PEER, message(1), 10.0)
    sender.due(10.0)
    ((_, packet),) = sender.due(10.0 + SEND_AGAIN_S)
    assert packet.age_s == SEND_AGAIN_S


def test_a_click_of_long_ago_changes_nobodys_mode() -> None:
    sender = link()
    for click in (
        Mode(id="esc-000001", mode=WantedMode.BARGE, wish=1),
        Here(id="esc-000001", call=1),
        Calling(id="esc-000001", call=1),
    ):
        sender.send(PEER, click, 0.0)
    assert len(sender.given_up(CLAIM_S)) == 3


def test_what_nobody_wants_any_more_is_given_up_and_holds_up_nothing() -> None:
    sender, receiver = link(), link("00000002")
    sender.send(PEER, message(1), 0.0)
    claim = sender.send(PEER, Claim(id="esc-000002", by="Anna", eta_s=5.0), 0.0)
    seen = sender.send(PEER, Seen(id="esc-000003"), 0.0)
    sender.send(PEER, message(4), 0.0)
    assert sender.given_up(CLAIM_S - 0.1) == []
    assert [one.request_id for one in sender.given_up(CLAIM_S)] == [claim]
    assert sender.given_up(CLAIM_S) == []
    bodies = [receiver.take(PEER, packet).body for _, packet in sender.due(CLAIM_S)]
    assert [body and parse(body).id for body in bodies] == [
        "esc-000001",
        None,
        "esc-000003",
        "esc-000004",
    ]
    arrived = sender.acknowledged(PEER, Ack(boot=BOOT, seq=4))
    assert claim not in [delivery.request_id for delivery, _ in arrived]
    assert seen in [delivery.request_id for delivery, _ in arrived]


def test_nothing_that_is_given_up_at_the_front_is_sent() -> None:
    sender = link()
    sender.send(PEER, Seen(id="esc-000001"), 0.0)
    sender.given_up(3_600.0)
    assert sender.waiting == 0 and sender.due(3_600.0) == []
    sender.send(PEER, message(2), 3_600.0)
    ((_, packet),) = sender.due(3_600.0)
    receiver = link("00000002")
    assert (packet.seq, packet.base) == (2, 2) and receiver.take(PEER, packet).body


def test_a_restarted_receiver_begins_where_the_sender_is() -> None:
    sender = link()
    for number in range(5):
        sender.send(PEER, message(number), 0.0)
    packets = [packet for _, packet in sender.due(0.0)]
    sender.acknowledged(PEER, Ack(boot=BOOT, seq=3))
    restarted = link("00000003")
    late = restarted.take(PEER, packets[4])  # sent while 1 was the oldest that was kept
    assert late.body is None and late.ack.seq == 0
    again = [packet for _, packet in sender.due(SEND_AGAIN_S)]
    assert [restarted.take(PEER, packet).body is not None for packet in again] == [True, True]


def test_a_late_packet_of_a_former_run_is_still_a_duplicate() -> None:
    old, new, receiver = link(), link("0000000a"), link("00000002")
    for one in (old, new):
        one.send(PEER, message(1), 0.0)
    ((_, of_old),), ((_, of_new),) = old.due(0.0), new.due(0.0)
    assert [
        receiver.take(PEER, packet).body is not None for packet in (of_old, of_new, of_old)
    ] == [
        True,
        True,
        False,
    ]


def test_acks_of_another_run_or_of_a_stranger_change_nothing() -> None:
    sender = link()
    sender.send(PEER, message(1), 0.0)
    assert sender.acknowledged(PEER, Ack(boot="ffffffff", seq=9)) == []
    assert sender.acknowledged("sip:eve@pbx.example", Ack(boot=BOOT, seq=9)) == []
    assert sender.waiting == 1


def test_a_flood_of_senders_is_forgotten_but_nobody_who_is_owed_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(link_module, "MAX_PEERS", 3)
    one = link()
    one.send(PEER, message(1), 0.0)
    one.due(0.0)
    one.send("sip:idle@pbx.example", message(2), 0.0)
    one.acknowledged("sip:idle@pbx.example", Ack(boot=BOOT, seq=2))
    for number in range(9):
        packet = Packet(boot="ffffffff", seq=1, base=1, body=b'{"v":1}')  # type: ignore[arg-type]
        one.take(f"sip:eve{number}@pbx.example", packet)
    assert one.waiting == 1
    one.send("sip:idle@pbx.example", message(3), 0.0)
    ((_, packet),) = one.due(0.0, "sip:idle@pbx.example")
    assert packet.seq > 2  # that was another message of this run
