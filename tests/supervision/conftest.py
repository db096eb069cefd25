"""A transport that keeps what it was given; what arrives, when and how often is the test's."""

from dataclasses import dataclass, field

import pytest

from desktop.supervision.messages import EscalationMessage


@dataclass
class SpyTransport:
    """Keeps (request id, target, message) in order; `broken` cannot even start to send."""

    sent: list[tuple[str, str, EscalationMessage]] = field(default_factory=list)
    broken: bool = False
    away: set[str] = field(default_factory=set)

    def send(self, target: str, message: EscalationMessage) -> str | None:
        if self.broken:
            return None
        request_id = f"r{len(self.sent)}"
        self.sent.append((request_id, target, message))
        return request_id

    def is_away(self, target: str) -> bool:
        return target in self.away

    def take(self) -> list[tuple[str, EscalationMessage]]:
        """What was sent since the last take, as (target, message)."""
        taken = [(target, message) for _, target, message in self.sent[self._taken :]]
        self._taken = len(self.sent)
        return taken

    _taken: int = 0


@pytest.fixture
def wire() -> SpyTransport:
    return SpyTransport()
