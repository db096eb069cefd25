"""Labels, lines and glyphs, and how a widget says what it is to the stylesheet."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QSizePolicy, QWidget

from ui.icons import Icon, paint_icon
from ui.theme import current_tokens


def set_look(widget: QWidget, name: str, value: str) -> None:
    """Set the dynamic property `name` ("role", "tone") and let the stylesheet see it."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


class Label(QLabel):
    """Plain text only: what it shows may come from files and from callers."""

    def __init__(
        self, role: str = "body", tone: str = "ink", *, wrap: bool = False, text: str = ""
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
            self.setMinimumWidth(1)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """One line: how high a wrapped text has to be depends on the width, which layouts ask."""
        if not self.wordWrap():
            return super().minimumSizeHint()
        return QSize(1, self.fontMetrics().height())

    def set_tone(self, tone: str) -> None:
        """Colour it with the token `tone`."""
        set_look(self, "tone", tone)

    def say(self, text: str) -> None:
        """Show `text`, or take no room when there is none."""
        self.setText(text)
        self.setVisible(bool(text))


class Glyph(QWidget):
    """One icon, drawn as a vector in the colour of a token."""

    def __init__(self, icon: Icon, size: int = 18, tone: str = "ink") -> None:
        super().__init__()
        self._icon = icon
        self._tone = tone
        self._size = size
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_icon(self, icon: Icon, tone: str) -> None:
        if (icon, tone) != (self._icon, self._tone):
            self._icon, self._tone = icon, tone
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._size, self._size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour: str = getattr(current_tokens(), self._tone)
        paint_icon(painter, self._icon, QRectF(self.rect()), colour)
        painter.end()


class Line(QFrame):
    """A hairline across."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "line")
        self.setFixedHeight(1)


class Box(QFrame):
    """A frame that the stylesheet dresses by `role`."""

    def __init__(self, role: str = "box") -> None:
        super().__init__()
        self.setProperty("role", role)


def pad(
    layout: QLayout, horizontal: int = 0, vertical: int = 0, *, spacing: int | None = None
) -> None:
    """Set the margins of `layout`, and its spacing."""
    layout.setContentsMargins(horizontal, vertical, horizontal, vertical)
    if spacing is not None:
        layout.setSpacing(spacing)
