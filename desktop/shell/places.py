"""Where the agent left the overlay, per screen: a small file beside the settings."""

import json
import logging
from pathlib import Path

from PySide6.QtGui import QGuiApplication

log = logging.getLogger("beistand.shell")


class Places:
    """Remembers one place per screen, the latest last. A file that is no use is as good as none."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._places: dict[str, tuple[int, int]] = {}
        try:
            read = json.loads(file.read_text("utf-8"))
            self._places = {str(name): (int(x), int(y)) for name, (x, y) in read.items()}
        except (OSError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            pass

    def remember(self, screen: str, x: int, y: int) -> None:
        """Wired to `Overlay.moved`; device-independent pixels of the whole desktop."""
        self._places.pop(screen, None)
        self._places[screen] = (x, y)
        try:
            self._file.write_text(json.dumps(self._places), "utf-8")
        except OSError as error:
            log.warning("place not kept", extra={"why": type(error).__name__})

    def last_seen(self, screens: list[str]) -> tuple[int, int] | None:
        """The latest place on a screen that is connected now."""
        places = [place for name, place in self._places.items() if name in screens]
        return places[-1] if places else None


def screen_names() -> list[str]:
    return [screen.name() for screen in QGuiApplication.screens()]
