"""Whether the agent takes calls: ready, not ready for a reason, or finishing up after a call.

    ready, wrap_up, not_ready --rest--> not_ready       any --return--> ready
    ready --call_ended--> wrap_up, where there is a time for it
    wrap_up --time_up--> ready

Pure; time is an argument. *On call* is no state of its own: that is what the calls say.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class AgentState(StrEnum):
    READY = "ready"
    NOT_READY = "not_ready"
    WRAP_UP = "wrap_up"


class AgentEvent(StrEnum):
    REST = "rest"  # the agent takes no calls for now
    RETURN = "return"  # the agent takes calls again
    CALL_ENDED = "call_ended"  # a customer's call is over
    TIME_UP = "time_up"  # the time for finishing up is over


TRANSITIONS: Final[dict[tuple[AgentState, AgentEvent], AgentState]] = {
    (AgentState.READY, AgentEvent.REST): AgentState.NOT_READY,
    (AgentState.READY, AgentEvent.RETURN): AgentState.READY,
    (AgentState.READY, AgentEvent.CALL_ENDED): AgentState.WRAP_UP,
    (AgentState.NOT_READY, AgentEvent.REST): AgentState.NOT_READY,
    (AgentState.NOT_READY, AgentEvent.RETURN): AgentState.READY,
    (AgentState.NOT_READY, AgentEvent.CALL_ENDED): AgentState.NOT_READY,
    (AgentState.WRAP_UP, AgentEvent.REST): AgentState.NOT_READY,
    (AgentState.WRAP_UP, AgentEvent.RETURN): AgentState.READY,
    (AgentState.WRAP_UP, AgentEvent.CALL_ENDED): AgentState.WRAP_UP,
    (AgentState.WRAP_UP, AgentEvent.TIME_UP): AgentState.READY,
}


class IllegalAgentEvent(ValueError):
    """The event does not apply in this state; nothing was changed."""


def step(state: AgentState, event: AgentEvent) -> AgentState:
    """The state after `event`; raises IllegalAgentEvent where the table has no entry."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalAgentEvent(f"an agent who is {state} cannot {event}") from None


@dataclass(frozen=True, slots=True)
class Presence:
    """How the agent stands."""

    state: AgentState = AgentState.READY
    reason: str = ""
    """With NOT_READY: why, in the words of the settings or a key of ours; may be empty."""
    until_s: float | None = None
    """With WRAP_UP: when it ends by itself, monotonic (one clock for all processes)."""


class Availability:
    """The agent's own state; `turn_away` is what new callers get of it."""

    def __init__(self, *, wrap_up_s: float, code: int) -> None:
        """`code`: SIP status for who calls meanwhile, 480 or 486. `wrap_up_s` 0: none."""
        self._wrap_up_s = wrap_up_s
        self._code = code
        self.presence = Presence()

    @property
    def turn_away(self) -> int:
        """SIP status for who calls now; 0: calls are taken."""
        return 0 if self.presence.state is AgentState.READY else self._code

    def take_over(self, presence: Presence) -> None:
        """As a desktop before this one has left it; what is over by now ends with the next tick."""
        self.presence = presence

    def rest(self, reason: str) -> None:
        self.presence = Presence(step(self.presence.state, AgentEvent.REST), reason)

    def come_back(self) -> None:
        self.presence = Presence(step(self.presence.state, AgentEvent.RETURN))

    def call_ended(self, now_s: float) -> None:
        """A customer's call is over, and no other is up."""
        if not self._wrap_up_s or self.presence.state is AgentState.NOT_READY:
            return
        state = step(self.presence.state, AgentEvent.CALL_ENDED)
        self.presence = Presence(state, until_s=now_s + self._wrap_up_s)

    def tick(self, now_s: float) -> bool:
        """True when finishing up has just ended by itself."""
        until_s = self.presence.until_s
        if until_s is None or now_s < until_s:
            return False
        self.presence = Presence(step(self.presence.state, AgentEvent.TIME_UP))
        return True
