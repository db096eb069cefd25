"""How the program ends when somebody wants it to: never by accident, never with a call left open.

Closing the window hides it where a tray icon brings it back; elsewhere it ends the program. In a
call the agent is asked first, because ending hangs up.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QDialog, QSystemTrayIcon, QWidget

from ui.question import Question, ask_quit


class Ending(QObject):
    """Watches `window` for its close button; `quit` is what menus call."""

    def __init__(
        self,
        window: QWidget,
        in_a_call: Callable[[], bool],
        hang_up_all: Callable[[], None],
        quit_program: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._in_a_call = in_a_call
        self._hang_up_all = hang_up_all
        self._quit_program = quit_program
        self._question: Question | None = None
        window.installEventFilter(self)

    def quit(self) -> None:
        """End the program, after a question if there is a call."""
        if not self._in_a_call():
            self._quit_program()
            return
        if self._question is not None:
            return
        self._question = ask_quit(self._window)
        self._question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._question.finished.connect(self._answered)
        self._question.open()

    def call_is_over(self) -> None:
        """There is nothing left to ask about: take the question away, go on."""
        if self._question is not None:
            self._question.reject()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.Close:
            return super().eventFilter(watched, event)
        event.ignore()
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._window.hide()
        else:
            self.quit()
        return True

    def _answered(self, result: int) -> None:
        self._question = None
        if result == QDialog.DialogCode.Accepted.value:
            self._hang_up_all()
            self._quit_program()
