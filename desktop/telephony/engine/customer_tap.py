"""The tap on one customer's leg: each opening has a new ring and a new epoch.

Whether it may be open at all is the leg's decision; that only the remote leg reaches it is the
wiring's. Only on the engine's thread.
"""

import time
from collections.abc import Callable

from audio.ring import RingWriter
from desktop.telephony.engine.messages import Event, TapClosed, TapOpened
from desktop.telephony.engine.wiring import Wiring


class CustomerTap:
    """Owns the ring of one call while it is read."""

    def __init__(self, call_id: str, emit: Callable[[Event], None]) -> None:
        self._call_id = call_id
        self._emit = emit
        self._ring: RingWriter | None = None
        self._epoch = 0
        self.opened: TapOpened | None = None
        """How it was last told to the desktop; None while it is shut."""

    def open(self, wiring: Wiring) -> None:
        """Read the remote leg, whose media runs, from now on."""
        self._ring = RingWriter()
        self._epoch += 1
        wiring.open_tap(self._ring)
        self.opened = TapOpened(
            call_id=self._call_id,
            epoch=self._epoch,
            ring=self._ring.name,
            opened_at_s=time.monotonic(),
        )
        self._emit(self.opened)

    def close(self, wiring: Wiring | None) -> None:
        """Write nothing more, overwrite what was written. Idempotent."""
        ring, self._ring = self._ring, None
        opened, self.opened = self.opened, None
        if ring is None or opened is None:
            return
        if wiring is not None:
            wiring.close_tap()
        ring.close()
        self._emit(TapClosed(opened.call_id, opened.epoch))
