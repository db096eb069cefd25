"""The supervisor's window: who asks for help, why, for how long, and an answer in one click."""

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import tokens, words
from ui.icons import Icon, application_icon
from ui.parts.account import AccountLine
from ui.parts.announce import announce
from ui.parts.basics import Box, Label, Line, pad
from ui.parts.buttons import IconButton, Role, TextButton
from ui.parts.chips import ReasonChips
from ui.parts.focus import order_by_reading
from ui.parts.notices import Notices
from ui.shapes import LevelShape
from ui.supervisor_states import RequestStep, RequestView, SupervisorState
from ui.words import Text, text

CAN_COME: Final = {
    RequestStep.OPEN: (Text.COMING, Role.PRIMARY),
    RequestStep.LATER: (Text.COMING_AFTER_ALL, Role.PLAIN),
    RequestStep.FAILED: (Text.COMING_AGAIN, Role.PRIMARY),
}
"""Steps in which the supervisor may say that they come: what the button says, and how loud."""

OVER: Final = frozenset(
    {
        RequestStep.TAKEN,
        RequestStep.EXPIRED,
        RequestStep.CALLBACK,
        RequestStep.CANCELLED,
        RequestStep.RESOLVED,
        RequestStep.FAILED,
    }
)
"""Steps in which a request asks nothing of the supervisor any more."""

COMES: Final = frozenset({RequestStep.CLAIMED, RequestStep.JOINED})

CAN_HIDE: Final = OVER | COMES
"""Steps in which a request may be taken off the list: whoever comes need not keep it."""

MIN_LIST_HEIGHT: Final = 120


class RequestPanel(Box):
    """One request. Signals carry its id."""

    coming_requested = Signal(str)
    later_requested = Signal(str)
    done_requested = Signal(str)
    dismissed = Signal(str)

    def __init__(self, request_id: str, *, motion: bool) -> None:
        super().__init__()
        self.request_id = request_id
        self.shape = LevelShape(34, motion=motion)
        self.title = Label("lead", wrap=True)
        self.facts = Label("small", "ink_2", wrap=True)
        self.reasons = ReasonChips(dismissable=False)
        self.line = Label("small", "ink_2", wrap=True)
        self.come = TextButton(Role.PRIMARY)
        self.later = TextButton(Role.QUIET)
        self.done = TextButton(Role.PLAIN)
        self.hide_button = IconButton(Icon.CLOSE)
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_4, 14, spacing=tokens.SPACE_3)
        said = QVBoxLayout()
        pad(said, spacing=1)
        said.addWidget(self.title)
        said.addWidget(self.facts)
        head = QHBoxLayout()
        pad(head, spacing=tokens.SPACE_3)
        head.addWidget(self.shape)
        head.addLayout(said, 1)
        head.addWidget(self.hide_button, 0, Qt.AlignmentFlag.AlignTop)
        answers = QHBoxLayout()
        pad(answers, spacing=tokens.SPACE_2)
        answers.addWidget(self.come)
        answers.addWidget(self.later)
        answers.addWidget(self.done)
        answers.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.reasons)
        column.addWidget(self.line)
        column.addLayout(answers)
        self.come.clicked.connect(lambda: self.coming_requested.emit(request_id))
        self.later.clicked.connect(lambda: self.later_requested.emit(request_id))
        self.done.clicked.connect(lambda: self.done_requested.emit(request_id))
        self.hide_button.clicked.connect(lambda: self.dismissed.emit(request_id))

    def show_request(self, request: RequestView, eta_s: float) -> None:
        over = request.step in OVER
        self.shape.show_level(request.level)
        self.title.setText(words.request_title(request))
        self.title.set_tone("ink_2" if over else "ink")
        self.facts.say(words.request_facts(request))
        self.reasons.show_reasons(() if over else request.reasons)
        said = words.request_line(request)
        self.line.setText(f"{said}\n{request.brief}" if request.brief else said)
        self.line.set_tone("calm" if request.step in COMES else "ink_2")
        can_come = request.step in CAN_COME
        self.come.setVisible(can_come)
        if can_come:
            key, role = CAN_COME[request.step]
            said = text(key).format(seconds=words.whole_number(eta_s))
            self.come.set_role(role)
            self.come.say(said, name=f"{said}, {request.agent}")
        self.later.setVisible(request.step is RequestStep.OPEN)
        self.later.say(text(Text.LATER), name=f"{text(Text.LATER)}, {request.agent}")
        self.done.setVisible(request.step in COMES)
        self.done.say(text(Text.HELP_DONE), name=f"{text(Text.HELP_DONE)}, {request.agent}")
        self.hide_button.setVisible(request.step in CAN_HIDE)
        self.hide_button.say(text(Text.HIDE))


