"""SIP MESSAGEs (RFC 3428) on their way: each gets exactly one final answer, whatever happens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pjsua2 as pj

from desktop.telephony.engine.messages import MessageDelivered, SendMessage
from desktop.telephony.engine.names import Reach

UNAVAILABLE: Final = 503
CLOSED: Final = "the account was closed"


@dataclass(frozen=True, slots=True)
class _Pending:
    request_id: str
    token: Any
    buddy: Any


class OutgoingMessages:
    """The unanswered messages of one account. Only on the engine's thread."""

    def __init__(self, emit: Callable[[MessageDelivered], None]) -> None:
        self._emit = emit
        self._pending: dict[int, _Pending] = {}
        self._closed = False

    def send(self, account: Any, target: str, message: SendMessage, reach: Reach) -> None:
        """Send from the pjsua2 account to the SIP URI `target`, once `reach` says that it can be
        reached."""
        reach(lambda why: self._send(account, target, message, why))

    def _send(self, account: Any, target: str, message: SendMessage, why: str) -> None:
        if why or self._closed:
            self._fail(message.request_id, why or CLOSED)
            return
        # Any SWIG object's address serves as the token that comes back with the answer.
        token = pj.IntVector()
        content = pj.SendInstantMessageParam()
        content.userData = token
        content.contentType = message.content_type
        content.content = message.body
        whom = pj.BuddyConfig()
        whom.uri = target
        whom.subscribe = False
        # A buddy for every message: Account.sendRequest would not answer a proxy's challenge.
        buddy = pj.Buddy()
        try:
            buddy.create(account, whom)
            buddy.sendInstantMessage(content)
        except pj.Error as error:
            self._fail(message.request_id, f"the message could not be sent: {error.reason}")
            return
        self._pending[int(token.this)] = _Pending(message.request_id, token, buddy)

    def answered(self, token: int, code: int, reason: str) -> None:
        pending = self._pending.pop(token, None)
        if pending is not None:
            self._emit(MessageDelivered(pending.request_id, code, reason))

    def close(self) -> None:
        """Answer what is still open; the buddies must not outlive their account."""
        self._closed = True
        for pending in self._pending.values():
            self._fail(pending.request_id, CLOSED)
        self._pending.clear()

    def _fail(self, request_id: str, why: str) -> None:
        self._emit(MessageDelivered(request_id, UNAVAILABLE, why))
