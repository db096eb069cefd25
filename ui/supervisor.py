"""The supervisor's window: who asks for help, why, for how long, and an answer in one click."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import tokens, words
from ui.board import BoardPane
from ui.board_states import BoardState
from ui.help_keys import SUPERVISOR_KEYS, HelpKeys
from ui.icons import application_icon
from ui.own_calls import OwnCalls
from ui.parts.account import AccountLine
from ui.parts.announce import announce
from ui.parts.basics import Label, Line, pad
from ui.parts.focus import order_by_reading
from ui.parts.notices import Notices
from ui.questions import Questions
from ui.request_panel import CAN_COME, COMING_KEY, LATER_KEY, RequestPanel
from ui.supervisor_states import ListenMode, RequestStep, RequestView, SupervisorState
from ui.words import Text, text

MIN_LIST_HEIGHT: Final = 120
BOARD_SIZE: Final = QSize(1120, 720)
"""Of the window with a board, where the screen has so much room."""


class SupervisorWindow(QWidget):
    """Shows a SupervisorState and says what the supervisor wants; decides nothing.

    `show_state` is what other widgets call render. It emits nothing. When a request arrives the
    window comes to the front and the task bar asks for attention, but the focus stays where it is
    (`surfaces=False` leaves even that out). F9 answers the request that the focus is in, else the
    first that can be claimed; F8 puts it aside, F1
    lists the keys.
    """

    coming_requested = Signal(str)
    later_requested = Signal(str)
    done_requested = Signal(str)
    dismissed = Signal(str)
    mode_requested = Signal(str, ListenMode)
    answer_requested = Signal(str)
    resume_requested = Signal(str)
    hang_up_requested = Signal(str)
    allowed = Signal(str, str)
    declined = Signal(str, str)
    question_dismissed = Signal(str)
    notice_dismissed = Signal(str)
    notice_action_requested = Signal(str)

    def __init__(self, *, motion: bool = True, surfaces: bool = True) -> None:
        super().__init__()
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowIcon(application_icon())
        self._motion = motion
        self._surfaces = surfaces
        self._state = SupervisorState()
        self._panels: dict[str, RequestPanel] = {}
        self.account = AccountLine()
        self.notices = Notices()
        self.calls = OwnCalls()
        self.questions = Questions()
        self.board = BoardPane()
        self.board.hide()
        self.nobody = Label("lead")
        self.nobody_more = Label("small", "ink_2", wrap=True)
        self.footer = Label("hint", "ink_2", wrap=True)
        self._list = QVBoxLayout()
        self._lay_out()
        self.calls.answer_requested.connect(self.answer_requested)
        self.calls.resume_requested.connect(self.resume_requested)
        self.calls.hang_up_requested.connect(self.hang_up_requested)
        self.questions.allowed.connect(self.allowed)
        self.questions.declined.connect(self.declined)
        self.questions.dismissed.connect(self.question_dismissed)
        self.notices.dismissed.connect(self.notice_dismissed)
        self.notices.action_requested.connect(self.notice_action_requested)
        self.board.request_chosen.connect(self._go_to)
        self._key(COMING_KEY, self._come)
        self._key(LATER_KEY, self._put_aside)
        self._key("F1", self._show_keys)
        self.show_state(self._state)

    def show_state(self, state: SupervisorState) -> None:
        """Show `state`. Emits nothing."""
        self._state = state
        self.setWindowTitle(f"Beistand · {text(Text.SUPERVISION)}")
        self.account.show_account(state.account)
        self.notices.show_notices(state.notices)
        self.calls.show_calls(state.calls)
        self.footer.setText(text(Text.SUPERVISION_FOOTER))
        quiet = not (state.requests or state.questions)
        self.nobody.say(text(Text.NO_REQUESTS) if quiet else "")
        self.nobody_more.say(text(Text.NO_REQUESTS_MORE) if quiet else "")
        asked = [
            words.question_title(one) for one in self.questions.show_questions(state.questions)
        ]
        arrived = [
            f"{words.request_title(one)}. {words.request_facts(one)}"
            for one in self._show_requests(state)
        ] + asked
        order_by_reading(self)
        self._fit()
        if arrived and self._surfaces:
            self._surface(arrived)

    def show_board(self, board: BoardState) -> None:
        """Show the team beside the requests; from then on there is a board. Emits nothing."""
        self.board.show_state(board)
        if self.board.isHidden():
            self._side.setFixedWidth(tokens.SUPERVISOR_WIDTH)
            self._divider.show()
            self.board.show()
            room = self.screen().availableGeometry().size()
            self.resize(BOARD_SIZE.boundedTo(room).expandedTo(self.minimumSizeHint()))
            order_by_reading(self)

    def panel(self, request_id: str) -> RequestPanel | None:
        """The panel of one request, as long as it is on the list."""
        return self._panels.get(request_id)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.show_state(self._state)

    def _show_requests(self, state: SupervisorState) -> list[RequestView]:
        """Bring the panels in line; returns the open requests that are new."""
        wanted = {request.request_id for request in state.requests}
        for request_id in [gone for gone in self._panels if gone not in wanted]:
            panel = self._panels.pop(request_id)
            self._list.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        arrived = []
        by_keys = next((one for one in state.requests if one.step in CAN_COME), None)
        for index, request in enumerate(state.requests):
            panel_now = self._panels.get(request.request_id)
            if panel_now is None:
                panel_now = self._new_panel(request.request_id)
                if request.step is RequestStep.OPEN:
                    arrived.append(request)
            if self._list.indexOf(panel_now) != index:
                self._list.removeWidget(panel_now)
                self._list.insertWidget(index, panel_now)
            panel_now.show_request(request, state.eta_s, keys=request is by_keys)
            panel_now.show()
        return arrived

    def _new_panel(self, request_id: str) -> RequestPanel:
        panel = RequestPanel(request_id, motion=self._motion)
        panel.coming_requested.connect(self.coming_requested)
        panel.later_requested.connect(self.later_requested)
        panel.done_requested.connect(self.done_requested)
        panel.mode_requested.connect(self.mode_requested)
        panel.dismissed.connect(self.dismissed)
        self._panels[request_id] = panel
        return panel

    def _key(self, key: str, pressed: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setAutoRepeat(False)  # held down it would answer one request after the other
        shortcut.activated.connect(pressed)

    def _show_keys(self) -> None:
        HelpKeys(self, SUPERVISOR_KEYS, links=False).show()

    def _come(self) -> None:
        if (request := self._answered(frozenset(CAN_COME))) is not None:
            self.coming_requested.emit(request.request_id)

    def _put_aside(self) -> None:
        if (request := self._answered(frozenset({RequestStep.OPEN}))) is not None:
            self.later_requested.emit(request.request_id)

    def _answered(self, steps: frozenset[RequestStep]) -> RequestView | None:
        """Which request a key is about."""
        focused = self.focusWidget()
        fitting = [request for request in self._state.requests if request.step in steps]
        inside = (one for one in fitting if self._panels[one.request_id].isAncestorOf(focused))
        return next(inside if focused is not None else iter(()), next(iter(fitting), None))

    def _go_to(self, request_id: str) -> None:
        """From the board to the answers; a request that was put to others has none here."""
        panel = self._panels.get(request_id)
        if panel is not None:
            self._area.ensureWidgetVisible(panel)
            first = next((one for one in panel.answers if one.isVisible()), panel.hide_button)
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _surface(self, arrived: list[str]) -> None:
        """To the front without the focus: somebody may be typing or talking elsewhere."""
        if not self.isVisible():
            self.show()
        self.raise_()
        QApplication.alert(self)
        for said in arrived:
            announce(self, said)

    def _fit(self) -> None:
        """Grow with the list as far as the screen has room; never shrink, so nothing jumps."""
        layout = self._side.layout()
        if layout is None:
            return
        layout.activate()
        width = self._side.width()
        rest = layout.minimumHeightForWidth(width) - MIN_LIST_HEIGHT
        needed = rest + max(MIN_LIST_HEIGHT, self._inner.heightForWidth(width))
        room = self.screen().availableGeometry().height() * 4 // 5
        if self.height() < min(needed, room):
            self.resize(self.width(), min(needed, room))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        pad(row, spacing=0)
        self._side = QWidget()
        self._divider = QFrame()
        self._divider.setProperty("role", "divider")
        self._divider.hide()
        row.addWidget(self._side)
        row.addWidget(self._divider)
        row.addWidget(self.board, 1)
        column = QVBoxLayout(self._side)
        pad(column, spacing=0)
        header = QHBoxLayout()
        pad(header, tokens.SPACE_4, tokens.SPACE_3)
        header.addWidget(self.account, 1)
        self._inner = QWidget()
        requests = QVBoxLayout(self._inner)
        pad(requests, tokens.SPACE_4, tokens.SPACE_4, spacing=tokens.SPACE_3)
        self._list.setSpacing(tokens.SPACE_3)
        requests.addWidget(self.questions)
        requests.addLayout(self._list)
        for label in (self.nobody, self.nobody_more):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        requests.addStretch(1)
        requests.addWidget(self.nobody)
        requests.addWidget(self.nobody_more)
        requests.addStretch(2)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._inner)
        area.setMinimumHeight(MIN_LIST_HEIGHT)
        footer = QVBoxLayout()
        pad(footer, tokens.SPACE_4, tokens.SPACE_3)
        footer.addWidget(self.footer)
        column.addLayout(header)
        column.addWidget(Line())
        column.addWidget(self.notices)
        column.addWidget(self.calls)
        column.addWidget(area, 1)
        column.addWidget(Line())
        column.addLayout(footer)
        self.setMinimumWidth(tokens.SUPERVISOR_WIDTH)
        self.resize(tokens.SUPERVISOR_WIDTH, 380)
