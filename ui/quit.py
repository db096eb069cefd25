"""Asks before a call is ended by quitting."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens
from ui.parts.basics import Label, pad
from ui.parts.buttons import Role, TextButton
from ui.words import Text, text


class QuitDialog(QDialog):
    """Accepted with "hang up and quit", rejected with "go on phoning", Enter, Esc or its cross.

    Meant for `open()` and `finished`: the call goes on while the question is open.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(text(Text.QUIT))
        self.phone_on = TextButton()
        self.phone_on.say(text(Text.PHONE_ON))
        self.phone_on.setDefault(True)
        self.hang_up = TextButton(Role.DANGER)
        self.hang_up.say(text(Text.QUIT_HANGING_UP))
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_5, tokens.SPACE_5 - 4, spacing=tokens.SPACE_4)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        column.addWidget(Label("lead", text=text(Text.QUIT_IN_CALL)))
        row = QHBoxLayout()
        pad(row, spacing=tokens.SPACE_2)
        row.addStretch(1)
        row.addWidget(self.hang_up)
        row.addWidget(self.phone_on)
        column.addLayout(row)
        QWidget.setTabOrder(self.hang_up, self.phone_on)
        self.hang_up.clicked.connect(self.accept)
        self.phone_on.clicked.connect(self.reject)
        self.phone_on.setFocus(Qt.FocusReason.OtherFocusReason)
