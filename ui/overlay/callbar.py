"""The overlay made small: a pill that is the always-on-top call bar."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import tokens, words
from ui.icons import Icon
from ui.overlay.body import HELP_UNDER_WAY, NO_HELP_KEY
from ui.overlay.header import LevelButton
from ui.parts.basics import Label
from ui.parts.buttons import IconButton, Role
from ui.shapes import LevelShape
from ui.states import OverlayState
from ui.theme import current_tokens
from ui.words import Text, text

HEIGHT = 44


class PillLevel(LevelButton):
    """Shape, word and call time; a click acknowledges a live alert."""

    def __init__(self, *, motion: bool) -> None:
        super().__init__("pill-level")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(tokens.SPACE_2)
        self.shape = LevelShape(22, motion=motion)
        self.word = Label("strong")
        self.time = Label("body", "ink_2")
        row.addWidget(self.shape)
        row.addWidget(self.word)
        row.addWidget(self.time)
        for label in (self.word, self.time):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFixedHeight(tokens.HIT)

    def show_state(self, state: OverlayState) -> None:
        live = state.alert and not state.acknowledged
        self.shape.show_facts(state.facts_only)
        self.shape.show_level(state.level, on_fill=live)
        self.word.setText(words.headline(state))
        self.word.set_tone("ink" if state.facts_only else state.level.value)
        self.time.say(words.clock(state.call_s) if state.peer else "")
        self.set_alert(live, current_tokens().level_fill(state.level))
        self.setAccessibleName(f"{words.headline(state)}, {words.level_line(state)}")
        self.setAccessibleDescription(text(Text.ACKNOWLEDGE_HINT) if live else "")
        self.setToolTip(words.level_line(state))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.fill:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.fill))
            painter.drawRoundedRect(QRectF(self.rect()), self.height() / 2, self.height() / 2)
            painter.end()
        super().paintEvent(event)


class CallBar(QWidget):
    """Level, time, mute, hold, help, hang up, and back to large."""

    mute_requested = Signal(bool)
    hold_requested = Signal(bool)
    hang_up_requested = Signal()
    help_requested = Signal()
    help_cancel_requested = Signal()
    expand_requested = Signal()

    def __init__(self, *, motion: bool) -> None:
        super().__init__()
        self._state = OverlayState()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.setSpacing(2)
        self.level = PillLevel(motion=motion)
        self.mute = IconButton(Icon.MICROPHONE, Role.BAR, key="F7")
        self.hold = IconButton(Icon.HOLD, Role.BAR, key="F8")
        self.help = IconButton(Icon.HELP, Role.BAR, key="F9")
        self.expand = IconButton(Icon.CHEVRON_DOWN, Role.BAR)
        self.hang_up = IconButton(Icon.HANG_UP, Role.DANGER)
        row.addWidget(self.level)
        for button in (self.mute, self.hold, self.help):
            button.setCheckable(True)
            row.addWidget(button)
        row.addWidget(self.expand)
        row.addSpacing(tokens.SPACE_2)
        row.addWidget(self.hang_up)
        self.mute.clicked.connect(lambda: self._toggle(self.mute, self._state.muted))
        self.hold.clicked.connect(lambda: self._toggle(self.hold, self._state.local_hold))
        self.help.clicked.connect(self._help_clicked)
        self.expand.clicked.connect(self.expand_requested)
        self.hang_up.clicked.connect(self.hang_up_requested)
        self.setFixedHeight(HEIGHT)

    def show_state(self, state: OverlayState) -> None:
        self._state = state
        in_call = bool(state.peer)
        self.level.show_state(state)
        self.mute.setChecked(state.muted)
        self.mute.set_icon(Icon.MICROPHONE_OFF if state.muted else Icon.MICROPHONE)
        self.mute.say(text(Text.UNMUTE if state.muted else Text.MUTE))
        self.hold.setChecked(state.local_hold)
        self.hold.set_icon(Icon.RESUME if state.local_hold else Icon.HOLD)
        self.hold.say(text(Text.RESUME if state.local_hold else Text.HOLD))
        under_way = state.help in HELP_UNDER_WAY
        self.help.setChecked(under_way)
        self.help.say(text(Text.HELP_CANCEL_SHORT if under_way else Text.GET_HELP))
        self.help.setVisible(in_call and state.help not in NO_HELP_KEY)
        self.hang_up.say(text(Text.HANG_UP))
        self.expand.say(text(Text.EXPAND))
        for button in (self.mute, self.hold, self.hang_up):
            button.setVisible(in_call)

    def _toggle(self, button: IconButton, now: bool) -> None:
        # what is shown follows the call, not the click
        button.setChecked(now)
        (self.mute_requested if button is self.mute else self.hold_requested).emit(not now)

    def _help_clicked(self) -> None:
        under_way = self._state.help in HELP_UNDER_WAY
        self.help.setChecked(under_way)
        (self.help_cancel_requested if under_way else self.help_requested).emit()
