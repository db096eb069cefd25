"""What was granted in this call: take it back, and the texts to copy."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import tokens, words
from ui.goodwill_states import GrantedView
from ui.parts.basics import Box, Label, pad
from ui.parts.buttons import Role, TextButton
from ui.parts.flow import FlowLayout
from ui.words import Text, text

MOST = 3
"""The newest; more in one call is rare, and they are in the ledger."""


class GrantedBox(Box):
    """`undone(entry_id)`, `copied(text)`."""

    undone = Signal(str)
    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__("discretion")
        self._granted: GrantedView | None = None
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_3, 6, spacing=0)
        self.line = Label("strong", "calm", wrap=True)
        self.undo = TextButton(Role.PLAIN, size="small", padding=tokens.SPACE_2)
        self.customer = TextButton(Role.QUIET, size="small", padding=tokens.SPACE_2)
        self.crm = TextButton(Role.QUIET, size="small", padding=tokens.SPACE_2)
        column.addWidget(self.line)
        keys = QWidget()
        flow = FlowLayout(keys, gap=2, row_gap=0)
        for key in (self.undo, self.customer, self.crm):
            flow.addWidget(key)
        column.addWidget(keys)
        self.undo.clicked.connect(self._undo)
        self.customer.clicked.connect(lambda: self._copy(words.customer_text))
        self.crm.clicked.connect(lambda: self._copy(words.crm_text))

    def show_granted(self, granted: GrantedView | None, *, busy: bool) -> None:
        self._granted = granted
        self.setVisible(granted is not None)
        if granted is None:
            return
        line = words.granted_line(granted)
        self.line.setText(line)
        self.customer.say(text(Text.GOODWILL_COPY_CUSTOMER))
        self.crm.say(text(Text.GOODWILL_COPY_CRM))
        self.customer.setToolTip(words.customer_text(granted))
        self.crm.setToolTip(words.crm_text(granted))
        self.undo.say(words.undo_words(granted), name=f"{text(Text.GOODWILL_UNDO)}: {line}")
        self.undo.setVisible(granted.undo_s > 0)
        self.undo.setEnabled(not busy)

    def _undo(self) -> None:
        if self._granted is not None:
            self.undone.emit(self._granted.entry_id)

    def _copy(self, write: Callable[[GrantedView], str]) -> None:
        if self._granted is not None:
            self.copied.emit(write(self._granted))


class GrantedList(QWidget):
    """The newest first."""

    undone = Signal(str)
    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        pad(column, spacing=6)
        self.boxes = [GrantedBox() for _ in range(MOST)]
        for box in self.boxes:
            column.addWidget(box)
            box.undone.connect(self.undone)
            box.copied.connect(self.copied)

    def show_granted(self, granted: tuple[GrantedView, ...], *, busy: bool) -> None:
        newest = granted[::-1][:MOST]
        for index, box in enumerate(self.boxes):
            box.show_granted(newest[index] if index < len(newest) else None, busy=busy)
        self.setVisible(bool(newest))
