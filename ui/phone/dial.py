"""The dial page: a number field, twelve keys, one button."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import tokens
from ui.icons import Icon
from ui.parts.basics import pad
from ui.parts.buttons import IconButton, Role, TextButton
from ui.phone.keypad import Keypad
from ui.words import Text, text


class DialPage(QWidget):
    """`dial_requested(text)` with what was typed, without spaces at its ends."""

    dial_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._can_dial = True
        self._last_dialled = ""
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_5 + 8, tokens.SPACE_4, spacing=tokens.SPACE_3)
        self.number = QLineEdit()
        self.number.setProperty("role", "number")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setInputMethodHints(Qt.InputMethodHint.ImhDialableCharactersOnly)
        self.number.setMaxLength(128)
        self.backspace = IconButton(Icon.BACKSPACE, side=48)
        self.keypad = Keypad()
        self.call = TextButton(Role.PRIMARY, icon=Icon.ANSWER, key_hint="Enter", height=48)
        row = QHBoxLayout()
        pad(row, spacing=tokens.SPACE_1)
        row.addWidget(self.number, 1)
        row.addWidget(self.backspace)
        column.addStretch(1)
        column.addLayout(row)
        column.addSpacing(tokens.SPACE_1)
        column.addWidget(self.keypad)
        column.addSpacing(tokens.SPACE_1)
        column.addWidget(self.call)
        column.addStretch(1)
        self.keypad.pressed.connect(self._type)
        self.backspace.clicked.connect(self.number.backspace)
        self.number.textChanged.connect(self._typed)
        self.call.clicked.connect(self._dial)
        self._typed()

    def show_dial(self, *, can_dial: bool, last_dialled: str = "") -> None:
        """`last_dialled` is called again where nothing is typed."""
        self._can_dial = can_dial
        self._last_dialled = last_dialled
        self.number.setPlaceholderText(last_dialled or text(Text.ADDRESS_OR_NUMBER))
        self.number.setAccessibleName(text(Text.ADDRESS_OR_NUMBER))
        self.backspace.say(text(Text.BACKSPACE))
        self._typed()

    def clear(self) -> None:
        """Forget the typed number: its call has begun."""
        self.number.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and Enter do the same anywhere on the page, whatever has the focus."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._dial()
            return
        if event.text() and (event.text().isdigit() or event.text() in "*#+"):
            self._type(event.text())
            return
        super().keyPressEvent(event)

    def _type(self, digit: str) -> None:
        self.number.insert(digit)

    def _typed(self) -> None:
        typed = bool(self.number.text().strip())
        again = self._last_dialled and not typed
        if again:
            name = text(Text.REDIAL_NUMBER).format(number=self._last_dialled)
            self.call.say(text(Text.REDIAL), name=name)
        else:
            self.call.say(text(Text.CALL))
        self.call.setEnabled((typed or bool(again)) and self._can_dial)
        self.backspace.setVisible(typed)

    def _dial(self) -> None:
        number = self.number.text().strip() or self._last_dialled
        if number and self._can_dial:
            self.dial_requested.emit(number)
