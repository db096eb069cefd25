"""One agent's request in the supervisor's window, and the answers that are one click or key."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens, words
from ui.icons import Icon
from ui.parts.basics import Box, Label, pad
from ui.parts.buttons import IconButton, Role, TextButton
from ui.parts.chips import ReasonChips
from ui.parts.flow import FlowLayout
from ui.shapes import LevelShape
from ui.supervisor_states import Handover, ListenMode, RequestStep, RequestView
from ui.words import Text, text

COMING_KEY: Final = "F9"
LATER_KEY: Final = "F8"

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


class RequestPanel(Box):
    """One request. Signals carry its id."""

    coming_requested = Signal(str)
    later_requested = Signal(str)
    done_requested = Signal(str)
    dismissed = Signal(str)
    mode_requested = Signal(str, ListenMode)

    def __init__(self, request_id: str, *, motion: bool) -> None:
        super().__init__()
        self.request_id = request_id
        self.shape = LevelShape(34, motion=motion)
        self.title = Label("lead", wrap=True)
        self.facts = Label("small", "ink_2", wrap=True)
        self.reasons = ReasonChips(dismissable=False)
        self.line = Label("small", "ink_2", wrap=True)
        self.come = TextButton(Role.PRIMARY, key_hint=COMING_KEY)
        self.later = TextButton(Role.QUIET, key_hint=LATER_KEY)
        self.done = TextButton(Role.PLAIN)
        self.modes = {mode: TextButton(Role.PLAIN) for mode in ListenMode}
        self.answers = (self.come, self.later, *self.modes.values(), self.done)
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
        answers = QWidget()
        row = FlowLayout(answers, gap=tokens.SPACE_2)
        for button in self.answers:
            row.addWidget(button)
        column.addLayout(head)
        column.addWidget(self.reasons)
        column.addWidget(self.line)
        column.addWidget(answers)
        self.come.clicked.connect(lambda: self.coming_requested.emit(request_id))
        self.later.clicked.connect(lambda: self.later_requested.emit(request_id))
        for mode, button in self.modes.items():
            button.clicked.connect(
                lambda _=False, to=mode: self.mode_requested.emit(request_id, to)
            )
        self.done.clicked.connect(lambda: self.done_requested.emit(request_id))
        self.hide_button.clicked.connect(lambda: self.dismissed.emit(request_id))

    def show_request(self, request: RequestView, eta_s: float, *, keys: bool) -> None:
        """`keys`: this is the one that the keys answer."""
        over = request.step in OVER
        self.shape.show_level(request.level)
        self.title.setText(words.request_title(request))
        self.title.set_tone("ink_2" if over else "ink")
        self.facts.say(words.request_facts(request))
        self.reasons.show_reasons(() if over else request.reasons)
        said = words.standing_line(request) or words.request_line(request)
        self.line.setText(f"{said}\n{request.brief}" if request.brief else said)
        self.line.set_tone("calm" if request.step in COMES else "ink_2")
        can_come = request.step in CAN_COME
        self.come.setVisible(can_come)
        if can_come:
            key, role = CAN_COME[request.step]
            said = text(key).format(seconds=words.whole_number(eta_s))
            self.come.set_role(role)
            self.come.say(said, name=f"{said}, {request.agent}")
        self.come.show_key(keys)
        self.later.show_key(keys)
        self.later.setVisible(request.step is RequestStep.OPEN)
        self.later.say(text(Text.LATER), name=f"{text(Text.LATER)}, {request.agent}")
        for mode, button in self.modes.items():
            button.setVisible(request.step is RequestStep.JOINED and _may_want(request, mode))
            button.say(words.mode(mode), name=f"{words.mode(mode)}, {request.agent}")
        self.done.setVisible(request.step in COMES)
        self.done.say(text(Text.HELP_DONE), name=f"{text(Text.HELP_DONE)}, {request.agent}")
        self.hide_button.setVisible(request.step in CAN_HIDE)
        self.hide_button.say(text(Text.HIDE))


def _may_want(request: RequestView, mode: ListenMode) -> bool:
    """Whether it is something else than what is so, or is about to be."""
    if request.handover in (Handover.WAITING, Handover.ANNOUNCED):
        return mode is not ListenMode.TAKEOVER
    return mode is not request.mode and request.handover is not Handover.UNDER_WAY
