"""How the request for help stands: who comes, what they send, why it was asked, how it ends."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import tokens, words
from ui.help_states import HelpReason
from ui.parts.basics import Label, pad
from ui.parts.buttons import Role, TextButton
from ui.parts.flow import FlowLayout
from ui.states import HelpStep, OverlayState
from ui.words import Text, text

ASKED: Final = frozenset({HelpStep.RAISED, HelpStep.DELIVERED})
"""Steps in which the agent may still say why."""


class HelpBox(QWidget):
    """Nothing in it has to be clicked: the one click that asks has been made."""

    reason_added = Signal(HelpReason)
    resolved = Signal()
    callback_promised = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._step = HelpStep.UNAVAILABLE
        self.line = Label("small", "ink_2", wrap=True)
        self.pushed = Label("text", "ink", wrap=True)
        self.reasons = {
            reason: TextButton(Role.QUIET, padding=tokens.SPACE_2) for reason in HelpReason
        }
        self.end = TextButton(Role.PLAIN)
        column = QVBoxLayout(self)
        pad(column, spacing=tokens.SPACE_2)
        column.addWidget(self.line)
        column.addWidget(self.pushed)
        self._chips = QWidget()
        flow = FlowLayout(self._chips, gap=0, row_gap=0)
        for reason, button in self.reasons.items():
            flow.addWidget(button)
            button.clicked.connect(lambda _=False, why=reason: self.reason_added.emit(why))
        column.addWidget(self._chips)
        row = QWidget()
        ends = FlowLayout(row)
        ends.addWidget(self.end)
        column.addWidget(row)
        self._row = row
        self.end.clicked.connect(self._ended)

    def show_state(self, state: OverlayState) -> None:
        self._step = state.help
        away = state.help_away and state.help is HelpStep.COMING
        self.line.say(
            words.help_away(state.help_by)
            if away
            else words.help_line(state.help, state.help_by, state.help_eta_s)
        )
        self.pushed.say("\n".join(map(words.pushed_line, state.help_pushed)))
        for reason, button in self.reasons.items():
            button.say(words.help_reason(reason))
            button.setVisible(reason not in state.help_why)
        left = set(HelpReason) - set(state.help_why)
        self._chips.setVisible(state.help in ASKED and bool(left))
        helped = state.help in (HelpStep.COMING, HelpStep.JOINED)
        self.end.say(text(Text.HELP_DONE if helped else Text.HELP_CALLBACK))
        self._row.setVisible(helped or state.help is HelpStep.EXPIRED)
        shown = (self.line, self.pushed, self._chips, self._row)
        self.setVisible(any(not part.isHidden() for part in shown))

    def _ended(self) -> None:
        promised = self._step is HelpStep.EXPIRED
        (self.callback_promised if promised else self.resolved).emit()
