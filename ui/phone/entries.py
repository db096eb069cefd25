"""Entries of the phone's lists: a title and a line below it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import tokens
from ui.theme import current_tokens

LINE_ROLE = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class EntryDelegate(QStyledItemDelegate):
    """Title and, below it, the whole line, wrapped: nothing is cut off."""

    left = 12
    """Room before the words."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = option.widget
        width = (view.viewport().width() if isinstance(view, QListWidget) else 300) - self.left - 12
        title, lead = self._fonts(option.font)
        height = self._height(title, str(index.data()), width)
        height += 2 + self._height(lead, str(index.data(LINE_ROLE)), width)
        return QSize(width, height + 20)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.state &= ~QStyle.StateFlag.State_HasFocus
        ground.text = ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, option.widget)
        c = current_tokens()
        if option.state & QStyle.StateFlag.State_HasFocus:
            ring = QRectF(option.rect).adjusted(1, 1, -1, -1)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(c.accent), 2))
            painter.drawRoundedRect(ring, tokens.RADIUS, tokens.RADIUS)
        title, lead = self._fonts(option.font)
        area = option.rect.adjusted(self.left, 10, -12, -10)
        flags = Qt.TextFlag.TextWordWrap
        painter.setFont(title)
        painter.setPen(QColor(c.ink))
        painter.drawText(area, flags, str(index.data()))
        area.setTop(area.top() + self._height(title, str(index.data()), area.width()) + 2)
        painter.setFont(lead)
        painter.setPen(QColor(c.ink_2))
        painter.drawText(area, flags, str(index.data(LINE_ROLE)))
        painter.restore()

    def _fonts(self, base: QFont) -> tuple[QFont, QFont]:
        title, lead = QFont(base), QFont(base)
        title.setPixelSize(tokens.TYPE_BODY)
        title.setWeight(QFont.Weight.DemiBold)
        lead.setPixelSize(tokens.TYPE_SMALL)
        lead.setWeight(QFont.Weight.Normal)
        return title, lead

    def _height(self, font: QFont, said: str, width: int) -> int:
        area = QRect(0, 0, width, 10_000)
        return QFontMetrics(font).boundingRect(area, Qt.TextFlag.TextWordWrap, said).height()
