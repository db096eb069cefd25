"""What a program and the phone say to each other: every request, reply and event, one table.

One JSON object a line, UTF-8. The tag (`request`, `reply`, `event`) says which one it is. Whoever
changes a meaning or takes a field away raises VERSION; new fields and events are no new version,
so a program ignores what it does not know. `resources/handbook/api.md` is written from here.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from desktop.api.objects import (
    VERSION,
    AccountStatus,
    CallStatus,
    Devices,
    Milliseconds,
    Process,
    Status,
)

Call = Annotated[
    str,
    Meta(max_length=64, description="id of the call; empty: the obvious one, else an error"),
]
Account = Annotated[str, Meta(max_length=64, description="name of the account; empty: any")]
Number = Annotated[
    str, Meta(min_length=1, max_length=512, description="number or SIP address, as typed")
]
Digits = Annotated[
    str, Meta(pattern="^[0-9*#A-Da-d]{1,64}$", description="0-9 * # A-D, up to 64 of them")
]


# ---------------------------------------------------------------- program -> phone


class Request(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="request", forbid_unknown_fields=True
):
    """Base of all requests."""

    id: Annotated[int, Meta(description="comes back with the reply")] = 0


class Hello(Request, frozen=True, tag="hello"):
    """Has to be the first line."""

    v: Annotated[int, Meta(description=f"{VERSION}")]
    token: Annotated[str, Meta(max_length=256, description="`authkey` of `api.json`")]


class GetStatus(Request, frozen=True, tag="status"):
    """All there is to know now."""


class Events(Request, frozen=True, tag="events"):
    """From now on events are sent on this connection, too; first how everything is now."""


class Register(Request, frozen=True, tag="register"):
    """Ask the registrar now. Done when it has accepted; of every account where none is named."""

    account: Account = ""


class Dial(Request, frozen=True, tag="dial"):
    """Place a call; one that is up is held. Done when the INVITE is on its way."""

    number: Number
    account: Account = ""
    consultation: Annotated[bool, Meta(description="to ask for advice: never analysed")] = False


class Answer(Request, frozen=True, tag="answer"):
    """Take a call that rings. Done when it is up."""

    call: Call = ""


class Decline(Request, frozen=True, tag="decline"):
    """Turn away a call that rings."""

    call: Call = ""


class HangUp(Request, frozen=True, tag="hangup"):
    """End a call; of a conference: leave it."""

    call: Call = ""


class Hold(Request, frozen=True, tag="hold"):
    call: Call = ""


class Unhold(Request, frozen=True, tag="unhold"):
    call: Call = ""


class Swap(Request, frozen=True, tag="swap"):
    """Talk to a call that is held; the others are held."""

    call: Call = ""


class Mute(Request, frozen=True, tag="mute"):
    call: Call = ""


class Unmute(Request, frozen=True, tag="unmute"):
    call: Call = ""


class Dtmf(Request, frozen=True, tag="dtmf"):
    """Send touch tones, as the account's settings say. Done when they are on their way."""

    digits: Digits
    call: Call = ""


class Transfer(Request, frozen=True, tag="transfer"):
    """Send the other side to `number` (blindly) or to the other side of the call `other` (after
    asking there). Done when it rings there or they talk; failed: the call is kept."""

    number: Annotated[str, Meta(max_length=512, description="number or SIP address")] = ""
    other: Annotated[str, Meta(max_length=64, description="id of the call with the other")] = ""
    call: Call = ""


class Consent(Request, frozen=True, tag="consent"):
    """What the caller says to the analysis."""

    step: Annotated[
        Literal["ask", "grant", "refuse"],
        Meta(description="asked; agreed; said no, which is final for the call"),
    ]
    call: Call = ""


class AnalysisOff(Request, frozen=True, tag="analysis-off"):
    """End the analysis, for the rest of the call."""

    call: Call = ""


class Help(Request, frozen=True, tag="help"):
    """Ask the supervisors for help with a call. Done when they are being asked."""

    call: Call = ""


