"""The call pages: somebody is calling, and the call that one is in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import tokens, words
from ui.call_states import (
    CallPhaseView,
    CallView,
    SentText,
    TextStep,
)
from ui.icons import Icon
from ui.parts.basics import Glyph, Label, pad
from ui.parts.buttons import ControlButton, Role, TextButton
from ui.parts.transcript import TranscriptStrip
from ui.phone.connect import ConnectPanel
from ui.phone.customer import CustomerPanel
from ui.phone.keypad import Keypad
from ui.phone.quality import QualityPanel
from ui.phone.text import TextPanel
from ui.words import Text, text

_SAID_LINES = 4
"""There is room beside a call, and what the agent wants to note was said a moment ago."""


class IncomingPage(QWidget):
    """Who is calling, answer, decline. Signals carry the call id."""

    answer_requested = Signal(str)
    decline_requested = Signal(str)
    crm_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._call_id = ""
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_4, tokens.SPACE_5, spacing=tokens.SPACE_1)
        self.kind = Label("small", "ink_2")
        self.peer = Label("display", wrap=True)
        self.number = Label("body", "ink_2")
        for label in (self.kind, self.peer, self.number):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.customer = CustomerPanel()
        self.answer = TextButton(Role.PRIMARY, icon=Icon.ANSWER, key="F6", height=52)
        self.decline = TextButton(Role.PLAIN, icon=Icon.HANG_UP, key_hint="Esc, Esc", height=44)
        column.addStretch(2)
        column.addWidget(Glyph(Icon.ANSWER, 36, "accent"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(tokens.SPACE_3)
        column.addWidget(self.kind)
        column.addWidget(self.peer)
        column.addWidget(self.number)
        column.addWidget(self.customer)
        column.addStretch(3)
        column.addWidget(self.answer)
        column.addSpacing(tokens.SPACE_3)
        column.addWidget(self.decline)
        self.answer.clicked.connect(lambda: self.answer_requested.emit(self._call_id))
        self.decline.clicked.connect(lambda: self.decline_requested.emit(self._call_id))
        self.customer.open_requested.connect(lambda: self.crm_requested.emit(self._call_id))

    def show_call(self, call: CallView) -> None:
        self._call_id = call.call_id
        self.kind.setText(text(Text.INCOMING))
        self.peer.setText(call.peer)
        self.number.say(call.number if call.number != call.peer else "")
        self.customer.show_customer(call.customer)
        self.answer.say(text(Text.ANSWER))
        self.decline.say(text(Text.DECLINE))


class CallPage(QWidget):
    """Who it is, how long, mute, hold, keypad, connect, write; hang up far from the rest."""

    hang_up_requested = Signal(str)
    mute_requested = Signal(str, bool)
    hold_requested = Signal(str, bool)
    dtmf_requested = Signal(str, str)
    crm_requested = Signal(str)
    transfer_requested = Signal(str, str)
    consult_requested = Signal(str)
    text_requested = Signal(str, str)
    line_taken = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._call = CallView("", "", "", CallPhaseView.ENDED)
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_4, tokens.SPACE_4, spacing=0)
        self.peer = Label("display", wrap=True)
        self.line = Label("body", "ink_2", wrap=True)
        self.quality = QualityPanel()
        self.customer = CustomerPanel()
        self.mute = ControlButton(Icon.MICROPHONE, key="F7")
        self.hold = ControlButton(Icon.HOLD, key="F8")
        self.keys = ControlButton(Icon.DIALPAD)
        self.connect_to = ControlButton(Icon.CONNECT, key="F4")
        self.write = ControlButton(Icon.WRITE, key="F12")
        self.keypad = Keypad(key_height=52)
        self.connect_panel = ConnectPanel()
        self.text_panel = TextPanel()
        self.transcript = TranscriptStrip(_SAID_LINES)
        self.hang_up = TextButton(Role.DANGER, icon=Icon.HANG_UP, key_hint="Esc, Esc", height=48)
        controls = QHBoxLayout()
        pad(controls, spacing=tokens.SPACE_2)
        self._controls = (self.mute, self.hold, self.keys, self.connect_to, self.write)
        for button in self._controls:
            controls.addWidget(button, 1)
        column.addWidget(self.peer)
        column.addWidget(self.line)
        column.addWidget(self.customer)
        column.addSpacing(tokens.SPACE_5)
        column.addLayout(controls)
        column.addSpacing(tokens.SPACE_3)
        column.addWidget(self.keypad)
        column.addWidget(self.connect_panel)
        column.addWidget(self.text_panel)
        # below: what comes and goes must not move the controls
        column.addWidget(self.transcript)
        column.addWidget(self.quality)
        column.addStretch(1)
        column.addSpacing(tokens.SPACE_5)
        column.addWidget(self.hang_up)
        self._panels: tuple[QWidget, ...] = (self.keypad, self.connect_panel, self.text_panel)
        for panel in self._panels:
            panel.hide()
        self.mute.clicked.connect(self._mute)
        self.hold.clicked.connect(self._hold)
        self.keys.clicked.connect(lambda: self._toggle(self.keypad))
        self.connect_to.clicked.connect(lambda: self._toggle(self.connect_panel))
        self.write.clicked.connect(lambda: self._toggle(self.text_panel))
        self.text_panel.sent.connect(
            lambda typed: self.text_requested.emit(self._call.call_id, typed)
        )
        self.connect_panel.blind_requested.connect(self._transfer)
        self.connect_panel.consult_requested.connect(self._consult)
        self.keypad.pressed.connect(self._send_digit)
        self.transcript.taken.connect(
            lambda number: self.line_taken.emit(self._call.call_id, number)
        )
        self.hang_up.clicked.connect(self._hang_up)
        # also while the line is hidden, because nothing is wrong
        QShortcut(QKeySequence("F11"), self).activated.connect(self.quality.toggle)
        self.customer.open_requested.connect(lambda: self.crm_requested.emit(self._call.call_id))

    def show_call(self, call: CallView) -> None:
        if call.call_id != self._call.call_id:
            self._close_panels()
            self.text_panel.clear()
            self.quality.close_details()
        before, self._call = self._call.text, call
        connected = call.phase is CallPhaseView.CONNECTED
        self.peer.setText(call.peer)
        self.line.setText(words.call_line(call))
        self.quality.show_quality(call.quality)
        self.transcript.show_words(call.transcript)
        self.customer.show_customer(call.customer)
        self.mute.show_on(
            call.muted,
            text(Text.UNMUTE if call.muted else Text.MUTE),
            Icon.MICROPHONE_OFF if call.muted else Icon.MICROPHONE,
        )
        self.hold.show_on(
            call.local_hold,
            text(Text.RESUME if call.local_hold else Text.HOLD),
            Icon.RESUME if call.local_hold else Icon.HOLD,
        )
        self.connect_panel.show_words()
        self.text_panel.show_text(call.text)
        for button in self._controls:
            button.setVisible(connected)
        if not connected:
            self._close_panels()
        elif call.text != before and _failed(call.text) and all(map(_is_closed, self._panels)):
            self.text_panel.show()  # whoever has closed it still wants to know
        self._show_open()
        self.hang_up.say(text(Text.HANG_UP))
        self.hang_up.setVisible(call.phase is not CallPhaseView.ENDED)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keypad.isHidden() and event.text() in self.keypad.keys:
            self._send_digit(event.text())
            return
        super().keyPressEvent(event)

    def _mute(self) -> None:
        # what is shown follows the call, not the click
        self.mute.setChecked(self._call.muted)
        self.mute_requested.emit(self._call.call_id, not self._call.muted)

    def _hold(self) -> None:
        self.hold.setChecked(self._call.local_hold)
        self.hold_requested.emit(self._call.call_id, not self._call.local_hold)

    def _toggle(self, panel: QWidget) -> None:
        """Open `panel` instead of what is open, or close it."""
        opens = panel.isHidden()
        self._close_panels()
        panel.setVisible(opens)
        if opens and panel is self.connect_panel:
            self.connect_panel.number.setFocus()
        elif opens and panel is self.text_panel:
            self.text_panel.field.setFocus()
        self._show_open()

    def _show_open(self) -> None:
        """Which of the panels is open, if any."""
        self.keys.show_on(not self.keypad.isHidden(), text(Text.KEYPAD), Icon.DIALPAD)
        self.connect_to.show_on(not self.connect_panel.isHidden(), text(Text.CONNECT), Icon.CONNECT)
        self.write.show_on(not self.text_panel.isHidden(), text(Text.WRITE), Icon.WRITE)

    def _close_panels(self) -> None:
        for panel in self._panels:
            panel.hide()
        self.connect_panel.clear()

    def _transfer(self, number: str) -> None:
        self.transfer_requested.emit(self._call.call_id, number)
        self._close_panels()
        self._show_open()

    def _consult(self, number: str) -> None:
        self.consult_requested.emit(number)
        self._close_panels()
        self._show_open()

    def _send_digit(self, digit: str) -> None:
        self.dtmf_requested.emit(self._call.call_id, digit)

    def _hang_up(self) -> None:
        if self._call.phase is not CallPhaseView.ENDED:
            self.hang_up_requested.emit(self._call.call_id)


def _failed(sent: SentText | None) -> bool:
    return sent is not None and sent.step is TextStep.FAILED


def _is_closed(panel: QWidget) -> bool:
    return panel.isHidden()
