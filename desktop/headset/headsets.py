"""The thread of headsets: finds them, reads their buttons, sets their lights, sees them leave.

Nothing here can hold up a call: whoever tells the telephone's state only leaves it, and what goes
wrong with a device costs its buttons. Devices are polled because hidapi tells of none that comes.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop.clock import Clock
from desktop.headset.buttons import Action, Buttons, Phone, lights
from desktop.headset.controls import Controls, controls_of
from desktop.headset.descriptor import BadDescriptor
from desktop.headset.devices import Device, Gone, Hid, Plugged, Refusal, Refused

log = logging.getLogger("beistand.headset")

LOOK_S: Final = 3.0
"""Between two looks for headsets that were plugged in."""
READ_S: Final = 0.05
"""A press is heard at once; a light may come this late."""
_MAY_CHANGE: Final = (Refusal.TAKEN, Refusal.DENIED)
"""Worth another try at each look: a program gives a device back, a headset may be plugged in anew
under a new udev rule faster than anybody looks."""
PATIENCE_S: Final = 3.0
"""What the end of the program waits for a device that hangs."""


@dataclass(frozen=True, slots=True)
class Found:
    name: str


@dataclass(frozen=True, slots=True)
class Lost:
    name: str


@dataclass(frozen=True, slots=True)
class Unusable:
    name: str
    why: Refusal
    detail: str


@dataclass(frozen=True, slots=True)
class Pressed:
    action: Action


Event = Found | Lost | Unusable | Pressed


class _Headset:
    """One that is open."""

    def __init__(self, name: str, device: Device, controls: Controls) -> None:
        self.name = name
        self.device = device
        self.controls = controls
        self.buttons = Buttons(controls.behaviours)
        self._lit: dict[int, bytes] = {}

    def light(self, phone: Phone, *, again: bool = False) -> None:
        """Send the lights that have changed, or all `again`."""
        if again:
            self._lit.clear()
        for report in self.controls.write(lights(phone)):
            if self._lit.get(report[0]) != report and self.device.write(report):
                self._lit[report[0]] = report


class Headsets:
    """All that are plugged in. `on_event` is called on the thread of headsets."""

    def __init__(self, hid: Hid, clock: Clock, on_event: Callable[[Event], None]) -> None:
        self._hid = hid
        self._clock = clock
        self._on_event = on_event
        self._told = Phone()
        self._phone = Phone()
        self._open: dict[bytes, _Headset] = {}
        self._passed_over: dict[Plugged, Refusal | None] = {}
        """What cannot be used, or has no buttons (None), until it has been unplugged."""
        self._ending = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="headsets", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Put the lights out and let go of the devices."""
        self._ending.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(PATIENCE_S)

    def follow(self, phone: Phone) -> None:
        """The telephone's state is now `phone`. From one thread; never waits."""
        self._told = phone
        self._wake.set()

    # ------------------------------------------------------------ the thread

    def _run(self) -> None:
        look_s = self._clock.now_s()
        while not self._ending.is_set():
            now_s = self._clock.now_s()
            if now_s >= look_s:
                look_s = now_s + LOOK_S
                self._look()
            if not self._open:
                self._wake.wait(max(0.0, look_s - self._clock.now_s()))
            self._wake.clear()
            self._take_over(self._told)
            for path, headset in tuple(self._open.items()):
                self._serve(path, headset, READ_S / len(self._open))
        for headset in self._open.values():
            headset.light(Phone())
            headset.device.close()

    def _look(self) -> None:
        try:
            plugged = {one.path: one for one in self._hid.plugged()}
        except OSError:
            log.exception("headsets cannot be listed")
            return
        for one in self._passed_over.keys() - plugged.values():
            del self._passed_over[one]
        for path in self._open.keys() - plugged.keys():
            self._lose(path)
        for path, one in plugged.items():
            if path not in self._open and self._passed_over.get(one, Refusal.TAKEN) in _MAY_CHANGE:
                self._try(one)

    def _try(self, plugged: Plugged) -> None:
        """Open a device; of one that has no telephone's buttons nothing is said."""
        device: Device | None = None
        unusable: Unusable | None = None
        try:
            device = self._hid.open(plugged)
            controls = controls_of(device.describe())
        except Refused as error:
            unusable = Unusable(plugged.name, error.why, error.what)
        except BadDescriptor as error:
            unusable = Unusable(plugged.name, Refusal.UNREADABLE, str(error))
        else:
            if controls is not None:
                self._open[plugged.path] = _Headset(plugged.name, device, controls)
                log.info("headset found")
                self._on_event(Found(plugged.name))
                self._passed_over.pop(plugged, None)
                self._tell(self._open[plugged.path])
                return
        if device is not None:
            device.close()
        known = plugged in self._passed_over
        self._passed_over[plugged] = None if unusable is None else unusable.why
        if unusable is not None and not known:
            log.warning("headset cannot be used", extra={"why": unusable.why.value})
            self._on_event(unusable)

    def _take_over(self, phone: Phone) -> None:
        if phone == self._phone:
            return
        self._phone = phone
        for headset in self._open.values():
            self._tell(headset)

    def _tell(self, headset: _Headset) -> None:
        again = headset.buttons.follow(self._phone, self._clock.now_s())
        headset.light(self._phone, again=again)

    def _serve(self, path: bytes, headset: _Headset, within_s: float) -> None:
        try:
            report = headset.device.read(within_s)
        except Gone:
            self._lose(path)
            return
        if not report:
            return
        said = headset.buttons.report(headset.controls.read(report), self._clock.now_s())
        for action in said.actions:
            self._on_event(Pressed(action))
        if said.disagrees:
            headset.light(self._phone, again=True)

    def _lose(self, path: bytes) -> None:
        headset = self._open.pop(path)
        headset.device.close()
        log.info("headset lost")
        self._on_event(Lost(headset.name))
