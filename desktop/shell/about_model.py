"""The window about the model: one at a time, opened by hand, true as long as it is open."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices

from ui.model_card import ModelCardWindow
from ui.model_states import ModelCardState


class AboutModel:
    """`view`: what there is to show; None: nothing yet, or nothing any more."""

    def __init__(self, view: Callable[[], ModelCardState | None]) -> None:
        self._view = view
        self._window: ModelCardWindow | None = None

    @property
    def window(self) -> ModelCardWindow | None:
        """None until it has been opened."""
        return self._window

    def open(self, *, ringing: bool) -> None:
        """Show the window; while a call rings, its keys stay with the phone."""
        state = self._view()
        if state is None:
            return
        if self._window is None:
            self._window = ModelCardWindow()
            self._window.link_activated.connect(QDesktopServices.openUrl)
        window = self._window
        window.show_state(state)
        window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, ringing)
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        if not ringing:
            window.raise_()
            window.activateWindow()

    def refresh(self) -> None:
        """Another model may be in use."""
        if self._window is not None and self._window.isVisible():
            state = self._view()
            if state is not None:
                self._window.show_state(state)

    def stop(self) -> None:
        if self._window is not None:
            self._window.deleteLater()
            self._window = None
