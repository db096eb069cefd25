"""The customer panel: what is known of the other side, in one place, beside the call."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui import tokens, words
from ui.customer_states import CustomerView
from ui.parts.basics import Label
from ui.parts.buttons import Role, TextButton
from ui.words import Text, text

_MOST_ROWS = 6
_LABEL_WIDTH = 116


class CustomerPanel(QWidget):
    """Labels and values, one quiet line about the lookup, and the way into the CRM."""

    open_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, tokens.SPACE_3, 0, 0)
        column.setSpacing(tokens.SPACE_2)
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.SPACE_3)
        grid.setVerticalSpacing(tokens.SPACE_1)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self.rows: list[tuple[Label, Label]] = []
        for row in range(_MOST_ROWS):
            label, value = Label("small", "ink_2"), Label("small", wrap=True)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
            self.rows.append((label, value))
        self.lookup = Label("small", "ink_2", wrap=True)
        self.open_crm = TextButton(Role.PLAIN)
        column.addLayout(grid)
        column.addWidget(self.lookup)
        column.addWidget(self.open_crm, 0, Qt.AlignmentFlag.AlignLeft)
        self.open_crm.clicked.connect(self.open_requested)
        self.hide()

    def show_customer(self, view: CustomerView | None) -> None:
        """Show `view`; take no room where there is nothing to say."""
        view = view or CustomerView()
        said = words.customer_rows(view)
        for index, (label, value) in enumerate(self.rows):
            name, fact = said[index] if index < len(said) else ("", "")
            label.say(name)
            value.say(fact)
            value.setToolTip(view.notes if fact and view.notes[:40] == fact[:40] else "")
        self.lookup.say(words.lookup_line(view.lookup))
        self.open_crm.say(text(Text.OPEN_IN_CRM))
        self.open_crm.setVisible(view.can_open)
        self.setVisible(bool(said or self.lookup.text() or view.can_open))
