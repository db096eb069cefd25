"""Lines of JSON, read and written. Pure; what comes in raises nothing but Unreadable."""

from typing import Final

import msgspec

from desktop.api.messages import AnyEvent, AnyReply, AnyRequest, Reply, Request
from desktop.api.messages import Error as ErrorReply
from desktop.api.messages import Event as EventBase
from desktop.errors import BeistandError

LONGEST_LINE: Final = 64 * 1024
"""Bytes of one request, its line feed included."""

_REQUESTS: Final[msgspec.json.Decoder[AnyRequest]] = msgspec.json.Decoder(AnyRequest)
_ANSWERS: Final[msgspec.json.Decoder[AnyReply]] = msgspec.json.Decoder(AnyReply)
_EVENTS: Final[msgspec.json.Decoder[AnyEvent]] = msgspec.json.Decoder(AnyEvent)
_IDS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ENCODER: Final = msgspec.json.Encoder()


class Unreadable(Exception):
    """A line that is no message of ours; `request_id` is its id where that could be read."""

    def __init__(self, what: str, request_id: int = 0) -> None:
        super().__init__(what)
        self.request_id = request_id


def read_request(line: bytes) -> AnyRequest:
    """Raises Unreadable, which says what is wrong and where."""
    try:
        return _REQUESTS.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(_in_words(error), _id_of(line)) from None


def read_reply(line: bytes) -> AnyReply:
    try:
        return _ANSWERS.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(_in_words(error)) from None


def read_event(line: bytes) -> AnyEvent:
    try:
        return _EVENTS.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(_in_words(error)) from None


def write(message: Request | Reply | EventBase) -> bytes:
    """One line, line feed included."""
    return _ENCODER.encode(message) + b"\n"


def unreadable(error: Unreadable) -> ErrorReply:
    return ErrorReply(
        id=error.request_id,
        what=f"that is no request: {error}",
        action="The handbook's page on the API has all of them",
    )


def refused(request_id: int, error: BeistandError) -> ErrorReply:
    return ErrorReply(id=request_id, what=error.what, fault=error.fault.value, action=error.action)


def _in_words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _id_of(line: bytes) -> int:
    """Of a request that is wrong elsewhere; 0 where it has none."""
    try:
        return msgspec.json.decode(_IDS.decode(line)["id"], type=int)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError):
        return 0
