"""How the program ends when somebody wants it to: never by accident, never with a call left open.

Closing the window hides it where a tray icon brings it back; elsewhere it ends the program. In a
call the agent is asked first, because ending hangs up; so is one whose note nobody else has.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QDialog, QSystemTrayIcon, QWidget

from ui.question import Question, ask_quit, ask_quit_with_note


class Ending(QObject):
    """Watches `window` for its close button; `quit` is what menus call."""

    def __init__(
        self,
        window: QWidget,
        in_a_call: Callable[[], bool],
        hang_up_all: Callable[[], None],
        quit_program: Callable[[], None],
        unsaved: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._in_a_call = in_a_call
        self._hang_up_all = hang_up_all
        self._quit_program = quit_program
        self._unsaved = unsaved
        self._about_call = False
        self._question: Question | None = None
        window.installEventFilter(self)

    def quit(self) -> None:
        """End the program, after a question if something would be lost."""
        if self._question is not None:
            return
        if self._in_a_call():
            self._ask(ask_quit(self._window), about_call=True)
        elif self._unsaved():
            self._ask(ask_quit_with_note(self._window), about_call=False)
        else:
            self._quit_program()

    def call_is_over(self) -> None:
        """There is nothing left to ask about: take the question away, go on."""
        if self._question is not None and self._about_call:
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

    def _ask(self, question: Question, *, about_call: bool) -> None:
        self._question, self._about_call = question, about_call
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.finished.connect(self._answered)
        question.open()

    def _answered(self, result: int) -> None:
        self._question = None
        if result != QDialog.DialogCode.Accepted.value:
            return
        if self._about_call and self._unsaved():
            self._ask(ask_quit_with_note(self._window), about_call=False)
            return
        self._hang_up_all()
        self._quit_program()
