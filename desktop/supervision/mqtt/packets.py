"""What is on the wire of a team's broker: JSON, bounded, versioned; the types are the schema.

    packet     one message from desktop to desktop, with its place in the order
    ack        up to where the other side has it
    presence   retained: who is there, and of an agent what the board shows; also the last will

Of a desk that asked nobody for help nothing but its state and since when is said.
resources/schemas/team.schema.json is written from here by
`python -m desktop.supervision.schema team`.
"""

from enum import StrEnum
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from desktop.errors import RemoteError
from desktop.supervision.fields import EscalationId
from desktop.supervision.messages import EscalationMessage, HelpReason
from inference.tension.reading import TensionState

VERSION: Final = 1
MAX_BYTES: Final = 2_048
"""Of one payload; an escalation's message has at most 1300."""

Boot = Annotated[str, Meta(pattern=r"^[0-9a-f]{8,32}$(?!\n)")]
"""One run of a desktop's program: sequence numbers count within it."""
Count = Annotated[int, Meta(ge=0, le=2**53)]
Seconds = Annotated[float, Meta(ge=0, le=31_622_400)]


class DeskActivity(StrEnum):
    """What an agent's desk is doing."""

    READY = "ready"
    IN_CALL = "in_call"
    WRAP_UP = "wrap_up"
    NOT_READY = "not_ready"


TIMED: Final = frozenset({DeskActivity.IN_CALL, DeskActivity.WRAP_UP})
"""Of these it is told how long they last. How long somebody rests or waits is nobody's business."""


class Frame(msgspec.Struct, frozen=True, kw_only=True, tag_field="frame"):
    """Base of all. Unknown fields are ignored: a later version may add some."""

    v: Literal[1] = VERSION
    boot: Boot


class Packet(Frame, frozen=True, kw_only=True, tag="packet"):
    """A message in its order. Whoever starts late begins with `base`."""

    seq: Annotated[int, Meta(ge=1, le=2**53)]
    base: Annotated[int, Meta(ge=1, le=2**53)]
    """The oldest that the sender still keeps; everything before was received or given up."""
    age_s: Seconds = 0.0
    """How long ago the message was true: it may have waited for the broker."""
    body: msgspec.Raw
    """An escalation's message; read by itself, so that an unknown one holds up no others."""


class Ack(Frame, frozen=True, kw_only=True, tag="ack"):
    """`boot` is the sender's of what is acknowledged: everything up to `seq` has come."""

    seq: Count


class HelpShown(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a desk is not anonymous now."""

    id: EscalationId
    by_rule: bool = False
    """An agreed rule asked, not the agent."""
    why: Annotated[tuple[HelpReason, ...], Meta(max_length=len(HelpReason))] = ()
    level: TensionState = TensionState.UNKNOWN
    """When help was asked for; what became of it since is not told."""
    level_s: Seconds = 0.0
    """How long it had been so, then."""


class Presence(Frame, frozen=True, kw_only=True, tag="presence"):
    """A desktop is there, or was: then there is nothing but `boot` and `connection`."""

    connection: Annotated[int, Meta(ge=1, le=2**53)]
    """Higher with every try of this run; the broker's last word on an older one is void."""
    seq: Count = 0
    online: bool = False
    at_s: Annotated[float, Meta(ge=0, le=1e11)] = 0.0
    """Unix time of the sender's clock: only to say how old a retained picture is."""
    activity: DeskActivity | None = None
    """None: a supervisor's desktop."""
    activity_s: Seconds = 0.0
    """How long it has been so, where that is TIMED."""
    help: HelpShown | None = None


AnyFrame = Packet | Ack | Presence
_decoder: Final = msgspec.json.Decoder(AnyFrame)
_encoder: Final = msgspec.json.Encoder()


class _Version(msgspec.Struct):
    v: int


_version: Final = msgspec.json.Decoder(_Version)


def encode_frame(frame: AnyFrame) -> bytes:
    """`frame` as it is sent, version included."""
    return _encoder.encode(frame)


def raw(message: EscalationMessage) -> msgspec.Raw:
    return msgspec.Raw(_encoder.encode(message))


def parse_frame(payload: bytes) -> AnyFrame:
    """The frame in `payload`; any input gives one or raises RemoteError, which repeats nothing."""
    if len(payload) > MAX_BYTES:
        raise RemoteError(f"a message has {len(payload)} bytes; at most {MAX_BYTES} are allowed")
    try:
        version = _version.decode(payload).v
        if version != VERSION:
            raise RemoteError(
                f"a message is of version {version}, this Beistand speaks {VERSION}",
                action="Bring both to the same version",
            )
        frame: AnyFrame = _decoder.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise RemoteError("a message of the broker is malformed") from None
    return frame
