"""Light, dark, or whatever the system is: palette, stylesheet and font in one call.

The application palette is the only carrier of the theme: painted widgets ask `current_tokens`,
which reads it, so there is no second copy of the choice that could disagree.
"""

from typing import Final, Literal

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from ui.fonts import load_font
from ui.stylesheet import stylesheet
from ui.tokens import DARK, LIGHT, Tokens

ThemeChoice = Literal["light", "dark", "auto"]

_DRESSED: Final = "beistand-dressed"

SCHEMES: Final = {
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "auto": Qt.ColorScheme.Unknown,
}


def apply_theme(app: QApplication, choice: ThemeChoice) -> None:
    """Dress all open and future windows; "auto" keeps following the system."""
    follower = app.findChild(_SystemFollower)
    if choice == "auto" and follower is None:
        _SystemFollower(app)
    elif choice != "auto" and follower is not None:
        follower.stop()
    # native parts (title bars, file dialogs) follow where the system lets them
    QGuiApplication.styleHints().setColorScheme(SCHEMES[choice])
    _dress(app, LIGHT if choice == "light" else DARK if choice == "dark" else system_tokens())


def system_tokens() -> Tokens:
    """The theme that the system asks for; light where it does not say."""
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return DARK if dark else LIGHT


def current_tokens() -> Tokens:
    """The theme now in use."""
    return DARK if QGuiApplication.palette().window().color().name() == DARK.background else LIGHT


class _SystemFollower(QObject):
    """Re-dresses the application when the system turns dark or light."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)

    def stop(self) -> None:
        """Follow no longer, at once: deletion comes only with the next turn of the event loop."""
        QGuiApplication.styleHints().colorSchemeChanged.disconnect(self._follow)
        self.setParent(None)
        self.deleteLater()

    @Slot()
    def _follow(self) -> None:
        _dress(self._app, system_tokens())


def _dress(app: QApplication, tokens: Tokens) -> None:
    if app.property(_DRESSED) is None:
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setFont(load_font())
        app.setProperty(_DRESSED, True)
    app.setPalette(palette(tokens))
    app.setStyleSheet(stylesheet(tokens))


def palette(tokens: Tokens) -> QPalette:
    """What the style draws on its own: menus, selections, tool tips, carets."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.background,
        role.WindowText: tokens.ink,
        role.Base: tokens.panel,
        role.AlternateBase: tokens.hover,
        role.Text: tokens.ink,
        role.Button: tokens.panel,
        role.ButtonText: tokens.ink,
        role.ToolTipBase: tokens.panel,
        role.ToolTipText: tokens.ink,
        role.PlaceholderText: tokens.ink_3,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.Accent: tokens.accent,
    }
    made = QPalette()
    for each, colour in colours.items():
        made.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(tokens.ink_3))
    return made
