"""The conference of two calls and us. Only on the engine's thread."""

from collections.abc import Set

from desktop.errors import LocalError
from desktop.telephony.call import Party
from desktop.telephony.engine.leg import Leg


class Conference:
    """At most one: the bridge has four calls (FIELD-NOTES §2.4), a conference has two of them."""

    def __init__(self) -> None:
        self._members: frozenset[Leg] = frozenset()

    @property
    def members(self) -> Set[Leg]:
        """Empty while there is none."""
        return self._members

    def around(self, leg: Leg) -> Set[Leg]:
        """Who is spoken to together with `leg`, itself included."""
        return self._members if leg in self._members else {leg}

    def begin(self, one: Leg, other: Leg) -> None:
        """Join both. Of two customers the one who came later is a third leg, and is analysed no
        more: they hear each other, and only one of them is whom the agent serves. Raises
        LocalError."""
        if self._members:
            raise LocalError("there is a conference already")
        one.join(other)
        self._members = frozenset((one, other))
        customers = [leg for leg in (one, other) if leg.snapshot.party is Party.CUSTOMER]
        for third in sorted(customers, key=lambda leg: leg.snapshot.started_at_s)[1:]:
            third.identify(Party.THIRD)

    def end(self) -> None:
        """The calls go on, each for itself. Idempotent."""
        members, self._members = self._members, frozenset()
        for leg in members:
            leg.part()
