"""The lookup over HTTPS: one GET by template, one JSON answer, 1.5 s for all of it.

One thread owns the HTTP client (aiohttp), because only an event loop can end a name that does not
resolve, a handshake that hangs and a body that drips by one clock; the app thread is never waited
for. Certificates are checked against the system's own. No redirect leaves the host, no answer is
larger than 64 KiB, and what came is forgotten as soon as it is handed over. The secret goes out in
a header, never in the address, where servers and proxies would log it.
"""

import asyncio
import contextlib
import logging
import re
import ssl
import threading
import urllib.request
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

import msgspec

from desktop.customer.lookup import TIMEOUT_S, Answer, Found, NoAnswer, Trouble, Unknown
from desktop.customer.numbers import Number, Numbering
from desktop.customer.record import FieldMap, read_record
from desktop.customer.templates import address, is_loopback, placeholders
from desktop.errors import LocalError

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

log = logging.getLogger("beistand.customer")

MAX_BYTES: Final = 64 * 1024
"""A record has about 1 KiB; more is another page than the one that was meant."""
MAX_REDIRECTS: Final = 3
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""A token (RFC 9110 §5.6.2)."""
_KNOWS_NOBODY: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_SECRET_REFUSED: Final = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED}
)


class HttpsLookup:
    """`lookup.Lookup` for `template`, an address with `{number}` or `{national}` behind the host.

    `secret` is asked on the lookup's own thread (a keyring may take its time) for the value of
    `header`; None sends none. Raises LocalError for an address that cannot be used: anything but
    https, or http to this machine.
    """

    def __init__(
        self,
        template: str,
        fields: FieldMap,
        numbering: Numbering,
        *,
        header: str = "",
        secret: Callable[[], str | None] = lambda: None,
    ) -> None:
        _check(template)
        if header and not _HEADER.fullmatch(header):
            raise LocalError("this is no name of a header", action="Write it like Authorization")
        self._template = template
        self._fields = fields
        self._numbering = numbering
        self._header = header
        self._secret = secret
        self._where = urlsplit(template).netloc.rpartition("@")[2]
        self._session: ClientSession | None = None
        self._broken = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="customer-lookup", daemon=True)

    def start(self) -> None:
        """Load client, certificates and secret before the first call needs them."""
        self._thread.start()

    def ready(self, within_s: float) -> bool:
        return self._ready.wait(within_s)

    def ask(self, number: Number, answered: Callable[[Answer], None]) -> None:
        self._loop.call_soon_threadsafe(self._begin, number, answered)

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(2.0)
        else:
            self._loop.close()

    # ------------------------------------------------------------ on the thread "customer-lookup"

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            try:
                self._loop.run_until_complete(self._open())
            except (OSError, ImportError) as error:
                # the system's certificates cannot be read, say: the telephone works without us
                self._broken = type(error).__name__
                log.warning("customer lookup cannot work", extra={"kind": self._broken})
            self._ready.set()
            self._loop.run_forever()
            for task in self._tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*self._tasks, return_exceptions=True))
            if self._session is not None:
                self._loop.run_until_complete(self._session.close())
        finally:
            # without waiting for a name that still does not resolve
            self._loop.close()

    async def _open(self) -> None:
        import aiohttp
        import truststore

        headers = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "Beistand",
        }
        if self._header and (secret := self._secret()) and secret.isprintable():
            headers[self._header] = secret
        self._session = aiohttp.ClientSession(
            headers=headers,
            connector=aiohttp.TCPConnector(ssl=truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),
        )

    def _begin(self, number: Number, answered: Callable[[Answer], None]) -> None:
        task = self._loop.create_task(self._answer(number, answered))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, number: Number, answered: Callable[[Answer], None]) -> None:
        if self._session is None:
            answered(self._none(Trouble.UNREACHABLE, self._broken))
            return
        values = {"number": number.key, "national": self._numbering.national(number)}
        url = address(self._template, values)
        answer = await self._in_time(self._get(self._session, url))
        if isinstance(answer, NoAnswer):
            log.info("customer lookup failed", extra={"kind": answer.trouble.value})
        answered(answer)

    async def _in_time(self, asking: Coroutine[Any, Any, Answer]) -> Answer:
        import aiohttp

        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await asking
        except TimeoutError:
            return self._none(Trouble.SLOW)
        except aiohttp.ClientConnectorCertificateError:
            return self._none(Trouble.UNTRUSTED)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # ValueError: a proxy of another kind, a secret that no header can carry
            return self._none(Trouble.UNREACHABLE, type(error).__name__)

    async def _get(self, session: "ClientSession", url: str) -> Answer:
        for _ in range(1 + MAX_REDIRECTS):
            proxy = _proxy_for(url)
            async with session.get(url, allow_redirects=False, proxy=proxy) as response:
                target = response.headers.get("Location", "")
                if not (300 <= response.status < 400 and target):
                    return await self._read(response)
            onwards = urljoin(url, target)
            if _origin(onwards) != _origin(url):
                return self._none(Trouble.ELSEWHERE)
            url = onwards
        return self._none(Trouble.FAILING, "redirects in circles")

    async def _read(self, response: "ClientResponse") -> Answer:
        status = response.status
        if status in _KNOWS_NOBODY:
            return Unknown()
        if status in _SECRET_REFUSED:
            return self._none(Trouble.REFUSED, f"HTTP {status}")
        if status != HTTPStatus.OK:
            return self._none(Trouble.FAILING, f"HTTP {status}")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            return self._none(Trouble.UNREADABLE, "compressed")
        body = bytearray()
        async for part in response.content.iter_chunked(1 << 14):
            body += part
            if len(body) > MAX_BYTES:
                return self._none(Trouble.UNREADABLE, f"larger than {MAX_BYTES >> 10} KiB")
        try:
            document = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._none(Trouble.UNREADABLE, "no JSON")
        reading = read_record(document, self._fields)
        if reading.empty and not reading.wrong:
            return Unknown()
        return Found(reading.customer, reading.wrong)

    def _none(self, trouble: Trouble, detail: str = "") -> NoAnswer:
        return NoAnswer(trouble, self._where, detail)


def _check(template: str) -> None:
    filled = urlsplit(address(template, {}))
    if not filled.hostname or filled.scheme not in ("https", "http"):
        raise LocalError("the lookup's address is no web address", action='Write "https://…"')
    if filled.scheme == "http" and not is_loopback(filled.hostname):
        raise LocalError(
            "the lookup's address is not encrypted: customers' data would cross the network "
            "readably",
            action="Use https; http is for this machine only",
        )
    if placeholders(template) not in ({"number"}, {"national"}, {"number", "national"}):
        raise LocalError(
            "the lookup's address asks by something else than the number",
            action="Put {number} or {national} into it, and no other placeholder",
        )
    if filled.username is not None:
        raise LocalError(
            "the lookup's address holds a name or password",
            action="Use lookup_header and the keyring",
        )


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    with contextlib.suppress(ValueError):
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        return parts.scheme, (parts.hostname or "").lower(), parts.port or usual
    return "", "", None


def _proxy_for(url: str) -> str | None:
    """The system's proxy; none for this machine, whatever the environment says."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or urllib.request.proxy_bypass(parts.netloc):
        return None
    return urllib.request.getproxies().get(parts.scheme)
