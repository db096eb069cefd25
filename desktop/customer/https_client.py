"""Exchanges over HTTPS with a company's own system.

Each has one clock, from the name to the last byte. One thread owns the HTTP client (aiohttp),
because only an event loop can end a name that does not resolve, a handshake that hangs and a body
that drips; the app thread is never waited for. Certificates are checked against the system's own.
The secret goes out in a header, never in the address, where servers and proxies would log it.
"""

import asyncio
import logging
import re
import ssl
import threading
import urllib.request
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from desktop.customer.lookup import NoAnswer, Trouble
from desktop.customer.templates import address, is_loopback
from desktop.errors import LocalError

if TYPE_CHECKING:
    from aiohttp import ClientSession

log = logging.getLogger("beistand.customer")

T = TypeVar("T")

SECRET_REFUSED: Final = frozenset(
    {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.PROXY_AUTHENTICATION_REQUIRED}
)
_HEADER: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
"""A token (RFC 9110 §5.6.2)."""


class HttpsClient:
    """Talks to the host of `template`, an address with placeholders behind the host.

    `secret` is asked on the client's own thread (a keyring may take its time) for the value of
    `header`; None sends none. `what` is what errors call it ("the lookup"). Raises LocalError for
    an address that cannot be used: anything but https, or http to this machine.
    """

    def __init__(
        self,
        template: str,
        *,
        what: str,
        timeout_s: float,
        header: str = "",
        secret: Callable[[], str | None] = lambda: None,
    ) -> None:
        _check(template, what)
        if header and not _HEADER.fullmatch(header):
            raise LocalError("this is no name of a header", action="Write it like Authorization")
        self._timeout_s = timeout_s
        self._header = header
        self._secret = secret
        self._where = urlsplit(template).netloc.rpartition("@")[2]
        self._session: ClientSession | None = None
        self._broken = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._ending = asyncio.Event()  # not the loop's own stop: it is lost while the client loads
        name = what.removeprefix("the ").replace(" ", "-")
        self._thread = threading.Thread(target=self._run, name=f"customer-{name}", daemon=True)

    def start(self) -> None:
        """Load client, certificates and secret before they are needed."""
        self._thread.start()

    def ready(self, within_s: float) -> bool:
        return self._ready.wait(within_s)

    def begin(
        self,
        exchange: "Callable[[ClientSession], Awaitable[T]]",
        then: Callable[[T | NoAnswer], None],
    ) -> None:
        """Do `exchange` on the client's thread; `then` gets there what came of it, once."""
        self._loop.call_soon_threadsafe(self._begin, exchange, then)

    def stop(self) -> None:
        """Drop what is open; its `then` is never called afterwards."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join(2.0)
        else:
            self._loop.close()

    def none(self, trouble: Trouble, detail: str = "") -> NoAnswer:
        """No answer from this host."""
        return NoAnswer(trouble, self._where, detail)

    # ------------------------------------------------------------ on the client's thread

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            # without waiting for a name that still does not resolve
            self._loop.close()

    async def _serve(self) -> None:
        try:
            await self._open()
        except (OSError, ImportError) as error:
            # the system's certificates cannot be read, say: the telephone works without us
            self._broken = type(error).__name__
            log.warning("customer system cannot be reached", extra={"kind": self._broken})
        self._ready.set()
        await self._ending.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

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
            timeout=aiohttp.ClientTimeout(total=self._timeout_s),
        )

    def _begin(
        self,
        exchange: "Callable[[ClientSession], Awaitable[T]]",
        then: Callable[[T | NoAnswer], None],
    ) -> None:
        task = self._loop.create_task(self._exchange(exchange, then))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _exchange(
        self,
        exchange: "Callable[[ClientSession], Awaitable[T]]",
        then: Callable[[T | NoAnswer], None],
    ) -> None:
        if self._session is None:
            then(self.none(Trouble.UNREACHABLE, self._broken))
            return
        answer = await self._in_time(exchange(self._session))
        if isinstance(answer, NoAnswer):
            log.info("customer system failed", extra={"kind": answer.trouble.value})
        then(answer)

    async def _in_time(self, asking: Awaitable[T]) -> T | NoAnswer:
        import aiohttp

        try:
            async with asyncio.timeout(self._timeout_s):
                return await asking
        except TimeoutError:
            return self.none(Trouble.SLOW)
        except aiohttp.ClientConnectorCertificateError:
            return self.none(Trouble.UNTRUSTED)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # ValueError: a proxy of another kind, a secret that no header can carry
            return self.none(Trouble.UNREACHABLE, type(error).__name__)


def proxy_for(url: str) -> str | None:
    """The system's proxy; none for this machine, whatever the environment says."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or urllib.request.proxy_bypass(parts.netloc):
        return None
    return urllib.request.getproxies().get(parts.scheme)


def _check(template: str, what: str) -> None:
    filled = urlsplit(address(template, {}))
    if not filled.hostname or filled.scheme not in ("https", "http"):
        raise LocalError(f"the address of {what} is no web address", action='Write "https://…"')
    if filled.scheme == "http" and not is_loopback(filled.hostname):
        raise LocalError(
            f"the address of {what} is not encrypted: customers' data would cross the network "
            "readably",
            action="Use https; http is for this machine only",
        )
    if filled.username is not None:
        raise LocalError(
            f"the address of {what} holds a name or password",
            action="Use the header and the keyring",
        )
