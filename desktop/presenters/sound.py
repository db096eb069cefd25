"""The sound window without Qt: what the engine says of devices and levels, and the trial's wishes.

Levels are asked for only while the window is open; they are shown and go nowhere else.
"""

from collections.abc import Callable
from dataclasses import replace

from desktop.telephony.engine.messages import (
    Command,
    EngineReady,
    Event,
    SoundChanged,
    SoundLevels,
    SoundListed,
    SoundTest,
    SoundTestChanged,
    TestSound,
    WatchLevels,
)
from ui.sound_state import DeviceView, SoundState, SoundTrial

NULL = "null"


class SoundPresenter:
    """Lives on the app thread. `send` passes a command to the engine, `changed`: look again."""

    def __init__(self, send: Callable[[Command], bool], changed: Callable[[], None]) -> None:
        self._send = send
        self._changed = changed
        self._open = False
        self._state = SoundState()

    def event(self, event: Event) -> None:
        """Everything the engine says."""
        state = self._state
        match event:
            case EngineReady():
                self._state = replace(state, trial=SoundTrial.OFF)
                if self._open:
                    self._send(WatchLevels(True))
            case SoundChanged():
                wanted = {one.role: one.wanted for one in event.missing}
                self._state = replace(
                    state,
                    microphone=_device(event.input, wanted.get("microphone", "")),
                    headset=_device(event.output, wanted.get("headset", "")),
                )
            case SoundListed(inputs=inputs, outputs=outputs):
                self._state = replace(state, known=tuple(dict.fromkeys((*inputs, *outputs))))
            case SoundLevels(microphone_db=microphone_db, headset_db=headset_db):
                self._state = replace(
                    state,
                    microphone=replace(state.microphone, level_db=microphone_db),
                    headset=replace(state.headset, level_db=headset_db),
                )
            case SoundTestChanged(test=test):
                self._state = replace(state, trial=SoundTrial(test.value))
            case _:
                return
        if self._open:
            self._changed()

    def open(self) -> None:
        """Somebody looks."""
        self._open = True
        self._send(WatchLevels(True))

    def close(self) -> None:
        """Nobody looks any more: no level leaves the engine, and a trial ends."""
        if self._open:
            self._open = False
            self._send(TestSound(SoundTest.OFF))
            self._send(WatchLevels(False))

    def try_out(self, trial: SoundTrial) -> None:
        self._send(TestSound(SoundTest(trial.value)))

    def view(self, *, in_call: bool) -> SoundState:
        return replace(self._state, in_call=in_call)


def _device(name: str, wanted: str) -> DeviceView:
    return DeviceView("" if name == NULL else name, wanted)
