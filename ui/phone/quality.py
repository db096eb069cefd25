"""How the call sounds: nothing while it is good, one line when it is not, figures on request."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens, words
from ui.call_states import QualityGrade, QualityView
from ui.icons import Icon
from ui.parts.announce import announce
from ui.parts.basics import Label, pad
from ui.parts.buttons import IconButton
from ui.words import Text, text

_MOST_ROWS = 4
_LABEL_WIDTH = 116
_TONES = {QualityGrade.GOOD: "ink_2", QualityGrade.FAIR: "ink_2", QualityGrade.POOR: "elevated"}


class QualityPanel(QWidget):
    """The line, and below it the figures while they are open."""

    def __init__(self) -> None:
        super().__init__()
        self._view: QualityView | None = None
        self._grade = QualityGrade.GOOD
        self._open = False
        column = QVBoxLayout(self)
        pad(column, spacing=tokens.SPACE_1)
        self.line = Label("small", wrap=True)
        self.details = IconButton(Icon.CHEVRON_DOWN, key_hint="F11")
        row = QHBoxLayout()
        pad(row, spacing=tokens.SPACE_2)
        row.addWidget(self.line, 1)
        row.addWidget(self.details)
        self.figures = QWidget()
        grid = QGridLayout(self.figures)
        pad(grid)
        grid.setHorizontalSpacing(tokens.SPACE_3)
        grid.setVerticalSpacing(tokens.SPACE_1)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self.rows: list[tuple[Label, Label]] = []
        for index in range(_MOST_ROWS):
            label, value = Label("small", "ink_2"), Label("small")
            grid.addWidget(label, index, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, index, 1)
            self.rows.append((label, value))
        column.addLayout(row)
        column.addWidget(self.figures)
        self.details.clicked.connect(self.toggle)
        self.hide()

    def show_quality(self, view: QualityView | None) -> None:
        """Show `view`; take no room where nothing is wrong and nobody asked."""
        self._view = view
        grade = QualityGrade.GOOD if view is None else view.grade
        if view is not None:
            self.line.setText(words.quality_line(view))
            self.line.set_tone(_TONES[grade])
        said = words.quality_rows(view) if view is not None and self._open else ()
        for index, (label, value) in enumerate(self.rows):
            name, figure = said[index] if index < len(said) else ("", "")
            label.say(name)
            value.say(figure)
        self.figures.setVisible(bool(said))
        self.details.set_icon(Icon.CHEVRON_UP if self._open else Icon.CHEVRON_DOWN)
        self.details.say(text(Text.QUALITY_LESS if self._open else Text.QUALITY_MORE))
        self.setVisible(view is not None and (self._open or grade is not QualityGrade.GOOD))
        if grade is not self._grade and view is not None and self.isVisible():
            announce(self, self.line.text())
        self._grade = grade

    def toggle(self) -> None:
        """Show the figures, or no longer; also while nothing is wrong."""
        self._open = not self._open
        self.show_quality(self._view)

    def close_details(self) -> None:
        """Another call: what was asked for was about the last one."""
        self._open = False
