"""Notes into the CRM: one POST of JSON by template, in its time or not at all.

The body is a JSON template: it is read as JSON first and filled afterwards, so that whatever a
value holds stays a value. The text of a note goes into the body only, never into an address. No
redirect is followed: a text that was meant for one host is not carried to another.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from desktop.customer.https_client import SECRET_REFUSED, HttpsClient, proxy_for
from desktop.customer.lookup import NoAnswer, Trouble
from desktop.customer.templates import PLACEHOLDERS, address
from desktop.errors import LocalError

if TYPE_CHECKING:
    from aiohttp import ClientSession

TIMEOUT_S: Final = 10.0
"""Somebody waits for it, with a text that they do not want to write twice."""
NOTE: Final = "note"
IN_BODY: Final = (*PLACEHOLDERS, NOTE, "began", "duration_s", "id")
"""`began`: ISO 8601 with the offset; `id`: the same however often a note is sent, so that the other
side can tell a repetition."""
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_USUAL_BODY: Final = '{"id": "{id}", "phone": "{number}", "began": "{began}", "text": "{note}"}'


@dataclass(frozen=True, slots=True)
class Posted:
    """The other side has it."""


Outcome = Posted | NoAnswer


class NotePost:
    """Posts notes to `url`, which may hold the placeholders of `templates.PLACEHOLDERS`.

    `body` is the JSON with IN_BODY's; empty: Beistand's own. Raises LocalError for what cannot be
    used; `header` and `secret` as in `HttpsClient`.
    """

    def __init__(
        self,
        url: str,
        body: str = "",
        *,
        header: str = "",
        secret: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._body = _read_body(body or _USUAL_BODY)
        self._client = HttpsClient(
            url, what="the notes", timeout_s=TIMEOUT_S, header=header, secret=secret
        )
        self._url = url

    def start(self) -> None:
        self._client.start()

    def post(self, values: Mapping[str, str], then: Callable[[Outcome], None]) -> None:
        """Send the note of `values` (by IN_BODY); `then` is called once, on the post's thread."""
        url = address(self._url, {name: values.get(name, "") for name in PLACEHOLDERS})
        body = msgspec.json.encode(_filled(self._body, values))
        self._client.begin(lambda session: self._send(session, url, body), then)

    def stop(self) -> None:
        self._client.stop()

    async def _send(self, session: "ClientSession", url: str, body: bytes) -> Outcome:
        headers = {"Content-Type": "application/json"}
        async with session.post(
            url, data=body, headers=headers, allow_redirects=False, proxy=proxy_for(url)
        ) as response:
            status = response.status
        if 200 <= status < 300:
            return Posted()
        if 300 <= status < 400:
            return self._client.none(Trouble.ELSEWHERE, f"HTTP {status}")
        if status in SECRET_REFUSED:
            return self._client.none(Trouble.REFUSED, f"HTTP {status}")
        return self._client.none(Trouble.FAILING, f"HTTP {status}")


def _read_body(template: str) -> Any:
    """The body as JSON values. Raises LocalError."""
    try:
        body = msgspec.json.decode(template)
    except (msgspec.DecodeError, RecursionError) as error:
        raise LocalError(
            f"the body of the notes is no JSON ({error})", action=f"Write it like {_USUAL_BODY}"
        ) from None
    names = set(_names(body))
    unknown = sorted(names.difference(IN_BODY))
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in IN_BODY)
        raise LocalError(
            f"the body of the notes holds {{{unknown[0]}}}", action=f"Placeholders are {known}"
        )
    if NOTE not in names:
        raise LocalError("the body of the notes has no {note}", action="Put it where the text goes")
    return body


def _names(value: Any) -> list[str]:
    match value:
        case str():
            return _PLACEHOLDER.findall(value)
        case list():
            return [name for one in value for name in _names(one)]
        case dict():
            return [name for one in value.values() for name in _names(one)]
        case _:
            return []


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    match value:
        case str():
            return _PLACEHOLDER.sub(lambda match: values.get(match[1], ""), value)
        case list():
            return [_filled(one, values) for one in value]
        case dict():
            return {key: _filled(one, values) for key, one in value.items()}
        case _:
            return value
