"""Windows in tests: offscreen, dressed, in the language that a test asks for."""

import os
from collections.abc import Callable, Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QListWidget, QWidget

from ui.theme import apply_theme, current_tokens
from ui.tokens import LIGHT
from ui.translation import Language, install_language

Speak = Callable[[Language], None]


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Speak]:
    """A dressed application, and a function that switches its language; German at first."""
    if current_tokens() is not LIGHT or not qapp.styleSheet():
        apply_theme(qapp, "light")
    install_language(qapp, "de")
    yield lambda language: install_language(qapp, language)
    for window in qapp.topLevelWidgets():
        window.close()
        window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def settle(qapp: QApplication) -> Callable[[QWidget], None]:
    """Show a window and let its layouts happen."""

    def show(window: QWidget) -> None:
        window.show()
        for _ in range(3):
            qapp.sendPostedEvents()
            qapp.processEvents()

    return show


class Emitted(QObject):
    """Writes down every signal that a window emits."""

    def __init__(self, window: QWidget, names: tuple[str, ...]) -> None:
        super().__init__()
        self.seen: list[tuple[object, ...]] = []
        for name in names:
            getattr(window, name).connect(
                lambda *values, name=name: self.seen.append((name, *values))
            )


@pytest.fixture
def emitted() -> Callable[..., Emitted]:
    return lambda window, *names: Emitted(window, names)


def controls(window: QWidget) -> list[QWidget]:
    """Everything a person can use in `window`, as shown."""
    kinds = (QAbstractButton, QLineEdit, QListWidget)
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.isVisibleTo(window)
        and not isinstance(widget.parent(), QLineEdit)
    ]


@pytest.fixture(name="controls")
def controls_fixture() -> Callable[[QWidget], list[QWidget]]:
    return controls
