"""A grant by the agent's own choice: what, and how much or, of another way, what instead."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import tokens, words
from ui.goodwill.choices import Choices
from ui.goodwill_states import GoodwillKind, GoodwillStep, GoodwillView, RoomView
from ui.parts.basics import Label, pad
from ui.parts.buttons import Role, TextButton
from ui.words import Text, text

_LONGEST_AMOUNT = 12
_LONGEST_WORDS = 200


class ByHand(QWidget):
    """Signals by the agent only."""

    kind_chosen = Signal(GoodwillKind)
    amount_typed = Signal(str)
    override_typed = Signal(str, str)
    granted = Signal(object)
    """The `RoomView` that is shown."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        pad(column, spacing=6)
        self._room: RoomView | None = None
        self.title = Label("small", "ink_2")
        self.kinds = Choices()
        self.what = QLineEdit()
        self.good_for = QLineEdit()
        self.amount = QLineEdit()
        self.currency = Label("body", "ink_2")
        self.grant = TextButton(Role.PRIMARY, key_hint="Enter")
        column.addWidget(self.title)
        column.addWidget(self.kinds)
        for field in (self.what, self.good_for):
            field.setMaxLength(_LONGEST_WORDS)
            field.textEdited.connect(self._override_typed)
            column.addWidget(field)
        row = QHBoxLayout()
        pad(row, spacing=tokens.SPACE_2)
        row.addWidget(self.amount, 1)
        row.addWidget(self.currency)
        row.addStretch(0)
        row.addWidget(self.grant)
        column.addLayout(row)
        self.amount.setMaxLength(_LONGEST_AMOUNT)
        self.amount.setMinimumWidth(1)
        self.kinds.chosen.connect(lambda key: self.kind_chosen.emit(GoodwillKind(key)))
        self.amount.textEdited.connect(self.amount_typed)
        for field in (self.what, self.good_for, self.amount):
            field.returnPressed.connect(self.grant.click)
        self.grant.clicked.connect(self._granted)

    def show_state(self, view: GoodwillView) -> bool:
        """Whether other buttons are there than before."""
        busy, self._room = view.step is GoodwillStep.WRITING, view.room
        self.title.setText(text(Text.GOODWILL_BY_HAND))
        kinds = [(room.kind.value, words.goodwill_kind(room.kind)) for room in view.rooms]
        anew = self.kinds.show_choices(kinds, view.kind.value, busy=busy)
        override = view.kind is GoodwillKind.PROCESS_OVERRIDE
        for field, name, value in (
            (self.what, Text.GOODWILL_WHAT, view.what),
            (self.good_for, Text.GOODWILL_GOOD_FOR, view.good_for),
        ):
            _show(field, text(name), value, busy=busy)
            field.setVisible(override)
        amounts = view.room is not None and view.room.amounts
        _show(self.amount, text(Text.GOODWILL_AMOUNT), view.amount, busy=busy)
        self.amount.setVisible(amounts)
        self.currency.say(view.currency if amounts else "")
        self.grant.say(text(Text.GOODWILL_ASK if view.asks else Text.GOODWILL_GRANT))
        self.grant.setEnabled(not busy)
        self.setVisible(bool(view.rooms) and view.kept)
        return anew

    def _granted(self) -> None:
        if self._room is not None:
            self.granted.emit(self._room)

    def _override_typed(self) -> None:
        self.override_typed.emit(self.what.text(), self.good_for.text())


def _show(field: QLineEdit, name: str, value: str, *, busy: bool) -> None:
    field.setAccessibleName(name)
    field.setPlaceholderText(name)
    field.setReadOnly(busy)
    if field.text() != value:
        field.setText(value)
        field.home(False)
