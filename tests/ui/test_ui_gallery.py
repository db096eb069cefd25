"""What holds for every window in every state, in both languages: the gallery is the list."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget

from ui import tokens
from ui.board import BoardPane
from ui.gallery import draw_all, picture
from ui.gallery_states import Exhibit, exhibits
from ui.overlay import Overlay
from ui.parts.chips import Chip
from ui.theme import apply_theme
from ui.translation import LANGUAGES, Language
from ui.trend import TrendView

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]
Settle = Callable[[QWidget], None]
Controls = Callable[[QWidget], list[QWidget]]

ALL = [
    pytest.param(language, exhibit, id=f"{exhibit.name}-{language}")
    for language in LANGUAGES
    for exhibit in exhibits(language)
]


def _shown(window: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [child for child in window.findChildren(kind) if child.isVisible()]


def _in_scroll_area(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _rect_in(window: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def _on_board(widget: QWidget) -> bool:
    """In the second column of the supervisor's window."""
    above = widget.parentWidget()
    return isinstance(widget, BoardPane) or (above is not None and _on_board(above))


@pytest.mark.parametrize(("language", "exhibit"), ALL)
def test_every_state_is_whole_and_reachable(
    speak: Speak, settle: Settle, controls: Controls, language: Language, exhibit: Exhibit
) -> None:
    speak(language)
    window = exhibit.make()
    settle(window)
    _texts_are_whole(window)
    _everything_lies_inside(window)
    _controls_are_named_and_large_enough(controls(window))
    _tab_order_is_reading_order(window)


def _texts_are_whole(window: QWidget) -> None:
    labels = _shown(window, QLabel)
    assert any(isinstance(label, QLabel) and label.text() for label in labels), "no words at all"
    for label in labels:
        assert isinstance(label, QLabel)
        assert label.textFormat() is Qt.TextFormat.PlainText
        if label.wordWrap():
            assert label.heightForWidth(label.width()) <= label.height(), label.text()
            widest = max(
                (label.fontMetrics().horizontalAdvance(word) for word in label.text().split()),
                default=0,
            )
            assert widest <= label.width(), label.text()
        else:
            assert label.sizeHint().width() <= label.width(), label.text()
            assert label.fontMetrics().height() <= label.height() + 1, label.text()
    for button in _shown(window, QAbstractButton):
        if button.layout() is not None or isinstance(button, Chip):
            hint = button.sizeHint()
            assert hint.width() <= button.width(), button.accessibleName()
            assert hint.height() <= button.height() + 1 or button.height() >= tokens.HIT


def _everything_lies_inside(window: QWidget) -> None:
    for child in _shown(window, QWidget):
        if not _in_scroll_area(child) and child.objectName() != "qt_scrollarea_viewport":
            assert window.rect().contains(_rect_in(window, child)), child


def _controls_are_named_and_large_enough(shown: list[QWidget]) -> None:
    for control in shown:
        assert control.accessibleName() or getattr(control, "text", lambda: "")(), control
        assert min(control.width(), control.height()) >= tokens.HIT, control.accessibleName()


def _tab_order_is_reading_order(window: QWidget) -> None:
    chain: list[QWidget] = []
    here = window.nextInFocusChain()
    while here is not window:
        reachable = here.focusPolicy() & Qt.FocusPolicy.TabFocus
        if reachable and here.isVisible() and here.isEnabled():
            chain.append(here)
        here = here.nextInFocusChain()
    for before, after in pairwise(chain):
        one, other = _rect_in(window, before), _rect_in(window, after)
        if _on_board(after) and not _on_board(before):
            assert one.right() < other.left(), "a column is read to its end, then the next"
            continue
        same_row = one.top() < other.center().y() and other.top() < one.center().y()
        in_order = one.left() < other.left() if same_row else one.top() < other.top()
        assert in_order, (before.accessibleName(), after.accessibleName())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_are_drawn_and_the_same_each_time(
    speak: Speak, qapp: QApplication, tmp_path: Path, theme: str
) -> None:
    first = draw_all(tmp_path / "1", theme=theme, language="de", scale=2, only="overlay-tense")
    second = draw_all(tmp_path / "2", theme=theme, language="de", scale=2, only="overlay-tense")
    assert len(first) == 2
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
    apply_theme(qapp, "light")


def test_light_and_dark_use_their_own_panel(speak: Speak, qapp: QApplication) -> None:
    grounds = set()
    for theme in (tokens.LIGHT, tokens.DARK):
        apply_theme(qapp, "dark" if theme is tokens.DARK else "light")
        window = Overlay(motion=False)
        image = picture(window)
        grounds.add(image.pixelColor(2, 2).name())
        panel = image.pixelColor(image.width() // 2, image.height() // 2)
        assert panel == QColor(theme.panel)
    assert grounds == {tokens.LIGHT.background, tokens.DARK.background}
    apply_theme(qapp, "light")


def test_no_timer_runs_in_a_window_at_rest(speak: Speak, settle: Settle) -> None:
    window = next(each for each in exhibits("de") if each.name == "overlay-tense").make()
    settle(window)
    assert not any(trend._later.isActive() for trend in window.findChildren(TrendView))
