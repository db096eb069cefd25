"""Builds the breather: what it is called is the deployer's."""

from collections.abc import Callable

from desktop.assist.assist import Assist
from desktop.clock import Clock
from desktop.presenters.breathers import BREAK, Breathers
from desktop.presenters.call_intents import CallIntents
from desktop.presenters.notices import Notices
from desktop.settings.model import Settings
from desktop.telephony.availability import Availability
from desktop.telephony.registry import CallRegistry


def breathers_of(
    settings: Settings,
    registry: CallRegistry,
    assist: Assist,
    availability: Availability,
    notices: Notices,
    calls: CallIntents,
    clock: Clock,
    changed: Callable[[], None],
) -> Breathers:
    return Breathers(
        registry,
        assist,
        availability,
        notices,
        rest=lambda: calls.rest(neutral(settings.agent.not_ready_reasons)),
        clock=clock,
        changed=changed,
    )


def neutral(reasons: tuple[str, ...]) -> str:
    """What a breather is called among the deployer's `reasons`: a break where there are none, and
    nothing where there are, of which none may be true."""
    return "" if reasons else BREAK