AnyRequest = (
    Hello
    | GetStatus
    | Events
    | Register
    | Dial
    | Answer
    | Decline
    | HangUp
    | Hold
    | Unhold
    | Swap
    | Mute
    | Unmute
    | Dtmf
    | Transfer
    | Consent
    | AnalysisOff
    | Help
)


# ---------------------------------------------------------------- phone -> program


class Reply(msgspec.Struct, frozen=True, kw_only=True, tag_field="reply"):
    """Base of all replies."""

    v: int = VERSION
    id: Annotated[int, Meta(description="of the request; 0 where it could not be read")] = 0


class Done(Reply, frozen=True, tag="done"):
    """It was carried out."""

    call: Annotated[str, Meta(description="the call it was about, or that came of it")] = ""


class StatusReply(Reply, frozen=True, tag="status"):
    """The answer to `status`."""

    status: Status


class Error(Reply, frozen=True, tag="error"):
    """It was not carried out, and why."""

    what: str
    fault: Annotated[
        str,
        Meta(
            description="local: this computer, its settings, the request; network; remote: the "
            "other side; defect: a bug in Beistand"
        ),
    ] = "local"
    action: Annotated[str, Meta(description="what to do about it; may be empty")] = ""


AnyReply = Done | StatusReply | Error


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    """Base of all events."""

    v: int = VERSION
    t_ms: Milliseconds
    call: Annotated[str, Meta(description="id of the call it is about; empty: of none")] = ""


class StatusEvent(Event, frozen=True, tag="status"):
    """The first one: what the others are changes of."""

    status: Status


class CallEvent(Event, frozen=True, tag="call"):
    """A call is new or another one than before; after `disconnected` it is no more."""

    status: CallStatus


class TensionEvent(Event, frozen=True, tag="tension"):
    """The customer sounds different."""

    tension: Annotated[str, Meta(description="unknown, calm, elevated, tense, easing")]


class HelpEvent(Event, frozen=True, tag="help"):
    """How the request for help stands."""

    step: Annotated[
        str,
        Meta(
            description="unavailable, idle, raised, delivered, coming, expired, failed, cancelled, "
            "resolved"
        ),
    ]
    by: Annotated[str, Meta(description="who comes")] = ""


class RegistrationEvent(Event, frozen=True, tag="registration"):
    """An account's registration."""

    account: AccountStatus
    code: Annotated[int, Meta(description="last SIP status of REGISTER; 0: none")] = 0
    reason: str = ""


class TurnedAwayEvent(Event, frozen=True, tag="turned-away"):
    """Somebody called while no calls are taken."""

    peer: str
    code: Annotated[int, Meta(description="SIP status that the caller got")]


class MessageEvent(Event, frozen=True, tag="message"):
    """A text (SIP MESSAGE) has come."""

    peer: str
    text: str


class FailedEvent(Event, frozen=True, tag="failed"):
    """Something that was wanted, by whomever, could not be carried out."""

    command: str
    what: str
    fault: str


class DevicesEvent(Event, frozen=True, tag="devices"):
    """Other sound devices are in use."""

    devices: Devices


class ProcessEvent(Event, frozen=True, tag="process"):
    """One of the phone's processes has another state."""

    name: Annotated[str, Meta(description="engine, worker")]
    process: Process


class NoticeEvent(Event, frozen=True, tag="notice"):
    """Something the agent is told in the window."""

    notice: Annotated[str, Meta(description="its kind, such as wrong_password")]
    severity: Annotated[str, Meta(description="error, warning, info")]
    params: Annotated[dict[str, str], Meta(description="what fills its text")]


AnyEvent = (
    StatusEvent
    | CallEvent
    | TensionEvent
    | HelpEvent
    | RegistrationEvent
    | TurnedAwayEvent
    | MessageEvent
    | FailedEvent
    | DevicesEvent
    | ProcessEvent
    | NoticeEvent
)
