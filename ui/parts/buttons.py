"""Buttons that show their key, and buttons that are only an icon. All can be reached by keyboard.

Both put labels *into* a QPushButton, so that the stylesheet, the style and the screen reader see
an ordinary button.
"""

from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui import tokens
from ui.icons import Icon
from ui.parts.basics import Glyph, Label, set_look
from ui.theme import current_tokens


class Role(StrEnum):
    """What a button is for; the stylesheet knows how that looks."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"
    QUIET = "quiet"
    CONTROL = "control"
    TAB = "tab"
    BAR = "bar"
    FILTER = "filter"
    CHOICE = "choice"


INK = {Role.PRIMARY: "on_accent", Role.DANGER: "on_danger", Role.QUIET: "ink_2"}


def native_keys(keys: str) -> str:
    """A portable key sequence as this system writes it."""
    sequence = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return sequence.replace(", ", " ")


class Button(QPushButton):
    """The common part: role, accessible name, and a focus ring that shows on filled buttons."""

    def __init__(self, role: Role = Role.PLAIN) -> None:
        super().__init__()
        self._role = role
        self.setProperty("role", role.value)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)

    @property
    def ink(self) -> str:
        """Token name of what is written on it."""
        return INK.get(self._role, "ink")

    def set_role(self, role: Role) -> None:
        self._role = role
        set_look(self, "role", role.value)

    def sizeHint(self) -> QSize:
        inner = self.layout()
        return inner.sizeHint() if inner is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self._role in (Role.PRIMARY, Role.DANGER):
            # a ring in the accent would vanish on a filled button: draw one inside, in its ink
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(getattr(current_tokens(), self.ink)), 1.5))
            inner = QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5)
            painter.drawRoundedRect(inner, tokens.RADIUS - 3, tokens.RADIUS - 3)
            painter.end()

    def _carry(self, widget: QWidget) -> QWidget:
        widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        return widget


class TextButton(Button):
    """Words, optionally an icon before them and a key after them.

    `key` is a portable key sequence ("F9"); it works while the button can be seen. `key_hint` is
    only shown: for keys that the page around the button handles.
    """

    def __init__(
        self,
        role: Role = Role.PLAIN,
        *,
        icon: Icon | None = None,
        key: str = "",
        key_hint: str = "",
        size: str = "strong",
        height: int = 36,
        padding: int = tokens.SPACE_3,
    ) -> None:
        super().__init__(role)
        row = QHBoxLayout(self)
        row.setContentsMargins(padding, 0, padding, 0)
        row.setSpacing(tokens.SPACE_2)
        self._glyph = Glyph(icon, tone=self.ink) if icon else None
        self._label = Label(size, self.ink)
        self._key = Label("key", self.ink)
        self._key.setFixedHeight(18)
        row.addStretch(1)
        if self._glyph is not None:
            row.addWidget(self._glyph)
        row.addWidget(self._carry(self._label))
        row.addWidget(self._carry(self._key), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self._key.setText(native_keys(key or key_hint))
        self._key.setVisible(bool(key or key_hint))
        if key:
            self.setShortcut(QKeySequence(key))
        self.setMinimumHeight(max(height, tokens.HIT))

    def say(self, words: str, *, name: str = "") -> None:
        """Set the words and, where they need more for a screen reader, the `name`."""
        self._label.setText(words)
        self.setAccessibleName(name or words)
        self.updateGeometry()

    def show_key(self, visible: bool) -> None:
        """Show the key on the button, or only in its tool tip where the words need the room."""
        keys = self._key.text()
        self._key.setVisible(visible and bool(keys))
        self.setToolTip("" if visible or not keys else f"{self._label.text()} ({keys})")
        self.updateGeometry()

    def words(self) -> str:
        """What stands on it."""
        return self._label.text()

    def set_emphasis(self, on: bool) -> None:
        """Write in the accent (the tab that is open) or in the second ink."""
        self._label.set_tone("accent" if on else "ink_2")

    def set_role(self, role: Role) -> None:
        super().set_role(role)
        self._label.set_tone(self.ink)


class IconButton(Button):
    """Only an icon; the words are its accessible name and tool tip. Keys as TextButton's."""

    def __init__(
        self,
        icon: Icon,
        role: Role = Role.QUIET,
        *,
        side: int = tokens.HIT,
        key: str = "",
        key_hint: str = "",
    ) -> None:
        super().__init__(role)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self._glyph = Glyph(icon, tone=self.ink)
        row.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignCenter)
        self._keys = native_keys(key or key_hint)
        if key:
            self.setShortcut(QKeySequence(key))
        self.setFixedSize(side, side)

    def say(self, words: str) -> None:
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({self._keys})" if self._keys else words)

    def set_icon(self, icon: Icon) -> None:
        self._glyph.set_icon(icon, self.ink)

    def sizeHint(self) -> QSize:
        return self.maximumSize()


class ControlButton(Button):
    """An icon with a word under it and, when switched on, a fill: mute, hold, keypad."""

    def __init__(self, icon: Icon, *, key: str = "", checkable: bool = True) -> None:
        super().__init__(Role.CONTROL)
        self.setCheckable(checkable)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 9, 4, 8)
        column.setSpacing(4)
        self._glyph = Glyph(icon, size=20)
        self._label = Label("small")
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._carry(self._label))
        self._keys = native_keys(key)
        if key:
            self.setShortcut(QKeySequence(key))
        self.setMinimumHeight(62)

    def show_on(self, on: bool, words: str, icon: Icon) -> None:
        """Show whether it is on; the words say what a click does."""
        self.setChecked(on)
        tone = "elevated" if on else "ink"
        self._glyph.set_icon(icon, tone)
        self._label.set_tone(tone)
        self._label.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(f"{words} ({self._keys})" if self._keys else "")
