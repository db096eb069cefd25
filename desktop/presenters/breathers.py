"""Offers the agent a breather after a hard call, as a notice with one button. No Qt.

Taken, it is *not ready* for the same reason as any other break, and ends like one, when the agent
says so: nobody can tell the two apart, or count them.
"""

from collections.abc import Callable
from typing import Final

from desktop.assist.assist import Assist
from desktop.assist.breather import Breather, BreatherStep, Strain
from desktop.clock import Clock
from desktop.presenters.notices import Notices
from desktop.telephony.availability import AgentState, Availability
from desktop.telephony.call import CallSnapshot, Party
from desktop.telephony.registry import TAKEN_OVER, CallRegistry
from ui.notice_states import NoticeKind

BREAK: Final = "break"
"""One of Beistand's own reasons."""


class Breathers:
    """A call listener. Lives on the app thread. `rest` makes the agent not ready."""

    def __init__(
        self,
        registry: CallRegistry,
        assist: Assist,
        availability: Availability,
        notices: Notices,
        *,
        rest: Callable[[], None],
        clock: Clock,
        changed: Callable[[], None],
    ) -> None:
        self._registry = registry
        self._assist = assist
        self._availability = availability
        self._notices = notices
        self._rest = rest
        self._clock = clock
        self._changed = changed
        self._strains: dict[str, Strain] = {}
        """Of customers' calls that are up."""
        self._breather = Breather()
        registry.add_listener(self)

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`."""
        if call.alive and call.party is Party.CUSTOMER:
            self._strains.setdefault(call.call_id, Strain())
            return
        strain = self._strains.pop(call.call_id, None)
        if strain is not None and not call.alive and call.end_reason != TAKEN_OVER:
            self._breather = self._breather.after_call(strain, self._clock.now_s())

    def tick(self) -> None:
        """About twice a second, which is exact enough for a minute."""
        before, now_s = self._breather, self._clock.now_s()
        state = self._availability.presence.state
        for call_id, strain in self._strains.items():
            self._strains[call_id] = strain.heard(self._assist.tension(call_id), now_s)
        self._breather = before.at(
            now_s,
            in_call=any(call.confirmed_at_s is not None for call in self._registry.calls),
            resting=state is AgentState.NOT_READY,
            finishing=state is AgentState.WRAP_UP,
        )
        if self._breather.step is not before.step:
            self._show()

    def take(self) -> None:
        """The button of the notice."""
        self._breather = Breather()
        self._show()
        self._rest()

    def _show(self) -> None:
        if self._breather.step is BreatherStep.OFFERED:
            self._notices.add(NoticeKind.BREATHER_OFFERED)
        else:
            self._notices.resolve(NoticeKind.BREATHER_OFFERED)
        self._changed()
