"""When the overlay may ask for attention: alarm practice (ISA-18.2) for one call.

At most one live alert per kind. Acknowledged, it stays quiet until its condition has cleared. After
that it cools down, longer each time the agent waved one away, and there is a most per call.

    idle --raise--> live --acknowledge--> acknowledged
    live, acknowledged --clear--> cooling --cooled--> idle
    cooling --raise--> cooling                (chattering is swallowed)
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

COOL_DOWN_S: Final = 30.0
"""SPEECH.md section 9: a refractory time of 20-30 s after an alert."""
MOST_PER_CALL: Final = 5
DISMISSED_FACTOR: Final = 2.0
"""Every alert the agent waves away doubles the next cool-down of that kind."""


class AlertKind(StrEnum):
    TENSE = "tense"


class AlertState(StrEnum):
    IDLE = "idle"
    LIVE = "live"
    ACKNOWLEDGED = "acknowledged"
    COOLING = "cooling"


class AlertEvent(StrEnum):
    RAISE = "raise"
    CLEAR = "clear"
    ACKNOWLEDGE = "acknowledge"
    COOLED = "cooled"


TRANSITIONS: Final[dict[tuple[AlertState, AlertEvent], AlertState]] = {
    (AlertState.IDLE, AlertEvent.RAISE): AlertState.LIVE,
    (AlertState.LIVE, AlertEvent.ACKNOWLEDGE): AlertState.ACKNOWLEDGED,
    (AlertState.LIVE, AlertEvent.CLEAR): AlertState.COOLING,
    (AlertState.ACKNOWLEDGED, AlertEvent.CLEAR): AlertState.COOLING,
    (AlertState.COOLING, AlertEvent.RAISE): AlertState.COOLING,
    (AlertState.COOLING, AlertEvent.COOLED): AlertState.IDLE,
}


class IllegalAlertEvent(ValueError):
    """The event does not apply in this state; nothing was changed."""


def step(state: AlertState, event: AlertEvent) -> AlertState:
    """The state after `event`; raises IllegalAlertEvent where the table has no entry."""
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise IllegalAlertEvent(f"an alert cannot {event} when {state}") from None


@dataclass(frozen=True, slots=True)
class Alert:
    t_s: float
    kind: AlertKind


class AlertPolicy:
    """The alerts of one kind in one call. Time is call time and never runs backwards."""

    def __init__(
        self,
        kind: AlertKind = AlertKind.TENSE,
        *,
        cool_down_s: float = COOL_DOWN_S,
        most_per_call: int = MOST_PER_CALL,
    ) -> None:
        self._kind = kind
        self._cool_down_s = cool_down_s
        self._most_per_call = most_per_call
        self._state = AlertState.IDLE
        self._cleared_at_s = 0.0
        self._waved_away = False
        self._raised: list[Alert] = []

    @property
    def state(self) -> AlertState:
        return self._state

    @property
    def raised(self) -> tuple[Alert, ...]:
        """Every alert of this call so far."""
        return tuple(self._raised)

    def observe(self, condition: bool, t_s: float, *, believed: bool = True) -> Alert | None:
        """Take in whether the condition holds at `t_s`; the alert if one begins now.

        Not `believed`: every reason for it was called wrong in this call, so none begins; one that
        is there goes on until its condition has cleared.
        """
        if self._state is AlertState.COOLING and t_s - self._cleared_at_s >= self._cool_down_s:
            self._state = step(self._state, AlertEvent.COOLED)
        if condition and believed and self._state is AlertState.IDLE:
            if len(self._raised) >= self._most_per_call:
                return None
            self._state = step(self._state, AlertEvent.RAISE)
            alert = Alert(t_s, self._kind)
            self._raised.append(alert)
            self._waved_away = False
            return alert
        if not condition and self._state in (AlertState.LIVE, AlertState.ACKNOWLEDGED):
            self._state = step(self._state, AlertEvent.CLEAR)
            self._cleared_at_s = t_s
        return None

    def acknowledge(self) -> None:
        """The agent has seen it; does nothing unless an alert is live."""
        if self._state is AlertState.LIVE:
            self._state = step(self._state, AlertEvent.ACKNOWLEDGE)

    def dismissed(self) -> None:
        """The agent says it was not so: quiet now, and rarer from here on.

        Counts once for an alert, however many of its reasons are called wrong; a reason called
        wrong while no alert is up says nothing about alerts.
        """
        self.acknowledge()
        if self._state is AlertState.ACKNOWLEDGED and not self._waved_away:
            self._waved_away = True
            self._cool_down_s *= DISMISSED_FACTOR
