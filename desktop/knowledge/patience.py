"""Looking into folders that may never answer: a share whose server has gone blocks whoever asks.

Each look runs on a thread of its own, which is left alone if it does not come back, and asked again
once it has.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from desktop.errors import LocalError

PATIENCE_S: Final = 5.0
"""A folder on a share answers in milliseconds, one that sleeps in a second or two."""


class NoAnswer(LocalError):
    """The folder has not answered yet."""


class PatientLook:
    """Runs `work` about a folder, for one caller at a time."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._under_way: dict[Path, _Look] = {}
        self.waited_s = 0.0
        """Time spent so far on folders that did not answer."""

    def __call__(self, folder: Path, work: Callable[[], Any]) -> Any:
        """What `work` returns or raises; NoAnswer while an earlier one, or this one, hangs."""
        began_s = time.monotonic()
        look = self._under_way.pop(folder, None)
        if look is None:
            look = _Look(work)
            look.done.wait(self._patience_s)
        if not look.done.is_set():
            self._under_way[folder] = look
            self.waited_s += time.monotonic() - began_s
            action = "Usually lies with the network; it is looked into again once it answers"
            raise NoAnswer("the folder of cards does not answer", where=folder.name, action=action)
        return look.outcome()


class _Look:
    def __init__(self, work: Callable[[], Any]) -> None:
        self.done = threading.Event()
        self._work = work
        self._result: Any = None
        self._error: Exception | None = None
        threading.Thread(target=self._run, name="card folder", daemon=True).start()

    def outcome(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._result

    def _run(self) -> None:
        try:
            self._result = self._work()
        except Exception as error:  # noqa: BLE001 - raised again on the thread that asked
            self._error = error
        self.done.set()
