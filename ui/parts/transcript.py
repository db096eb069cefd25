"""The customer's last words: quiet, a few lines, the newest at the bottom."""

from PySide6.QtWidgets import QVBoxLayout

from ui import tokens
from ui.parts.basics import Box, Label, pad
from ui.states import TranscriptView
from ui.words import Text, text

LINES = 2
"""The last of what was said, the partial among them."""


class TranscriptStrip(Box):
    """Shows a TranscriptView; takes no room without words. Never announced: people read on."""

    def __init__(self) -> None:
        super().__init__("plain")
        column = QVBoxLayout(self)
        pad(column, spacing=tokens.SPACE_1)
        self._lines = [Label("small", "ink_3", wrap=True) for _ in range(LINES)]
        for label in self._lines:
            column.addWidget(label)

    def show_words(self, view: TranscriptView | None) -> None:
        """Show the newest of `view`; what is still being said ends in an ellipsis."""
        view = view or TranscriptView()
        partial = (f"{view.partial} …",) if view.partial else ()
        said = (*view.lines, *partial)[-LINES:]
        for index, label in enumerate(self._lines):
            line = said[index] if index < len(said) else ""
            newest = index == len(said) - 1
            label.set_tone("ink_2" if newest else "ink_3")
            label.setAccessibleName(f"{text(Text.CUSTOMER_SAYS)}: {line}")
            label.say(line)
        self.setVisible(bool(said))

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands there."""
        return tuple(label.text() for label in self._lines if not label.isHidden())
