"""Who is spoken to together, and that nobody else hears it. Only on the engine's thread."""

from collections.abc import Iterable, Set

from desktop.telephony.call import CallState
from desktop.telephony.engine.conference import Conference
from desktop.telephony.engine.holding import Holding
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.monitoring import Monitoring
from desktop.telephony.engine.tones import Tones


class Together:
    """Conference and monitoring as one rule. `legs` are the calls that a desktop may know of."""

    def __init__(
        self,
        legs: Iterable[Leg],
        conference: Conference,
        monitoring: Monitoring,
        holding: Holding,
        tones: Tones,
    ) -> None:
        self._legs = legs
        self._conference = conference
        self._monitoring = monitoring
        self._holding = holding
        self._tones = tones

    def around(self, leg: Leg) -> Set[Leg]:
        """Who is spoken to together with `leg`, itself included."""
        return self._conference.around(leg) | self._monitoring.around(leg)

    def hold(self, leg: Leg, held: bool) -> None:
        """Hold `leg`, or go on with it and those around it. A supervisor may be spoken to without
        the customer, who is taken up again by themselves."""
        if not held:
            self.hold_others(leg)
        alone = held or leg.snapshot.monitors
        for one in (leg,) if alone else self.around(leg):
            if one.parked is not held:
                self.set_hold(one, held)

    def hold_others(self, leg: Leg) -> None:
        """Nobody is spoken to in two calls at once: what was said to one is not for the other."""
        for other in self._apart(leg):
            self.set_hold(other, True)

    def set_hold(self, leg: Leg, held: bool) -> None:
        """This one alone."""
        if held and leg in self._conference.members:
            self._conference.end()
        if held:
            self._tones.stop(leg)
        self._holding.set(leg, held)

    def state_changed(self, leg: Leg) -> None:
        """A call has reached another state. A supervisor who is there only now may find the agent
        with another customer."""
        answered = leg.snapshot.state is CallState.CONFIRMED
        if answered and leg.snapshot.monitors and self._apart(leg):
            self.set_hold(leg, True)

    def _apart(self, leg: Leg) -> list[Leg]:
        """Who is spoken to, but not together with `leg`."""
        around = self.around(leg)
        return [one for one in self._legs if one not in around and one.talking and not one.parked]
