"""Requests that wait until the engine's events tell what came of them. On the app thread only."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop.api import messages as api
from desktop.api.wire import refused
from desktop.clock import Clock
from desktop.errors import BeistandError, LocalError, NetworkError
from desktop.telephony.engine.client import GONE, EngineState
from desktop.telephony.engine.messages import Event

PATIENCE_S: Final = 10.0
"""How long something may take to come about; then the program is told that it has not."""

Answer = Callable[[api.AnyReply], None]
Outcome = str | BeistandError | None
"""The id of the call that it came about with, why it has not, or None: nothing is known yet."""


@dataclass(frozen=True, slots=True)
class Look:
    """What to look for in every event."""

    at: Callable[[Event], Outcome]
    alone: bool = False
    """One event is the outcome of one such request only, the oldest: the engine tells that tones
    were sent, but not for whom."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    request_id: int
    answer: Answer
    look: Look
    until_s: float


class Pending:
    """Oldest first. Each is answered once: by an event, by the engine's end, or as too late."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: list[_Waiting] = []

    def add(self, request_id: int, answer: Answer, look: Look) -> None:
        until_s = self._clock.now_s() + PATIENCE_S
        self._waiting.append(_Waiting(request_id, answer, look, until_s))

    def engine_event(self, event: Event) -> None:
        taken = False
        for one in list(self._waiting):
            if taken and one.look.alone:
                continue
            outcome = one.look.at(event)
            if outcome is not None:
                self._settle(one, outcome)
                taken = taken or one.look.alone

    def engine_state(self, state: EngineState) -> None:
        """Who waits for an engine that is gone is told so."""
        if state.kind in GONE:
            what = "the telephone's engine is gone, and what it was doing with it"
            for one in list(self._waiting):
                self._settle(one, LocalError(what, action="Look at the status"))

    def tick(self) -> None:
        now_s = self._clock.now_s()
        what = f"it has not come about within {PATIENCE_S:.0f} s"
        for one in [one for one in self._waiting if one.until_s <= now_s]:
            self._settle(one, NetworkError(what, action="Look at the status"))

    def _settle(self, one: _Waiting, outcome: str | BeistandError) -> None:
        self._waiting.remove(one)
        if isinstance(outcome, str):
            one.answer(api.Done(id=one.request_id, call=outcome))
        else:
            one.answer(refused(one.request_id, outcome))
