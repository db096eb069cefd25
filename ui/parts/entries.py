"""Entries of lists: a title and a line below it."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import tokens
from ui.theme import current_tokens

LINE_ROLE = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class EntryLook:
    """Sizes in device-independent pixels, tones by the names of tokens."""

    title_size: int = tokens.TYPE_BODY
    title_weight: QFont.Weight = QFont.Weight.DemiBold
    title_tone: str = "ink"
    line_size: int = tokens.TYPE_SMALL
    line_tone: str = "ink_2"


USUAL: Final = EntryLook()


class EntryDelegate(QStyledItemDelegate):
    """Title and, below it, the whole line, wrapped: nothing is cut off."""

    left = 12
    """Room before the words."""
    room = 10
    """Above and below them."""

    def look(self, index: Index) -> EntryLook:
        """How that entry is written."""
        return USUAL

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = option.widget
        width = (view.viewport().width() if isinstance(view, QListWidget) else 300) - self.left - 12
        title, lead = self._fonts(option.font, self.look(index))
        height = self._height(title, str(index.data()), width)
        height += 2 + self._height(lead, str(index.data(LINE_ROLE)), width)
        return QSize(width, height + 2 * self.room)

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
        look = self.look(index)
        title, lead = self._fonts(option.font, look)
        area = option.rect.adjusted(self.left, self.room, -12, -self.room)
        flags = Qt.TextFlag.TextWordWrap
        painter.setFont(title)
        painter.setPen(QColor(getattr(c, look.title_tone)))
        painter.drawText(area, flags, str(index.data()))
        area.setTop(area.top() + self._height(title, str(index.data()), area.width()) + 2)
        painter.setFont(lead)
        painter.setPen(QColor(getattr(c, look.line_tone)))
        painter.drawText(area, flags, str(index.data(LINE_ROLE)))
        painter.restore()

    def _fonts(self, base: QFont, look: EntryLook) -> tuple[QFont, QFont]:
        title, lead = QFont(base), QFont(base)
        title.setPixelSize(look.title_size)
        title.setWeight(look.title_weight)
        lead.setPixelSize(look.line_size)
        lead.setWeight(QFont.Weight.Normal)
        return title, lead

    def _height(self, font: QFont, said: str, width: int) -> int:
        area = QRect(0, 0, width, 10_000)
        return QFontMetrics(font).boundingRect(area, Qt.TextFlag.TextWordWrap, said).height()
