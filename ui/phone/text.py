"""A text to the other side of the call: a field, and what became of the last one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import tokens, words
from ui.call_states import SentText, TextStep
from ui.parts.announce import announce
from ui.parts.basics import Label, pad
from ui.parts.buttons import Role, TextButton
from ui.words import Text, text

LONGEST = 300
"""Characters: with its headers a MESSAGE has to fit into 1300 bytes (RFC 3428 §8)."""


class TextPanel(QWidget):
    """Signals carry what was typed. A text that did not arrive is put back into the empty field."""

    sent = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: SentText | None = None
        column = QVBoxLayout(self)
        pad(column, spacing=tokens.SPACE_2)
        self.title = Label("small", "ink_2")
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST)
        self.field.setMinimumHeight(36)
        self.send = TextButton(Role.PRIMARY, key_hint="Enter")
        self.outcome = Label("small", "ink_2", wrap=True)
        row = QHBoxLayout()
        pad(row, spacing=tokens.SPACE_2)
        row.addWidget(self.field, 1)
        row.addWidget(self.send)
        column.addWidget(self.title)
        column.addLayout(row)
        column.addWidget(self.outcome)
        self.field.textChanged.connect(self._follow)
        self.send.clicked.connect(self._send)
        self.show_text(None)

    def show_text(self, last: SentText | None) -> None:
        """Show what became of the last text; None: there was none."""
        before, self._shown = self._shown, last
        self.title.setText(text(Text.WRITE_TO_THEM))
        self.field.setAccessibleName(text(Text.WRITE_TO_THEM))
        self.send.say(text(Text.SEND))
        self.outcome.say(words.sent_text(last) if last is not None else "")
        failed = last is not None and last.step is TextStep.FAILED
        self.outcome.set_tone("elevated" if failed else "ink_2")
        if last is not None and before != last:
            if failed and not self.field.text():
                self.field.setText(last.text)
                self.field.home(False)
            if self.isVisible() and last.step is not TextStep.SENDING:
                announce(self, self.outcome.text())
        self._follow()

    def clear(self) -> None:
        """Another call: what was typed was for the last one."""
        self._shown = None
        self.field.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._send()
            return
        super().keyPressEvent(event)

    def _follow(self) -> None:
        sending = self._shown is not None and self._shown.step is TextStep.SENDING
        self.send.setEnabled(bool(self.field.text().strip()) and not sending)

    def _send(self) -> None:
        if self.send.isEnabled():
            typed = self.field.text().strip()
            self.field.clear()
            self.sent.emit(typed)
