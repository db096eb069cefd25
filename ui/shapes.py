"""The levels as shapes: recognisable without colour, from the corner of the eye.

A change cross-fades in 250 ms; with reduced motion it does not.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QWidget

from ui.states import Level
from ui.theme import current_tokens
from ui.tokens import Tokens

FADE_MS: Final = 250


def paint_level(
    painter: QPainter, level: Level, rect: QRectF, tokens: Tokens, *, on_fill: bool = False
) -> None:
    """Draw the shape of `level` into `rect`; the stroke scales with it (2.4 at 32 px).

    `on_fill`: the ground is the level's own fill, so the shape is filled with the panel instead.
    """
    side = min(rect.width(), rect.height())
    stroke = max(1.5, side * 0.075)
    pen = QPen(QColor(tokens.level(level)), stroke)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    painter.setBrush(QColor(tokens.panel if on_fill else tokens.level_fill(level)))
    centre, radius = rect.center(), side / 2 - stroke
    match level:
        case Level.UNKNOWN:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            # twelve dashes that meet: one dash and one gap are a twelfth of the circumference
            twelfth = 2 * 3.14159265 * radius / stroke / 12
            pen.setDashPattern([twelfth * 0.55, twelfth * 0.45])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, radius, radius)
        case Level.CALM:
            painter.drawEllipse(centre, radius, radius)
        case Level.ELEVATED:
            painter.drawPolygon(
                _around(centre, (0, -1.06), (1.06, 0), (0, 1.06), (-1.06, 0), radius=radius)
            )
        case Level.TENSE:
            painter.drawPolygon(
                _around(centre, (0, -1.0), (1.06, 0.88), (-1.06, 0.88), radius=radius)
            )
        case Level.EASING:
            painter.drawEllipse(centre, radius, radius)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(
                _around(centre, (-0.42, -0.16), (0, 0.28), (0.42, -0.16), radius=radius)
            )
    painter.restore()


def paint_facts(painter: QPainter, rect: QRectF, tokens: Tokens) -> None:
    """Three bars, like a meter at rest: something is measured, nothing is judged."""
    side = min(rect.width(), rect.height())
    width, gap = side * 0.15, side * 0.13
    left = rect.center().x() - (3 * width + 2 * gap) / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.ink_2))
    for index, share in enumerate((0.44, 0.82, 0.6)):
        height = side * share
        top = rect.center().y() - height / 2
        bar = QRectF(left + index * (width + gap), top, width, height)
        painter.drawRoundedRect(bar, width / 2, width / 2)
    painter.restore()


def _around(centre: QPointF, *points: tuple[float, float], radius: float) -> QPolygonF:
    return QPolygonF([centre + QPointF(x * radius, y * radius) for x, y in points])


class LevelShape(QWidget):
    """Shows a level, or that there are none.

    Decoration for a screen reader: the word beside it says the same.
    """

    def __init__(self, side: int = 32, *, motion: bool = True) -> None:
        super().__init__()
        self._side = side
        self._level = Level.UNKNOWN
        self._before = Level.UNKNOWN
        self._motion = motion
        self._on_fill = False
        self._facts = False
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        self._fade.setDuration(FADE_MS)
        self._fade.valueChanged.connect(self.update)
        self.setFixedSize(side, side)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def level(self) -> Level:
        return self._level

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def show_level(self, level: Level, *, on_fill: bool = False) -> None:
        """Fade over to `level`; nothing happens when it is already shown."""
        if on_fill is not self._on_fill:
            self._on_fill = on_fill
            self.update()
        if level is self._level:
            return
        self._before, self._level = self._level, level
        self._fade.stop()
        if self._motion and self.isVisible() and not self._reduced():
            self._fade.start()
        else:
            self.update()

    def show_facts(self, facts: bool) -> None:
        """Without levels: the meter in place of every level's shape."""
        if facts is not self._facts:
            self._facts = facts
            self.update()

    def _reduced(self) -> bool:
        hint = QStyle.StyleHint.SH_Widget_Animation_Duration
        return self.style().styleHint(hint, None, self) == 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens, rect = current_tokens(), QRectF(self.rect())
        if self._facts:
            paint_facts(painter, rect, tokens)
            painter.end()
            return
        if self._fade.state() is QVariantAnimation.State.Running:
            progress = float(self._fade.currentValue())
            painter.setOpacity(1.0 - progress)
            paint_level(painter, self._before, rect, tokens, on_fill=self._on_fill)
            painter.setOpacity(progress)
        paint_level(painter, self._level, rect, tokens, on_fill=self._on_fill)
        painter.end()
