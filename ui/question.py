"""A question before something that cannot be taken back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens
from ui.parts.basics import Label, pad
from ui.parts.buttons import Role, TextButton
from ui.words import Text, text


class Question(QDialog):
    """Accepted with the dangerous answer, rejected with the safe one, Enter, Esc or its cross.

    Meant for `open()` and `finished`: calls go on while the question is open.
    """

    def __init__(
        self, title: Text, question: Text, *, yes: Text, no: Text, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(text(title))
        self.no = TextButton()
        self.no.say(text(no))
        self.no.setDefault(True)
        self.yes = TextButton(Role.DANGER)
        self.yes.say(text(yes))
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_5, tokens.SPACE_5 - 4, spacing=tokens.SPACE_4)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        column.addWidget(Label("lead", text=text(question)))
        row = QHBoxLayout()
        pad(row, spacing=tokens.SPACE_2)
        row.addStretch(1)
        row.addWidget(self.yes)
        row.addWidget(self.no)
        column.addLayout(row)
        QWidget.setTabOrder(self.yes, self.no)
        self.yes.clicked.connect(self.accept)
        self.no.clicked.connect(self.reject)
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)


def ask_quit(parent: QWidget | None = None) -> Question:
    """Before a call is ended by quitting."""
    return Question(
        Text.QUIT, Text.QUIT_IN_CALL, yes=Text.QUIT_HANGING_UP, no=Text.PHONE_ON, parent=parent
    )


def ask_discard_card(parent: QWidget | None = None) -> Question:
    """Before the editor is closed with a text that is not saved."""
    return Question(
        Text.CARD_EDITOR,
        Text.UNSAVED_ASK,
        yes=Text.DISCARD,
        no=Text.GO_ON_WRITING,
        parent=parent,
    )


def ask_quit_with_note(parent: QWidget | None = None) -> Question:
    """Before a note that only Beistand has is lost by quitting."""
    return Question(
        Text.QUIT,
        Text.QUIT_WITH_NOTE,
        yes=Text.QUIT_DISCARDING,
        no=Text.QUIT_NOT,
        parent=parent,
    )


def ask_delete_history(parent: QWidget | None = None) -> Question:
    """Before all past calls are deleted."""
    return Question(
        Text.HISTORY,
        Text.DELETE_HISTORY_ASK,
        yes=Text.DELETE_HISTORY,
        no=Text.KEEP,
        parent=parent,
    )
