"""The banner about a supervisor in the call: who hears it, and who hears them."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui import tokens, words
from ui.help_states import ListenerStep, ListenerView
from ui.parts.basics import Box, Label, pad, set_look
from ui.parts.buttons import Role, TextButton
from ui.parts.flow import FlowLayout
from ui.words import Text, text

INSIDE: Final = frozenset(
    {
        ListenerStep.CALLED,
        ListenerStep.LISTENS,
        ListenerStep.WHISPERS,
        ListenerStep.SPEAKS,
        ListenerStep.WANTS_OVER,
        ListenerStep.TAKES_OVER,
        ListenerStep.HANDED_OVER,
    }
)
"""Steps in which the caller may object to it."""
ASKS: Final = frozenset({ListenerStep.ASK, ListenerStep.MISSED})
CAN_KEEP: Final = frozenset({ListenerStep.WANTS_OVER, ListenerStep.TAKES_OVER})
"""Steps in which the agent may keep the call."""


class ListenerBox(Box):
    """Shown from the moment that somebody comes until nobody is in the call."""

    agreed = Signal()
    declined = Signal()
    kept = Signal()

    def __init__(self) -> None:
        super().__init__("notice")
        self.line = Label("text", "ink", wrap=True)
        self.agree = TextButton(Role.PRIMARY)
        self.keep = TextButton(Role.PLAIN)
        self.decline = TextButton(Role.PLAIN)
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_3, tokens.SPACE_2, spacing=tokens.SPACE_2)
        column.addWidget(self.line)
        self._row = QWidget()
        row = FlowLayout(self._row)
        for button in (self.agree, self.keep, self.decline):
            row.addWidget(button)
        column.addWidget(self._row)
        self._offered: tuple[bool, ...] = ()
        self._rest = QTimer(self, singleShot=True, interval=QApplication.doubleClickInterval())
        self._rest.timeout.connect(lambda: self._take_presses(True))
        self.agree.clicked.connect(self.agreed)
        self.keep.clicked.connect(self.kept)
        self.decline.clicked.connect(self.declined)

    def show_listener(self, listener: ListenerView) -> None:
        """Show how it stands. Emits nothing."""
        asks, inside = listener.step in ASKS, listener.step in INSIDE
        missed = listener.step is ListenerStep.MISSED
        set_look(self, "tone", "warning" if inside else "info")
        self.line.say(words.listener_line(listener))
        self.agree.say(text(Text.LISTENER_AGAIN if missed else Text.LISTENER_AGREED))
        self.keep.say(text(Text.NOT_NOW))
        self.decline.say(text(Text.LISTENER_END if inside else Text.LISTENER_DECLINED))
        self.agree.setVisible(asks)
        self.keep.setVisible(listener.step in CAN_KEEP)
        self.decline.setVisible(asks or inside)
        self._row.setVisible(asks or inside)
        offered = (asks, inside, listener.step in CAN_KEEP)
        if offered != self._offered and self.isVisible():
            # Another button is where one was: the second press of a double click on "agreed" must
            # not object, which is final.
            self._take_presses(False)
            self._rest.start()
        self._offered = offered
        self.setVisible(listener.step is not ListenerStep.NONE)

    def _take_presses(self, take: bool) -> None:
        self._row.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not take)
