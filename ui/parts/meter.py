"""A level as a bar: how loud, and with a word when it is too loud or nothing at all."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme import current_tokens

HEIGHT: Final = 10
QUIETEST_DB: Final = -60
TOO_LOUD_DB: Final = -3
"""Converters clip at 0; a voice that reaches -3 has clipped between two looks."""


class LevelMeter(QWidget):
    """Shows dB re full scale from -60 to 0; the last part is another colour, behind a gap."""

    def __init__(self) -> None:
        super().__init__()
        self._level_db = QUIETEST_DB
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(120)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_level(self, level_db: int) -> None:
        level_db = max(QUIETEST_DB, min(0, level_db))
        if level_db != self._level_db:
            self._level_db = level_db
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        limit = self._x(TOO_LOUD_DB)
        level = self._x(self._level_db)
        whole, half = QRectF(self.rect()), HEIGHT / 2
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(whole, half, half)
        if level > 0:
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(QRectF(0, 0, min(level, limit), HEIGHT), half, half)
        if level > limit:
            painter.setBrush(QColor(colours.tense))
            painter.drawRoundedRect(QRectF(limit + 2, 0, level - limit - 2, HEIGHT), half, half)
        painter.end()

    def _x(self, level_db: int) -> float:
        return self.width() * (level_db - QUIETEST_DB) / -QUIETEST_DB
