"""Tab order is reading order, and the focus never falls onto another control by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from ui.parts.buttons import Button


def order_by_reading(window: QWidget) -> None:
    """Let Tab go through `window` in the order in which its layouts place things.

    Qt appends new widgets at the end of the chain; call this after adding some.
    """
    wanted = list(_focusable(window))
    if _chain(window, wanted) != wanted:
        # all behind the first one, the last of them first: where only the beginning is wrong, the
        # chain is a circle in the right order, and Qt would leave it as it is
        for widget in reversed(wanted[1:]):
            QWidget.setTabOrder(wanted[0], widget)


@contextmanager
def focus_kept(window: QWidget) -> Iterator[None]:
    """While something is shown: a button that vanishes takes its focus with it.

    Qt would hand it to the next one, and the Enter that was meant for "agreed" would call for help.
    """
    before = window.focusWidget()
    yield
    now = window.focusWidget()
    if isinstance(now, Button) and now is not before:
        now.clearFocus()


def _chain(window: QWidget, among: list[QWidget]) -> list[QWidget]:
    """Those of `among`, as Tab goes through them now."""
    known = set(map(id, among))
    found: list[QWidget] = []
    here = window.nextInFocusChain()
    while here is not None and here is not window:
        if id(here) in known:
            found.append(here)
        here = here.nextInFocusChain()
    return found


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
