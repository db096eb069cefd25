"""Who calls while no calls are taken, or could be. Only on the engine's thread."""

import time
from collections.abc import Callable

from desktop.telephony.engine.messages import CallTurnedAway
from desktop.telephony.engine.name_addr import NameAddr, parse_name_addr


class TurningAway:
    """Tells the desktop. `free_in_s` is asked where PJSIP has no line (`Lines.free_in_s`)."""

    def __init__(
        self, emit: Callable[[CallTurnedAway], None], free_in_s: Callable[[], float]
    ) -> None:
        self._emit = emit
        self._free_in_s = free_in_s
        self.code = 0
        """SIP status for whoever calls now; 0: calls are taken."""

    def say(self, account: str, peer: NameAddr) -> None:
        """`peer` is turned away with `code`."""
        self._say(account, peer, self.code, None)

    def had_no_line(self, account: str, remote: str, code: int) -> None:
        """PJSIP has refused a call with status `code`, because all lines are taken."""
        # Whoever takes no calls misses no line.
        no_line_s = None if self.code else self._free_in_s()
        self._say(account, parse_name_addr(remote), code, no_line_s)

    def _say(self, account: str, peer: NameAddr, code: int, no_line_s: float | None) -> None:
        self._emit(CallTurnedAway(account, peer.uri, peer.name, code, time.monotonic(), no_line_s))
