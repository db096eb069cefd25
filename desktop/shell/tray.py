"""The tray icon: shows the window and others that are opened by hand, quits the program."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from ui.icons import tray_icon
from ui.theme import current_tokens
from ui.words import Text, text


class Tray(QObject):
    """A click shows `window`; the menu also ends the program and opens what else is given."""

    def __init__(
        self,
        window: QWidget,
        quit_program: Callable[[], None],
        parent: QObject | None = None,
        *,
        about_model: Callable[[], None] | None = None,
        sound: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._menu = QMenu()
        self._menu.addAction(text(Text.SHOW_WINDOW), self._show_window)
        if sound is not None:
            self._menu.addAction(text(Text.SOUND), sound)
        if about_model is not None:
            self._menu.addAction(text(Text.ABOUT_MODEL), about_model)
        self._menu.addSeparator()
        self._menu.addAction(text(Text.QUIT), quit_program)
        self._icon = QSystemTrayIcon(tray_icon(current_tokens()), self)
        self._icon.setToolTip("Beistand")
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)

    def show(self) -> None:
        self._icon.show()

    def hide(self) -> None:
        self._icon.hide()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self._show_window()

    def _show_window(self) -> None:
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
