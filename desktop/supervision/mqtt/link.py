"""Messages between two desktops, each once and in order, over a broker that loses and doubles.

QoS 1 ends at the broker: one that is killed forgets what it had confirmed, and sends again what was
there. So every message is kept until the *other desktop* has acknowledged it (cumulatively, as TCP
does), is sent again after a new connection and when nothing came back, and is taken only when it is
the next one (go-back-N: the window is small, and brokers keep the order mostly). A desktop that
says nothing is asked less and less, with the oldest message only; nothing is sent to one that is
known to be away.

Sans I/O: what to send comes back as frames, time is an argument. Bounded: a queue that is full
takes no more, and a message whose time is over is given up, which its sender is told.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from msgspec import Raw

from desktop.supervision.approval_messages import Allow, Ask, Refuse
from desktop.supervision.messages import Calling, Claim, EscalationMessage, Here, Mode, Raise, Seen
from desktop.supervision.mqtt.packets import Ack, Packet, raw
from desktop.supervision.transport import Delivery

WINDOW: Final = 32
"""Messages under way to one desktop: a broker's own limit is 20 to 1000 per client."""
MAX_QUEUED: Final = 256
"""Messages that wait for one desktop; a day's worth of an agent's, some 100 bytes each."""
MAX_PEERS: Final = 4_096
MAX_BOOTS: Final = 4
"""Runs of one desktop that are remembered: a late packet of the last one is still a duplicate."""
SEND_AGAIN_S: Final = 3.0
"""Several times what a broker takes (p99 below 50 ms here), so that nothing is doubled in vain. It
doubles while nothing comes back (RFC 6298 §5.5) ..."""
SEND_AGAIN_AT_LATEST_S: Final = 60.0
"""... up to here: whoever was never seen costs a message a minute."""
CLAIM_S: Final = 10.0
"""`inbox.ANSWER_TIMEOUT_S`: after it the supervisor is told to try again."""
SEEN_S: Final = 60.0
NOTHING: Final = b"null"
KEPT_S: Final = 3_600.0
"""How long an ending waits for a desktop that is away: longer than any request is open."""


def lifetime_s(message: EscalationMessage) -> float:
    """How long `message` is worth delivering."""
    match message:
        case Raise() | Ask():
            return message.expires_in_s
        case Claim() | Calling() | Here() | Mode():  # nobody comes to be heard by what was long ago
            return CLAIM_S
        case Allow() | Refuse():
            return CLAIM_S
        case Seen():
            return SEEN_S
    return KEPT_S


@dataclass(slots=True)
class _Waiting:
    seq: int
    request_id: str
    message: EscalationMessage | None
    """None: given up. Its place in the order is still told, or all behind it would wait for it."""
    made_at_s: float
    sent_at_s: float | None = None


