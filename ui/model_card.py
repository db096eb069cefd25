"""About the model: which one is in use now, and the model card."""

from PySide6.QtCore import QEvent, Qt, QUrl, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens, words
from ui.icons import application_icon
from ui.model_states import ModelCardState
from ui.parts.basics import Label, Line, pad
from ui.parts.buttons import TextButton
from ui.parts.markdown import MarkdownPage
from ui.words import Text, text

WIDTH, HEIGHT = 720, 640
NARROWEST = 480
AROUND = 80
"""What a small screen keeps free around the window."""


class ModelCardWindow(QDialog):
    """Shows a ModelCardState beside the other windows: never modal. Esc closes it.

    `link_activated(QUrl)`: somebody wants to read on, in the browser.
    """

    link_activated = Signal(QUrl)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "window")
        self.setWindowIcon(application_icon())
        self._state = ModelCardState()
        self.use = Label("lead", wrap=True)
        self.recognition = Label("small", "ink_2", wrap=True)
        self.language = Label("small", "ink_2", wrap=True)
        self.missing = Label("body", wrap=True)
        self.page = MarkdownPage()
        self.close_button = TextButton(key_hint="Esc")
        self._lay_out()
        self.page.link_activated.connect(self.link_activated)
        self.close_button.clicked.connect(self.reject)
        self.show_state(self._state)
        self.page.setFocus()

    def show_state(self, state: ModelCardState) -> None:
        """Show `state`. Emits nothing; who reads is not scrolled away."""
        before, self._state = self._state, state
        here = bool(state.markdown)
        if here and not before.markdown:
            self._make_room()
        self.setWindowTitle(f"Beistand · {text(Text.ABOUT_MODEL_TITLE)}")
        self.use.setText(words.model_use(state.use))
        self.recognition.say(words.recognition(state.recognition))
        self.language.say(words.card_language() if here else "")
        self.missing.say("" if here else words.card_missing())
        self.page.setVisible(here)
        self.page.setAccessibleName(text(Text.MODEL_CARD))
        self.page.show_markdown(state.markdown)
        self.close_button.say(text(Text.CLOSE))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.show_state(self._state)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        pad(column, spacing=0)
        head = QVBoxLayout()
        pad(head, tokens.SPACE_5, tokens.SPACE_4, spacing=tokens.SPACE_1)
        head.addWidget(self.use)
        head.addWidget(self.recognition)
        head.addWidget(self.language)
        foot = QHBoxLayout()
        pad(foot, tokens.SPACE_5, tokens.SPACE_3)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        self.missing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.missing.setContentsMargins(
            tokens.SPACE_5, tokens.SPACE_4, tokens.SPACE_5, tokens.SPACE_5
        )
        column.addLayout(head)
        column.addWidget(Line())
        column.addWidget(self.page, 1)
        column.addWidget(self.missing, 1)
        column.addWidget(Line())
        column.addLayout(foot)
        self.setMinimumWidth(NARROWEST)

    def _make_room(self) -> None:
        """For reading, once there is something to read."""
        room = self.screen().availableSize()
        self.resize(min(WIDTH, room.width() - AROUND), min(HEIGHT, room.height() - AROUND))
