"""The sound window: one at a time, opened by hand, true as long as it is open."""

from collections.abc import Callable

from desktop.presenters.sound import SoundPresenter
from ui.sound import SoundWindow


class SoundPage:
    """`in_call`: whether a call is up; then nothing can be tried."""

    def __init__(self, presenter: SoundPresenter, in_call: Callable[[], bool]) -> None:
        self._presenter = presenter
        self._in_call = in_call
        self._window: SoundWindow | None = None

    @property
    def window(self) -> SoundWindow | None:
        """None until it has been opened."""
        return self._window

    def open(self) -> None:
        if self._window is None:
            self._window = SoundWindow()
            self._window.trial_requested.connect(self._presenter.try_out)
            self._window.device_preferred.connect(self._presenter.prefer)
            self._window.closed.connect(self._presenter.close)
        self._presenter.open()
        window = self._window
        window.show_state(self._presenter.view(in_call=self._in_call()))
        window.show()
        window.raise_()
        window.activateWindow()

    def refresh(self) -> None:
        """Something changed."""
        if self._window is not None and self._window.isVisible():
            self._window.show_state(self._presenter.view(in_call=self._in_call()))

    def stop(self) -> None:
        if self._window is not None:
            self._window.closed.disconnect()
            self._window.deleteLater()
            self._window = None
