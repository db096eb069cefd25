"""Where a window may stand: pure arithmetic on rectangles, in device-independent pixels."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize

SNAP: Final = 24
"""How near an edge has to be to draw the window to it."""


GAP: Final = 12
"""What stays free between a snapped window and its edge."""


def inside(card: QRect, area: QRect) -> QPoint:
    """The top left that keeps `card` in `area`; its top left wins when it does not fit."""
    x = max(area.left(), min(card.x(), area.right() + 1 - card.width()))
    y = max(area.top(), min(card.y(), area.bottom() + 1 - card.height()))
    return QPoint(x, y)


def snapped(card: QRect, area: QRect, gap: int = GAP) -> QPoint:
    """The top left of `card`, drawn to the edges of `area` that are near; `gap` stays free."""
    at = inside(card, area)
    right, bottom = area.right() + 1 - card.width(), area.bottom() + 1 - card.height()
    x = _nearest(at.x(), area.left() + gap, right - gap)
    y = _nearest(at.y(), area.top() + gap, bottom - gap)
    return QPoint(x, y)


def beside(size: QSize, card: QRect, area: QRect, gap: int = GAP) -> QPoint:
    """The top left of a window of `size` left of `card`, or right of it where that has more room;
    as high as the card, and inside `area`.
    """
    left, right = card.left() - area.left(), area.right() - card.right()
    x = card.left() - gap - size.width() if left >= right else card.right() + 1 + gap
    return inside(QRect(QPoint(x, card.top()), size), area)


def _nearest(at: int, low: int, high: int) -> int:
    for edge in (low, high):
        if abs(at - edge) <= SNAP:
            return edge
    return at
