"""The way to the browser."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_url(url: str) -> bool:
    """Open `url` with what the desktop opens such addresses with; False where nothing does."""
    return QDesktopServices.openUrl(QUrl(url, QUrl.ParsingMode.StrictMode))
