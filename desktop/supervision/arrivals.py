"""Which incoming call a supervisor's desktop answers by itself: the one that an agent's desktop has
announced for a request that was won here, and no other.

The announcement may come before the call or after it. The caller's address is believed as far as
the account's peers are trusted, as it is for messages.
"""

from collections.abc import Callable, Iterable
from typing import Final

from desktop.errors import RemoteError
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.received import MINE, Request
from desktop.telephony.call import CallSnapshot, CallState
from desktop.telephony.registry import CallRegistry
from desktop.telephony.sip_uri import parse_sip_uri

AWAITED_S: Final = 30.0
"""How long an announced call may be under way: an INVITE over UDP gives up after 32 s (RFC 3261
timer B)."""


class Arrivals:
    """A `registry.CallListener`. `answer` takes a call by its id."""

    def __init__(
        self,
        inbox: SupervisionInbox,
        registry: CallRegistry,
        *,
        answer: Callable[[str], None],
        now_s: Callable[[], float],
    ) -> None:
        self._inbox = inbox
        self._registry = registry
        self._answer = answer
        self._now_s = now_s
        self._requests: dict[str, str] = {}  # call -> the request that it was announced for
        registry.add_listener(self)

    def request_of(self, call_id: str) -> str | None:
        """The request that one of our calls was announced for."""
        return self._requests.get(call_id)

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        request_id = self._requests.get(call.call_id)
        if request_id is None:
            self._match(call)
        elif not call.alive:
            del self._requests[call.call_id]
            self._inbox.gone(request_id, self._now_s())
        elif call.state is CallState.CONFIRMED and (before is None or before.state != call.state):
            self._inbox.here(request_id, self._now_s())

    def look(self) -> None:
        """Something may have been announced."""
        for call in self._registry.calls:
            if call.call_id not in self._requests:
                self._match(call)

    def _match(self, call: CallSnapshot) -> None:
        """Answer it if it is awaited and no other call is up: who is in one chooses."""
        if call.state is not CallState.INCOMING:
            return
        request = awaited(self._inbox.requests(), call.peer_uri, self._now_s())
        if request is None or request.request_id in self._requests.values():
            return
        self._requests[call.call_id] = request.request_id
        if not any(one.call_id != call.call_id for one in self._registry.calls):
            self._answer(call.call_id)


def awaited(requests: Iterable[Request], caller: str, now_s: float) -> Request | None:
    """The request that the call from the SIP URI `caller` was announced for; None: it rings as any
    other."""
    try:
        identity = parse_sip_uri(caller).identity
    except RemoteError:
        return None
    fitting = (
        request
        for request in requests
        if request.step in MINE
        and request.announced_at_s is not None
        and now_s - request.announced_at_s < AWAITED_S
        and parse_sip_uri(request.sender).identity == identity
    )
    return next(fitting, None)
