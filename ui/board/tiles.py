"""How a desk is drawn: a shape and words, no colour that judges."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import tokens, words
from ui.board.model import DeskModel, Index
from ui.board_states import Activity, AskingDeskView, BoardDeskView
from ui.shapes import paint_level
from ui.theme import current_tokens

GAP: Final = 3
"""Half the distance between two tiles."""
INNER: Final = 10
SHAPE: Final = 12
LEVEL: Final = 22
DESK_SIZE: Final = QSize(186, 38)
"""The least; tiles share the width that is there."""
ASKING_SIZE: Final = QSize(236, 60)


class Tile(QStyledItemDelegate):
    """A frame, with a ring around the one that the keyboard is on."""

    def __init__(self, size: QSize) -> None:
        super().__init__()
        self.size = size

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self.size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        desk = model.desk(index) if isinstance(model, DeskModel) else None
        if desk is None:
            return
        c = current_tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        asking = isinstance(desk, AskingDeskView)
        stale = desk.desk.stale if isinstance(desk, AskingDeskView) else desk.stale
        frame = QRectF(option.rect).adjusted(GAP, GAP, -GAP, -GAP)
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        pen = QPen(QColor(c.accent if focus else c.border if asking else c.line), 2 if focus else 1)
        if stale and not focus:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(c.hover if stale else c.panel))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), tokens.RADIUS, tokens.RADIUS)
        area = frame.adjusted(INNER, 0, -INNER, 0)
        font = QFont(option.font)
        if isinstance(desk, AskingDeskView):
            _paint_asking(painter, desk, area, font)
        else:
            _paint_desk(painter, desk, area, font)
        painter.restore()


def _paint_desk(painter: QPainter, desk: BoardDeskView, area: QRectF, font: QFont) -> None:
    """One line: what it does, and since when."""
    c = current_tokens()
    tone = QColor(c.ink_3 if desk.stale else c.ink_2)
    centre = QPointF(area.left() + SHAPE / 2, area.center().y())
    _paint_activity(painter, desk.activity, centre, tone)
    area = area.adjusted(SHAPE + INNER, 0, 0, 0)
    font.setPixelSize(tokens.TYPE_SMALL)
    painter.setFont(font)
    time = words.desk_time(desk)
    painter.setPen(tone)
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, time)
    taken = painter.fontMetrics().horizontalAdvance(time) + INNER * bool(time)
    painter.setPen(tone if desk.stale else QColor(c.ink))
    _line(painter, area.adjusted(0, 0, -taken, 0), words.activity(desk.activity))


def _paint_asking(painter: QPainter, asking: AskingDeskView, area: QRectF, font: QFont) -> None:
    """Two lines: who asks; how tense and since when, or why."""
    c = current_tokens()
    shape = QRectF(area.left(), area.center().y() - LEVEL / 2, LEVEL, LEVEL)
    paint_level(painter, asking.level, shape, c)
    area = area.adjusted(LEVEL + INNER, 8, 0, -8)
    half = area.height() / 2
    font.setPixelSize(tokens.TYPE_BODY)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor(c.ink_3 if asking.desk.stale else c.ink))
    _line(painter, area.adjusted(0, 0, 0, -half), words.asking_title(asking))
    font.setPixelSize(tokens.TYPE_SMALL)
    font.setWeight(QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(QColor(c.ink_3 if asking.desk.stale else c.ink_2))
    _line(painter, area.adjusted(0, half, 0, 0), words.asking_line(asking))


def _line(painter: QPainter, area: QRectF, said: str) -> None:
    """As much of it as there is room for."""
    shown = painter.fontMetrics().elidedText(
        said, Qt.TextElideMode.ElideRight, int(area.width()) + 1
    )
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _paint_activity(painter: QPainter, activity: Activity, at: QPointF, tone: QColor) -> None:
    """Ready a ring, in call a dot, wrap-up half of one, not ready a bar, gone a dotted ring."""
    radius = SHAPE / 2 - 1.5
    pen = QPen(tone, 1.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    match activity:
        case Activity.IN_CALL:
            painter.setBrush(tone)
        case Activity.GONE:
            pen.setStyle(Qt.PenStyle.DotLine)
        case _:
            pass
    painter.setPen(pen)
    if activity is Activity.NOT_READY:
        painter.drawLine(at - QPointF(radius, 0), at + QPointF(radius, 0))
        return
    painter.drawEllipse(at, radius, radius)
    if activity is Activity.WRAP_UP:
        painter.setBrush(tone)
        half = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
        painter.drawPie(half, 90 * 16, 180 * 16)
