"""Onto the app thread: the only door through which other threads reach domain logic."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class Dispatcher(QObject):
    """`post(call)` from any thread runs `call` on the thread that made this object, in order."""

    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Callable[[], None]) -> None:
        self._posted.emit(call)

    def _run(self, call: Callable[[], None]) -> None:
        call()
