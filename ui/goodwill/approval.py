"""What became of a question to the supervisor: who said what, and what the agent may do now."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import tokens, words
from ui.goodwill_states import ApprovalView
from ui.parts.basics import Box, Label, pad
from ui.parts.buttons import Role, TextButton
from ui.parts.flow import FlowLayout
from ui.words import Text, text


class ApprovalBox(Box):
    """`taken`: grant what is allowed; `withdrawn`: do not ask any more."""

    taken = Signal()
    withdrawn = Signal()

    def __init__(self) -> None:
        super().__init__("discretion")
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_3, 6, spacing=tokens.SPACE_1)
        self.line = Label("small", "ink", wrap=True)
        self.grant = TextButton(Role.PRIMARY, size="small", padding=tokens.SPACE_3)
        self.withdraw = TextButton(Role.QUIET, size="small", padding=tokens.SPACE_2)
        column.addWidget(self.line)
        keys = QWidget()
        flow = FlowLayout(keys, gap=tokens.SPACE_2, row_gap=0)
        flow.addWidget(self.grant)
        flow.addWidget(self.withdraw)
        column.addWidget(keys)
        self.grant.clicked.connect(self.taken)
        self.withdraw.clicked.connect(self.withdrawn)

    def show_approval(self, view: ApprovalView | None, *, busy: bool) -> None:
        """Show it. Emits nothing."""
        self.setVisible(view is not None)
        if view is None:
            return
        self.line.setText(words.approval_line(view))
        self.grant.say(text(Text.GOODWILL_GRANT))
        self.grant.setVisible(view.grants)
        self.withdraw.say(text(Text.CLOSE if view.over else Text.GOODWILL_WITHDRAW))
        for button in (self.grant, self.withdraw):
            button.setEnabled(not busy)
