"""The customer's last words: quiet, a few lines, the newest at the bottom."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from ui import tokens
from ui.icons import Icon
from ui.note_states import TranscriptView
from ui.parts.announce import announce
from ui.parts.basics import Box, Glyph, Label, pad
from ui.parts.buttons import Button, Role, native_keys
from ui.words import Text, text

LINES = 2
"""The last of what was said, the partial among them."""
TAKE_LINE_KEY = "Ctrl+N"
"""Takes the newest line; the windows that hold a strip see to it."""
_MARK = 14


class SaidLine(Button):
    """One line of what was said; a click takes it into the note, another one out again."""

    def __init__(self) -> None:
        super().__init__(Role.QUIET)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(tokens.SPACE_2)
        self.label = Label("small", "ink_3", wrap=True)
        self._mark = Glyph(Icon.NOTE_ADD, _MARK, "ink_3")
        row.addWidget(self._carry(self.label), 1)
        row.addWidget(self._mark)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(tokens.HIT)

    def show_line(self, line: str, *, newest: bool, taken: bool, whole: bool) -> None:
        """`whole`: it will not change any more, and can be taken."""
        self.label.set_tone("ink_2" if newest else "ink_3")
        self.label.setText(line)
        self._mark.set_icon(Icon.CHECK if taken else Icon.NOTE_ADD, "accent" if taken else "ink_3")
        self._mark.setVisible(whole)
        self.setEnabled(whole)
        said = f"{text(Text.CUSTOMER_SAYS)}: {line}"
        action = text(Text.NOTE_TAKEN_LINE if taken else Text.NOTE_TAKE_LINE).format(line=line)
        self.setAccessibleName(action if whole else said)
        short = action.partition(":")[0]
        keys = f" ({native_keys(TAKE_LINE_KEY)})" if newest else ""
        self.setToolTip(f"{short}{keys}" if whole else "")
        self.setVisible(bool(line))

    def sizeHint(self) -> QSize:
        return QSize(1, max(tokens.HIT, super().sizeHint().height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(1, tokens.HIT)


class TranscriptStrip(Box):
    """Shows a TranscriptView; takes no room without words. Never announced: people read on.

    `taken(number)`: a line is wanted in the note, or not any more.
    """

    taken = Signal(int)

    def __init__(self, lines: int = LINES) -> None:
        super().__init__("plain")
        self._view = TranscriptView()
        column = QVBoxLayout(self)
        pad(column, spacing=0)
        self.said = [SaidLine() for _ in range(lines)]
        for index, line in enumerate(self.said):
            column.addWidget(line)
            line.clicked.connect(lambda _=False, index=index: self._take(index))
        self.show_words(None)

    def show_words(self, view: TranscriptView | None) -> None:
        """Show the newest of `view`; what is still being said ends in an ellipsis."""
        view = view or TranscriptView()
        partial = (f"{view.partial} …",) if view.partial else ()
        most = len(self.said)
        kept = view.lines[-(most - len(partial)) :]
        first = view.first + len(view.lines) - len(kept)
        self._view = TranscriptView(kept, view.partial, first, view.taken)
        shown = (*kept, *partial)
        for index, line in enumerate(self.said):
            line.show_line(
                shown[index] if index < len(shown) else "",
                newest=index == len(shown) - 1,
                taken=first + index in view.taken,
                whole=index < len(kept),
            )
        self.setVisible(bool(shown))

    def take_newest(self) -> None:
        """The last line that is whole; said, because nobody need look."""
        if self._view.lines:
            newest = len(self._view.lines) - 1
            announce(self, self.said[newest].accessibleName())
            self._take(newest)

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands there."""
        return tuple(line.label.text() for line in self.said if not line.isHidden())

    def _take(self, index: int) -> None:
        if index < len(self._view.lines):
            self.taken.emit(self._view.first + index)
