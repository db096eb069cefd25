"""A team on a real broker: agents' desks and supervisors' inboxes on one thread of this process."""

from collections.abc import Callable
from dataclasses import dataclass, field

from desktop.clock import MonotonicClock
from desktop.errors import RemoteError
from desktop.processes.inbox import Inbox
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.mqtt.connection import Broker, BrokerConnection, LineChange, LineState
from desktop.supervision.mqtt.outbox import Outbox
from desktop.supervision.mqtt.topics import Role
from desktop.supervision.mqtt.transport import MqttTransport
from desktop.supervision.transport import TransportListener

TEAM = "service"
ANNA, BERT = "sip:anna@pbx.example", "sip:bert@pbx.example"
JANA = "sip:jana@pbx.example:5060"
TICK_S = 0.1


@dataclass
class Member:
    """One desktop's end of the line, and what it was told."""

    transport: MqttTransport
    connection: BrokerConnection
    states: list[LineChange] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    rolls: int = 0

    @property
    def connected(self) -> bool:
        return bool(self.states) and self.states[-1].state is LineState.CONNECTED


class Team:
    """Everything happens on the thread that waits with `until`."""

    def __init__(self, broker: Broker, password: str) -> None:
        self.clock = MonotonicClock()
        self._inbox = Inbox(self.clock)
        self.post = self._inbox.post
        self._broker = broker
        self._password = password
        self._members: list[Member] = []
        self._inbox.after(TICK_S, self._tick)

    def join(
        self,
        uri: str,
        role: Role,
        *,
        broker: Broker | None = None,
        password: str | None = None,
        outbox: Outbox | None = None,
        heartbeat_s: float = 10.0,
    ) -> Member:
        def roll() -> None:
            member.rolls += 1

        transport = MqttTransport(
            team=TEAM,
            own=uri,
            role=role,
            clock=self.clock,
            on_rejected=self._rejected(uri),
            on_roll=roll,
            heartbeat_s=heartbeat_s,
            outbox=outbox,
            supervisors=(ANNA, BERT),
        )
        connection = BrokerConnection(
            broker or self._broker,
            username=transport.username,
            password=self._password if password is None else password,
            client_id=f"{role}-{len(self._members)}-{transport.username}"[:23],
            subscriptions=transport.subscriptions,
            last_will=transport.last_will,
            post=self._inbox.post,
            on_state=lambda change: self._changed(member, change),
            on_message=transport.heard,
        )
        member = Member(transport, connection)
        self._members.append(member)
        connection.start()
        return member

    def desk(self, uri: str = JANA, **more: object) -> tuple[SupervisionDesk, Member]:
        member = self.join(uri, Role.AGENT, **more)  # type: ignore[arg-type]
        desk = SupervisionDesk(member.transport, chain=((ANNA, BERT),), agent_name="Jana")
        self._listen(member, desk)
        return desk, member

    def supervisor(self, uri: str = ANNA, **more: object) -> tuple[SupervisionInbox, Member]:
        member = self.join(uri, Role.SUPERVISOR, **more)  # type: ignore[arg-type]
        inbox = SupervisionInbox(member.transport, name=uri[4:8])
        self._listen(member, inbox)
        return inbox, member

    def until(self, done: Callable[[], bool], within_s: float = 20.0) -> None:
        """Serve everybody until `done`; fails where that takes longer."""
        assert self._inbox.run_until(done, within_s), "it did not come about"

    def leave(self, member: Member) -> None:
        member.transport.leave()
        member.connection.stop()
        self._members.remove(member)

    def close(self) -> None:
        for member in self._members:
            member.connection.stop()
        self._members.clear()

    def _listen(self, member: Member, listener: TransportListener) -> None:
        member.transport.connect(listener)

    def _changed(self, member: Member, change: LineChange) -> None:
        member.states.append(change)
        if change.state is LineState.CONNECTED:
            member.transport.connected(change.connection, member.connection.publish)
        elif change.state is not LineState.WITHHELD:
            member.transport.disconnected()

    def _rejected(self, uri: str) -> Callable[[str, RemoteError], None]:
        def rejected(sender: str, error: RemoteError) -> None:
            for member in self._members:
                if member.transport.username in uri:
                    member.rejected.append(f"{sender}: {error.what}")

        return rejected

    def _tick(self) -> None:
        for member in self._members:
            member.transport.tick()
        self._inbox.after(TICK_S, self._tick)
