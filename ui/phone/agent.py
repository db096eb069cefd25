"""Whether the agent takes calls: a button that says it, and the choice behind it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui import words
from ui.call_states import (
    AgentStateView,
    AgentView,
)
from ui.parts.announce import announce
from ui.parts.buttons import TextButton
from ui.words import Text, text


class AgentButton(TextButton):
    """Ready, a reason, or wrap-up with its time; F2 opens the choice."""

    rest_requested = Signal(str)
    ready_requested = Signal()

    def __init__(self) -> None:
        super().__init__(key="F2", size="small", height=32)
        self.show_key(False)
        self._view = AgentView()
        self._shown: tuple[tuple[str, ...], str] | None = None
        self.choices = QMenu(self)
        self.clicked.connect(self._open)

    def show_agent(self, view: AgentView) -> None:
        before, self._view = self._view, view
        said = words.agent_state(view)
        self.say(f"{said} ▾", name=text(Text.AGENT_STATE).format(state=said))
        if before.state is not view.state and self.isVisible():
            announce(self, said)
        wanted = (view.reasons, words.agent_state(AgentView()))
        if wanted != self._shown:
            self._shown = wanted
            self._fill(view.reasons)
        for action in self.choices.actions():
            action.setChecked(action.data() == self._current())

    def _fill(self, reasons: tuple[str, ...]) -> None:
        self.choices.clear()
        ready = self._choice(words.agent_state(AgentView()), None)
        ready.triggered.connect(lambda: self.ready_requested.emit())
        for reason in reasons:
            action = self._choice(words.agent_reason(reason), reason)
            action.triggered.connect(
                lambda _=False, reason=reason: self.rest_requested.emit(reason)
            )

    def _choice(self, said: str, data: str | None) -> QAction:
        action = QAction(said, self.choices)
        action.setCheckable(True)
        action.setData(data)
        self.choices.addAction(action)
        return action

    def _current(self) -> str | None:
        state = self._view.state
        return None if state is AgentStateView.READY else self._view.reason or state.value

    def _open(self) -> None:
        self.choices.popup(self.mapToGlobal(self.rect().bottomLeft()))
