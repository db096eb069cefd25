"""A thread for what may take its time: disks, keyrings, other people's tables.

A program that ends waits for it a while and no longer: a network share that is gone, or a keyring
that waits for somebody to unlock it, keeps nobody in the office.
"""

import threading
from typing import Final

from desktop.clock import MonotonicClock
from desktop.processes.inbox import Action, Inbox

PATIENCE_S: Final = 3.0
"""What the end of a program waits for each such thread at most."""


class Background:
    """Does what is posted, in order, once it is started. An action that fails is logged."""

    def __init__(self, name: str) -> None:
        self._inbox = Inbox(MonotonicClock())
        self._thread = threading.Thread(target=self._inbox.run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def post(self, action: Action) -> None:
        """From any thread; never blocks."""
        self._inbox.post(action)

    def stop(self, within_s: float = PATIENCE_S) -> bool:
        """Finish what was posted; whether that was possible `within_s` seconds."""
        self._inbox.post(self._inbox.stop)
        if self._thread.ident is not None:
            self._thread.join(within_s)
        return not self._thread.is_alive()
