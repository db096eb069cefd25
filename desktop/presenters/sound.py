"""The sound window without Qt: devices, levels, orders of preference, and the trial's wishes.

Levels are asked for only while the window is open; they are shown and go nowhere else.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import replace
from typing import Final

from desktop.settings.declaration import DEVICE_FILE
from desktop.telephony.engine.configuration import SoundTest
from desktop.telephony.engine.messages import (
    Command,
    EngineReady,
    Event,
    SoundChanged,
    SoundLevels,
    SoundListed,
    SoundTestChanged,
    TestSound,
    WatchLevels,
)
from ui.sound_state import DeviceView, SoundRole, SoundState, SoundTrial

NULL: Final = "null"
DEFAULT: Final = "default"

Orders = Mapping[SoundRole, tuple[str, ...]]
Prefer = Callable[[SoundRole, tuple[str, ...]], None]


class SoundPresenter:
    """Lives on the app thread. `send` passes a command to the engine, `changed`: look again.

    `orders`: which devices each role uses, the preferred one first; `prefer(role, order)` hears of
    another order. The `locked` roles are not for the agent to decide.
    """

    def __init__(
        self,
        send: Callable[[Command], bool],
        changed: Callable[[], None],
        *,
        orders: Orders,
        locked: Set[SoundRole] = frozenset(),
        prefer: Prefer,
    ) -> None:
        self._send = send
        self._changed = changed
        self._orders = dict(orders)
        self._locked = locked
        self._prefer = prefer
        self._known: dict[SoundRole, tuple[str, ...]] = {}
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
                self._known = {
                    SoundRole.MICROPHONE: inputs,
                    SoundRole.HEADSET: outputs,
                    SoundRole.RING: outputs,
                }
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

    def prefer(self, role: SoundRole, device: str) -> None:
        """Use `device` first; the others stay behind it in their order."""
        if role in self._locked:
            return
        order = preferring(self._orders[role], device)
        if order != self._orders[role]:
            self._orders[role] = order
            self._prefer(role, order)
            self._changed()

    def view(self, *, in_call: bool) -> SoundState:
        state = self._state
        return replace(
            state,
            microphone=self._with_order(SoundRole.MICROPHONE, state.microphone),
            headset=self._with_order(SoundRole.HEADSET, state.headset),
            ring=self._with_order(SoundRole.RING, _device(self._first(SoundRole.RING), "")),
            in_call=in_call,
        )

    def _first(self, role: SoundRole) -> str:
        return next(iter(self._orders[role]), NULL)

    def _with_order(self, role: SoundRole, device: DeviceView) -> DeviceView:
        order = self._orders[role]
        known = (DEFAULT, *self._known.get(role, ()))
        others = tuple(dict.fromkeys(name for name in known if name not in order))
        return replace(device, order=order, others=others, locked=role in self._locked)


def preferring(order: tuple[str, ...], device: str) -> tuple[str, ...]:
    """`order` with `device` first. Silence and a file have no place in an order of devices."""
    rest = (
        name for name in order if name not in (device, NULL) and not name.startswith(DEVICE_FILE)
    )
    return (device, *rest)


def _device(name: str, wanted: str) -> DeviceView:
    return DeviceView("" if name == NULL else name, wanted)
