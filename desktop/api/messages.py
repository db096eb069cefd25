"""What a program asks the phone, or a supervisor's desktop, and the answers.

What it is told unasked is `events`. One JSON object a line, UTF-8. The tag (`request`, `reply`,
`event`) says which one it is. Whoever changes a meaning or takes a field away raises VERSION; new
fields and events are no new version, so a program ignores what it does not know.
`resources/handbook/api.md` is written from here.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from desktop.api.objects import VERSION, ApprovalStatus, EscalationStatus, Milliseconds, Status
from desktop.errors import Fault
from desktop.supervision.messages import HelpReason, WantedMode

Call = Annotated[
    str,
    Meta(max_length=64, description="id of the call; empty: the obvious one, else an error"),
]
Account = Annotated[str, Meta(max_length=64, description="name of the account; empty: any")]
Number = Annotated[
    str, Meta(min_length=1, max_length=512, description="number or SIP address, as typed")
]
Digits = Annotated[
    str, Meta(pattern="^[0-9*#A-Da-d]{1,31}$", description="0-9 * # A-D, up to 31 of them")
]
Whose = Annotated[
    Fault,
    Meta(
        description="local: this computer, its settings, the request; remote: the other side; "
        "defect: a bug in Beistand"
    ),
]


# ---------------------------------------------------------------- program -> phone


class Request(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="request", forbid_unknown_fields=True
):
    """Base of all requests."""

    id: Annotated[int, Meta(description="comes back with the reply")] = 0


class Hello(Request, frozen=True, kw_only=True, tag="hello"):
    """Has to be the first line."""

    v: Annotated[int, Meta(description=f"{VERSION}")]
    token: Annotated[str, Meta(max_length=256, description="`authkey` of `api.json`")]


class GetStatus(Request, frozen=True, kw_only=True, tag="status"):
    """All there is to know now."""


class Events(Request, frozen=True, kw_only=True, tag="events"):
    """From now on events are sent on this connection, too; first how everything is now."""


class Register(Request, frozen=True, kw_only=True, tag="register"):
    """Ask the registrar now. Done when it has accepted; of every account where none is named."""

    account: Account = ""


class Dial(Request, frozen=True, kw_only=True, tag="dial"):
    """Place a call; one that is up is held. Done when the INVITE is on its way."""

    number: Number
    account: Account = ""
    consultation: Annotated[bool, Meta(description="to ask for advice: never analysed")] = False


class Rest(Request, frozen=True, kw_only=True, tag="rest"):
    """Take no calls from now on, also without a window; those that are up go on."""

    reason: Annotated[str, Meta(max_length=64, description="why; may be empty")] = ""


class Ready(Request, frozen=True, kw_only=True, tag="ready"):
    """Take calls again."""


class AboutCall(Request, frozen=True, kw_only=True):
    """Base of the requests that are about one call."""

    call: Call = ""


class Answer(AboutCall, frozen=True, kw_only=True, tag="answer"):
    """Take a call that rings. Done when it is up."""


class Decline(AboutCall, frozen=True, kw_only=True, tag="decline"):
    """Turn away a call that rings."""


class HangUp(AboutCall, frozen=True, kw_only=True, tag="hangup"):
    """End a call; of a conference: leave it."""


class Hold(AboutCall, frozen=True, kw_only=True, tag="hold"):
    """Put a call on hold."""


class Unhold(AboutCall, frozen=True, kw_only=True, tag="unhold"):
    """Go on with a call that is held; another one that is up is held."""


class Swap(AboutCall, frozen=True, kw_only=True, tag="swap"):
    """Talk to the call that is held, and hold the one that is up."""


class Mute(AboutCall, frozen=True, kw_only=True, tag="mute"):
    """Shut the microphone for a call; of a conference: for all of it."""


class Unmute(AboutCall, frozen=True, kw_only=True, tag="unmute"):
    """Open the microphone again."""


class Dtmf(AboutCall, frozen=True, kw_only=True, tag="dtmf"):
    """Send touch tones, as the account's settings say. Done when they are on their way."""

    digits: Digits


class Transfer(AboutCall, frozen=True, kw_only=True, tag="transfer"):
    """Send the other side to `number` (blindly) or to the other side of the call `other` (after
    asking there). Done when it rings there or they talk; failed: the call is kept."""

    number: Annotated[str, Meta(max_length=512, description="number or SIP address")] = ""
    other: Annotated[str, Meta(max_length=64, description="id of the call with the other")] = ""


class Consent(AboutCall, frozen=True, kw_only=True, tag="consent"):
    """What the caller says to the analysis."""

    step: Annotated[
        Literal["ask", "grant", "refuse"],
        Meta(description="asked; agreed; said no, also later, which is final for the call"),
    ]


