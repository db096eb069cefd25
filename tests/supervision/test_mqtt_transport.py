"""Escalations and presence over a broker that is this test: what is said, to whom and when."""

from dataclasses import dataclass, field

import pytest

from desktop.clock import ManualClock
from desktop.errors import RemoteError
from desktop.supervision.board import FORGOTTEN_S
from desktop.supervision.messages import Cancel, EscalationMessage
from desktop.supervision.mqtt.packets import (
    Ack,
    AnyFrame,
    DeskActivity,
    HelpShown,
    Packet,
    Presence,
    encode_frame,
    parse_frame,
    raw,
)
from desktop.supervision.mqtt.topics import Role, Topics
from desktop.supervision.mqtt.transport import DeskShown, MqttTransport
from desktop.supervision.transport import Delivery
from inference.tension.reading import TensionState

pytestmark = pytest.mark.unit

ANNA, JANA = "sip:anna@pbx.example", "sip:jana@pbx.example"
EID = "esc-000001"
WALL_S = 1_800_000_000.0
TOPICS = Topics("service")
ANNA_THERE = Presence(boot="00000002", connection=1, seq=1, online=True, at_s=WALL_S)
ANNA_GONE = Presence(boot="00000002", connection=1)


class SpyListener:
    def __init__(self) -> None:
        self.got: list[object] = []

    def receive(self, sender: str, message: EscalationMessage, now_s: float) -> None:
        self.got.append(message)

    def delivery_ended(self, delivery: Delivery, now_s: float) -> None:
        self.got.append(delivery)

    def peer_online(self, peer: str, now_s: float) -> None:
        self.got.append(("online", peer))


@dataclass
class Desktop:
    """A desktop connected to a broker that keeps what it is given, in `said`."""

    role: Role = Role.AGENT
    own: str = JANA
    clock: ManualClock = field(default_factory=lambda: ManualClock(100.0))
    said: list[tuple[str, AnyFrame]] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    listener: SpyListener = field(default_factory=SpyListener)

    def __post_init__(self) -> None:
        self.transport = MqttTransport(
            team="service",
            own=self.own,
            role=self.role,
            clock=self.clock,
            on_rejected=self._rejected,
            heartbeat_s=10.0,
            wall_s=lambda: WALL_S + self.clock.now_s() - 100.0,
        )
        self.transport.connect(self.listener)
        self.transport.connected(1, self._publish)

    def _publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        frame = parse_frame(payload)
        assert retain is isinstance(frame, Presence)
        self.said.append((topic, frame))

    def _rejected(self, sender: str, error: RemoteError) -> None:
        self.rejected.append(f"{sender}: {error.what}")

    def hear(self, who: str, presence: Presence, *, retained: bool = False) -> None:
        role = Role.SUPERVISOR if self.role is Role.AGENT else Role.AGENT
        self.transport.heard(TOPICS.state(role, who), encode_frame(presence), retained)

    def packets(self) -> list[Packet]:
        """What was said to somebody since the last time."""
        packets = [frame for _, frame in self.said if isinstance(frame, Packet)]
        self.said.clear()
        return packets

    def presence(self) -> Presence:
        """The last thing that was said of this desktop."""
        return next(frame for _, frame in reversed(self.said) if isinstance(frame, Presence))

    def pass_time(self, seconds: float) -> None:
        """As a desktop does: looked at twice a second."""
        for _ in range(round(2 * seconds)):
            self.clock.advance(0.5)
            self.transport.tick()


def test_who_is_away_is_told_when_back_and_not_every_three_seconds() -> None:
    jana = Desktop()
    jana.hear(ANNA, ANNA_THERE)
    assert jana.transport.send(ANNA, Cancel(id=EID)) is not None
    assert len(jana.packets()) == 1
    jana.hear(ANNA, ANNA_GONE)
    jana.pass_time(600.0)
    assert jana.packets() == []
    assert jana.transport.send(ANNA, Cancel(id="esc-000002")) is not None
    assert jana.packets() == []
    jana.hear(ANNA, Presence(boot="00000002", connection=2, seq=1, online=True))
    assert [packet.seq for packet in jana.packets()] == [1, 2]
    jana.hear(ANNA, Presence(boot="00000002", connection=3, seq=1, online=True))
    assert [packet.seq for packet in jana.packets()] == [1, 2], "she missed what was under way"


def test_how_long_somebody_was_tense_is_of_the_moment_of_asking() -> None:
    jana = Desktop()
    asks = HelpShown(id=EID, level=TensionState.TENSE, level_s=20.0)
    jana.transport.show(DeskShown(DeskActivity.IN_CALL, 100.0, asks))
    assert jana.presence().help == asks
    jana.pass_time(60.0)
    assert jana.presence().help == asks and jana.presence().activity_s == 60.0


@pytest.mark.parametrize("who", ["anna", "anna@", "%2F@x", "anna@pbx.example:5060"])
def test_a_sender_that_is_nobodys_address_is_refused_and_raises_nothing(who: str) -> None:
    jana = Desktop()
    packet = Packet(boot="00000002", seq=1, base=1, body=raw(Cancel(id=EID)))
    jana.transport.heard(
        f"beistand/v1/service/to/jana@pbx.example/from/{who}", encode_frame(packet), False
    )
    assert jana.rejected and jana.listener.got == [] and jana.packets() == []


def test_how_long_somebody_rests_is_not_even_sent() -> None:
    jana = Desktop()
    for activity in DeskActivity:
        jana.transport.show(DeskShown(activity, 40.0))
        timed = activity in (DeskActivity.IN_CALL, DeskActivity.WRAP_UP)
        assert jana.presence().activity_s == (60.0 if timed else 0.0)


def test_who_is_away_is_who_was_there() -> None:
    jana = Desktop()
    assert not jana.transport.is_away(ANNA)  # nobody knows
    jana.hear(ANNA, ANNA_THERE)
    assert not jana.transport.is_away("sip:anna@pbx.example:5070;transport=tcp")
    jana.hear(ANNA, ANNA_GONE)
    assert jana.transport.is_away("sip:anna@pbx.example:5070;transport=tcp")


def test_those_who_were_gone_before_the_start_are_not_on_the_board() -> None:
    anna = Desktop(Role.SUPERVISOR, ANNA)
    anna.hear(JANA, Presence(boot="00000003", connection=4), retained=True)
    assert anna.transport.roll.all()[JANA].age_s(anna.clock.now_s()) > FORGOTTEN_S
    anna.hear(JANA, Presence(boot="00000004", connection=1, seq=1, online=True, at_s=WALL_S))
    anna.hear(JANA, Presence(boot="00000004", connection=1))
    assert anna.transport.roll.all()[JANA].age_s(anna.clock.now_s()) == 0.0  # has just gone


def test_who_was_never_seen_is_tried_at_once_and_then_ever_less() -> None:
    jana = Desktop()
    jana.transport.send(ANNA, Cancel(id=EID))
    assert len(jana.packets()) == 1
    jana.pass_time(600.0)
    assert 5 < len(jana.packets()) < 20
    jana.transport.heard(
        TOPICS.message(JANA, ANNA),
        encode_frame(Ack(boot=jana.transport.client_id, seq=1)),
        False,
    )
    assert isinstance(jana.listener.got[-1], Delivery) and jana.listener.got[-1].delivered
    jana.pass_time(60.0)
    assert jana.packets() == []
