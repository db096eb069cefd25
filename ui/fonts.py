"""The bundled typeface, with digits that do not dance while a timer counts."""

import logging
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from resources import resource
from ui import tokens

log = logging.getLogger("beistand.ui")

FILES: Final = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")
FAMILY: Final = "Inter"


def load_font() -> QFont:
    """The body font; needs a QGuiApplication.

    Falls back to the system's own font where the bundled files cannot be read, because a phone in
    the wrong typeface is better than no phone.
    """
    loaded = [_load(name) for name in FILES]
    font = QFont(QGuiApplication.font())
    if all(loaded):
        font.setFamily(FAMILY)
    font.setPixelSize(tokens.TYPE_BODY)
    font.setWeight(QFont.Weight.Normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _load(name: str) -> bool:
    try:
        path = resource("fonts", name)
    except FileNotFoundError:
        log.warning("bundled font missing", extra={"file": name})
        return False
    return QFontDatabase.addApplicationFont(str(path)) >= 0
