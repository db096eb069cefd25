"""Is having the goods back worth what it costs? Four figures to correct, one sentence."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout

from ui import tokens, words
from ui.goodwill_states import ReturnView
from ui.parts.basics import Box, Label, pad
from ui.words import Text, text

_LONGEST = 12
_COLUMNS = 2


class ReturnBox(Box):
    """`typed(refund, value, shipping, handling)` by the agent only."""

    typed = Signal(str, str, str, str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_3, 10, spacing=6)
        self.title = Label("strong", wrap=True)
        column.addWidget(self.title)
        grid = QGridLayout()
        pad(grid, spacing=tokens.SPACE_1)
        grid.setHorizontalSpacing(tokens.SPACE_2)
        names = (
            Text.GOODWILL_PAID,
            Text.GOODWILL_VALUE,
            Text.GOODWILL_SHIPPING,
            Text.GOODWILL_HANDLING,
        )
        self.fields = {name: QLineEdit() for name in names}
        self._labels = {name: Label("hint", "ink_2") for name in names}
        for at, name in enumerate(names):
            field = self.fields[name]
            field.setMaxLength(_LONGEST)
            field.setMinimumWidth(1)
            field.textEdited.connect(self._typed)
            row, column_at = divmod(at, _COLUMNS)
            grid.addWidget(self._labels[name], 2 * row, column_at)
            grid.addWidget(field, 2 * row + 1, column_at)
            grid.setColumnStretch(column_at, 1)
        column.addLayout(grid)
        self.line = Label("small", "ink_2", wrap=True)
        column.addWidget(self.line)

    def show_return(self, returning: ReturnView | None, *, busy: bool) -> None:
        self.setVisible(returning is not None)
        if returning is None:
            return
        self.title.setText(text(Text.GOODWILL_RETURN))
        known = (returning.refund, returning.value, returning.shipping, returning.handling)
        for (name, field), value in zip(self.fields.items(), known, strict=True):
            self._labels[name].setText(text(name))
            field.setAccessibleName(text(name))
            field.setReadOnly(busy)
            if field.text() != value:
                field.setText(value)
        self.line.setText(words.return_line(returning))
        self.line.set_tone("calm" if returning.keep_is_cheaper else "ink_2")

    def _typed(self) -> None:
        self.typed.emit(*(field.text() for field in self.fields.values()))
