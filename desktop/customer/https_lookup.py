"""The lookup over HTTPS: one GET by template, one JSON answer, 1.5 s for all of it.

No redirect leaves the host, no answer is larger than 64 KiB, and what came is forgotten as soon as
it is handed over.
"""

import contextlib
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import msgspec

from desktop.customer.https_client import SECRET_REFUSED, HttpsClient, proxy_for
from desktop.customer.lookup import TIMEOUT_S, Answer, Found, NoAnswer, Trouble, Unknown
from desktop.customer.numbers import Number, Numbering
from desktop.customer.record import FieldMap, read_record
from desktop.customer.templates import address, placeholders
from desktop.errors import LocalError

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession

MAX_BYTES: Final = 64 * 1024
"""A record has about 1 KiB; more is another page than the one that was meant."""
MAX_REDIRECTS: Final = 3
_KNOWS_NOBODY: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class HttpsLookup:
    """`lookup.Lookup` for `template`, an address with `{number}` or `{national}` behind the host.

    `header` and `secret` as in `HttpsClient`. Raises LocalError for an address that cannot be used.
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
        if placeholders(template) not in ({"number"}, {"national"}, {"number", "national"}):
            raise LocalError(
                "the lookup's address asks by something else than the number",
                action="Put {number} or {national} into it, and no other placeholder",
            )
        self._client = HttpsClient(
            template, what="the lookup", timeout_s=TIMEOUT_S, header=header, secret=secret
        )
        self._template = template
        self._fields = fields
        self._numbering = numbering

    def start(self) -> None:
        """Load client, certificates and secret before the first call needs them."""
        self._client.start()

    def ready(self, within_s: float) -> bool:
        return self._client.ready(within_s)

    def ask(self, number: Number, answered: Callable[[Answer], None]) -> None:
        values = {"number": number.key, "national": self._numbering.national(number)}
        url = address(self._template, values)
        self._client.begin(lambda session: self._get(session, url), answered)

    def stop(self) -> None:
        self._client.stop()

    # ------------------------------------------------------------ on the client's thread

    async def _get(self, session: "ClientSession", url: str) -> Found | Unknown | NoAnswer:
        for _ in range(1 + MAX_REDIRECTS):
            proxy = proxy_for(url)
            async with session.get(url, allow_redirects=False, proxy=proxy) as response:
                target = response.headers.get("Location", "")
                if not (300 <= response.status < 400 and target):
                    return await self._read(response)
            onwards = urljoin(url, target)
            if _origin(onwards) != _origin(url):
                return self._client.none(Trouble.ELSEWHERE)
            url = onwards
        return self._client.none(Trouble.FAILING, "redirects in circles")

    async def _read(self, response: "ClientResponse") -> Answer:
        status = response.status
        if status in _KNOWS_NOBODY:
            return Unknown()
        if status in SECRET_REFUSED:
            return self._client.none(Trouble.REFUSED, f"HTTP {status}")
        if status != HTTPStatus.OK:
            return self._client.none(Trouble.FAILING, f"HTTP {status}")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            return self._client.none(Trouble.UNREADABLE, "compressed")
        body = bytearray()
        async for part in response.content.iter_chunked(1 << 14):
            body += part
            if len(body) > MAX_BYTES:
                return self._client.none(Trouble.UNREADABLE, f"larger than {MAX_BYTES >> 10} KiB")
        try:
            document = msgspec.json.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._client.none(Trouble.UNREADABLE, "no JSON")
        reading = read_record(document, self._fields)
        if reading.empty and not reading.wrong:
            return Unknown()
        return Found(reading.customer, reading.wrong)


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    with contextlib.suppress(ValueError):
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        return parts.scheme, (parts.hostname or "").lower(), parts.port or usual
    return "", "", None
