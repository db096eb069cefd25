"""Shapes, trend, icons, theme, password: what the windows are made of."""

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontInfo, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.fonts import FAMILY, load_font
from ui.icons import Icon, application_icon, icon_pixmap, paint_icon, tray_icon
from ui.parts.chips import ReasonChips
from ui.parts.placing import SNAP, inside, snapped
from ui.password import PasswordDialog
from ui.question import ask_quit
from ui.shapes import LevelShape, paint_level
from ui.states import Level, ReasonChip, ReasonKind
from ui.theme import apply_theme, current_tokens
from ui.tokens import DARK, LIGHT
from ui.translation import Language
from ui.trend import REPAINT_MS, TrendView

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]
Settle = Callable[[QWidget], None]
SCREEN = QRect(0, 0, 1280, 720)


def _grey(level: Level) -> bytes:
    """The shape of `level` without its colour: dark or not, 32 by 32."""
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_level(painter, level, QRectF(0, 0, 32, 32), LIGHT, on_fill=True)
    painter.end()
    return bytes(image.pixelColor(x, y).lightness() < 200 for y in range(32) for x in range(32))


def test_levels_differ_without_colour() -> None:
    shapes = {level: _grey(level) for level in Level}
    for one, other in combinations(Level, 2):
        different = sum(a != b for a, b in zip(shapes[one], shapes[other], strict=True))
        assert different >= 40, (one, other, different)


def test_a_change_fades_unless_motion_is_off(speak: Speak, settle: Settle, qtbot: QtBot) -> None:
    for motion in (True, False):
        shape = LevelShape(motion=motion)
        qtbot.addWidget(shape)
        settle(shape)
        shape.show_level(Level.TENSE)
        running = shape._fade.state() is shape._fade.State.Running
        assert running is motion
        qtbot.waitUntil(lambda s=shape: s._fade.state() is s._fade.State.Stopped, timeout=3000)
        assert shape.level is Level.TENSE


class CountingTrend(TrendView):
    """Counts how often it was painted."""

    paints = 0

    def paintEvent(self, event: object) -> None:
        self.paints += 1
        super().paintEvent(event)  # type: ignore[arg-type]


def test_the_trend_repaints_at_most_twice_a_second(
    speak: Speak, settle: Settle, qtbot: QtBot
) -> None:
    trend = CountingTrend()
    qtbot.addWidget(trend)
    trend.show_trend((0.5,), 0.6, Level.CALM)
    settle(trend)
    trend.show_trend((0.6,), 0.6, Level.CALM)
    settle(trend)
    before = trend.paints
    for value in range(50):
        trend.show_trend((value / 50,), 0.6, Level.CALM)
        QApplication.processEvents()
    assert trend.paints == before, "fifty values within half a second"
    qtbot.waitUntil(lambda: trend.paints == before + 1, timeout=4 * REPAINT_MS)


@pytest.mark.parametrize("icon", Icon)
def test_every_icon_draws_in_the_colour_asked_for(qapp: QApplication, icon: Icon) -> None:
    image = QImage(48, 48, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_icon(painter, icon, QRectF(0, 0, 48, 48), "#ff0000")
    painter.end()
    drawn = [
        image.pixelColor(x, y)
        for x in range(48)
        for y in range(48)
        if image.pixelColor(x, y).alpha() > 200
    ]
    assert len(drawn) > 15
    assert all(colour.red() > 240 and colour.green() < 15 for colour in drawn)


def test_window_and_tray_icons(qapp: QApplication) -> None:
    assert {size.width() for size in application_icon().availableSizes()} >= {16, 32, 256}
    assert not tray_icon(DARK).isNull()
    assert icon_pixmap(Icon.HELP, 20, "#000000", 2.0).width() == 40


def test_the_font_is_ours_and_its_digits_are_equally_wide(qapp: QApplication) -> None:
    font = load_font()
    assert QFontInfo(font).family() == FAMILY
    metrics = QFontMetricsF(font)
    assert metrics.horizontalAdvance("11:11") == metrics.horizontalAdvance("08:88")


def test_auto_follows_the_system_and_stops_when_told(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the offscreen platform has no colour scheme of its own: the system's answer is put in
    changed = qapp.styleHints().colorSchemeChanged
    monkeypatch.setattr("ui.theme.system_tokens", lambda: DARK)
    try:
        apply_theme(qapp, "auto")
        assert current_tokens() is DARK
        monkeypatch.setattr("ui.theme.system_tokens", lambda: LIGHT)
        changed.emit(Qt.ColorScheme.Light)
        assert current_tokens() is LIGHT
        apply_theme(qapp, "light")
        monkeypatch.setattr("ui.theme.system_tokens", lambda: DARK)
        changed.emit(Qt.ColorScheme.Dark)
        assert current_tokens() is LIGHT
    finally:
        apply_theme(qapp, "light")


def test_the_password_is_asked_for_with_reason(speak: Speak, settle: Settle, qtbot: QtBot) -> None:
    dialog = PasswordDialog("desk", keyring_available=True)
    qtbot.addWidget(dialog)
    settle(dialog)
    assert not dialog.sign_in.isEnabled()
    qtbot.keyClicks(dialog.field, "geheim")
    assert dialog.sign_in.isEnabled()
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert (dialog.password(), dialog.remember()) == ("geheim", True)


def test_without_a_keyring_nothing_is_promised(speak: Speak, settle: Settle, qtbot: QtBot) -> None:
    dialog = PasswordDialog("desk", keyring_available=False, wrong=True)
    qtbot.addWidget(dialog)
    settle(dialog)
    assert not dialog.keep.isVisible()
    assert not dialog.remember()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.mouseClick(dialog.not_now, Qt.MouseButton.LeftButton)


def test_quitting_in_a_call_hangs_up_only_when_said_so(
    speak: Speak, settle: Settle, qtbot: QtBot
) -> None:
    for press, result in ((Qt.Key.Key_Return, 0), (Qt.Key.Key_Escape, 0), (None, 1)):
        dialog = ask_quit()
        qtbot.addWidget(dialog)
        settle(dialog)
        assert dialog.no.isDefault()
        assert dialog.no.words() == "Weiter telefonieren"
        with qtbot.waitSignal(dialog.finished) as finished:
            if press is None:
                qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
            else:
                qtbot.keyClick(dialog, press)
        assert finished.args == [result]


def test_windows_stay_on_the_screen_and_snap_to_near_edges() -> None:
    assert inside(QRect(1200, 700, 360, 300), SCREEN).toTuple() == (920, 420)
    assert inside(QRect(-50, -50, 360, 300), SCREEN).toTuple() == (0, 0)
    assert inside(QRect(0, 0, 360, 900), SCREEN).toTuple() == (0, 0)
    assert snapped(QRect(5, 5, 360, 300), SCREEN).toTuple() == (12, 12)
    assert snapped(QRect(910, 400, 360, 300), SCREEN).toTuple() == (908, 408)
    free = QRect(12 + SNAP + 1, 100, 360, 300)
    assert snapped(free, SCREEN).toTuple() == (free.x(), free.y())


def test_reasons_are_there_at_once_however_often_they_change(qtbot: QtBot) -> None:
    box = ReasonChips(dismissable=True)
    qtbot.addWidget(box)
    box.show()
    for louder_db in (6, 8, 9):
        box.show_reasons((ReasonChip(ReasonKind.LOUDER, louder_db),))
        assert [chip.isVisible() for chip in box.chips()] == [True]
