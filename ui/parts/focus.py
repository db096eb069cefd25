"""Tab order is reading order, also after parts of a window were rebuilt."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def order_by_reading(window: QWidget) -> None:
    """Let Tab go through `window` in the order in which its layouts place things.

    Qt appends new widgets at the end of the chain; call this after adding some.
    """
    for before, after in pairwise(_focusable(window)):
        if before.nextInFocusChain() is not after:
            QWidget.setTabOrder(before, after)


def _focusable(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if isinstance(widget, QScrollArea):
        held = widget.widget()
        if held is not None:
            yield from _focusable(held)
        return
    layout = widget.layout()
    if layout is not None:
        yield from _in_layout(layout)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for index in range(layout.count()):
        item = layout.itemAt(index)
        if item is None:
            continue
        if (widget := item.widget()) is not None:
            yield from _focusable(widget)
        elif (inner := item.layout()) is not None:
            yield from _in_layout(inner)
