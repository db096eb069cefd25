"""What a claimant is told of an escalation: again, where the network has lost it.

Only the newest word counts: it tells everything, and what it takes the place of may stay lost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop.supervision.answers import answer
from desktop.supervision.escalation import Escalation
from desktop.supervision.transport import Delivery, Transport

AGAIN_S: Final = 10.0
"""How long after a failure it is said again."""
TIMES: Final = 12
"""How often at most: six minutes where every MESSAGE gives up after its 32 s."""


@dataclass(slots=True)
class _Told:
    """The newest word to a claimant that has not arrived."""

    sending: str | None
    left: int
    again_at_s: float | None = None
    """Once it has failed."""


class Telling:
    """Decides nothing."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._told: dict[str, _Told] = {}

    def tell(self, escalation: Escalation, uri: str, now_s: float) -> None:
        """How it stands, to the address `uri`; to who has claimed it until it has arrived."""
        self._send(escalation, uri, now_s, TIMES)

    def tick(self, now_s: float, find: Callable[[str], Escalation | None]) -> None:
        """Say again what is due; `find` knows how an escalation stands now."""
        for escalation_id, told in tuple(self._told.items()):
            escalation = find(escalation_id)
            if escalation and told.again_at_s is not None and now_s >= told.again_at_s:
                self._send(escalation, escalation.claimed_by, now_s, told.left - 1)

    def delivery_ended(self, delivery: Delivery, now_s: float) -> None:
        for escalation_id, told in tuple(self._told.items()):
            if told.sending == delivery.request_id:
                self._ended(escalation_id, told, delivered=delivery.delivered, now_s=now_s)

    def forget(self, escalation_id: str) -> None:
        self._told.pop(escalation_id, None)

    def _send(self, escalation: Escalation, uri: str, now_s: float, left: int) -> None:
        sending = self._transport.send(uri, answer(escalation, uri, now_s))
        if uri == escalation.claimed_by:
            told = self._told[escalation.id] = _Told(sending, left)
            if sending is None:
                self._ended(escalation.id, told, delivered=False, now_s=now_s)

    def _ended(self, escalation_id: str, told: _Told, *, delivered: bool, now_s: float) -> None:
        if delivered or told.left <= 1:
            del self._told[escalation_id]
        else:
            told.again_at_s = now_s + AGAIN_S
