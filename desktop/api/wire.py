"""Lines of JSON, read and written. Pure; what comes in raises nothing but Unreadable."""

from typing import Final

import msgspec

from desktop.api.events import Event
from desktop.api.messages import AnyReply, AnyRequest, Error, Reply, Request
from desktop.errors import BeistandError

LONGEST_LINE: Final = 64 * 1024
"""Bytes of one request, its line feed included."""

_REQUESTS: Final[msgspec.json.Decoder[AnyRequest]] = msgspec.json.Decoder(AnyRequest)
_REPLIES: Final[msgspec.json.Decoder[AnyReply]] = msgspec.json.Decoder(AnyReply)
_IDS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ENCODER: Final = msgspec.json.Encoder()
_WRONG: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Unreadable(Exception):
    """A line that is no message of ours; `request_id` is its id where that could be read."""

    def __init__(self, why: Exception, request_id: int = 0) -> None:
        super().__init__(str(why) or type(why).__name__)
        self.request_id = request_id


def read_request(line: bytes) -> AnyRequest:
    """Raises Unreadable, which says what is wrong and where."""
    try:
        return _REQUESTS.decode(line)
    except _WRONG as error:
        raise Unreadable(error, _id_of(line)) from None


def read_reply(line: bytes) -> AnyReply:
    """Raises Unreadable."""
    try:
        return _REPLIES.decode(line)
    except _WRONG as error:
        raise Unreadable(error) from None


def write(message: Request | Reply | Event) -> bytes:
    """One line, line feed included."""
    return _ENCODER.encode(message) + b"\n"


def unreadable(error: Unreadable) -> Error:
    return Error(
        id=error.request_id,
        what=f"that is no request: {error}",
        action="The handbook's page on the API has all of them",
    )


def refused(request_id: int, error: BeistandError) -> Error:
    what = f"{error.where}: {error.what}" if error.where else error.what
    return Error(id=request_id, what=what, fault=error.fault, action=error.action)


def _id_of(line: bytes) -> int:
    """Of a request that is wrong elsewhere; 0 where it has none."""
    try:
        return msgspec.json.decode(_IDS.decode(line)["id"], type=int)
    except (*_WRONG, KeyError):
        return 0
