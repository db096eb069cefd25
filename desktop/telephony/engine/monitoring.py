"""A supervisor's leg beside a customer's: who hears whom, and for how long.

The agent's own desktop places the call to the supervisor, so nobody dials in, and lets them in once
it knows that their desktop, not a mailbox, has picked up. They hear the customer only while the
caller's consent to a third listener stands and a desktop is there to say so; with the end of
either, or of the customer's call, the supervisor's call ends too. Whoever takes the customer's
place (`succession`) has agreed to nothing. Only on the engine's thread.
"""

from collections.abc import Callable, Set
from dataclasses import replace

from desktop.errors import LocalError
from desktop.telephony.call import CallState, Party
from desktop.telephony.consent import ConsentEvent, ConsentState, step
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.monitor_tone import MonitorTone
from desktop.telephony.monitoring import HEARD_BY_AGENT, HEARD_BY_CUSTOMER, MonitorMode


class Monitoring:
    """At most one supervisor is in a call. `leave` ends a leg of ours and never raises."""

    def __init__(self, tone: MonitorTone, leave: Callable[[Leg], None]) -> None:
        self._tone = tone
        self._leave = leave
        self._supervisor: Leg | None = None
        self._customer: Leg | None = None

    def around(self, leg: Leg) -> Set[Leg]:
        """Who is spoken to together with `leg`, itself included."""
        if self._supervisor is None or self._customer is None:
            return {leg}
        pair = {self._supervisor, self._customer}
        return pair if leg in pair else {leg}

    def check(self, customer: Leg) -> None:
        """Raises LocalError where no supervisor may hear the call."""
        call = customer.snapshot
        if call.state is not CallState.CONFIRMED or call.party is not Party.CUSTOMER:
            raise LocalError("only a customer's answered call can be joined by a supervisor")
        if call.listening is not ConsentState.GRANTED:
            raise LocalError(
                "the caller has not agreed to a third listener", action="Ask the caller first"
            )
        if self._supervisor is not None or call.conference:
            raise LocalError("somebody else is in the call already")

    def begin(self, supervisor: Leg, customer: Leg) -> None:
        """`supervisor` is a call that is being placed. Nobody hears anybody in it before
        `set_mode`, whoever answers. Raises as `check`."""
        self.check(customer)
        self._supervisor, self._customer = supervisor, customer
        supervisor.snapshot = replace(
            supervisor.snapshot,
            monitors=customer.snapshot.call_id,
            muted=customer.snapshot.muted,
        )
        supervisor.wired().set_aloud(False)
        supervisor.wired().set_spoken_to(False)

    def set_mode(self, call_id: str, mode: MonitorMode) -> None:
        """Of the supervisor's call with that id; the first time lets them in. Raises LocalError."""
        supervisor, customer = self._supervisor, self._customer
        if supervisor is None or customer is None or supervisor.snapshot.call_id != call_id:
            raise LocalError("no supervisor is in the call")
        if supervisor.snapshot.state is not CallState.CONFIRMED:
            raise LocalError("nobody has answered there yet")
        self._tone.begin()  # before anybody is heard: without it nobody is
        wiring = supervisor.wired()
        wiring.set_spoken_to(True)
        wiring.set_aloud(mode in HEARD_BY_AGENT)
        customer.wired().let_hear(wiring, True)
        wiring.let_hear(customer.wired(), mode in HEARD_BY_CUSTOMER)
        supervisor.publish(monitor_mode=mode)

    def step_consent(self, leg: Leg, event: ConsentEvent) -> None:
        """What the caller says to a third listener. Raises IllegalConsentEvent, LocalError."""
        if leg is self._supervisor:
            raise LocalError("this is the supervisor's call; the caller is in the other one")
        leg.call()
        leg.publish(listening=step(leg.snapshot.listening, event))
        if leg is self._customer and leg.snapshot.listening is not ConsentState.GRANTED:
            self.end()

    def state_changed(self, leg: Leg) -> None:
        """A call has reached another state."""
        if leg in (self._supervisor, self._customer) and not leg.snapshot.alive:
            self.end()

    def end(self) -> None:
        """Nobody listens any more. Idempotent."""
        supervisor, self._supervisor, self._customer = self._supervisor, None, None
        self._tone.end()
        if supervisor is not None and supervisor.snapshot.alive:
            wiring = supervisor.wired()  # at once: the BYE may take its time
            wiring.part()
            wiring.set_spoken_to(False)
            wiring.set_aloud(False)
            self._leave(supervisor)