class Listener(AboutCall, frozen=True, kw_only=True, tag="listener"):
    """What the caller says to a third listener. `grant` lets the supervisor in who has taken the
    request for help; done when their telephone is called."""

    step: Annotated[
        Literal["grant", "refuse"],
        Meta(description="agreed; said no, also later, which is final for the call"),
    ]


class KeepCall(AboutCall, frozen=True, kw_only=True, tag="keep-call"):
    """The supervisor who is about to take the call over does not get it now."""


class AnalysisOff(AboutCall, frozen=True, kw_only=True, tag="analysis-off"):
    """End the analysis, for the rest of the call."""


class Help(AboutCall, frozen=True, kw_only=True, tag="help"):
    """Ask the supervisors for help with a call. Done when they are being asked. Where that is so
    already, the reason is added."""

    reason: Annotated[HelpReason | None, Meta(description="why")] = None


class HelpCancel(AboutCall, frozen=True, kw_only=True, tag="help-cancel"):
    """The help that was asked for is not needed (any more)."""


class HelpDone(AboutCall, frozen=True, kw_only=True, tag="help-done"):
    """The help was there."""


class Escalations(Request, frozen=True, kw_only=True, tag="escalations"):
    """Of a supervisor's desktop: the requests for help that it knows, open ones first."""


class AboutEscalation(Request, frozen=True, kw_only=True):
    """Base of the requests to a supervisor's desktop that are about one request for help."""

    escalation: Annotated[str, Meta(max_length=64, description="its id")]


class Claim(AboutEscalation, frozen=True, kw_only=True, tag="claim"):
    """Say "I'm coming". Done when the agent's desktop has let this supervisor win."""


class Mode(Request, frozen=True, kw_only=True, tag="mode"):
    """Be in the agent's call so. Done when the agent's desktop says that it is so; `takeover`: when
    the call is this supervisor's alone, failed when it ends otherwise or the agent keeps it."""

    mode: Annotated[
        WantedMode,
        Meta(description="listen: heard by nobody; whisper: by the agent; barge: by both"),
    ]
    escalation: Annotated[str, Meta(max_length=64, description="its id; empty: the joined one")] = (
        ""
    )


class Later(AboutEscalation, frozen=True, kw_only=True, tag="later"):
    """Put it aside, on this desktop only."""


class ListApprovals(Request, frozen=True, kw_only=True, tag="approvals"):
    """Of a supervisor's desktop: what agents ask to grant, open ones first."""


class AboutQuestion(Request, frozen=True, kw_only=True):
    """Base of the answers to what an agent asks to grant."""

    question: Annotated[str, Meta(max_length=64, description="its id")]


class Allow(AboutQuestion, frozen=True, kw_only=True, tag="allow"):
    """Allow it, or less. Done when it is on its way; `approvals` tells what came of it."""

    amount: Annotated[str, Meta(max_length=20, description="decimal; empty: all of it")] = ""


class Refuse(AboutQuestion, frozen=True, kw_only=True, tag="refuse"):
    """Decline it, and say why. Done when it is on its way."""

    reason: Annotated[str, Meta(max_length=240, description="the agent reads it")]


OfAQuestion = ListApprovals | Allow | Refuse
OfACall = Answer | Decline | HangUp | Hold | Unhold | Swap | Mute | Unmute | AnalysisOff
OfHelp = Help | HelpCancel | HelpDone | Listener | KeepCall
OfThePhone = Hello | GetStatus | Events | Register | Rest | Ready
OfASupervisor = Escalations | Claim | Mode | Later | OfAQuestion
AnyRequest = OfThePhone | Dial | Dtmf | Transfer | Consent | OfACall | OfHelp | OfASupervisor


# ---------------------------------------------------------------- phone -> program


class Reply(msgspec.Struct, frozen=True, kw_only=True, tag_field="reply"):
    """Base of all replies."""

    v: int = VERSION
    id: Annotated[int, Meta(description="of the request; 0 where it could not be read")] = 0


class Done(Reply, frozen=True, kw_only=True, tag="done"):
    """It was carried out."""

    call: Annotated[str, Meta(description="the call it was about, or that came of it")] = ""


class StatusReply(Reply, frozen=True, kw_only=True, tag="status"):
    """The answer to `status`."""

    t_ms: Milliseconds
    status: Status


class EscalationsReply(Reply, frozen=True, kw_only=True, tag="escalations"):
    """The answer to `escalations`; to `claim` and `later` with the one that they are about."""

    items: tuple[EscalationStatus, ...]


class ApprovalsReply(Reply, frozen=True, kw_only=True, tag="approvals"):
    """The answer to `approvals`; to `allow` and `refuse` with the one that they are about."""

    items: tuple[ApprovalStatus, ...]


class Error(Reply, frozen=True, kw_only=True, tag="error"):
    """It was not carried out, and why."""

    what: str
    fault: Whose = Fault.LOCAL
    action: Annotated[str, Meta(description="what to do about it; may be empty")] = ""


AnyReply = Done | StatusReply | EscalationsReply | ApprovalsReply | Error
