"""The last minute as a line, with the threshold dashed. No axis, no number: a direction."""

from typing import Final

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.states import Level
from ui.theme import current_tokens

POINTS: Final = 120
"""One minute at two points a second; the newest is at the right edge."""

REPAINT_MS: Final = 500
"""Twice a second at most: over a remote desktop every repaint is traffic."""


class TrendView(QWidget):
    """`show_trend` as often as you like; it repaints at most twice a second."""

    def __init__(self, width: int = 92, height: int = 32) -> None:
        super().__init__()
        self._size = QSize(width, height)
        self._points: tuple[float | None, ...] = ()
        self._threshold = 1.0
        self._level = Level.UNKNOWN
        self._since = QElapsedTimer()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._repaint)
        self.setFixedSize(self._size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return self._size

    def show_trend(self, points: tuple[float | None, ...], threshold: float, level: Level) -> None:
        """`points` 0..1, oldest first, None where unknown; `level` gives the colour."""
        if (points, threshold, level) == (self._points, self._threshold, self._level):
            return
        self._points, self._threshold, self._level = points[-POINTS:], threshold, level
        if not self.isVisible():
            return  # it will be painted when it is shown
        if not self._since.isValid() or self._since.elapsed() >= REPAINT_MS:
            self._repaint()
        elif not self._later.isActive():
            self._later.start(REPAINT_MS - int(self._since.elapsed()))

    def _repaint(self) -> None:
        self._since.start()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not any(point is not None for point in self._points):
            return
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(2, 4, -5, -4)
        self._paint_threshold(painter, area, tokens.border)
        colour = QColor(tokens.level(self._level))
        pen = QPen(colour, 1.75)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(self._path(area))
        newest = self._points[-1]
        if newest is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(self._at(area, len(self._points) - 1, newest), 3, 3)
        painter.end()

    def _paint_threshold(self, painter: QPainter, area: QRectF, colour: str) -> None:
        pen = QPen(QColor(colour), 1)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        y = round(area.bottom() - self._threshold * area.height()) + 0.5
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def _path(self, area: QRectF) -> QPainterPath:
        path = QPainterPath()
        drawing = False
        for index, value in enumerate(self._points):
            if value is None:
                drawing = False
                continue
            point = self._at(area, index, value)
            if drawing:
                path.lineTo(point)
            else:
                path.moveTo(point)
            drawing = True
        return path

    def _at(self, area: QRectF, index: int, value: float) -> QPointF:
        age = len(self._points) - 1 - index
        x = area.right() - age * area.width() / (POINTS - 1)
        return QPointF(x, area.bottom() - min(1.0, max(0.0, value)) * area.height())
