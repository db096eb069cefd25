"""Keeps one device open per role: the first of a preferred order that works. Knows no calls.

A device that goes away is replaced by the next of its order; one further up is taken back as soon
as it is there again; where "default" is in use, the system's choice is followed. Time and the ways
to open, list and ask the system are handed in, so that every rule here can be tried without a sound
card. One thread calls everything.
"""

import logging
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audio.devices import DEFAULT, NULL, DeviceProblem, DeviceStream

log = logging.getLogger("beistand.sound")

STALL_S: Final = 0.6
"""30 frames missing, and another device is there: it is to be heard within a second."""
LONE_STALL_S: Final = 2.0
"""Without another: a sound server on a busy machine may come back sooner than its device opens."""
START_S: Final = 4.0
"""PulseAudio asks for some frames at once and then for none in up to two seconds."""
RETRY_S: Final = 2.0
"""While a device further up is missing: who plugs a headset in looks at the screen that long."""
GONE: Final = "the sound device went away"

OnLost = Callable[[DeviceStream], None]


Discard = Callable[[DeviceStream], None]
"""Closes the stream of a device that is gone, without waiting for it; `Roles.closed` is told."""


class Role(StrEnum):
    """What a device is for."""

    MICROPHONE = "microphone"
    HEADSET = "headset"
    RING = "ring"


@dataclass(frozen=True, slots=True)
class InUse:
    """Which device has a role."""

    device: str = NULL
    """Its full name; "null": none."""
    wanted: str = ""
    """The preferred device where another one, or none, is used instead; else empty."""
    problem: str = ""
    """`DeviceProblem.kind` where there is no device although one is wanted."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A device that was opened and waits to be used."""

    stream: DeviceStream
    use: Callable[[], None]
    """From here on it is this device's sound that counts."""


OpenDevice = Callable[[str, OnLost], Opened]
"""Opens a device by name; raises DeviceProblem."""


class RoleDevice:
    """One role. A better device takes over once it runs, so that nothing is missed meanwhile."""

    def __init__(self, open_device: OpenDevice, on_lost: OnLost, discard: Discard) -> None:
        self._open_device = open_device
        self._on_lost = on_lost
        self._discard = discard
        self._order: tuple[str, ...] = ()
        self._place = 0
        """Of the device in use within the order; the order's length while there is none."""
        self._stream: DeviceStream | None = None
        self._next: tuple[int, Opened] | None = None
        self._problem: DeviceProblem | None = None
        self._failed_at_s: dict[str, float] = {}
        """Devices that opened and did not run, or stopped, and when they last did."""
        self._tried_at_s = -math.inf
        self._resting = 0

    @property
    def is_open(self) -> bool:
        return self._stream is not None

    @property
    def is_default(self) -> bool:
        """The system's default device is in use, whichever that was when it was opened."""
        return self._stream is not None and self._order[self._place] == DEFAULT

    @property
    def lacks(self) -> bool:
        """A device further up in the order is not there."""
        return self._place > 0

    @property
    def in_use(self) -> InUse:
        if not self._order:
            return InUse()
        wanted = self._order[0] if self.lacks else ""
        if self._stream is not None:
            return InUse(self._stream.name, wanted)
        problem = self._problem or DeviceProblem("failed", GONE)
        return InUse(NULL, wanted, problem.kind, problem.detail)

    def want(self, order: tuple[str, ...], now_s: float) -> None:
        """Use the first of `order` that works; one that is open and stays wanted plays on."""
        order = tuple(name for name in order if name != NULL)
        if order == self._order:
            return
        self._drop_next()
        name = self._order[self._place] if self._stream is not None else None
        self._order, self._problem = order, None
        if name in order:
            self._place = order.index(name)
        else:
            self._drop()
        self._open_better(now_s)

    def lost(self, stream: DeviceStream, now_s: float) -> None:
        """`stream` ended by itself."""
        if stream is self._stream:
            self._fall(now_s, "ended")
        elif self._next is not None and stream is self._next[1].stream:
            self._drop_next()

    def check(self, now_s: float) -> None:
        """A few times a second: is it still running, is a better one back?"""
        patience_s = STALL_S if len(self._order) > 1 else LONE_STALL_S
        if self._stream is not None and self._stream.stalled(now_s, patience_s, START_S):
            self._fall(now_s, "stalled")
        elif self._next is not None:
            place, opened = self._next
            if opened.stream.frame_at_s is not None:
                self._next = None
                self._failed_at_s.pop(self._order[place], None)
                self._use(place, opened)
            elif opened.stream.stalled(now_s, STALL_S, START_S):
                self._failed_at_s[self._order[place]] = now_s
                self._drop_next()
                self._tried_at_s = now_s
        elif self.lacks and now_s - self._tried_at_s >= RETRY_S:
            self._open_better(now_s)

    def release(self) -> None:
        """Close it for a moment."""
        self._drop_next()
        self._resting = self._place
        self._drop()

    def resume(self, now_s: float) -> None:
        """Go on with the device that was released, and see whether there is a better one."""
        if self._resting < len(self._order):
            self._try(self._resting)
        self._open_better(now_s)

    def _fall(self, now_s: float, how: str) -> None:
        """To the next of the order, then to those before; what was lost is looked for again later,
        but for the only one there is."""
        log.warning("a sound device went away", extra={"why": how})
        gone, place = self._stream, self._place
        self._drop_next()
        self._stream, self._place = None, len(self._order)
        self._problem, self._tried_at_s = DeviceProblem("failed", GONE), now_s
        self._failed_at_s[self._order[place]] = now_s
        others = (*range(place + 1, len(self._order)), *range(place))
        self._try_some(others or (place,))
        if gone is not None:
            self._discard(gone)

    def _open_better(self, now_s: float) -> None:
        self._tried_at_s = now_s
        self._try_some(range(self._place))

    def _try_some(self, places: Iterable[int]) -> None:
        """Open the first that can be. What did not run comes after the others, and in turn: one
        that hangs must not keep those after it from being tried."""
        any(self._try(place) for place in sorted(places, key=self._failed_at))

    def _failed_at(self, place: int) -> float:
        return self._failed_at_s.get(self._order[place], -math.inf)

    def _try(self, place: int) -> bool:
        try:
            opened = self._open_device(self._order[place], self._on_lost)
        except DeviceProblem as problem:
            self._problem = self._problem or problem
            return False
        if self._stream is None:
            self._use(place, opened)
        else:
            self._next = place, opened
        return True

    def _use(self, place: int, opened: Opened) -> None:
        before, self._stream, self._place = self._stream, opened.stream, place
        self._problem = None
        opened.use()
        if before is not None:
            before.close()

    def _drop(self) -> None:
        stream, self._stream = self._stream, None
        self._place = len(self._order)
        if stream is not None:
            stream.close()

    def _drop_next(self) -> None:
        following, self._next = self._next, None
        if following is not None:
            following[1].stream.close()


