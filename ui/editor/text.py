"""The text of a card: line numbers, and a mark and a tint where something is wrong."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QPainter,
    QPaintEvent,
    QPolygonF,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from ui import tokens
from ui.editor_states import FlawView
from ui.theme import current_tokens

_MARK: Final = 10
_GAP: Final = 6


class Margin(QWidget):
    """Left of the text; what it shows is the text's business."""

    def __init__(self, text: "CardText") -> None:
        super().__init__(text)
        self._text = text

    def sizeHint(self) -> QSize:
        return QSize(self._text.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._text.paint_margin(self, event)


class CardText(QPlainTextEdit):
    """Plain text only: what is pasted into it is never markup."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "source")
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._flaws: tuple[FlawView, ...] = ()
        self.margin = Margin(self)
        self.blockCountChanged.connect(lambda _: self._make_room())
        self.updateRequest.connect(self._scroll_margin)
        self._make_room()

    def show_flaws(self, flaws: tuple[FlawView, ...]) -> None:
        self._flaws = flaws
        self._tint()
        self.margin.update()

    def go_to(self, line: int) -> None:
        """Put the cursor into `line` (from 1)."""
        block = self.document().findBlockByNumber(max(0, line - 1))
        if block.isValid():
            self.setTextCursor(QTextCursor(block))
            self.centerCursor()
        self.setFocus()

    def margin_width(self) -> int:
        digits = max(2, len(str(self.blockCount())))
        return _MARK + 3 * _GAP + self.fontMetrics().horizontalAdvance("9") * digits

    def paint_margin(self, margin: QWidget, event: QPaintEvent) -> None:
        """Numbers of the lines that can be seen, with marks: a triangle where it is no card."""
        c = current_tokens()
        worst = {flaw.line: flaw.no_card for flaw in self._flaws}
        painter = QPainter(margin)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), QColor(c.hover))
        font = self.font()
        font.setPixelSize(tokens.TYPE_HINT)
        painter.setFont(font)
        block = self.firstVisibleBlock()
        while block.isValid():
            area = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if area.top() > event.rect().bottom():
                break
            number = block.blockNumber() + 1
            line_height = self.fontMetrics().height()
            if number in worst:
                middle = area.top() + line_height / 2 + 1
                colour = c.tense if worst[number] else c.elevated
                _paint_mark(painter, QPointF(_GAP + _MARK / 2, middle), colour, worst[number])
            painter.setPen(QColor(c.ink_2))
            row = QRectF(0, area.top(), margin.width() - _GAP, line_height)
            painter.drawText(row, Qt.AlignmentFlag.AlignRight, str(number))
            block = block.next()
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_margin()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._make_room()
            self._tint()

    def _make_room(self) -> None:
        self.setViewportMargins(self.margin_width(), 0, 0, 0)
        self._place_margin()

    def _place_margin(self) -> None:
        inside = self.contentsRect()
        place = QRect(inside.left(), inside.top(), self.margin_width(), inside.height())
        self.margin.setGeometry(place)

    def _scroll_margin(self, area: QRect, by: int) -> None:
        if by:
            self.margin.scroll(0, by)
        else:
            self.margin.update(0, area.y(), self.margin.width(), area.height())

    def _tint(self) -> None:
        c = current_tokens()
        tinted = []
        for flaw in self._flaws:
            block = self.document().findBlockByNumber(flaw.line - 1)
            if block.isValid():
                selection = QTextEdit.ExtraSelection()
                fill = QColor(c.tense_fill if flaw.no_card else c.elevated_fill)
                selection.format.setBackground(QBrush(fill))
                selection.format.setProperty(QTextFormat.Property.FullWidthSelection.value, True)
                selection.cursor = QTextCursor(block)
                tinted.append(selection)
        self.setExtraSelections(tinted)


def _paint_mark(painter: QPainter, at: QPointF, colour: str, no_card: bool) -> None:
    half = _MARK / 2
    if no_card:
        corners = [QPointF(0, -half), QPointF(half, half - 1), QPointF(-half, half - 1)]
    else:
        corners = [QPointF(0, -half), QPointF(half, 0), QPointF(0, half), QPointF(-half, 0)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
