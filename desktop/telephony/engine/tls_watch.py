"""What became of TLS handshakes, so that an account can say it in words (RFC 5922).

PJSIP tells of transports on its endpoint and of registrations on accounts; the address of the
other side is what they have in common.
"""

import ctypes
import re
from collections.abc import Callable
from typing import Any, Final

import pjsua2 as pj

from desktop.processes.inbox import Post
from desktop.telephony.call import TlsVerdict
from desktop.telephony.engine.name_addr import clean, host_in

_VERDICTS: Final = (
    # the gravest first: a certificate may be wrong in several ways
    (pj.PJ_SSL_CERT_EREVOKED, TlsVerdict.REVOKED),
    (pj.PJ_SSL_CERT_EVALIDITY_PERIOD, TlsVerdict.EXPIRED),
    (pj.PJ_SSL_CERT_EUNTRUSTED | pj.PJ_SSL_CERT_EISSUER_NOT_FOUND, TlsVerdict.UNTRUSTED),
    (pj.PJ_SSL_CERT_EIDENTITY_NOT_MATCH, TlsVerdict.WRONG_NAME),
)
_NOT_BELIEVED: Final = "PJSIP_TLS_ECERTVERIF"
_BROKEN_OFF: Final = re.compile(
    r"PJ_EEOF|ssl|tls|protocol|handshake|cipher|version number", re.IGNORECASE
)
"""PJSIP's and OpenSSL's words for a registration that failed in the handshake: we refused their
certificate; they refused ours, or there is no version and cipher that both take."""

_ACCEPTED: Final = (b"tcps", b"tlss")
"""How PJSIP names connections that somebody else has opened: "tcps0x…", ours "tcpc0x…". The name is
the first thing in its transport (pjsip_transport.obj_name), and pjsua2 tells it nowhere else."""


def _ours(transport: Any) -> bool:
    """Whether we have opened the connection. Only within PJSIP's callback about it."""
    return ctypes.string_at(int(transport), 4) not in _ACCEPTED


def misnamed(certificate: Any, asked_for: Callable[[str], bool]) -> bool:
    """Whether it is only the common name of `certificate` (pj.SslCertInfo) that somebody asked for:
    where it has other names, RFC 5922 §7.2 lets none but these count, and PJSIP takes either."""
    names = [(one.type, clean(one.name)) for one in certificate.subjectAltName]
    if not any(kind in (pj.PJ_SSL_CERT_NAME_DNS, pj.PJ_SSL_CERT_NAME_URI) for kind, _ in names):
        return False
    hosts = [host_in(name) if kind == pj.PJ_SSL_CERT_NAME_URI else name for kind, name in names]
    return asked_for(clean(certificate.subjectCn)) and not any(map(asked_for, hosts))


def verdict_of(verify_status: int) -> TlsVerdict:
    """PJSIP's verification flags as one verdict; 0 is a verified certificate."""
    if not verify_status:
        return TlsVerdict.VERIFIED
    return next(
        (verdict for flags, verdict in _VERDICTS if verify_status & flags), TlsVerdict.FAILED
    )


class TlsWatch:
    """The last handshake with each "ip:port". Only on the engine's thread."""

    def __init__(self) -> None:
        self._verdicts: dict[str, TlsVerdict] = {}
        self._last_refused = TlsVerdict.FAILED
        self._refused = False
        """The last handshake was; a failure that comes now is its outcome."""

    def handshake(self, address: str, verdict: TlsVerdict) -> None:
        self._verdicts[address] = verdict
        self._refused = verdict is not TlsVerdict.VERIFIED
        if self._refused:
            self._last_refused = verdict

    def of_answer(self, source: str) -> TlsVerdict:
        """About the connection that an answer came by."""
        return self._verdicts.get(source, TlsVerdict.NONE)

    def of_failure(self, reason: str) -> TlsVerdict:
        """About a registration that failed for `reason`; PJSIP tells of its handshake right before
        and names no address with the failure."""
        refused, self._refused = self._refused, False
        if refused or _NOT_BELIEVED in reason:
            return self._last_refused
        return TlsVerdict.FAILED if _BROKEN_OFF.search(reason) else TlsVerdict.NONE


class PjEndpoint(pj.Endpoint):  # type: ignore[misc]
    """pjsua2's Endpoint that reports handshakes and connections that ended: copy, post, return."""

    def __init__(
        self,
        post: Post,
        on_handshake: Callable[[str, TlsVerdict], None],
        on_connection_lost: Callable[[str], None],
        asked_for: Callable[[str], bool],
    ) -> None:
        """`asked_for` tells, from any thread, whether a host is one that we wanted to talk to.
        `on_connection_lost` is told the transport, "tcp" or "tls", of a connection that we had
        opened; PJSIP names no address."""
        super().__init__()
        self._post = post
        self._on_handshake = on_handshake
        self._on_connection_lost = on_connection_lost
        self._asked_for = asked_for

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
