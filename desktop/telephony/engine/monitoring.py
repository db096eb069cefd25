"""A supervisor's leg beside a customer's: who hears whom, and for how long.

The agent's own desktop places the call to the supervisor, so nobody dials in. The supervisor hears
the customer only while the caller's consent to a third listener stands; with its end, or the
customer's call's, the supervisor's call ends too, whatever becomes of the desktop. Whoever takes
the customer's place (`succession`) has agreed to nothing. Only on the engine's thread.
"""

from collections.abc import Callable, Set

from desktop.errors import LocalError
from desktop.telephony.call import CallState, Party
from desktop.telephony.consent import ConsentEvent, ConsentState, step
from desktop.telephony.engine.leg import Leg
from desktop.telephony.engine.monitor_tone import MonitorTone
from desktop.telephony.monitoring import HEARD_BY_AGENT, HEARD_BY_CUSTOMER, MonitorMode


class Monitoring:
    """At most one supervisor is in a call. `hang_up` ends a leg of ours."""

    def __init__(self, tone: MonitorTone, hang_up: Callable[[Leg], None]) -> None:
        self._tone = tone
        self._hang_up = hang_up
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

    def begin(self, supervisor: Leg, customer: Leg, mode: MonitorMode) -> None:
        """`supervisor`, a call that is being placed, hears `customer` and us once it is answered.
        Raises as `check`."""
        self.check(customer)
        self._supervisor, self._customer = supervisor, customer
        customer.wired().let_hear(supervisor.wired(), True)
        self._wire(supervisor, customer, mode)

    def set_mode(self, call_id: str, mode: MonitorMode) -> None:
        """Of the supervisor's call with that id. Raises LocalError."""
        supervisor, customer = self._supervisor, self._customer
        if supervisor is None or customer is None or supervisor.snapshot.call_id != call_id:
            raise LocalError("no supervisor is in the call")
        self._wire(supervisor, customer, mode)

    def step_consent(self, leg: Leg, event: ConsentEvent) -> None:
        """What the caller says to a third listener. Raises IllegalConsentEvent."""
        leg.call()
        leg.publish(listening=step(leg.snapshot.listening, event))
        if leg is self._customer and leg.snapshot.listening is not ConsentState.GRANTED:
            self._end()

    def state_changed(self, leg: Leg) -> None:
        """A call has reached another state."""
        if leg is self._supervisor and leg.snapshot.state is CallState.CONFIRMED:
            self._tone.begin()
        if leg in (self._supervisor, self._customer) and not leg.snapshot.alive:
            self._end()

    def _wire(self, supervisor: Leg, customer: Leg, mode: MonitorMode) -> None:
        wiring = supervisor.wired()
        wiring.set_aloud(mode in HEARD_BY_AGENT)
        wiring.let_hear(customer.wired(), mode in HEARD_BY_CUSTOMER)
        supervisor.publish(monitors=customer.snapshot.call_id, monitor_mode=mode)

    def _end(self) -> None:
        supervisor, self._supervisor, self._customer = self._supervisor, None, None
        self._tone.end()
        if supervisor is not None and supervisor.snapshot.alive:
            supervisor.wired().part()  # at once: the BYE may take its time
            self._hang_up(supervisor)
