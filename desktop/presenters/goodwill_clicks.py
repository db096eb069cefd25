"""The agent's clicks on their way to the ledger: one at a time in a call, and none for ever.

While a keyring waits to be unlocked nothing can be written. A click that has waited for five
seconds is called off: it must not land when the agent has promised something else.
"""

import threading
from collections.abc import Callable
from typing import Final

from desktop.clock import Clock
from desktop.discretion.at_ledger import Outcome, Trouble
from desktop.records.records import Records, Tables

PATIENCE_S: Final = 5.0

_FAILED: Final = Outcome(Trouble.FAILED)


class Click:
    """It is carried out or called off, never both: whoever takes it first has it."""

    def __init__(self, since_s: float) -> None:
        self.since_s = since_s
        self._taken = threading.Lock()

    def take(self) -> bool:
        """Whether it is the caller's now. From any thread."""
        return self._taken.acquire(blocking=False)


class GoodwillClicks:
    """Lives on the app thread. `came(call_id, outcome)`, once for each click, whatever happens."""

    def __init__(
        self, records: Records, clock: Clock, came: Callable[[str, Outcome], None]
    ) -> None:
        self._records = records
        self._clock = clock
        self._came = came
        self._waiting: dict[str, Click] = {}
        """By call."""

    def write(self, call_id: str, work: Callable[[Tables], Outcome]) -> None:
        click = self._waiting[call_id] = Click(self._clock.now_s())

        def carried_out(tables: Tables) -> Outcome | None:
            return work(tables) if click.take() else None

        def came(outcome: Outcome | None) -> None:
            if outcome is not None:
                self._done(call_id, click, outcome)

        self._records.ask(carried_out, came, otherwise=lambda: self._done(call_id, click, _FAILED))

    def tick(self) -> None:
        """About twice a second."""
        now_s = self._clock.now_s()
        for call_id, click in list(self._waiting.items()):
            if now_s - click.since_s >= PATIENCE_S and click.take():
                self._done(call_id, click, _FAILED)

    def _done(self, call_id: str, click: Click, outcome: Outcome) -> None:
        if self._waiting.get(call_id) is click:
            del self._waiting[call_id]
        self._came(call_id, outcome)