@dataclass(slots=True)
class _Peer:
    queue: deque[_Waiting] = field(default_factory=deque)
    next_seq: int = 1
    patience_s: float = SEND_AGAIN_S
    """How long an answer is waited for."""
    expected: OrderedDict[str, int] = field(default_factory=OrderedDict)
    """boot -> the next one to take"""

    def heard_of(self) -> None:
        """It may have missed whatever was sent: nothing counts as sent."""
        self.patience_s = SEND_AGAIN_S
        for one in self.queue:
            one.sent_at_s = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a packet."""

    ack: Ack
    body: bytes | None
    """None: it was a duplicate, came too early, or only keeps the place of what was given up."""


class Link:
    """All of one desktop's messages to and from all others; `boot` is this run's name."""

    def __init__(self, boot: str, *, new_id: Callable[[], str]) -> None:
        self._boot = boot
        self._new_id = new_id
        self._peers: OrderedDict[str, _Peer] = OrderedDict()
        self._highest = 0  # sequence number; who was forgotten must not begin again with 1

    def send(self, peer: str, message: EscalationMessage, now_s: float) -> str | None:
        """Queue a message; its id, or None: too much is waiting for that desktop already."""
        state = self._of(peer)
        if len(state.queue) >= MAX_QUEUED:
            return None
        one = _Waiting(state.next_seq, self._new_id(), message, now_s)
        state.next_seq += 1
        self._highest = max(self._highest, one.seq)
        state.queue.append(one)
        return one.request_id

    def connected(self) -> None:
        """A new connection: nothing of what was sent before counts as sent."""
        for peer in self._peers.values():
            peer.heard_of()

    def peer_connected(self, peer: str) -> None:
        """That desktop has a new connection, and missed what came between two."""
        if peer in self._peers:
            self._peers[peer].heard_of()

    def due(
        self,
        now_s: float,
        only: str | None = None,
        *,
        away: Callable[[str], bool] = lambda peer: False,
    ) -> list[tuple[str, Packet]]:
        """What is to be sent now, to whom (to `only` one of them); nothing to who is `away`."""
        peers = self._peers.items() if only is None else [(only, self._of(only))]
        there = [(peer, state) for peer, state in peers if state.queue and not away(peer)]
        return [sent for peer, state in there for sent in self._due(peer, state, now_s)]

    def given_up(self, now_s: float) -> list[Delivery]:
        """Those whose time is over; they are not sent (any more)."""
        ended = []
        for peer in self._peers.values():
            for one in peer.queue:
                if one.message and now_s - one.made_at_s >= lifetime_s(one.message):
                    one.message = None
                    ended.append(Delivery(one.request_id, False, reason="no answer"))
            while peer.queue and peer.queue[0].message is None:
                peer.queue.popleft()
        return ended

    def acknowledged(self, peer: str, ack: Ack) -> list[tuple[Delivery, EscalationMessage]]:
        """What has arrived by that; nothing where it is about another run, or old."""
        if ack.boot != self._boot or peer not in self._peers:
            return []
        arrived = []
        queue = self._peers[peer].queue
        self._peers[peer].patience_s = SEND_AGAIN_S
        while queue and queue[0].seq <= ack.seq:
            one = queue.popleft()
            if one.message is not None:
                arrived.append((Delivery(one.request_id, True), one.message))
        return arrived

    def take(self, peer: str, packet: Packet) -> Taken:
        """A packet has come: what to answer, and its body where it is the next one."""
        expected = self._of(peer).expected
        following = max(expected.get(packet.boot, packet.base), packet.base)
        is_next = packet.seq == following
        expected[packet.boot] = following + 1 if is_next else following
        expected.move_to_end(packet.boot)
        while len(expected) > MAX_BOOTS:
            expected.popitem(last=False)
        ack = Ack(boot=packet.boot, seq=expected[packet.boot] - 1)
        body = bytes(packet.body)
        return Taken(ack, body if is_next and body != NOTHING else None)

    @property
    def waiting(self) -> int:
        """Messages that nobody has acknowledged."""
        return sum(len(peer.queue) for peer in self._peers.values())

    def _due(self, peer: str, state: _Peer, now_s: float) -> list[tuple[str, Packet]]:
        packets = []
        silent = state.patience_s > SEND_AGAIN_S
        again = False
        for one in tuple(state.queue)[:WINDOW]:
            if one.sent_at_s is not None:
                is_first = one is state.queue[0]
                if now_s - one.sent_at_s < state.patience_s or (silent and not is_first):
                    continue
                again = True
            one.sent_at_s = now_s
            packet = Packet(
                boot=self._boot,
                seq=one.seq,
                base=state.queue[0].seq,
                age_s=round(max(0.0, now_s - one.made_at_s), 3),
                body=Raw(NOTHING) if one.message is None else raw(one.message),
            )
            packets.append((peer, packet))
        if again:
            state.patience_s = min(2 * state.patience_s, SEND_AGAIN_AT_LATEST_S)
        return packets

    def _of(self, peer: str) -> _Peer:
        state = self._peers.setdefault(peer, _Peer(next_seq=self._highest + 1))
        self._peers.move_to_end(peer)
        if len(self._peers) > MAX_PEERS:
            idle = next((name for name, one in self._peers.items() if not one.queue), None)
            if idle is not None and idle != peer:
                del self._peers[idle]
        return state
