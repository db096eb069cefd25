"""pjsua2's Endpoint, reduced to copies: what concerns no account and no call that we know of. Every
callback copies, posts and returns."""

import ctypes
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pjsua2 as pj

from desktop.processes.inbox import Post
from desktop.telephony.call import TlsVerdict
from desktop.telephony.engine.headers import field
from desktop.telephony.engine.name_addr import clean, who_called
from desktop.telephony.engine.tls_watch import misnamed, verdict_of

_ACCEPTED: Final = (b"tcps", b"tlss")
"""How PJSIP names connections that somebody else has opened: "tcps0x…", ours "tcpc0x…". The name is
the first thing in its transport (pjsip_transport.obj_name), and pjsua2 tells it nowhere else."""

_REMEMBERED: Final = 16
"""Calls that there was no line for; an INVITE over UDP is repeated for 32 s."""


def _ours(transport: Any) -> bool:
    """Whether we have opened the connection. Only within PJSIP's callback about it."""
    return ctypes.string_at(int(transport), 4) not in _ACCEPTED


@dataclass(frozen=True, slots=True)
class RefusedCall:
    """An INVITE that PJSIP has refused by itself, because all lines are taken."""

    source: str
    """"ip:port" it came from."""
    remote: str
    """From, as a name-addr."""
    code: int
    """SIP status that the caller got."""


class PjEndpoint(pj.Endpoint):  # type: ignore[misc]
    """Reports handshakes, connections that ended, and calls that there was no line for."""

    def __init__(
        self,
        post: Post,
        on_handshake: Callable[[str, TlsVerdict], None],
        on_connection_lost: Callable[[str], None],
        asked_for: Callable[[str], bool],
        on_no_line: Callable[[RefusedCall], None],
    ) -> None:
        """`asked_for` tells, from any thread, whether a host is one that we wanted to talk to.
        `on_connection_lost` is told the transport, "tcp" or "tls", of a connection that we had
        opened; PJSIP names no address."""
        super().__init__()
        self._post = post
        self._on_handshake = on_handshake
        self._on_connection_lost = on_connection_lost
        self._asked_for = asked_for
        self._on_no_line = on_no_line
        self._refused: deque[str] = deque(maxlen=_REMEMBERED)
        """Call-IDs: forked, or over UDP, an INVITE comes several times. Only PJSIP's thread."""

    def onRejectedIncomingCall(self, prm: Any) -> None:
        if prm.statusCode != pj.PJSIP_SC_BUSY_HERE:
            return  # an INVITE that is wrong in itself
        message = clean(prm.rdata.wholeMsg)
        call_id = field(message, "call-id", "i")
        if call_id in self._refused:
            return
        self._refused.append(call_id)
        refused = RefusedCall(
            source=prm.rdata.srcAddress,
            remote=who_called(clean(prm.remoteInfo), field(message, "from", "f")),
            code=prm.statusCode,
        )
        self._post(lambda: self._on_no_line(refused))

    def onTransportState(self, prm: Any) -> None:
        if prm.state == pj.PJSIP_TP_STATE_DISCONNECTED and _ours(prm.hnd):
            transport = str(prm.type).lower()
            self._post(lambda: self._on_connection_lost(transport))
        if prm.tlsInfo.isEmpty() or not prm.tlsInfo.established:
            return
        address, verdict = prm.tlsInfo.remoteAddr, verdict_of(prm.tlsInfo.verifyStatus)
        if verdict is TlsVerdict.VERIFIED and misnamed(prm.tlsInfo.remoteCertInfo, self._asked_for):
            verdict = TlsVerdict.WRONG_NAME
            self.transportShutdown(prm.hnd)  # here and now: nothing has been sent yet
        self._post(lambda: self._on_handshake(address, verdict))