class SupervisorWindow(QWidget):
    """Shows a SupervisorState and says what the supervisor wants; decides nothing.

    `show_state` is what other widgets call render. It emits nothing. When a request arrives the
    window comes to the front and the task bar asks for attention, but the focus stays where it is
    (`surfaces=False` leaves even that out).
    """

    coming_requested = Signal(str)
    later_requested = Signal(str)
    done_requested = Signal(str)
    dismissed = Signal(str)
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
        self.nobody = Label("lead")
        self.nobody_more = Label("small", "ink_2", wrap=True)
        self.footer = Label("hint", "ink_2", wrap=True)
        self._list = QVBoxLayout()
        self._lay_out()
        self.notices.dismissed.connect(self.notice_dismissed)
        self.notices.action_requested.connect(self.notice_action_requested)
        self.show_state(self._state)

    def show_state(self, state: SupervisorState) -> None:
        """Show `state`. Emits nothing."""
        self._state = state
        self.setWindowTitle(f"Beistand · {text(Text.SUPERVISION)}")
        self.account.show_account(state.account)
        self.notices.show_notices(state.notices)
        self.footer.setText(text(Text.SUPERVISION_FOOTER))
        self.nobody.say("" if state.requests else text(Text.NO_REQUESTS))
        self.nobody_more.say("" if state.requests else text(Text.NO_REQUESTS_MORE))
        arrived = self._show_requests(state)
        order_by_reading(self)
        self._fit()
        if arrived and self._surfaces:
            self._surface(arrived)

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
        for index, request in enumerate(state.requests):
            panel_now = self._panels.get(request.request_id)
            if panel_now is None:
                panel_now = self._new_panel(request.request_id)
                if request.step is RequestStep.OPEN:
                    arrived.append(request)
            if self._list.indexOf(panel_now) != index:
                self._list.removeWidget(panel_now)
                self._list.insertWidget(index, panel_now)
            panel_now.show_request(request, state.eta_s)
            panel_now.show()
        return arrived

    def _new_panel(self, request_id: str) -> RequestPanel:
        panel = RequestPanel(request_id, motion=self._motion)
        panel.coming_requested.connect(self.coming_requested)
        panel.later_requested.connect(self.later_requested)
        panel.done_requested.connect(self.done_requested)
        panel.dismissed.connect(self.dismissed)
        self._panels[request_id] = panel
        return panel

    def _surface(self, arrived: list[RequestView]) -> None:
        """To the front without the focus: somebody may be typing or talking elsewhere."""
        if not self.isVisible():
            self.show()
        self.raise_()
        QApplication.alert(self)
        for request in arrived:
            announce(self, f"{words.request_title(request)}. {words.request_facts(request)}")

    def _fit(self) -> None:
        """Grow with the list as far as the screen has room; never shrink, so nothing jumps."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        rest = layout.minimumHeightForWidth(self.width()) - MIN_LIST_HEIGHT
        needed = rest + max(MIN_LIST_HEIGHT, self._inner.heightForWidth(self.width()))
        room = self.screen().availableGeometry().height() * 4 // 5
        if self.height() < min(needed, room):
            self.resize(self.width(), min(needed, room))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        pad(column, spacing=0)
        header = QHBoxLayout()
        pad(header, tokens.SPACE_4, tokens.SPACE_3)
        header.addWidget(self.account, 1)
        self._inner = QWidget()
        requests = QVBoxLayout(self._inner)
        pad(requests, tokens.SPACE_4, tokens.SPACE_4, spacing=tokens.SPACE_3)
        self._list.setSpacing(tokens.SPACE_3)
        requests.addLayout(self._list)
        for label in (self.nobody, self.nobody_more):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        requests.addStretch(1)
        requests.addWidget(self.nobody)
        requests.addWidget(self.nobody_more)
        requests.addStretch(2)
        area = QScrollArea()
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
        column.addWidget(area, 1)
        column.addWidget(Line())
        column.addLayout(footer)
        self.setMinimumWidth(tokens.SUPERVISOR_WIDTH)
        self.resize(tokens.SUPERVISOR_WIDTH, 380)
