"""Escalations and presence over a team's broker.

Joins topics, frames, the link and the roll. Knows no library and no socket: publishing is a
callable, and whoever owns the connection calls `connected`, `disconnected` and `heard`. Lives on
the app thread.
"""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from desktop.clock import Clock
from desktop.errors import RemoteError
from desktop.supervision.messages import EscalationMessage, Raise, parse
from desktop.supervision.mqtt.link import Link
from desktop.supervision.mqtt.outbox import Outbox
from desktop.supervision.mqtt.packets import (
    TIMED,
    Ack,
    DeskActivity,
    HelpShown,
    Packet,
    Presence,
    encode_frame,
    parse_frame,
)
from desktop.supervision.mqtt.roll import Roll
from desktop.supervision.mqtt.topics import Heard, Role, Topics, who_of
from desktop.supervision.transport import Delivery, TransportListener

log = logging.getLogger("beistand.supervision")

OTHERS: Final = {Role.AGENT: Role.SUPERVISOR, Role.SUPERVISOR: Role.AGENT}
"""Whose presence a desktop follows."""


class Publish(Protocol):
    def __call__(self, topic: str, payload: bytes, *, retain: bool = False) -> None: ...


@dataclass(frozen=True, slots=True)
class DeskShown:
    """What the team's board is told of this desk; of one without `help` no more than that."""

    activity: DeskActivity = DeskActivity.READY
    since_s: float = 0.0
    """When it began, by the clock."""
    help: HelpShown | None = None


