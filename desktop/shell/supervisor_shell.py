"""The supervisor's window and its wiring."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.presenters.board import BoardPresenter
from desktop.presenters.questions import QuestionPresenter
from desktop.presenters.supervisor import SupervisorPresenter
from desktop.shell.ending import Ending
from desktop.shell.password import PasswordQuestions
from desktop.shell.throttle import Throttle
from desktop.shell.tray import Tray
from ui.question_states import QuestionStep
from ui.supervisor import SupervisorWindow
from ui.supervisor_states import RequestStep

TICK_MS = 500


class SupervisorShell(QObject):
    """Owns the supervisor's window, which surfaces by itself for a request, and the tray icon."""

    popped_up = Signal()
    """A new request is on the screen."""

    def __init__(self, *, motion: bool, quit_program: Callable[[], None]) -> None:
        super().__init__()
        self.window = SupervisorWindow(motion=motion)
        self._ending = Ending(self.window, lambda: False, lambda: None, quit_program)
        self.ask_password = PasswordQuestions(self.window).ask
        self._presenter: SupervisorPresenter | None = None
        self._board: BoardPresenter | None = None
        self._questions: QuestionPresenter | None = None
        self._seen: frozenset[str] = frozenset()
        self._render = Throttle(self.render_now, parent=self)
        self._ticker = QTimer(self)
        self._ticker.setInterval(TICK_MS)
        self._tray: Tray | None = None
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._tray = Tray(self.window, self._ending.quit, parent=self)

    def connect_presenter(self, presenter: SupervisorPresenter, tick: Callable[[], None]) -> None:
        """Join window and presenter; call once, before `show`. `tick` is called twice a second."""
        self._presenter = presenter
        self._ticker.timeout.connect(tick)
        self.window.coming_requested.connect(presenter.coming)
        self.window.later_requested.connect(presenter.later)
        self.window.done_requested.connect(presenter.done)
        self.window.mode_requested.connect(presenter.switch)
        self.window.answer_requested.connect(presenter.answer)
        self.window.resume_requested.connect(presenter.resume)
        self.window.hang_up_requested.connect(presenter.hang_up)
        self.window.dismissed.connect(presenter.dismiss_request)
        self.window.notice_dismissed.connect(presenter.dismiss_notice)
        self.window.notice_action_requested.connect(presenter.act_on_notice)

    def connect_questions(self, questions: QuestionPresenter) -> None:
        """Join what agents ask to grant; call once, before `show`."""
        self._questions = questions
        self.window.allowed.connect(questions.allow)
        self.window.declined.connect(questions.decline)
        self.window.question_dismissed.connect(questions.dismiss)

    def connect_board(self, board: BoardPresenter) -> None:
        """There is a team: show it beside the requests, drawn anew twice a second and when asked.

        Not with every state that comes: those are hundreds in a second.
        """
        self._board = board
        self.window.board.only_requested.connect(board.show_only)
        self.window.board.only_requested.connect(self._render_board)
        self._ticker.timeout.connect(self._render_board)

    def show(self) -> None:
        self.render_now()
        self._render_board()
        self.window.show()
        if self._tray is not None:
            self._tray.show()
        self._ticker.start()

    def changed(self) -> None:
        self._render.request()

    def render_now(self) -> None:
        if self._presenter is None:
            return
        state = self._presenter.view()
        if self._questions is not None:
            state = replace(state, questions=self._questions.views())
        self.window.show_state(state)
        waiting = frozenset(
            [one.request_id for one in state.requests if one.step is RequestStep.OPEN]
            + [one.question_id for one in state.questions if one.step is QuestionStep.OPEN]
        )
        if waiting - self._seen:
            self.popped_up.emit()
        self._seen = waiting

    def _render_board(self) -> None:
        if self._board is not None:
            self.window.show_board(self._board.view())

    def stop(self) -> None:
        self._ticker.stop()
        self._render.stop()
        if self._tray is not None:
            self._tray.hide()
        self._presenter = None
        self._questions = None
        self._board = None
        self.window.deleteLater()
