"""Chips: a few words in a pill. Reasons can be told that they are not right."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from ui import tokens, words
from ui.icons import Icon, paint_icon
from ui.parts.basics import Label
from ui.parts.flow import FlowLayout
from ui.states import ReasonChip, ReasonKind
from ui.theme import current_tokens
from ui.words import Text, text

_PILL_HEIGHT = 26
_PADDING = 10
_MARK = 12
"""Side of the drawn cross."""
_MARK_ROOM = 10
"""Width kept for the cross: at rest it pads both sides, so the words stand in the middle."""


class Chip(QPushButton):
    """One reason. `dismissed` when the agent says that it is not right.

    The widget is as high as a hit area has to be; the pill drawn in it is slimmer.
    """

    dismissed = Signal()

    def __init__(self, said: str) -> None:
        super().__init__()
        self._words = said
        self._hovered = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(said)
        self.setAccessibleDescription(text(Text.REASON_HINT))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._clicked)
        self._press_x = -1.0

    def words(self) -> str:
        """What stands on it."""
        return self._words

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(self._pill_font()).horizontalAdvance(self._words)
        return QSize(int(width + 2 * _PADDING + _MARK_ROOM + 1), tokens.HIT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _pill_font(self) -> QFont:
        font = self.font()
        font.setPixelSize(tokens.TYPE_HINT)
        font.setWeight(QFont.Weight.Normal)
        return font

    def _marked(self) -> bool:
        return self._hovered or self.hasFocus()

    def _mark_rect(self) -> QRectF:
        return QRectF(self.width() - _MARK - 7, (self.height() - _MARK) / 2, _MARK, _MARK)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        pen = 2.0 if focus else 1.0
        top = (self.height() - _PILL_HEIGHT) / 2
        pill = QRectF(0, top, self.width(), _PILL_HEIGHT).adjusted(
            pen / 2, pen / 2, -pen / 2, -pen / 2
        )
        painter.setPen(QPen(QColor(c.accent if focus else c.line), pen))
        painter.setBrush(QColor(c.hover if self._hovered else c.panel))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setFont(self._pill_font())
        painter.setPen(QColor(c.ink_2))
        area = QRectF(self.rect())
        if self._marked():
            area.setRight(area.right() - _MARK_ROOM)
            paint_icon(painter, Icon.CLOSE, self._mark_rect(), c.ink_2)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._words)
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hovered = False
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.dismissed.emit()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._press_x = event.position().x()
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._open_menu(QPointF(event.globalPos()))

    def _clicked(self) -> None:
        on_mark = self._press_x >= self._mark_rect().left() - 6
        self._press_x = -1.0
        if on_mark:
            self.dismissed.emit()
        else:
            self._open_menu(QPointF(self.mapToGlobal(self.rect().bottomLeft())))

    def _open_menu(self, at: QPointF) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(text(Text.NOT_RIGHT), self.dismissed.emit)
        menu.popup(at.toPoint())


class ReasonChips(QWidget):
    """The reasons, most telling first. `dismissed(kind)` when one is said to be not right.

    `dismissable=False`: plain text in pills, nothing to click.
    """

    dismissed = Signal(ReasonKind)

    def __init__(self, *, dismissable: bool) -> None:
        super().__init__()
        self._dismissable = dismissable
        self._flow = FlowLayout(self, gap=6, row_gap=0 if dismissable else 6)
        self._shown: tuple[tuple[ReasonKind, str], ...] = ()

    def show_reasons(self, reasons: tuple[ReasonChip, ...]) -> None:
        """Show at most three; the focus stays on a reason that is still there."""
        wanted = tuple((chip.kind, words.reason(chip)) for chip in reasons[:3])
        if wanted != self._shown:
            self._rebuild(wanted)
        self.setVisible(bool(wanted))

    def chips(self) -> list[Chip]:
        """The chips as shown."""
        return [
            widget
            for index in range(self._flow.count())
            if (item := self._flow.itemAt(index)) and isinstance(widget := item.widget(), Chip)
        ]

    def _rebuild(self, wanted: tuple[tuple[ReasonKind, str], ...]) -> None:
        focused = next(
            (
                kind
                for chip, (kind, _) in zip(self.chips(), self._shown, strict=False)
                if chip.hasFocus()
            ),
            None,
        )
        while item := self._flow.takeAt(0):
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self._shown = wanted
        for kind, said in wanted:
            if not self._dismissable:
                label = Label("chip", "ink_2", text=said)
                self._flow.addWidget(label)
                label.show()
                continue
            chip = Chip(said)
            chip.dismissed.connect(lambda kind=kind: self.dismissed.emit(kind))
            self._flow.addWidget(chip)
            # At once: a layout shows what is new only when events are handled, and reasons whose
            # numbers change with every window would be an empty space for as long.
            chip.show()
            if kind is focused:
                chip.setFocus()
        self.updateGeometry()
