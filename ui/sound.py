"""Sound: which devices are in use, how loud they are, and trying them without a call."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from ui import tokens, words
from ui.icons import application_icon
from ui.parts.basics import Label, Line, pad
from ui.parts.buttons import Role, TextButton
from ui.parts.meter import TOO_LOUD_DB, LevelMeter
from ui.sound_state import DeviceView, SoundRole, SoundState, SoundTrial
from ui.words import Text, text

WIDTH = 420


class DeviceRow(QWidget):
    """What a device is for, its name, its level, and which one is preferred."""

    preferred = Signal(str)

    def __init__(self, *, metered: bool = True) -> None:
        super().__init__()
        self.role = Label("strong")
        self.name = Label("body", "ink_2", wrap=True)
        self.instead = Label("small", "elevated", wrap=True)
        self.meter = LevelMeter()
        self.loud = Label("small", "tense")
        self.choose = TextButton(size="small", height=tokens.HIT)
        policy = self.choose.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the window's height is known before it is laid out
        self.choose.setSizePolicy(policy)
        self.choices = QMenu(self.choose)
        self._offered: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        pad(column, spacing=tokens.SPACE_1)
        head = QHBoxLayout()
        pad(head, spacing=tokens.SPACE_2)
        head.addWidget(self.role, 1)
        head.addWidget(self.choose)
        column.addLayout(head)
        column.addWidget(self.name)
        column.addWidget(self.instead)
        level = QHBoxLayout()
        pad(level, spacing=tokens.SPACE_2)
        level.addWidget(self.meter, 1)
        level.addWidget(self.loud)
        column.addLayout(level)
        self.meter.setVisible(metered)
        self.choose.clicked.connect(self._open)

    def show_device(self, role: str, device: DeviceView) -> None:
        self.role.setText(role)
        self.name.setText(words.sound_device(device.name))
        self.choose.say(
            f"{text(Text.PREFER_DEVICE)} ▾", name=text(Text.PREFER_DEVICE_FOR).format(role=role)
        )
        self._offer(device.order, device.others)
        self.choose.setVisible(bool(self._offered) and not device.locked)
        self.instead.say(words.sound_instead(device.instead_of))
        self.meter.show_level(device.level_db)
        self.meter.setAccessibleName(f"{role}: {device.level_db} dB")
        self.loud.say(words.sound_level(too_loud=device.level_db > TOO_LOUD_DB))

    def _offer(self, order: tuple[str, ...], others: tuple[str, ...]) -> None:
        """The order by its numbers, then whatever else there is: what is chosen becomes first."""
        offered = tuple(words.sound_place(place, name) for place, name in enumerate(order, 1))
        offered += tuple(words.sound_place(0, name) for name in others)
        if offered == self._offered:
            return
        self._offered = offered
        self.choices.clear()
        for said, name in zip(offered, (*order, *others), strict=True):
            action = QAction(said.replace("&", "&&"), self.choices)
            action.setCheckable(True)
            action.setChecked(order[:1] == (name,))
            action.triggered.connect(lambda _=False, name=name: self.preferred.emit(name))
            self.choices.addAction(action)

    def _open(self) -> None:
        self.choices.popup(self.choose.mapToGlobal(self.choose.rect().bottomLeft()))


class SoundWindow(QDialog):
    """Shows a SoundState beside the other windows: never modal. Esc closes it.

    `trial_requested(SoundTrial)`: begin that one, or OFF; `device_preferred(SoundRole, name)`: use
    that one first; `closed()`: nobody looks any more.
    """

    device_preferred = Signal(SoundRole, str)
    trial_requested = Signal(SoundTrial)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "window")
        self.setWindowIcon(application_icon())
        self._state = SoundState()
        self.microphone = DeviceRow()
        self.headset = DeviceRow()
        self.ring = DeviceRow(metered=False)
        self.trial = Label("body", wrap=True)
        self.record = TextButton(Role.PRIMARY)
        self.echo = TextButton()
        self.stop = TextButton(Role.PRIMARY)
        self.close_button = TextButton(key_hint="Esc")
        self._lay_out()
        for button, trial in (
            (self.record, SoundTrial.RECORD),
            (self.echo, SoundTrial.ECHO),
            (self.stop, SoundTrial.OFF),
        ):
            button.clicked.connect(lambda _=False, asked=trial: self.trial_requested.emit(asked))
        for row, role in (
            (self.microphone, SoundRole.MICROPHONE),
            (self.headset, SoundRole.HEADSET),
            (self.ring, SoundRole.RING),
        ):
            row.preferred.connect(lambda name, role=role: self.device_preferred.emit(role, name))
        self.close_button.clicked.connect(self.reject)
        self.show_state(self._state)

    def show_state(self, state: SoundState) -> None:
        """Show `state`. Emits nothing."""
        self._state = state
        self.setWindowTitle(f"Beistand · {text(Text.SOUND_TITLE)}")
        self.microphone.show_device(text(Text.MICROPHONE), state.microphone)
        self.headset.show_device(text(Text.HEADPHONES), state.headset)
        self.ring.show_device(text(Text.RINGS_ON), state.ring)
        self.trial.setText(words.sound_trial(state.trial, in_call=state.in_call))
        self.record.say(text(Text.RECORD_AND_PLAY))
        self.echo.say(text(Text.ECHO_TEST))
        self.stop.say(text(Text.STOP))
        possible = bool(state.microphone.name and state.headset.name) and not state.in_call
        running = state.trial is not SoundTrial.OFF
        self.record.setVisible(possible and not running)
        self.echo.setVisible(possible and not running)
        self.stop.setVisible(possible and running)
        self.close_button.say(text(Text.CLOSE))
        self._make_room()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.show_state(self._state)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        pad(column, tokens.SPACE_5, tokens.SPACE_4, spacing=tokens.SPACE_4)
        column.addWidget(self.microphone)
        column.addWidget(self.headset)
        column.addWidget(self.ring)
        column.addWidget(Line())
        column.addWidget(self.trial)
        buttons = QHBoxLayout()
        pad(buttons, spacing=tokens.SPACE_2)
        for button in (self.record, self.echo, self.stop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addStretch(1)
        foot = QHBoxLayout()
        pad(foot)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column.addLayout(foot)
        self.trial.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.setFixedWidth(WIDTH)

    def _make_room(self) -> None:
        """For all that is said; it does not shrink again while somebody reads."""
        column = self.layout()
        if column is not None:
            self.setMinimumHeight(max(self.minimumHeight(), column.totalHeightForWidth(WIDTH)))
