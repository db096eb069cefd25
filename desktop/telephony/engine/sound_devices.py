"""The thread that owns PortAudio: opens, watches and closes the devices of every role.

Opening takes tenths of a second and closing a device that is gone may take longer; calls and
signalling, on the engine's thread, do not wait for either.
"""

import threading
from collections.abc import Callable
from functools import partial
from typing import Final

from audio.devices import (
    DeviceStream,
    Take,
    listed_devices,
    look_again,
    open_input,
    open_output,
)
from audio.elastic import ElasticBuffer
from audio.formats import Pcm
from audio.levels import Meter
from audio.plugged import default_devices, plugged
from audio.roles import InUse, OnLost, Opened, Role, Roles
from desktop.clock import Clock
from desktop.processes.inbox import Inbox

CHECK_S: Final = 0.2

Orders = dict[Role, tuple[str, ...]]
Changed = Callable[[dict[Role, InUse]], None]


class SoundDevices:
    """`want` and `close` from one thread; `on_changed` is called on this one: post and return."""

    def __init__(self, clock: Clock, on_changed: Changed, new_bell: Callable[[], Take]) -> None:
        self.from_microphone = ElasticBuffer()
        """Written by the device in use, read by the bridge; another one with another device."""
        self.to_headset = ElasticBuffer()
        """Written by the bridge, read by the device in use."""
        self.microphone_meter = Meter()
        self.headset_meter = Meter()
        self._clock = clock
        self._on_changed = on_changed
        self._new_bell = new_bell
        self._inbox = Inbox(clock)
        self._roles = Roles(
            {
                Role.MICROPHONE: self._open_microphone,
                Role.HEADSET: self._open_headset,
                Role.RING: self._open_ring,
            },
            on_lost=self._lost,
            discard=self._discard,
            plugged=plugged,
            default_devices=default_devices,
            look_again=look_again,
        )
        self._said: dict[Role, InUse] = {}
        self._thread = threading.Thread(target=self._run, name="sound-devices", daemon=True)
        self._thread.start()

    def want(self, orders: Orders, *, answer: bool = False) -> None:
        """Use the first device that works of each order, most preferred first; empty: none.

        With `answer`, `on_changed` is called even if nothing changes.
        """
        self._inbox.post(partial(self._want, orders, answer))

    def list(self, on_listed: Callable[[tuple[str, ...], tuple[str, ...]], None]) -> None:
        """Have `on_listed(inputs, outputs)` called on this object's thread."""
        self._inbox.post(lambda: on_listed(*listed_devices()))

    def close(self) -> None:
        """Close all devices; waits, but not for a driver that hangs."""
        self._inbox.post(self._end)
        self._thread.join(1.0)

    # ------------------------------------------------------------ this object's thread

    def _run(self) -> None:
        self._inbox.after(CHECK_S, self._check)
        self._inbox.run()

    def _want(self, orders: Orders, answer: bool) -> None:
        for role, order in orders.items():
            self._roles.want(role, order, self._clock.now_s())
        self._say(answer)

    def _check(self) -> None:
        self._inbox.after(CHECK_S, self._check)
        self._roles.check(self._clock.now_s())
        self._say()

    def _end(self) -> None:
        self._roles.close(self._clock.now_s())
        self._inbox.stop()

    def _say(self, always: bool = False) -> None:
        in_use = self._roles.in_use
        if always or in_use != self._said:
            self._said = in_use
            self._on_changed(in_use)

    def _lost(self, stream: DeviceStream) -> None:
        """On PortAudio's thread."""

        def fall() -> None:
            self._roles.lost(stream, self._clock.now_s())
            self._say()

        self._inbox.post(fall)

    def _discard(self, stream: DeviceStream) -> None:
        """A driver may hang in stopping a device that is gone: then on a thread of its own. Closing
        is for this object's thread, because PortAudio's list of streams is nobody else's."""

        def stop() -> None:
            stream.abort()
            self._inbox.post(close)

        def close() -> None:
            stream.close()
            self._roles.closed(stream)

        threading.Thread(target=stop, name="sound-discard", daemon=True).start()

    def _open_microphone(self, name: str, on_lost: OnLost) -> Opened:
        buffer = ElasticBuffer()

        def put(frame: Pcm, now_s: float) -> None:
            buffer.write(frame, now_s)
            if self.from_microphone is buffer:
                self.microphone_meter.step(frame)

        def use() -> None:
            self.from_microphone = buffer

        return Opened(open_input(name, put, on_lost), use)

    def _open_headset(self, name: str, on_lost: OnLost) -> Opened:
        buffer = ElasticBuffer()

        def take(now_s: float) -> Pcm:
            frame = buffer.read(now_s)
            if self.to_headset is buffer:
                self.headset_meter.step(frame)
            return frame

        def use() -> None:
            self.to_headset = buffer

        return Opened(open_output(name, take, on_lost), use)

    def _open_ring(self, name: str, on_lost: OnLost) -> Opened:
        return Opened(open_output(name, self._new_bell(), on_lost), lambda: None)
