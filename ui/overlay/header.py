"""The overlay's header: shape, word, how long, rising or not, call time, the last minute.

The level itself is the alert: while one is live the header is filled with the level's colour and a
click acknowledges it. Without an alert it is plain text, not a button.
"""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from ui import tokens, words
from ui.parts.basics import Label, pad
from ui.shapes import LevelShape
from ui.states import OverlayState
from ui.theme import current_tokens
from ui.trend import TrendView
from ui.words import Text, text


class LevelButton(QPushButton):
    """What header and pill share: filled and clickable while an alert is live.

    `acknowledged` on a click; `fill` is the ground to paint behind it, "" for none.
    """

    acknowledged = Signal()

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.fill = ""
        self.clicked.connect(self.acknowledged)
        self.set_alert(False, "")

    def set_alert(self, live: bool, fill: str) -> None:
        """Fill with the colour `fill` and take clicks while `live`."""
        self.fill = fill if live else ""
        self.setEnabled(live)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if live else Qt.FocusPolicy.NoFocus)
        if live:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()
        self.update()

    def sizeHint(self) -> QSize:
        inner = self.layout()
        return inner.sizeHint() if inner is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.ignore()  # the window drags


class Header(LevelButton):
    """The top of the expanded overlay, 64 high."""

    def __init__(self, *, motion: bool) -> None:
        super().__init__("header")
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.SPACE_4 - 2, 10, 6, 10)
        row.setSpacing(tokens.SPACE_3)
        self.shape = LevelShape(32, motion=motion)
        self.word = Label("lead")
        self.line = Label("small", "ink_2")
        self.hint = Label("hint", "ink_2")
        self.trend = TrendView()
        said = QVBoxLayout()
        pad(said, spacing=1)
        said.addStretch(1)
        said.addWidget(self.word)
        said.addWidget(self.line)
        said.addStretch(1)
        right = QVBoxLayout()
        pad(right, spacing=0)
        right.addWidget(self.trend)
        right.addWidget(self.hint, 0, Qt.AlignmentFlag.AlignRight)
        row.addWidget(self.shape)
        row.addLayout(said, 1)
        row.addLayout(right)
        for label in (self.word, self.line, self.hint):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setMinimumHeight(64)

    def show_state(self, state: OverlayState) -> None:
        live = state.alert and not state.acknowledged
        self.shape.show_facts(state.facts_only)
        self.shape.show_level(state.level, on_fill=live)
        self.word.setText(words.headline(state))
        self.word.set_tone("ink" if state.facts_only else state.level.value)
        self.line.setText(words.level_line(state))
        self.trend.show_trend(state.trend, state.threshold, state.level)
        self.trend.setVisible(any(point is not None for point in state.trend))
        self.hint.say(text(Text.ACKNOWLEDGE_HINT) if live else "")
        self.set_alert(live, current_tokens().level_fill(state.level))
        self.setAccessibleName(f"{words.headline(state)}, {words.level_line(state)}")
        self.setAccessibleDescription(text(Text.ACKNOWLEDGE_HINT) if live else "")


def announced(state: OverlayState) -> tuple[object, ...]:
    """What a screen reader is told when it changes: the level, or without levels the fact."""
    first = state.reasons[0].kind if state.facts_only and state.reasons else None
    return state.level, first
