"""Twelve keys, as on every telephone (ITU-T E.161)."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.parts.basics import Label, pad
from ui.parts.buttons import Button

KEYS: Final = (
    ("1", ""),
    ("2", "ABC"),
    ("3", "DEF"),
    ("4", "GHI"),
    ("5", "JKL"),
    ("6", "MNO"),
    ("7", "PQRS"),
    ("8", "TUV"),
    ("9", "WXYZ"),
    ("*", ""),
    ("0", "+"),
    ("#", ""),
)


class Key(Button):
    """One digit with its letters."""

    def __init__(self, digit: str, letters: str, height: int) -> None:
        super().__init__()
        self.digit = digit
        column = QVBoxLayout(self)
        pad(column, spacing=0)
        big, small = Label("key-digit", text=digit), Label("key-letters", "ink_3", text=letters)
        big.setAlignment(Qt.AlignmentFlag.AlignCenter)
        small.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)
        column.addWidget(self._carry(big))
        column.addWidget(self._carry(small))
        column.addStretch(1)
        small.setVisible(bool(letters))
        self.setAccessibleName(digit)
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(84, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, 42)


class Keypad(QWidget):
    """`pressed(digit)` for each key."""

    pressed = Signal(str)

    def __init__(self, *, key_height: int = 62) -> None:
        super().__init__()
        grid = QGridLayout(self)
        pad(grid, spacing=8)
        self.keys: dict[str, Key] = {}
        for index, (digit, letters) in enumerate(KEYS):
            key = Key(digit, letters, key_height)
            key.setMaximumHeight(key_height)
            key.clicked.connect(lambda _=False, digit=digit: self.pressed.emit(digit))
            grid.addWidget(key, index // 3, index % 3)
            self.keys[digit] = key
