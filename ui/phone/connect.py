"""Where to connect a call to: a number, and whether somebody is asked there first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import tokens
from ui.parts.basics import Label, pad
from ui.parts.buttons import Role, TextButton
from ui.words import Text, text


class ConnectPanel(QWidget):
    """Signals carry what was typed; Enter asks first, because that can be taken back."""

    blind_requested = Signal(str)
    consult_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        pad(column, spacing=tokens.SPACE_2)
        self.title = Label("small", "ink_2")
        self.number = QLineEdit()
        self.number.setMaxLength(128)
        self.number.setMinimumHeight(36)
        self.ask = TextButton(Role.PRIMARY, key_hint="Enter")
        self.blind = TextButton()
        row = QHBoxLayout()
        pad(row, spacing=tokens.SPACE_2)
        row.addWidget(self.ask, 1)
        row.addWidget(self.blind, 1)
        column.addWidget(self.title)
        column.addWidget(self.number)
        column.addLayout(row)
        self.number.textChanged.connect(self._typed)
        self.ask.clicked.connect(self._ask)
        self.blind.clicked.connect(lambda: self.blind_requested.emit(self._number()))
        self._typed()

    def show_words(self) -> None:
        self.title.setText(text(Text.CONNECT_TO))
        self.number.setPlaceholderText(text(Text.ADDRESS_OR_NUMBER))
        self.number.setAccessibleName(text(Text.CONNECT_TO))
        self.ask.say(text(Text.ASK_FIRST))
        self.blind.say(text(Text.CONNECT))

    def clear(self) -> None:
        self.number.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._ask()
            return
        super().keyPressEvent(event)

    def _typed(self) -> None:
        typed = bool(self._number())
        self.ask.setEnabled(typed)
        self.blind.setEnabled(typed)

    def _number(self) -> str:
        return self.number.text().strip()

    def _ask(self) -> None:
        if self._number():
            self.consult_requested.emit(self._number())
