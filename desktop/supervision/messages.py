"""What agent and supervisor desktops say to each other: `application/vnd.beistand+json`.

One JSON object, at most 1300 bytes, with a version and a kind. RFC 3428 §8 allows 1300 bytes for
the whole SIP MESSAGE over UDP; the bounds below keep what we send under 700, typically 300. Nothing
in it was said or heard: no audio, no transcript, no curve, no customer. The types are the schema:
resources/schemas/escalation.schema.json is written from them by
`python -m desktop.supervision.schema`.

    agent -> supervisors:  raise, cancel, expired, resolved, taken, callback
    supervisor -> agent:   seen, claim, note, card; here, gone, mode and done by the claimant only
    agent -> claimant:     claimed, or taken, expired, cancelled, resolved; calling, joined, brief

A supervisor comes into the call by four of them. `calling` announces the agent's call to their
telephone by the request's id; `here` says that this call is up at the claimant's own desktop, and
only then does anybody in it hear anything; `gone` that it is over there, whoever may be on the
line; `joined` says how they are in it; `mode` asks to be in it otherwise. Those three of the
claimant's are repeated until they are answered, and numbered, so that the agent's desktop does once
what comes twice or late. `done`, `note` and `card` are said once.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from desktop.errors import LocalError, RemoteError
from desktop.supervision.approval_messages import Allow, ApprovalMessage, Refuse
from desktop.supervision.fields import (
    MAX_LINE,
    MAX_LINE_BYTES,
    MAX_NAME,
    MAX_NAME_BYTES,
    ONE_LINE,
    VERSION,
    Line,
    Message,
    Name,
    fit,
)
from desktop.supervision.takeover import TakeOverStep
from desktop.telephony.monitoring import MonitorMode
from inference.tension.reading import ReasonKind, TensionState

CONTENT_TYPE: Final = "application/vnd.beistand+json"
MAX_BYTES: Final = 1300
LONGEST_OPEN_S: Final = 3_600
"""A request says at most that it is open so long; a long chain may take longer."""
MAX_RULE_BYTES: Final = 40
"""Of the name of an agreed rule, in UTF-8."""
Topic = Annotated[str, Meta(max_length=MAX_NAME, pattern=ONE_LINE)]
RuleName = Annotated[str, Meta(max_length=MAX_RULE_BYTES, pattern=ONE_LINE)]
CardId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$(?!\n)")]
Seconds = Annotated[float, Meta(ge=0, le=86_400)]
Number = Annotated[int, Meta(ge=0, le=1_000_000)]
"""Counts up, so that the newest is believed, whichever comes last."""


class HelpReason(StrEnum):
    """Why the agent asks, chosen by the agent."""

    UPSET = "upset"
    STUCK = "stuck"
    APPROVAL = "approval"  # needs somebody who may decide
    ABUSIVE = "abusive"
    OTHER = "other"


class WantedMode(StrEnum):
    """How the claimant wants to be in the call: a `MonitorMode`, or to take it over."""

    LISTEN = "listen"
    WHISPER = "whisper"
    BARGE = "barge"
    TAKEOVER = "takeover"


class Outcome(StrEnum):
    """How a request ended that somebody had taken."""

    HELPED = "helped"  # the agent or the claimant said so
    TAKEN_OVER = "taken_over"  # the caller is the claimant's now
    CALL_ENDED = "call_ended"


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why the level is what it is."""

    kind: ReasonKind
    value: Annotated[float, Meta(ge=-1_000_000, le=1_000_000)] = 0.0
    """In the unit that `kind` names."""


class Raise(Message, frozen=True, kw_only=True, tag="raise"):
    """An agent asks for help, or an agreed rule does."""

    agent: Name
    why: Annotated[tuple[HelpReason, ...], Meta(max_length=len(HelpReason))] = ()
    """What the agent says is the matter; a repeated raise may add to it."""
    by_rule: RuleName = ""
    """An agreed rule of that name asks, not the agent; empty: the agent does."""
    topic: Topic = ""
    """What the call is about, a topic of the card library; empty: not known."""
    level: TensionState
    level_s: Seconds
    """How long the level has been so."""
    reasons: Annotated[tuple[Reason, ...], Meta(max_length=3)] = ()
    call_s: Seconds
    """How long the call has lasted."""
    expires_in_s: Annotated[float, Meta(gt=0, le=LONGEST_OPEN_S)]


class Seen(Message, frozen=True, kw_only=True, tag="seen"):
    """A supervisor's desktop shows the request; answers every raise, the repeated ones too."""


