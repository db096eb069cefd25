"""What became of TLS handshakes, so that an account can say it in words (RFC 5922).

PJSIP tells of transports on its endpoint and of registrations on accounts; the address of the
other side is what they have in common.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import pjsua2 as pj

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
