"""F1: the list of keys; the phone's has the ways to the sound and to what to read of the model."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens
from ui.parts.basics import Label, pad
from ui.parts.buttons import Role, TextButton, native_keys
from ui.words import Text, text

KEYS: Final = (
    ("Enter", Text.KEY_CALL),
    ("F2", Text.KEY_AGENT_STATE),
    ("F3", Text.KEY_CONFERENCE),
    ("F4", Text.KEY_CONNECT),
    ("F5", Text.KEY_SWAP),
    ("F6", Text.KEY_ANSWER),
    ("F7", Text.KEY_MUTE),
    ("F8", Text.KEY_HOLD),
    ("F9", Text.KEY_HELP),
    ("Shift+F9", Text.TELL_NOBODY),
    ("F10", Text.KEY_ANALYSIS_OFF),
    ("F11", Text.KEY_QUALITY),
    ("F12", Text.KEY_WRITE),
    ("Esc, Esc", Text.KEY_HANG_UP),
    ("Del", Text.KEY_DISMISS_REASON),
    ("Ctrl+1", Text.DIAL),
    ("Ctrl+2", Text.HISTORY),
    ("Ctrl+3", Text.CARDS),
    ("Ctrl+4", Text.NOTE),
    ("Ctrl+F", Text.KEY_FIND_CARD),
    ("Ctrl+K", Text.KEY_GOODWILL),
    ("Ctrl+N", Text.KEY_TAKE_LINE),
    ("Ctrl+Return", Text.KEY_NOTE_DONE),
    ("F1", Text.KEY_KEYS),
)

SUPERVISOR_KEYS: Final = (
    ("F9", Text.KEY_COME),
    ("F8", Text.KEY_PUT_ASIDE),
    ("Enter", Text.KEY_TO_ANSWERS),
    ("F1", Text.KEY_KEYS),
)


class HelpKeys(QDialog):
    """All keys at a glance; Esc closes it. `links`: the phone's ways to sound and model."""

    about_model_requested = Signal()
    sound_requested = Signal()

    def __init__(
        self,
        parent: QWidget | None = None,
        keys: tuple[tuple[str, Text], ...] = KEYS,
        *,
        links: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text(Text.KEYS))
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_5, tokens.SPACE_4, spacing=tokens.SPACE_3)
        column.addWidget(Label("title", text=text(Text.KEYS)))
        grid = QGridLayout()
        grid.setHorizontalSpacing(tokens.SPACE_4)
        grid.setVerticalSpacing(tokens.SPACE_1)
        grid.setColumnStretch(1, 1)
        for row, (key, meaning) in enumerate(keys):
            shown = Label("key", "ink_2", text=native_keys(key))
            shown.setFixedHeight(20)
            grid.addWidget(shown, row, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(Label("body", text=text(meaning)), row, 1)
        column.addLayout(grid)
        self.about_model = TextButton(Role.QUIET)
        self.about_model.say(text(Text.ABOUT_MODEL))
        self.about_model.clicked.connect(self._about_model)
        self.sound = TextButton(Role.QUIET)
        self.sound.say(text(Text.SOUND))
        self.sound.clicked.connect(self._sound)
        self.about_model.setVisible(links)
        self.sound.setVisible(links)
        close = TextButton()
        close.say(text(Text.CLOSE))
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        pad(buttons, spacing=tokens.SPACE_2)
        buttons.addWidget(self.about_model)
        buttons.addWidget(self.sound)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column.addLayout(buttons)
        close.setFocus()

    def _sound(self) -> None:
        self.accept()
        self.sound_requested.emit()

    def _about_model(self) -> None:
        self.accept()  # first: what is asked for must not open behind this dialog
        self.about_model_requested.emit()
