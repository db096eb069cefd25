"""The escalations of a desk and what goes with them: which one a call has, what supervisors have
sent, and those that have ended, for a while."""

from collections.abc import Iterator
from typing import Final

from desktop.supervision.escalation import ENDED, Escalation
from desktop.supervision.help_state import Pushed, with_pushed
from desktop.supervision.messages import Card, Note

MAX_REMEMBERED: Final = 64
"""Ended escalations kept to give a late claim its true answer; a day's worth of calls."""


class Escalations:
    """Keeps values; changes none."""

    def __init__(self) -> None:
        self._all: dict[str, Escalation] = {}
        self._of_call: dict[str, str] = {}
        self._pushed: dict[str, tuple[Pushed, ...]] = {}
        self._callbacks: set[str] = set()

    def __iter__(self) -> Iterator[Escalation]:
        """As they are now, oldest first."""
        return iter(tuple(self._all.values()))

    def find(self, escalation_id: str) -> Escalation | None:
        return self._all.get(escalation_id)

    def of_call(self, call_id: str) -> Escalation | None:
        """The latest escalation of a call."""
        return self._all.get(self._of_call.get(call_id, ""))

    def begin(self, escalation: Escalation) -> None:
        """A new one, the latest of its call."""
        self._all[escalation.id] = escalation
        self._of_call[escalation.call_id] = escalation.id

    def keep(self, escalation: Escalation) -> tuple[str, ...]:
        """It stands so now; the ids of those that are forgotten for it."""
        self._all[escalation.id] = escalation
        ended = [kept.id for kept in self._all.values() if kept.state in ENDED]
        forgotten = tuple(ended[:-MAX_REMEMBERED])
        for escalation_id in forgotten:
            del self._all[escalation_id]
            self._pushed.pop(escalation_id, None)
            self._callbacks.discard(escalation_id)
        return forgotten

    def push(self, escalation_id: str, message: Note | Card) -> None:
        """A supervisor has sent it to the agent."""
        self._pushed[escalation_id] = with_pushed(self.pushed(escalation_id), message)

    def pushed(self, escalation_id: str) -> tuple[Pushed, ...]:
        return self._pushed.get(escalation_id, ())

    def promise_callback(self, escalation_id: str) -> None:
        """It ended in the promise of a callback."""
        self._callbacks.add(escalation_id)

    def has_callback(self, escalation_id: str) -> bool:
        return escalation_id in self._callbacks

    def forget_call(self, call_id: str) -> None:
        self._of_call.pop(call_id, None)
