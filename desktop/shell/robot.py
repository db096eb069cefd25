"""A pair of hands for windows: presses real buttons, waits for conditions, takes pictures.

The demo uses it; so do the end-to-end tests. It only does what an agent could do.
"""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from ui.gallery import portrait
from ui.parts.buttons import TextButton
from ui.theme import current_tokens

LOOK_EVERY_MS = 20


class StageFailed(Exception):
    """A stage did not come about in time, or what it needs is not on the screen."""

    def __init__(self, stage: str, why: str) -> None:
        super().__init__(f"{stage}: {why}")
        self.stage = stage
        self.why = why


@dataclass(frozen=True, slots=True)
class Until:
    """Wait for `condition`; after `within_s` the stage has failed."""

    stage: str
    condition: Callable[[], bool]
    within_s: float


@dataclass(frozen=True, slots=True)
class Pause:
    """Let real time pass, as a person would."""

    for_s: float


Script = Generator[Until | Pause, None, None]


class Robot(QObject):
    """Runs one script in the event loop; `finished(failure)` is called once at its end."""

    def __init__(self, script: Script, finished: Callable[[StageFailed | None], None]) -> None:
        super().__init__()
        self._script = script
        self._finished = finished
        self._waiting: Until | Pause = Pause(0.0)
        self._since_s = time.monotonic()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    def start(self) -> None:
        self._timer.start(LOOK_EVERY_MS)

    def _look(self) -> None:
        waited_s = time.monotonic() - self._since_s
        match self._waiting:
            case Pause(for_s):
                if waited_s < for_s:
                    return
            case Until(stage, condition, within_s):
                if not condition():
                    if waited_s > within_s:
                        self._end(StageFailed(stage, f"nothing within {within_s:.0f} s"))
                    return
        try:
            self._waiting = next(self._script)
            self._since_s = time.monotonic()
        except StopIteration:
            self._end(None)
        except StageFailed as failure:
            self._end(failure)

    def _end(self, failure: StageFailed | None) -> None:
        self._timer.stop()
        self._finished(failure)


def can_press(window: QWidget, label: str) -> bool:
    return _button(window, label) is not None


def press(window: QWidget, label: str) -> None:
    """Click the visible button that is called `label`; raises StageFailed if there is none."""
    button = _button(window, label)
    if button is None:
        raise StageFailed(f"press {label!r}", "no such button is visible")
    middle = QPointF(button.rect().center())
    where = QPointF(button.mapToGlobal(QPoint(int(middle.x()), int(middle.y()))))
    for kind, buttons in (
        (QEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
        (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        QApplication.sendEvent(
            button,
            QMouseEvent(
                kind,
                middle,
                where,
                Qt.MouseButton.LeftButton,
                buttons,
                Qt.KeyboardModifier.NoModifier,
            ),
        )


def _button(window: QWidget, label: str) -> QAbstractButton | None:
    for button in window.findChildren(QAbstractButton):
        called = {button.text(), button.accessibleName()}
        if isinstance(button, TextButton):
            called.add(button.words())
        if button.isVisible() and button.isEnabled() and label in called:
            return button
    return None


def picture(path: Path, windows: list[QWidget]) -> None:
    """Save `windows` side by side, as the gallery draws them."""
    portraits = [portrait(window) for window in windows if window.isVisible()]
    width = sum(one.width() for one in portraits)
    height = max((one.height() for one in portraits), default=0)
    canvas = QImage(width, height, QImage.Format.Format_RGB32)
    canvas.fill(QColor(current_tokens().background))
    painter = QPainter(canvas)
    x = 0
    for one in portraits:
        painter.drawImage(x, 0, one)
        x += one.width()
    painter.end()
    canvas.save(str(path))
