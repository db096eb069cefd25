"""One transport for two: requests for help, and questions whether something may be granted."""

from typing import Protocol

from desktop.supervision.approval_messages import Allow, ApprovalMessage, Ask, Refuse, Settled
from desktop.supervision.messages import EscalationMessage, Seen
from desktop.supervision.transport import Delivery, TransportListener


class Questions(Protocol):
    """An agent's `ApprovalDesk` or a supervisor's `ApprovalInbox`."""

    def receive(self, sender: str, message: Seen | ApprovalMessage, now_s: float) -> None: ...

    def peer_online(self, peer: str, now_s: float) -> None: ...


class Both:
    """A `TransportListener`. What was seen only its id tells: both hear of it."""

    def __init__(self, requests: TransportListener, questions: Questions) -> None:
        self._requests = requests
        self._questions = questions

    def receive(
        self, sender: str, message: EscalationMessage, now_s: float, age_s: float = 0.0
    ) -> None:
        if isinstance(message, Ask | Allow | Refuse | Settled | Seen):
            # a question's time runs from when it was asked, however long it was under way
            self._questions.receive(sender, message, now_s - age_s)
        if not isinstance(message, Ask | Allow | Refuse | Settled):
            self._requests.receive(sender, message, now_s, age_s)

    def delivery_ended(self, delivery: Delivery, now_s: float) -> None:
        self._requests.delivery_ended(delivery, now_s)

    def peer_online(self, peer: str, now_s: float) -> None:
        self._requests.peer_online(peer, now_s)
        self._questions.peer_online(peer, now_s)
