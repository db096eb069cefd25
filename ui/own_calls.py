"""The supervisor's own calls, a line each: who it is, answer, go on, hang up."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens
from ui.parts.basics import Box, Label, pad
from ui.parts.buttons import Role, TextButton
from ui.supervisor_states import SupervisorCall
from ui.words import Text, text


class OwnCall(Box):
    """One call. Signals carry its id."""

    answer_requested = Signal(str)
    resume_requested = Signal(str)
    hang_up_requested = Signal(str)

    def __init__(self, call_id: str) -> None:
        super().__init__("waiting-call")
        self.who = Label("text", wrap=True)
        self.answer = TextButton(Role.PRIMARY)
        self.resume = TextButton(Role.PRIMARY)
        self.hang_up = TextButton(Role.DANGER)
        row = QHBoxLayout(self)
        pad(row, tokens.SPACE_3, tokens.SPACE_2, spacing=tokens.SPACE_2)
        row.addWidget(self.who, 1)
        for button in (self.answer, self.resume, self.hang_up):
            row.addWidget(button)
        self.answer.clicked.connect(lambda: self.answer_requested.emit(call_id))
        self.resume.clicked.connect(lambda: self.resume_requested.emit(call_id))
        self.hang_up.clicked.connect(lambda: self.hang_up_requested.emit(call_id))

    def show_call(self, call: SupervisorCall) -> None:
        """Show it. Emits nothing."""
        kind = text(Text.INCOMING) if call.rings else text(Text.YOUR_CALL)
        self.who.say(f"{kind}: {call.peer}")
        end = text(Text.DECLINE if call.rings else Text.HANG_UP)
        self.answer.say(text(Text.ANSWER), name=f"{text(Text.ANSWER)}, {call.peer}")
        self.hang_up.say(end, name=f"{end}, {call.peer}")
        self.resume.say(text(Text.RESUME), name=f"{text(Text.RESUME)}, {call.peer}")
        self.answer.setVisible(call.rings)
        self.resume.setVisible(call.held)


class OwnCalls(QWidget):
    """All of them; nothing is shown where there is none."""

    answer_requested = Signal(str)
    resume_requested = Signal(str)
    hang_up_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.lines: dict[str, OwnCall] = {}
        self._column = QVBoxLayout(self)
        pad(self._column, tokens.SPACE_4, tokens.SPACE_2, spacing=tokens.SPACE_2)

    def show_calls(self, calls: tuple[SupervisorCall, ...]) -> None:
        """Show them, oldest first. Emits nothing."""
        for gone in self.lines.keys() - {call.call_id for call in calls}:
            line = self.lines.pop(gone)
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        for call in calls:
            if call.call_id not in self.lines:
                line = self.lines[call.call_id] = OwnCall(call.call_id)
                line.answer_requested.connect(self.answer_requested)
                line.resume_requested.connect(self.resume_requested)
                line.hang_up_requested.connect(self.hang_up_requested)
                self._column.addWidget(line)
            self.lines[call.call_id].show_call(call)
        self.setVisible(bool(calls))
