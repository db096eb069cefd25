"""One of several: reasons, or kinds of what may be granted."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui import tokens
from ui.parts.buttons import Role, TextButton
from ui.parts.flow import FlowLayout


class Choices(QWidget):
    """`chosen(str)`: the key of the one that was clicked."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._keys: tuple[str, ...] = ()
        self._flow = FlowLayout(self, gap=6, row_gap=4)
        self.buttons: list[TextButton] = []

    def show_choices(self, choices: Sequence[tuple[str, str]], chosen: str, *, busy: bool) -> bool:
        """Show (key, words) in that order; whether other buttons are there than before."""
        keys = tuple(key for key, _ in choices)
        anew = keys != self._keys
        if anew:
            self._rebuild(keys)
        for button, (key, said) in zip(self.buttons, choices, strict=True):
            button.say(said)
            button.setChecked(key == chosen)
            button.setEnabled(not busy)
        return anew

    def _rebuild(self, keys: tuple[str, ...]) -> None:
        while item := self._flow.takeAt(0):
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self._keys = keys
        self.buttons = []
        for key in keys:
            button = TextButton(Role.CHOICE, size="small", padding=tokens.SPACE_2 + 2)
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, button=button, key=key: self._click(button, key))
            self._flow.addWidget(button)
            self.buttons.append(button)
            button.show()

    def _click(self, button: TextButton, key: str) -> None:
        button.setChecked(not button.isChecked())  # what is shown follows the state, not the click
        self.chosen.emit(key)
