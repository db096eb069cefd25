"""The card or pill that the overlay's parts lie on, with a shadow where that can be seen through.

Painted instead of QGraphicsDropShadowEffect, which would blur the whole window again on each
change: that hurts on machines without a GPU.
"""

import sys
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPen

from ui.tokens import Tokens

SHADOW: Final = 28
"""Room around the card that the shadow needs."""


def can_be_translucent() -> bool:
    """Whether what is transparent shows the desktop behind it.

    Without a compositor X11 shows black there. Windows, macOS and Wayland always compose.
    """
    if QGuiApplication.platformName() != "xcb":
        return True
    return _x11_compositor()


def _x11_compositor() -> bool:
    """A compositing manager owns the selection _NET_WM_CM_S0 (EWMH)."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes
    import ctypes.util

    name = ctypes.util.find_library("X11")
    if name is None:
        return False
    x11 = ctypes.CDLL(name)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = ctypes.c_ulong
    x11.XGetSelectionOwner.restype = ctypes.c_ulong
    display = x11.XOpenDisplay(None)
    if not display:
        return False
    handle = ctypes.c_void_p(display)
    atom = x11.XInternAtom(handle, b"_NET_WM_CM_S0", 0)
    owner = x11.XGetSelectionOwner(handle, ctypes.c_ulong(atom))
    x11.XCloseDisplay(handle)
    return bool(owner)


def paint_surface(
    painter: QPainter, card: QRectF, radius: float, tokens: Tokens, *, shadow: bool
) -> None:
    """Draw the card, and its shadow around it (24 px wide, 6 px down, as soft as paper)."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shadow:
        paint_shadow(painter, card, radius, tokens)
    painter.setPen(QPen(QColor(tokens.line), 1))
    painter.setBrush(QColor(tokens.panel))
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def paint_head(painter: QPainter, card: QRectF, radius: float, height: int, fill: str) -> None:
    """Fill the upper `height` of the card."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.setClipRect(QRectF(card.x(), card.y(), card.width(), height))
    painter.drawRoundedRect(card, radius, radius)


def paint_shadow(painter: QPainter, card: QRectF, radius: float, tokens: Tokens) -> None:
    """A soft shadow from nested outlines, each adding a little.

    They begin well under the card, so that at its lower edge the shadow is already fading.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    drop = 8
    reach = SHADOW - drop
    outlines = range(reach, -reach, -1)
    painter.setBrush(QColor.fromRgbF(0, 0, 0, tokens.shadow_alpha / 255 / len(outlines)))
    for step in outlines:
        grown = card.adjusted(-step, -step + drop, step, step + drop)
        corner = max(0.0, radius + step)
        painter.drawRoundedRect(grown, corner, corner)
    painter.restore()