class Claim(Message, frozen=True, kw_only=True, tag="claim"):
    """A supervisor says "I'm coming"."""

    by: Name
    eta_s: Annotated[float, Meta(ge=0, le=3_600)]


class Claimed(Message, frozen=True, kw_only=True, tag="claimed"):
    """To the claimant: you come, the agent knows; you are not, or no more, in the call."""

    change: Number = 0
    refused: bool = False
    """The caller wants no third listener, for all of the call."""


class Taken(Message, frozen=True, kw_only=True, tag="taken"):
    """Somebody else comes."""

    by: Name


class Cancel(Message, frozen=True, kw_only=True, tag="cancel"):
    """The agent needs no help any more."""


class Expired(Message, frozen=True, kw_only=True, tag="expired"):
    """Nobody came in time, or the agent's desktop does not know the request (any more)."""


class Resolved(Message, frozen=True, kw_only=True, tag="resolved"):
    """It is over, with help."""

    outcome: Outcome = Outcome.HELPED


class Calling(Message, frozen=True, kw_only=True, tag="calling"):
    """To the claimant: the agent's telephone calls yours, to let you in."""

    call: Number
    """The agent's first, second, ... such call for this request."""


class Joined(Message, frozen=True, kw_only=True, tag="joined"):
    """To the claimant: you are in the call, and so."""

    mode: MonitorMode = MonitorMode.LISTEN
    change: Number = 0
    """Counts what `claimed` and `joined` say."""
    wish: Number = 0
    """Number of the newest `mode` that was heard; it is done when the rest says so."""
    undone: Number = 0
    """Number of the newest `mode` that was heard and could not be done."""
    takeover: TakeOverStep = TakeOverStep.NONE
    takeover_in_s: Annotated[float, Meta(ge=0, le=60)] = 0.0
    """With ANNOUNCED."""


class Here(Message, frozen=True, kw_only=True, tag="here"):
    """The claimant's desktop: the announced call is up here, and nowhere else."""

    call: Number


class Gone(Message, frozen=True, kw_only=True, tag="gone"):
    """The claimant's desktop: that call is over here; who is on the line now is somebody else."""

    call: Number


class Mode(Message, frozen=True, kw_only=True, tag="mode"):
    """The claimant, who is in the call, wants to be in it so; `joined` says when that is so."""

    mode: WantedMode
    wish: Annotated[int, Meta(ge=1, le=1_000_000)]
    """Counts the claimant's wishes."""


class Done(Message, frozen=True, kw_only=True, tag="done"):
    """The claimant says that it is over, with help."""


class Note(Message, frozen=True, kw_only=True, tag="note"):
    """A supervisor writes a line to the agent."""

    by: Name
    text: Line


class Card(Message, frozen=True, kw_only=True, tag="card"):
    """A supervisor puts a knowledge card before the agent, out of the agent's own library."""

    by: Name
    card: CardId


class Brief(Message, frozen=True, kw_only=True, tag="brief"):
    """To the claimant, for a hand-over: what the agent has read and approved."""

    text: Line


class Callback(Message, frozen=True, kw_only=True, tag="callback"):
    """Nobody was free, and the agent has promised that a supervisor calls the customer back."""


EscalationMessage = (
    Raise
    | Seen
    | Claim
    | Claimed
    | Taken
    | Calling
    | Joined
    | Here
    | Gone
    | Mode
    | Cancel
    | Expired
    | Resolved
    | Done
    | Note
    | Card
    | Brief
    | Callback
    | ApprovalMessage
)
FROM_SUPERVISOR: Final = (Seen, Claim, Here, Gone, Mode, Done, Note, Card, Allow, Refuse)
"""What only a supervisor's desktop may send; everything else only an agent's."""


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
    return fit(text, MAX_NAME, MAX_NAME_BYTES) or "?"


def clean_topic(text: str) -> str:
    """`text` made fit for a `Topic`; may be empty."""
    return fit(text, MAX_NAME, MAX_NAME_BYTES // 2)


def clean_rule(text: str) -> str:
    """`text` made fit for a `RuleName`; may be empty."""
    return fit(text, MAX_RULE_BYTES, MAX_RULE_BYTES)


def clean_line(text: str) -> str:
    """`text` made fit for a `Line`; raises LocalError where nothing is left."""
    line = fit(text, MAX_LINE, MAX_LINE_BYTES)
    if not line:
        raise LocalError("there is nothing to send", action="Write something first")
    return line


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
