"""Agents' questions in the supervisor's window: allow it, allow less, or decline and say why."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import tokens, words
from ui.icons import Icon
from ui.parts.basics import Box, Label, pad
from ui.parts.buttons import IconButton, Role, TextButton
from ui.question_states import QuestionStep, QuestionView
from ui.words import Text, text

_LONGEST_AMOUNT = 12
_LONGEST_REASON = 200
_ASKING = frozenset({QuestionStep.OPEN, QuestionStep.FAILED, QuestionStep.SILENT})
"""Steps in which an answer is wanted."""


class QuestionPanel(Box):
    """One question. Signals carry its id."""

    allowed = Signal(str, str)
    """And how much, as typed."""
    declined = Signal(str, str)
    """And why."""
    dismissed = Signal(str)

    def __init__(self, question_id: str) -> None:
        super().__init__()
        self._id = question_id
        self.title = Label("lead", wrap=True)
        self.facts = Label("small", "ink_2", wrap=True)
        self.line = Label("small", "ink_2", wrap=True)
        self.amount = QLineEdit()
        self.reason = QLineEdit()
        self.allow = TextButton(Role.PRIMARY)
        self.decline = TextButton(Role.PLAIN)
        self.hide_button = IconButton(Icon.CLOSE)
        self._filled = False
        self.amount.setMaxLength(_LONGEST_AMOUNT)
        self.reason.setMaxLength(_LONGEST_REASON)
        for field in (self.amount, self.reason):
            field.setMinimumWidth(1)
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_4, 14, spacing=tokens.SPACE_2)
        head = QHBoxLayout()
        pad(head, spacing=tokens.SPACE_3)
        head.addWidget(self.title, 1)
        head.addWidget(self.hide_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self.facts)
        column.addWidget(self.line)
        for field, button in ((self.amount, self.allow), (self.reason, self.decline)):
            row = QHBoxLayout()
            pad(row, spacing=tokens.SPACE_2)
            row.addWidget(field, 1)
            row.addWidget(button)
            column.addLayout(row)
        self.allow.clicked.connect(self._allow)
        self.decline.clicked.connect(self._decline)
        self.amount.returnPressed.connect(self.allow.click)
        self.reason.returnPressed.connect(self.decline.click)
        self.reason.textChanged.connect(self._look)
        self.hide_button.clicked.connect(lambda: self.dismissed.emit(question_id))

    def show_question(self, view: QuestionView) -> None:
        """Show it; what the supervisor has typed stays. Emits nothing."""
        asking = view.step in _ASKING
        self.title.setText(words.question_title(view))
        self.title.set_tone("ink" if asking else "ink_2")
        self.facts.say(words.question_facts(view))
        self.line.say(words.question_line(view))
        if not self._filled:
            self.amount.setText(view.wished)
            self._filled = True
        for field, name in (
            (self.amount, Text.GOODWILL_AMOUNT),
            (self.reason, Text.QUESTION_REASON),
        ):
            field.setAccessibleName(text(name))
            field.setPlaceholderText(text(name))
        self.allow.say(text(Text.QUESTION_ALLOW), name=f"{text(Text.QUESTION_ALLOW)}, {view.agent}")
        self.decline.say(text(Text.DECLINE), name=f"{text(Text.DECLINE)}, {view.agent}")
        self.hide_button.say(text(Text.DISMISS))
        self.amount.setVisible(asking and bool(view.wished))
        for part in (self.reason, self.allow, self.decline):
            part.setVisible(asking)
        self.hide_button.setVisible(not asking and view.step is not QuestionStep.SAYING)
        self._look()

    def _look(self) -> None:
        """Who declines says why."""
        self.decline.setEnabled(bool(self.reason.text().strip()))

    def _allow(self) -> None:
        self.allowed.emit(self._id, self.amount.text())

    def _decline(self) -> None:
        self.declined.emit(self._id, self.reason.text())


class Questions(QWidget):
    """All of them, as they come; nothing is shown where there is none."""

    allowed = Signal(str, str)
    declined = Signal(str, str)
    dismissed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.panels: dict[str, QuestionPanel] = {}
        self._column = QVBoxLayout(self)
        pad(self._column, spacing=tokens.SPACE_3)

    def show_questions(self, questions: tuple[QuestionView, ...]) -> list[QuestionView]:
        """Show them; those that are new. Emits nothing."""
        for gone in self.panels.keys() - {one.question_id for one in questions}:
            panel = self.panels.pop(gone)
            self._column.removeWidget(panel)
            panel.hide()
            panel.deleteLater()
        arrived = []
        for one in questions:
            if one.question_id not in self.panels:
                panel = self.panels[one.question_id] = QuestionPanel(one.question_id)
                panel.allowed.connect(self.allowed)
                panel.declined.connect(self.declined)
                panel.dismissed.connect(self.dismissed)
                self._column.addWidget(panel)
                arrived.append(one)
            self.panels[one.question_id].show_question(one)
        self.setVisible(bool(questions))
        return arrived
