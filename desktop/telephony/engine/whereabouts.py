"""Whether the computer was asleep, or is on another network than a moment ago.

What was agreed with registrars and peers may be void then: addresses, connections, a router's
mappings. `Whereabouts` is pure; `source_address` asks the system.
"""

import socket
from collections.abc import Mapping
from typing import Final

ASLEEP_S: Final = 5.0
"""A look that comes so much later than the one before: nothing ran meanwhile."""
ANYWHERE: Final = "192.0.2.1"
"""An address that is nobody's (RFC 5737): the way there is the way out."""
_DISCARD: Final = 9


class Whereabouts:
    """`look` about once a second."""

    def __init__(self) -> None:
        self._looked_at: tuple[float, float] | None = None
        self._addresses: dict[str, str] = {}

    def look(self, monotonic_s: float, wall_s: float, addresses: Mapping[str, str]) -> bool:
        """Whether everything is to be agreed anew.

        Both clocks are needed: in a sleeping computer the monotonic one stands still on some
        systems, and a stopped process sees both jump. `addresses` are those that we have on the way
        to each peer, empty where there is no way: then there is nothing to be done yet, and what
        comes back is news.
        """
        before, self._looked_at = self._looked_at, (monotonic_s, wall_s)
        moved = False
        for peer, address in addresses.items():
            known = self._addresses.get(peer)
            self._addresses[peer] = address
            moved = moved or (known is not None and address != known and address != "")
        if before is None:
            return False
        slept = max(monotonic_s - before[0], wall_s - before[1]) > ASLEEP_S
        return moved or (slept and any(addresses.values()))


def source_address(peer: str) -> str:
    """The address that packets to `peer` (an IP address) leave by; empty: there is no way to it.

    Nothing is sent.
    """
    family = socket.AF_INET6 if ":" in peer else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((peer, _DISCARD))
            return str(probe.getsockname()[0])
        except OSError:
            return ""
