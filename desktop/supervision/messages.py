"""What agent and supervisor desktops say to each other: `application/vnd.beistand+json`.

One JSON object, at most 1300 bytes, with a version and a kind. RFC 3428 §8 allows 1300 bytes for
the whole SIP MESSAGE over UDP; the bounds below keep what we send under 700, typically 300. Nothing
in it was said or heard: no audio, no transcript, no curve, no customer. The types are the schema:
resources/schemas/escalation.schema.json is written from them by
`python -m desktop.supervision.schema`.

    agent -> supervisors:  raise, cancel, expired, resolved, taken
    supervisor -> agent:   seen, claim
    agent -> claimant:     claimed, or taken, expired, cancelled, resolved
"""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from desktop.errors import RemoteError
from inference.tension.reading import ReasonKind, TensionState

CONTENT_TYPE: Final = "application/vnd.beistand+json"
VERSION: Final = 1
MAX_BYTES: Final = 1300
MAX_NAME: Final = 64

EscalationId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{8,64}$(?!\n)")]
"""Unguessable: whoever knows it may act on the request. ("$" alone lets a final line break by.)"""
Name = Annotated[
    str, Meta(min_length=1, max_length=MAX_NAME, pattern=r"^[^\u0000-\u001f\u007f-\u009f]*$(?!\n)")
]
"""A person, as shown to another one; no control characters."""
Seconds = Annotated[float, Meta(ge=0, le=86_400)]


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why the level is what it is."""

    kind: ReasonKind
    value: Annotated[float, Meta(ge=-1_000_000, le=1_000_000)] = 0.0
    """In the unit that `kind` names."""


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Base of all messages. Unknown fields are ignored: a later version may add some."""

    v: Literal[1] = VERSION
    id: EscalationId


class Raise(Message, frozen=True, kw_only=True, tag="raise"):
    """An agent asks for help."""

    agent: Name
    level: TensionState
    level_s: Seconds
    """How long the level has been so."""
    reasons: Annotated[tuple[Reason, ...], Meta(max_length=3)] = ()
    call_s: Seconds
    """How long the call has lasted."""
    expires_in_s: Annotated[float, Meta(gt=0, le=3_600)]


class Seen(Message, frozen=True, kw_only=True, tag="seen"):
    """A supervisor's desktop shows the request; answers every raise, the repeated ones too."""


class Claim(Message, frozen=True, kw_only=True, tag="claim"):
    """A supervisor says "I'm coming"."""

    by: Name
    eta_s: Annotated[float, Meta(ge=0, le=3_600)]


class Claimed(Message, frozen=True, kw_only=True, tag="claimed"):
    """To the claimant: you come, the agent knows."""


class Taken(Message, frozen=True, kw_only=True, tag="taken"):
    """Somebody else comes."""

    by: Name


class Cancel(Message, frozen=True, kw_only=True, tag="cancel"):
    """The agent needs no help any more."""


class Expired(Message, frozen=True, kw_only=True, tag="expired"):
    """Nobody came in time, or the agent's desktop does not know the request (any more)."""


class Resolved(Message, frozen=True, kw_only=True, tag="resolved"):
    """It is over, with help."""


EscalationMessage = Raise | Seen | Claim | Claimed | Taken | Cancel | Expired | Resolved


class _Envelope(msgspec.Struct):
    v: int
    kind: str


_envelope: Final = msgspec.json.Decoder(_Envelope)
_decoder: Final = msgspec.json.Decoder(EscalationMessage)


def encode(message: EscalationMessage) -> str:
    """The body of `message`. It fits MAX_BYTES whenever the fields are within their bounds."""
    return msgspec.json.encode(message).decode("utf-8")


def parse(body: bytes | str) -> EscalationMessage:
    """The message in `body`; any input gives a message or raises RemoteError.

    The error says what is wrong and never repeats what was sent.
    """
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    if len(raw) > MAX_BYTES:
        raise RemoteError(f"the message has {len(raw)} bytes; at most {MAX_BYTES} are allowed")
    try:
        # First alone, so that a newer Beistand is told from garbage.
        version = _envelope.decode(raw).v
        if version != VERSION:
            raise RemoteError(
                f"the message is of version {version}, this Beistand speaks {VERSION}",
                action="Bring both to the same version",
            )
        message: EscalationMessage = _decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RemoteError(f"the message is malformed ({_reason(error)})") from None
    return message


def clean_name(text: str) -> str:
    """`text` made fit for a `Name`: one line, no control characters, at most 64 characters."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(printable.split())[:MAX_NAME] or "?"


def _reason(error: Exception) -> str:
    """What msgspec found. It names fields and types; only for unknown values it quotes them."""
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if not isinstance(error, msgspec.DecodeError):
        return "not UTF-8 text"
    text = str(error)
    if text.startswith("Invalid") and " - at " in text:
        return f"invalid value at {text.rpartition(' - at ')[2]}"
    return text
