"""The tabs at the foot of the phone."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from ui.parts.basics import pad
from ui.parts.buttons import Role, TextButton
from ui.words import Text, text

TABS = (Text.DIAL, Text.HISTORY, Text.CARDS, Text.NOTE)


class Tabs(QWidget):
    """`chosen(index)` on a click or Ctrl and its number."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        pad(row, spacing=0)
        self._group = QButtonGroup(self)
        self.buttons: list[TextButton] = []
        for index in range(len(TABS)):
            button = TextButton(Role.TAB, height=46)
            button.setCheckable(True)
            button.setShortcut(f"Ctrl+{index + 1}")
            self._group.addButton(button, index)
            row.addWidget(button, 1)
            self.buttons.append(button)
        self._group.idClicked.connect(self.chosen)
        self.show_tab(0, note=False)

    def show_tab(self, current: int, *, note: bool) -> None:
        """Mark tab `current`, and say the names. `note`: there is one, and a tab for it."""
        self.buttons[-1].setVisible(note)
        for index, (button, name) in enumerate(zip(self.buttons, TABS, strict=True)):
            button.say(text(name))
            button.setChecked(index == current)
            button.set_emphasis(index == current)
