"""Which account the next call is placed with, where there is more than one to choose from."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from ui.parts.buttons import Role, TextButton
from ui.words import Text, text


class DialAccountButton(TextButton):
    """Says the account; a click opens the choice. Takes no room where there is none."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(Role.QUIET, size="small")
        self._names: tuple[str, ...] = ()
        self.choices = QMenu(self)
        self.clicked.connect(self._open)
        self.hide()

    def show_accounts(self, names: tuple[str, ...], current: str) -> None:
        """`names`: of the accounts that work."""
        said = text(Text.DIAL_WITH).format(account=current)
        self.say(f"{said} ▾", name=said)
        if names != self._names:
            self._names = names
            self._fill()
        for action in self.choices.actions():
            action.setChecked(action.data() == current)
        self.setVisible(len(names) > 1)

    def _fill(self) -> None:
        self.choices.clear()
        for name in self._names:
            action = QAction(name.replace("&", "&&"), self.choices)
            action.setCheckable(True)
            action.setData(name)
            action.triggered.connect(lambda _=False, name=name: self.chosen.emit(name))
            self.choices.addAction(action)

    def _open(self) -> None:
        self.choices.popup(self.mapToGlobal(self.rect().bottomLeft()))
