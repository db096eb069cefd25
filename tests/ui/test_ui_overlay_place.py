"""The overlay as a window: dragged, snapped, kept on the screen, never in the way of the focus."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.gallery_samples import CARDS, TENSE
from ui.overlay import Overlay
from ui.translation import Language

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]
Settle = Callable[[QWidget], None]

CALL = replace(TENSE, card=CARDS["de"]["bill"])
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def overlay(speak: Speak, settle: Settle, qtbot: QtBot) -> Overlay:
    window = Overlay(motion=False)
    qtbot.addWidget(window)
    window.show_state(CALL)
    settle(window)
    return window


def test_dragging_moves_snaps_and_tells_where(
    overlay: Overlay, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    overlay.place(200, 200)
    log = emitted(overlay, "moved")
    grip = overlay.rect().center()
    start = overlay.mapToGlobal(grip)
    area = overlay.screen().availableGeometry()
    qtbot.mousePress(overlay, LEFT, pos=grip)
    target = QPoint(area.left() - 400, start.y() + 40)
    for point in ((start + target) / 2, target):
        qtbot.mouseMove(overlay, overlay.mapFromGlobal(point))
    qtbot.mouseRelease(overlay, LEFT, pos=overlay.mapFromGlobal(target))
    ((name, screen, x, _y),) = log.seen
    assert (name, screen) == ("moved", overlay.screen().name())
    assert x == area.left() + 12


def test_growing_at_the_lower_edge_stays_on_the_screen(overlay: Overlay) -> None:
    area = overlay.screen().availableGeometry()
    overlay.show_state(replace(CALL, collapsed=True))
    overlay.place(area.right() - 380, area.bottom() - 44)
    overlay.show_state(CALL)
    assert overlay._card_rect().bottom() <= area.bottom()
    overlay.show_state(replace(CALL, collapsed=True))
    assert overlay._card_rect().top() == area.bottom() - 44, "back where the agent put it"


def test_it_first_opens_in_the_upper_right_corner(overlay: Overlay) -> None:
    area = overlay.screen().availableGeometry()
    assert overlay._card_rect().top() == area.top() + 12
    assert area.right() - 14 <= overlay._card_rect().right() <= area.right() - 11


def test_without_a_compositor_it_is_cut_to_shape(
    speak: Speak, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.overlay.window.can_be_translucent", lambda: False)
    window = Overlay(motion=False)
    qtbot.addWidget(window)
    window.show_state(CALL)
    settle(window)
    assert window.width() == 360, "no room for a shadow that nobody sees"
    assert not window.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    assert not window.mask().contains(QPoint(0, 0))
    assert window.mask().contains(window.rect().center())


def test_it_never_takes_the_focus(overlay: Overlay) -> None:
    assert overlay.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    flags = overlay.windowFlags()
    assert flags & Qt.WindowType.WindowStaysOnTopHint
    assert flags & Qt.WindowType.FramelessWindowHint
