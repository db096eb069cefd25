"""The Qt application: one per process, dressed and speaking before the first window."""

import logging
import os
import signal
import sys
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QLocale, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop.errors import LocalError
from desktop.settings.model import Appearance, chosen_language
from ui.icons import application_icon
from ui.theme import ThemeChoice, apply_theme
from ui.translation import Language, install_language

log = logging.getLogger("beistand.qt")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def make_application(appearance: Appearance) -> QApplication:
    """The QApplication with Beistand's icon, language and theme.

    Raises LocalError where there is no screen: Qt would end the program without a word to act on.
    """
    qInstallMessageHandler(_log_qt)
    existing = QApplication.instance()
    if existing is None and _no_screen():
        raise LocalError(
            "there is no screen to show windows on",
            action="Start it on a desktop, or without windows: --headless",
        )
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("beistand")
    app.setApplicationDisplayName("Beistand")
    app.setDesktopFileName("beistand")
    # the overlay is no window to Qt: closing the phone must not end the program under a call
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(application_icon())
    install_language(app, language_of(appearance))
    apply_theme(app, cast(ThemeChoice, appearance.theme))
    return app


def _no_screen() -> bool:
    shown_on = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform == "linux" and not any(os.environ.get(name) for name in shown_on)


def language_of(appearance: Appearance) -> Language:
    """The setting, else what the system speaks."""
    return "en" if chosen_language(appearance, QLocale.system().name()) == "en" else "de"


def quit_program() -> None:
    """End the event loop. Not by quit(): that closes the windows first, and those ask back."""
    QApplication.exit(0)


def run_until_quit(app: QApplication, stop: Callable[[], None]) -> int:
    """The event loop; Ctrl-C and SIGTERM end it like the menu does. `stop` runs afterwards."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: quit_program())
    # Python sees a signal only between bytecodes; Qt's loop has to come back to it now and then.
    heartbeat = QTimer()
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start(250)
    try:
        return app.exec()
    finally:
        heartbeat.stop()
        stop()


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    level = _LEVELS[kind]
    if message.startswith("This plugin does not support"):
        level = logging.DEBUG  # offscreen has no window system to raise windows in: as intended
    log.log(level, "Qt: %s", message)
