"""The language of the windows, switched while they are open.

`install_language` swaps the translators; Qt then sends every widget a LanguageChange, upon which
it says its state again. English is in the code; its catalogue carries only the plural forms.
"""

import logging
from typing import Final, Literal

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from resources import resource

log = logging.getLogger("beistand.ui")

Language = Literal["de", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("de", "en")

_OWNED: Final = "beistand-translator"


def install_language(app: QCoreApplication, language: Language) -> None:
    """Speak `language` from now on, in open windows too.

    Qt's own catalogue (dialog buttons, text-field menus) comes along where the wheel carries it.
    """
    for old in app.findChildren(QTranslator, _OWNED):
        app.removeTranslator(old)
        old.deleteLater()
    QLocale.setDefault(QLocale(language))
    for path in (_qt_catalogue(language), str(resource("translations", f"beistand_{language}.qm"))):
        translator = QTranslator(app)
        translator.setObjectName(_OWNED)
        if translator.load(path):
            app.installTranslator(translator)
        elif "beistand" in path:
            log.warning("catalogue unreadable", extra={"language": language})


def _qt_catalogue(language: Language) -> str:
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return f"{folder}/qtbase_{language}.qm"