class MqttTransport:
    """The `Transport` whose wire is a broker.

    `own` is this desktop's SIP URI. `outbox` and `supervisors`, whom it is for, are an agent's.
    `on_rejected(sender, error)` is told of what somebody sent that is not accepted, `on_roll` when
    somebody's presence has changed. `wall_s` is Unix time.
    """

    def __init__(
        self,
        *,
        team: str,
        own: str,
        role: Role,
        clock: Clock,
        on_rejected: Callable[[str, RemoteError], None],
        on_roll: Callable[[], None] = lambda: None,
        heartbeat_s: float = 10.0,
        outbox: Outbox | None = None,
        supervisors: tuple[str, ...] = (),
        wall_s: Callable[[], float] = time.time,
    ) -> None:
        """Raises LocalError where team or address cannot be part of a topic."""
        self._topics = Topics(team)
        self._own = own
        self._role = role
        self._clock = clock
        self._on_rejected = on_rejected
        self._on_roll = on_roll
        self._heartbeat_s = heartbeat_s
        self._outbox = outbox
        self._supervisors = supervisors
        self._wall_s = wall_s
        self._boot = uuid.uuid4().hex[:16]
        self._link = Link(self._boot, new_id=lambda: uuid.uuid4().hex)
        self._listener: TransportListener | None = None
        self._publish: Publish | None = None
        self._connection = 0
        self._seq = 0
        self._shown = DeskShown(since_s=clock.now_s())
        self._said_at_s = 0.0
        self.roll = Roll()
        """Of supervisors at an agent's desktop, of agents at a supervisor's."""
        self._state_topic = self._topics.state(role, own)

    # ------------------------------------------------------------ what a connection needs

    @property
    def username(self) -> str:
        return who_of(self._own)

    @property
    def client_id(self) -> str:
        """This run's: two desktops of one account would else throw each other out for ever."""
        return self._boot

    @property
    def subscriptions(self) -> tuple[str, ...]:
        return self._topics.messages(self._own), self._topics.states(OTHERS[self._role])

    def last_will(self, connection: int) -> tuple[str, bytes]:
        gone = Presence(boot=self._boot, connection=connection)
        return self._state_topic, encode_frame(gone)

    # ------------------------------------------------------------ the port

    def connect(self, listener: TransportListener) -> None:
        """Give what arrives to `listener`; what a former run owes goes out with the rest."""
        self._listener = listener
        if self._outbox is not None:
            for target, message in self._outbox.owed_to(self._supervisors):
                self._link.send(_peer(target), message, self._clock.now_s())

    def send(self, target: str, message: EscalationMessage) -> str | None:
        peer, now_s = _peer(target), self._clock.now_s()
        if isinstance(message, Raise) and self.is_away(target):
            return None  # nobody is asked who is known not to be there; it hears when it is
        request_id = self._link.send(peer, message, now_s)
        if request_id is None:
            return None
        if self._outbox is not None:
            self._outbox.sending(target, message)
        self._flush(now_s, peer)
        return request_id

    def is_away(self, target: str) -> bool:
        known = self.roll.of(_peer(target))
        return known is not None and not known.presence.online

    # ------------------------------------------------------------ presence

    def show(self, shown: DeskShown) -> None:
        """What the board is told from now on."""
        if shown != self._shown:
            self._shown = shown
            self._say_presence()

    def leave(self) -> None:
        """A wanted end: say so, instead of leaving it to the broker."""
        if self._publish is not None:
            self._publish(*self.last_will(self._connection), retain=True)

    def tick(self) -> None:
        """About twice a second."""
        now_s = self._clock.now_s()
        for delivery in self._link.given_up(now_s):
            self._report(delivery, now_s)
        self._flush(now_s)
        if now_s - self._said_at_s >= self._heartbeat_s:
            self._say_presence()

    # ------------------------------------------------------------ the connection's events

    def connected(self, connection: int, publish: Publish) -> None:
        """`connection` counts them."""
        self._connection, self._publish = connection, publish
        self._seq = 0
        self._link.connected()
        self._say_presence()
        self._flush(self._clock.now_s())

    def disconnected(self) -> None:
        self._publish = None

    def heard(self, topic: str, payload: bytes, retained: bool) -> None:
        """Something came from the broker; nothing that may come raises."""
        heard = Heard("", None)
        try:
            heard = self._topics.heard(topic)
            frame = parse_frame(payload) if payload else None
            match frame:
                case Presence() if heard.role is OTHERS[self._role]:
                    self._heard_presence(heard.who, frame, retained)
                case Packet() if heard.role is None and not retained:
                    self._heard_packet(heard.who, frame)
                case Ack() if heard.role is None and not retained:
                    self._heard_ack(heard.who, frame)
                case None:
                    pass  # a retained state that somebody has removed
                case _:
                    raise RemoteError("a message came under a topic that it does not belong to")
        except RemoteError as error:
            log.warning("message rejected", extra={"why": error.what})
            self._on_rejected(heard.who, error)

    # ------------------------------------------------------------ how it is done

    def _heard_packet(self, sender: str, packet: Packet) -> None:
        now_s = self._clock.now_s()
        taken = self._link.take(sender, packet)
        self._say(self._topics.message(sender, self._own), encode_frame(taken.ack))
        if taken.body is not None and self._listener is not None:
            # What it says of durations was true when it was made.
            self._listener.receive(sender, parse(taken.body), now_s - packet.age_s)

    def _heard_ack(self, sender: str, ack: Ack) -> None:
        now_s = self._clock.now_s()
        for delivery, message in self._link.acknowledged(sender, ack):
            if self._outbox is not None:
                self._outbox.arrived(sender, message)
            self._report(delivery, now_s)
        self._flush(now_s, sender)

    def _heard_presence(self, who: str, presence: Presence, retained: bool) -> None:
        now_s = self._clock.now_s()
        before = self.roll.of(who)
        # An end has no time of its own: one that the broker has kept is older than all that counts.
        kept_s = self._wall_s() - presence.at_s if retained else 0.0
        if self.roll.hear(who, presence, now_s, kept_s=kept_s) is None:
            return
        came = presence.online and (
            before is None or not _same_connection(before.presence, presence)
        )
        if came:
            self._link.peer_connected(who)
            if self._listener is not None:
                self._listener.peer_online(who, now_s)
            self._flush(now_s, who)
        self._on_roll()

    def _say_presence(self) -> None:
        now_s = self._clock.now_s()
        self._said_at_s = now_s
        self._seq += 1
        shown, agent = self._shown, self._role is Role.AGENT
        timed = agent and shown.activity in TIMED
        presence = Presence(
            boot=self._boot,
            connection=max(1, self._connection),
            seq=self._seq,
            online=True,
            at_s=round(self._wall_s(), 1),
            activity=shown.activity if agent else None,
            activity_s=round(max(0.0, now_s - shown.since_s), 1) if timed else 0.0,
            help=shown.help if agent else None,
        )
        self._say(self._state_topic, encode_frame(presence), retain=True)

    def _flush(self, now_s: float, only: str | None = None) -> None:
        if self._publish is None:
            return
        for peer, packet in self._link.due(now_s, only, away=self.is_away):
            self._say(self._topics.message(peer, self._own), encode_frame(packet))

    def _say(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        if self._publish is not None:
            self._publish(topic, payload, retain=retain)

    def _report(self, delivery: Delivery, now_s: float) -> None:
        if self._listener is not None:
            self._listener.delivery_ended(delivery, now_s)


def _peer(uri: str) -> str:
    """The form in which topics name somebody."""
    return f"sip:{who_of(uri)}"


def _same_connection(one: Presence, other: Presence) -> bool:
    return one.online and (one.boot, one.connection) == (other.boot, other.connection)
