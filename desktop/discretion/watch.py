"""Reads the policy on a thread of its own, first and whenever it or its signature changes.

Polling, because it mostly lies on a share, which tells nobody of changes; on a thread, because a
share that hangs must stop no window. What has just changed is read once it has rested for one look:
nobody is told of a policy whose signature is still on its way.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from desktop.discretion.policy import Policy
from desktop.discretion.policy_file import policy_bytes
from desktop.discretion.signing import signature_file
from desktop.errors import LocalError

EVERY_S: Final = 3.0

_Stamp = tuple[object, ...]
"""What the files hold: a copy may keep time and length, and a share has no number of a file."""


class PolicyWatch:
    """`on_policy` and `on_refused` come on the watch's thread; `read` raises LocalError."""

    def __init__(
        self,
        path: Path,
        read: Callable[[], Policy],
        on_policy: Callable[[Policy], None],
        on_refused: Callable[[LocalError], None],
        *,
        every_s: float = EVERY_S,
    ) -> None:
        self._files = (path, signature_file(path))
        self._read = read
        self._on_policy = on_policy
        self._on_refused = on_refused
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="policy", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Does not wait for a share that hangs: the thread ends with the program."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=1.0)

    def _run(self) -> None:
        told = before = self._stamp()
        self._tell()
        while not self._stopping.wait(self._every_s):
            now = self._stamp()
            if now != told and now == before:
                told = now
                self._tell()
            before = now

    def _stamp(self) -> _Stamp:
        return tuple(_stamp(file) for file in self._files)

    def _tell(self) -> None:
        try:
            policy = self._read()
        except LocalError as error:
            self._on_refused(error)
        else:
            self._on_policy(policy)


def _stamp(file: Path) -> _Stamp:
    try:
        return (policy_bytes(file),)
    except LocalError as error:
        return (str(error),)