class Roles:
    """All roles, and the list of devices behind them."""

    def __init__(
        self,
        openers: Mapping[Role, OpenDevice],
        *,
        on_lost: OnLost,
        discard: Discard,
        plugged: Callable[[], object],
        default_devices: Callable[[], object],
        look_again: Callable[[], None],
    ) -> None:
        """`plugged` and `default_devices` give something that is another one after a change."""
        self._roles = {
            role: RoleDevice(opener, on_lost, self._part_with) for role, opener in openers.items()
        }
        self._discard = discard
        self._leaving: set[DeviceStream] = set()
        self._plugged = plugged
        self._default_devices = default_devices
        self._look_again = look_again
        self._listed, self._defaults = plugged(), default_devices()
        self._listed_at_s = -math.inf

    @property
    def in_use(self) -> dict[Role, InUse]:
        return {role: device.in_use for role, device in self._roles.items()}

    def want(self, role: Role, order: tuple[str, ...], now_s: float) -> None:
        self._roles[role].want(order, now_s)

    def lost(self, stream: DeviceStream, now_s: float) -> None:
        for device in self._roles.values():
            device.lost(stream, now_s)

    def closed(self, stream: DeviceStream) -> None:
        """A discarded stream is closed."""
        self._leaving.discard(stream)

    def check(self, now_s: float) -> None:
        """A few times a second."""
        if self._is_outdated(now_s):
            self._list_anew(now_s)
        for device in self._roles.values():
            device.check(now_s)

    def close(self, now_s: float) -> None:
        for device in self._roles.values():
            device.want((), now_s)

    def _is_outdated(self, now_s: float) -> bool:
        """Whether listing anew could help, and may be done."""
        if self._leaving:
            return False  # PortAudio would free them under the hands of who is still closing them
        devices = self._roles.values()
        moved = any(device.is_default for device in devices) and (
            self._default_devices() != self._defaults
        )
        return moved or (any(device.lacks for device in devices) and self._may_be_back(now_s))

    def _may_be_back(self, now_s: float) -> bool:
        """Something was plugged in, or nothing is open that looking for it would interrupt."""
        idle = not any(device.is_open for device in self._roles.values())
        return self._plugged() != self._listed or (idle and now_s - self._listed_at_s >= RETRY_S)

    def _list_anew(self, now_s: float) -> None:
        self._listed, self._defaults = self._plugged(), self._default_devices()
        self._listed_at_s = now_s
        for device in self._roles.values():
            device.release()
        self._look_again()
        for device in self._roles.values():
            device.resume(now_s)

    def _part_with(self, stream: DeviceStream) -> None:
        self._leaving.add(stream)
        self._discard(stream)
