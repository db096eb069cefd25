"""Who is there: everybody's latest presence, whatever comes twice, late or out of order. Pure."""

from dataclasses import dataclass
from typing import Final

from desktop.supervision.mqtt.packets import Presence

MAX_KNOWN: Final = 4_096
"""Desktops of one team; more is a flood."""
_GONE: Final = float("inf")
"""The sequence number of a last will: nothing of its connection comes after it."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was last heard of one desktop."""

    presence: Presence
    heard_at_s: float
    """When what it says was true, on this machine's clock."""

    def age_s(self, now_s: float) -> float:
        return max(0.0, now_s - self.heard_at_s)


class Roll:
    """Keeps the newest presence by SIP URI."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def hear(
        self, who: str, presence: Presence, now_s: float, *, kept_s: float = 0.0
    ) -> Known | None:
        """What is now known where it is new, else None.

        `kept_s`: how long the broker had kept it; 0 for what comes fresh.
        """
        before = self._known.get(who)
        if before is None and len(self._known) >= MAX_KNOWN:
            return None
        if before is not None and not _follows(presence, before.presence):
            return None
        heard_at_s = now_s - max(0.0, kept_s)
        if before is not None:
            heard_at_s = max(heard_at_s, before.heard_at_s)  # what is newer is no older
        known = Known(presence, heard_at_s)
        self._known[who] = known
        return known

    def of(self, who: str) -> Known | None:
        return self._known.get(who)

    def all(self) -> dict[str, Known]:
        """By SIP URI, in the order in which they were first heard of."""
        return dict(self._known)


def _follows(new: Presence, old: Presence) -> bool:
    if new.boot != old.boot:
        # Another run. The end of the last one, told late, says nothing of this one.
        return new.online
    return _place(new) > _place(old)


def _place(presence: Presence) -> tuple[float, float]:
    return presence.connection, presence.seq if presence.online else _GONE
