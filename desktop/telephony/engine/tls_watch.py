"""What became of TLS handshakes, so that an account can say it in words (RFC 5922).

PJSIP tells of transports on its endpoint and of registrations on accounts; the address of the
other side is what they have in common.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import pjsua2 as pj

from desktop.telephony.call import TlsVerdict
from desktop.telephony.engine.inbox import Post

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

    def handshake(self, address: str, verdict: TlsVerdict) -> None:
        self._verdicts[address] = verdict
        if verdict is not TlsVerdict.VERIFIED:
            self._last_refused = verdict

    def of_answer(self, source: str) -> TlsVerdict:
        """About the connection that an answer came by."""
        return self._verdicts.get(source, TlsVerdict.NONE)

    def of_failure(self, reason: str) -> TlsVerdict:
        """About a registration that failed for `reason`; PJSIP tells of its handshake right before
        and names no address with the failure."""
        if _NOT_BELIEVED in reason:
            return self._last_refused
        return TlsVerdict.FAILED if _BROKEN_OFF.search(reason) else TlsVerdict.NONE


class PjEndpoint(pj.Endpoint):  # type: ignore[misc]
    """pjsua2's Endpoint that reports handshakes: copy, post, return."""

    def __init__(self, post: Post, on_handshake: Callable[[str, TlsVerdict], None]) -> None:
        super().__init__()
        self._post = post
        self._on_handshake = on_handshake

    def onTransportState(self, prm: Any) -> None:
        if prm.tlsInfo.isEmpty() or not prm.tlsInfo.established:
            return
        address, verdict = prm.tlsInfo.remoteAddr, verdict_of(prm.tlsInfo.verifyStatus)
        self._post(lambda: self._on_handshake(address, verdict))
