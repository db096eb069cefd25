"""HTTP(S) with the system's proxies and certificates, and failures in words.

Proxies are those of the environment or the system (`urllib.request.getproxies`). Certificates are
the system's own, so that a company's own authority counts.
"""

import base64
import http.client
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote, urlsplit, urlunsplit

import truststore

from inference.fetching.problems import Cut, LocalTrouble, Unfit, Unreachable

TIMEOUT_S: Final = 30.0
"""Without a byte for this long a connection counts as cut (pip waits 15 s, curl for ever)."""

OTHER: Final = "Try again later, or get the files another way: --source or --from"


class Web:
    """Opens addresses. Knows nothing but http and https: no redirect leads to a file."""

    def __init__(self, timeout_s: float = TIMEOUT_S, pause_s: float = 1.0) -> None:
        """`pause_s`: the first wait before a cut download goes on; later ones are longer."""
        self.pause_s = pause_s
        self._timeout_s = timeout_s
        self._credentials: dict[str, str] = {}
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            urllib.request.UnknownHandler(),
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(context=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPRedirectHandler(),
            urllib.request.HTTPErrorProcessor(),
        ):
            self._opener.add_handler(handler)

    @contextmanager
    def open(self, url: str, headers: Mapping[str, str]) -> Iterator[Any]:
        """The answer (an `http.client.HTTPResponse`) to a GET of `url`.

        A name and password in the address are sent to that host only, never along a redirect.
        Raises Unreachable, Unfit, LocalTrouble; urllib.error.HTTPError with code 416 as it is.
        """
        clean, host = self._without_credentials(url)
        request = urllib.request.Request(clean, headers=dict(headers))
        request.add_header("User-Agent", "Beistand")
        request.add_header("Accept-Encoding", "identity")
        if host in self._credentials:
            request.add_unredirected_header("Authorization", self._credentials[host])
        try:
            response = self._opener.open(request, timeout=self._timeout_s)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise
            raise _refused(error.code, error.reason, clean) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise in_words(error, clean) from None
        with response:
            yield response

    def _without_credentials(self, url: str) -> tuple[str, str]:
        try:
            parts = urlsplit(url)
            host = parts.netloc.rpartition("@")[2]
            if parts.scheme not in {"http", "https"} or not parts.hostname:
                raise ValueError
            _ = parts.port
        except ValueError:
            raise LocalTrouble(
                "this is no address that can be fetched",
                where=shown(url),
                action="It begins with http:// or https://; correct the setting",
            ) from None
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._credentials[host] = "Basic " + base64.b64encode(pair.encode()).decode()
        return urlunsplit(parts._replace(netloc=host)), host


def in_words(error: Exception, url: str) -> Unreachable | LocalTrouble:
    """Why nothing came, or why it broke off, of `url`."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    where = shown(url)
    proxy = proxy_for(url)
    via = f" through the proxy {proxy}" if proxy else ""
    text = str(reason)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Unreachable(
            f"the certificate of the other side{via} is not trusted ({reason.verify_message})",
            where=where,
            action="Where a company's proxy reads along, its authority belongs into the system's "
            "store of certificates, or into a file that SSL_CERT_FILE names",
        )
    if "Tunnel connection failed" in text:
        if "407" in text:
            return _proxy_wants_password(where, proxy)
        return Unreachable(
            f"the proxy {proxy} does not let us through ({text})",
            where=where,
            action="Ask its administrator, or get the files another way: --source or --from",
        )
    if isinstance(reason, socket.gaierror):
        what = (
            f"{f'the proxy {proxy}' if proxy else 'this host'} is not known: no network or no DNS"
        )
        return Unreachable(what, where=where, action="Check the network. " + OTHER)
    if isinstance(reason, ConnectionRefusedError):
        return Unreachable(f"nobody answers{via}: connection refused", where=where, action=OTHER)
    if isinstance(reason, TimeoutError):
        return Cut(f"no answer for too long{via}", where=where, action=OTHER)
    if isinstance(reason, ConnectionError | http.client.IncompleteRead | ssl.SSLEOFError):
        return Cut(f"the connection{via} broke off", where=where, action=OTHER)
    if isinstance(reason, http.client.InvalidURL | ValueError):
        return LocalTrouble(
            "this address or the proxy's cannot be understood",
            where=where,
            action="Look at HTTP_PROXY, HTTPS_PROXY and the system's proxy settings",
        )
    if isinstance(reason, http.client.HTTPException):
        return Cut(f"what answers{via} does not speak HTTP", where=where, action=OTHER)
    what = getattr(reason, "strerror", None) or type(reason).__name__
    return Unreachable(f"not reachable{via} ({what})", where=where, action=OTHER)


def shown(url: str) -> str:
    """The address for a text: without name, password and query, however badly it is written."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = "", url
    # the last @: a password that should have been escaped may have / ? # in it
    rest = rest.rpartition("@")[2]
    return scheme + separator + rest.partition("?")[0].partition("#")[0]


def proxy_for(url: str) -> str:
    """Host and port of the proxy that `url` goes through, without name and password, or ""."""
    parts = urlsplit(url)
    proxy = urllib.request.getproxies().get(parts.scheme, "")
    if not proxy or not parts.hostname or urllib.request.proxy_bypass(parts.netloc):
        return ""
    return shown(proxy if "://" in proxy else f"http://{proxy}").partition("://")[2].rstrip("/")


def _refused(code: int, reason: str, url: str) -> Unreachable | Unfit:
    where, proxy = shown(url), proxy_for(url)
    if code == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return _proxy_wants_password(where, proxy)
    if code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return Unfit(
            f"it is not there (HTTP {code})",
            where=where,
            action="Get the files another way: --source or --from",
        )
    if code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        by = f"the server or the proxy {proxy}" if proxy else "the server"
        return Unreachable(
            f"{by} refuses it (HTTP {code} {reason})",
            where=where,
            action="It may want a password in the address, or block the site. " + OTHER,
        )
    return Unreachable(f"the server has trouble (HTTP {code} {reason})", where=where, action=OTHER)


def _proxy_wants_password(where: str, proxy: str) -> Unreachable:
    return Unreachable(
        f"the proxy {proxy} wants a name and a password",
        where=where,
        action="Give them in HTTPS_PROXY, as in http://NAME:PASSWORD@HOST:PORT",
    )
