"""The conference of two calls and us. Only on the engine's thread.

A member whose call is replaced by another one (`succession`) is succeeded by it: the conference
goes on with whoever takes the place, and the one who stays is neither held nor left out.
"""

from collections.abc import Set

from desktop.errors import LocalError
from desktop.telephony.call import Party
from desktop.telephony.engine.leg import Leg


class Conference:
    """At most one: the bridge has four calls (FIELD-NOTES §2.4), a conference has two of them."""

    def __init__(self) -> None:
        self._members: frozenset[Leg] = frozenset()
        self._successors: dict[Leg, Leg] = {}
        """Who takes a member's place once they are answered."""

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
        LocalError where there is a conference already."""
        if self._members:
            raise LocalError("there is a conference already")
        one.join(other)
        self._members = frozenset((one, other))
        self._identify_thirds()

    def expect(self, successor: Leg, member: Leg) -> None:
        """`successor` takes the place of `member`, if that is one: once it is answered, or before
        if `member` does not wait for that."""
        if member in self._members:
            self._successors[member] = successor
            self._follow(member)

    def state_changed(self, leg: Leg) -> None:
        """A call has reached another state."""
        members = [one for one, successor in self._successors.items() if leg in (one, successor)]
        for member in members:
            self._follow(member)
        if not leg.snapshot.alive:
            self.forget(leg)

    def forget(self, leg: Leg) -> None:
        """There is no such call any more: the other one goes on by itself."""
        self._successors = {
            one: successor for one, successor in self._successors.items() if successor is not leg
        }
        if leg in self._members:
            self.end()

    def end(self) -> None:
        """The calls go on, each for itself. Idempotent."""
        members, self._members = self._members, frozenset()
        self._successors.clear()
        for leg in members:
            leg.part()

    def _follow(self, member: Leg) -> None:
        successor = self._successors[member]
        if successor.talking or (successor.snapshot.alive and not member.snapshot.alive):
            del self._successors[member]
            stays = self._members - {member}
            member.part()
            for other in stays:
                successor.join(other)
            self._members = stays | {successor}
            self._identify_thirds()

    def _identify_thirds(self) -> None:
        customers = [leg for leg in self._members if leg.snapshot.party is Party.CUSTOMER]
        for third in sorted(customers, key=lambda leg: leg.snapshot.started_at_s)[1:]:
            third.identify(Party.THIRD)
