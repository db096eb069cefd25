"""SIP MESSAGEs (RFC 3428) on their way: each gets exactly one final answer, whatever happens.

Only on the engine's thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pjsua2 as pj

from desktop.errors import LocalError
from desktop.telephony.engine.messages import MessageDelivered, SendMessage
from desktop.telephony.engine.names import Reach

TEXT: Final = "text/plain"
GONE: Final = 481
UNAVAILABLE: Final = 503
CLOSED: Final = "the account was closed"


@dataclass(frozen=True, slots=True)
class _Pending:
    request_id: str
    token: Any
    buddy: Any


class OutgoingTexts:
    """The unanswered texts within one call."""

    def __init__(self, emit: Callable[[MessageDelivered], None]) -> None:
        self._emit = emit
        self._pending: dict[int, tuple[str, Any]] = {}
        """Request id and token, by the token's number."""

    def send(self, pj_call: Any, request_id: str, text: str) -> None:
        """Raises LocalError."""
        content, token = _content(TEXT, text)
        try:
            pj_call.sendInstantMessage(content)
        except pj.Error as error:
            raise LocalError(f"the text could not be sent: {error.reason}") from error
        self._pending[int(token.this)] = request_id, token

    def answered(self, token: int, code: int, reason: str) -> None:
        pending = self._pending.pop(token, None)
        if pending is not None:
            self._emit(MessageDelivered(pending[0], code, reason))

    def close(self) -> None:
        """The call is over: whoever answers now, PJSIP does not tell."""
        for request_id, _ in self._pending.values():
            self._emit(MessageDelivered(request_id, GONE, "the call has ended"))
        self._pending.clear()


class OutgoingMessages:
    """The unanswered messages of one account, outside of calls."""

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
        content, token = _content(message.content_type, message.body)
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


def _content(content_type: str, body: str) -> tuple[Any, Any]:
    """What to send, and the token that comes back with its answer."""
    token = pj.IntVector()  # any SWIG object's address serves
    content = pj.SendInstantMessageParam()
    content.userData = token
    content.contentType = content_type
    content.content = body
    return content, token
