"""The drawn set: line icons of 24 units, stroke 1.75, coloured when painted.

`paint_icon` is crisp at any size and scale because it draws the vector each time;
`application_icon` is for places that take only pixmaps (window, tray).
"""

from enum import StrEnum
from functools import cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import resource
from ui.tokens import Tokens


class Icon(StrEnum):
    """File stems in resources/icons."""

    ADD = "add"
    ANSWER = "answer"
    BACK = "back"
    BACKSPACE = "backspace"
    CALL_IN = "call-in"
    CALL_MISSED = "call-missed"
    CALL_OUT = "call-out"
    CHECK = "check"
    CHEVRON_DOWN = "chevron-down"
    CHEVRON_UP = "chevron-up"
    CLOSE = "close"
    COMPANION = "companion"
    DELETE = "delete"
    CONNECT = "connect"
    DIALPAD = "dialpad"
    EDIT = "edit"
    ERROR = "error"
    EXPORT = "export"
    HANG_UP = "hang-up"
    HELP = "help"
    HOLD = "hold"
    INFO = "info"
    MICROPHONE = "microphone"
    MICROPHONE_OFF = "microphone-off"
    NEXT = "next"
    NOTE_ADD = "note-add"
    PREVIOUS = "previous"
    RESUME = "resume"
    WARNING = "warning"
    WRITE = "write"


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def paint_icon(painter: QPainter, icon: Icon, rect: QRectF, colour: str) -> None:
    """Draw `icon` into `rect`, with "currentColor" replaced by `colour` ("#rrggbb")."""
    svg = _source(icon).replace("currentColor", colour)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, rect)


def icon_pixmap(icon: Icon, size: int, colour: str, ratio: float = 1.0) -> QPixmap:
    """`icon` as a pixmap of `size` device-independent pixels; needs a QGuiApplication."""
    return _pixmap(_source(icon).replace("currentColor", colour), size, ratio)


def application_icon() -> QIcon:
    """The window icon, in the sizes that systems ask for."""
    return _sizes(_source("beistand"))


def tray_icon(tokens: Tokens) -> QIcon:
    """The tray icon, as a line drawing in the theme's ink."""
    return _sizes(_source("beistand-tray").replace("currentColor", tokens.ink))


def _sizes(svg: str) -> QIcon:
    icon = QIcon()
    for size in (16, 20, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(_pixmap(svg, size, 1.0))
    return icon


def _pixmap(svg: str, size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
