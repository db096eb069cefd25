"""The dial page: a number field, twelve keys, one button."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import tokens, words
from ui.customer_states import TypedPeer
from ui.icons import Icon
from ui.parts.basics import Label, pad
from ui.parts.buttons import IconButton, Role, TextButton
from ui.phone.dial_account import DialAccountButton
from ui.phone.keypad import Keypad
from ui.words import Text, text

_MARGIN = tokens.SPACE_5 + 8
_WHOSE_WIDTH = tokens.PHONE_WIDTH - 2 * _MARGIN
_WHOSE_HEIGHT = 18
"""Kept free where nobody is known: the keys do not move under the finger that types."""


class DialPage(QWidget):
    """`dial_requested`, `number_typed` carry what was typed, without spaces at its ends."""

    dial_requested = Signal(str)
    number_typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._can_dial = True
        self._last_dialled = ""
        self._peer: TypedPeer | None = None
        column = QVBoxLayout(self)
        pad(column, _MARGIN, tokens.SPACE_4, spacing=tokens.SPACE_3)
        self.number = QLineEdit()
        self.number.setProperty("role", "number")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.setInputMethodHints(Qt.InputMethodHint.ImhDialableCharactersOnly)
        self.number.setMaxLength(128)
        self.whose = Label("small", "ink_2")
        self.whose.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.whose.setFixedHeight(_WHOSE_HEIGHT)
        self.backspace = IconButton(Icon.BACKSPACE, side=48)
        self.keypad = Keypad()
        self.account = DialAccountButton()
        self.call = TextButton(Role.PRIMARY, icon=Icon.ANSWER, key_hint="Enter", height=48)
        row = QHBoxLayout()
        pad(row, spacing=tokens.SPACE_1)
        row.addWidget(self.number, 1)
        row.addWidget(self.backspace)
        column.addStretch(1)
        typing = QVBoxLayout()
        pad(typing, spacing=2)
        typing.addLayout(row)
        typing.addWidget(self.whose)
        typing.addWidget(self.keypad)
        column.addLayout(typing)
        column.addSpacing(tokens.SPACE_1)
        column.addWidget(self.call)
        column.addWidget(self.account, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.keypad.pressed.connect(self._type)
        self.backspace.clicked.connect(self.number.backspace)
        self.number.textChanged.connect(self._changed)
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

    def show_whose(self, peer: TypedPeer | None) -> None:
        """Whose number it is, where somebody knows; what was typed meanwhile is nobody's yet."""
        self._peer = peer
        self._show_whose()

    def clear(self) -> None:
        """Forget the typed number: its call has begun."""
        with QSignalBlocker(self.number):  # nobody has typed
            self.number.clear()
        self._typed()

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
        self._show_whose()

    def _changed(self) -> None:
        self._typed()
        self.number_typed.emit(self.number.text().strip())

    def _show_whose(self) -> None:
        peer = self._peer
        about = peer is not None and peer.typed == self.number.text().strip()
        said = words.typed_peer(peer) if about else ""
        self.whose.ensurePolished()
        metrics = self.whose.fontMetrics()
        shown = metrics.elidedText(said, Qt.TextElideMode.ElideRight, _WHOSE_WIDTH)
        self.whose.setText(shown)
        self.whose.setToolTip(said if shown != said else "")
        self.number.setAccessibleDescription(said)

    def _dial(self) -> None:
        number = self.number.text().strip() or self._last_dialled
        if number and self._can_dial:
            self.dial_requested.emit(number)
