"""Rendering at most so often: many changes, few repaints, and never a stale last one."""

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

RENDER_EVERY_MS: Final = 100
"""10 Hz: fast enough for a timer and a level, slow enough for a remote desktop (UX.md)."""


class Throttle(QObject):
    """`request()` calls `action` soon: at once after a pause, else when the interval has passed."""

    def __init__(
        self,
        action: Callable[[], None],
        interval_ms: int = RENDER_EVERY_MS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._interval_s = interval_ms / 1000
        self._last_s = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._run)

    def request(self) -> None:
        if self._timer.isActive():
            return
        wait_s = self._last_s + self._interval_s - time.monotonic()
        self._timer.start(max(0, int(wait_s * 1000)))

    def stop(self) -> None:
        self._timer.stop()

    def _run(self) -> None:
        self._last_s = time.monotonic()
        self._action()
