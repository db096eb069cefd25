"""Requests for help in the API's words, and an event whenever one stands differently."""

from collections.abc import Callable

from desktop.api import events, objects
from desktop.clock import Clock
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.received import Request


class EscalationFeed:
    """On the app thread only; `publish` gets every event."""

    def __init__(
        self,
        inbox: SupervisionInbox,
        *,
        clock: Clock,
        publish: Callable[[events.EscalationEvent], None],
    ) -> None:
        self._inbox = inbox
        self._clock = clock
        self._publish = publish
        self._told: dict[str, Request] = {}

    def look(self) -> None:
        """Something may have changed."""
        now_s = self._clock.now_s()
        requests = {request.request_id: request for request in self._inbox.requests()}
        for request_id, request in requests.items():
            if request != self._told.get(request_id):
                told = escalation_status(request, now_s)
                self._publish(events.EscalationEvent(t_ms=round(now_s * 1000), escalation=told))
        self._told = requests


def escalation_status(request: Request, now_s: float) -> objects.EscalationStatus:
    """`request` as it is at `now_s`."""
    return objects.EscalationStatus(
        id=request.request_id,
        agent=request.agent,
        step=request.step,
        why=request.why,
        topic=request.topic,
        brief=request.brief,
        tension=request.level,
        tension_s=request.level_s,
        call_s=request.call_s,
        waiting_s=request.waiting_s(now_s),
        expires_in_s=request.expires_in_s(now_s),
        mode=request.mode,
        wanted=request.wanted if request.unsettled else None,
        takeover=request.takeover,
        refused=request.refused,
        outcome=request.outcome,
        by=request.taken_by,
    )
