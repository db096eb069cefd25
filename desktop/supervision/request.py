"""What is said of a call when help is asked for, kept true while nobody has answered. Pure."""

from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from desktop.supervision.messages import LONGEST_OPEN_S, HelpReason, Raise, Reason
from inference.tension.reading import Reading, TensionState

_LONGEST_S: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """The raise of an escalation that has not ended."""

    message: Raise
    raised_at_s: float
    again_at_s: float | None = None
    """While nobody has seen it: when to send it again; None while the network has taken none of the
    latest sending."""

    def at(self, now_s: float, expires_at_s: float) -> Raise:
        """The message as it is true at `now_s`: whoever gets only this one counts from then."""
        call_s = bounded(self.message.call_s + now_s - self.raised_at_s)
        return replace(self.message, call_s=call_s, expires_in_s=_open_for(expires_at_s - now_s))


def raise_message(
    escalation_id: str,
    *,
    agent: str,
    call_s: float,
    reading: Reading | None,
    why: tuple[HelpReason, ...],
    topic: str,
    expires_s: float,
) -> Raise:
    """`reading` is the latest one, None where the call is not analysed."""
    known = reading is not None and reading.state is not TensionState.UNKNOWN
    level_s = call_s - reading.since_s if known and reading else 0.0
    return Raise(
        id=escalation_id,
        agent=agent,
        why=added((), why),
        topic=topic,
        level=reading.state if reading else TensionState.UNKNOWN,
        level_s=bounded(level_s),
        reasons=tuple(
            Reason(kind=reason.kind, value=round(reason.value, 1))
            for reason in (reading.reasons[:3] if reading else ())
        ),
        call_s=bounded(call_s),
        expires_in_s=_open_for(expires_s),
    )


def added(why: tuple[HelpReason, ...], more: tuple[HelpReason, ...]) -> tuple[HelpReason, ...]:
    """Both, each once, in the order of `HelpReason`: it does not matter which arrives first."""
    return tuple(reason for reason in HelpReason if reason in why or reason in more)


def bounded(seconds: float) -> float:
    """What may be sent of `seconds`: 0..86400, in tenths."""
    return round(min(max(seconds, 0.0), _LONGEST_S), 1)


def _open_for(seconds: float) -> float:
    return round(min(max(seconds, 0.1), LONGEST_OPEN_S), 1)
