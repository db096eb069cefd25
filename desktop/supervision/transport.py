"""The port between supervision and whatever carries its messages."""

from dataclasses import dataclass
from typing import Protocol

from desktop.supervision.messages import EscalationMessage


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the sending of one message ended."""

    request_id: str
    """What `Transport.send` returned."""
    delivered: bool
    code: int = 0
    """SIP status, or 0 where the transport has none."""
    reason: str = ""


class Transport(Protocol):
    """Carries messages; addresses are SIP URIs whatever the wire is."""

    def send(self, target: str, message: EscalationMessage) -> str | None:
        """Start sending; an id that a later `Delivery` names, or None: it could not even start.

        Never waits. The delivery never arrives before this has returned.
        """
        ...

    def is_away(self, target: str) -> bool:
        """Whether the desktop at `target` is known not to be there. Only some transports know."""
        ...


class TransportListener(Protocol):
    """Whoever gets what a transport brings: the agent's desk or the supervisor's inbox."""

    def receive(self, sender: str, message: EscalationMessage, now_s: float) -> None:
        """`sender` is the peer's SIP URI. Raises RemoteError for what it does not accept."""
        ...

    def delivery_ended(self, delivery: Delivery, now_s: float) -> None: ...

    def peer_online(self, peer: str, now_s: float) -> None:
        """The desktop at the SIP URI `peer` has (re)started. Only some transports know."""
        ...
