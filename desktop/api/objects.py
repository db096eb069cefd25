"""What the phone is, in the API's words: the parts that replies and events are made of."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from desktop.discretion.policy import Kind, Silence
from desktop.supervision.approval_messages import HowSettled
from desktop.supervision.messages import HelpReason, Outcome, WantedMode
from desktop.supervision.received import RequestStep
from desktop.supervision.takeover import TakeOverStep
from desktop.telephony.availability import AgentState
from desktop.telephony.call import CallState, Direction, RegistrationState
from desktop.telephony.consent import ConsentState
from desktop.telephony.monitoring import MonitorMode
from inference.tension.reading import TensionState

VERSION: Final = 1
"""Of the whole API."""

Milliseconds = Annotated[int, Meta(description="the machine's monotonic clock")]
Peer = Annotated[str, Meta(description="SIP address of the other side")]


class AccountStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One account."""

    name: str
    uri: str
    registration: Annotated[RegistrationState, Meta(description="direct: it has no registrar")]


class CallStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One call that is alive."""

    id: str
    direction: Direction
    state: CallState
    peer: Peer
    held: Annotated[bool, Meta(description="by us")]
    muted: bool
    consent: ConsentState
    tension: TensionState
    listener: Annotated[
        ConsentState, Meta(description="what the caller says to a third listener")
    ] = ConsentState.UNKNOWN
    monitors: Annotated[
        str, Meta(description="id of the customer's call that this one's supervisor is in")
    ] = ""
    mode: Annotated[
        MonitorMode | None,
        Meta(description="with monitors: listen, whisper, barge; null: nobody hears anybody yet"),
    ] = None
    started_s: Annotated[
        float, Meta(description="when the INVITE was sent or came; the clock of `t_ms`, in seconds")
    ]


class Devices(msgspec.Struct, frozen=True, kw_only=True):
    """Sound devices in use; "null": none."""

    input: str = ""
    output: str = ""
    problem: Annotated[str, Meta(description="empty, no-device, failed")] = ""


class Process(msgspec.Struct, frozen=True, kw_only=True):
    """One of the phone's processes."""

    state: str
    pid: int | None = None


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """Whether calls are taken."""

    state: Annotated[
        AgentState,
        Meta(description="not_ready, wrap_up: who calls is turned away; wrap_up ends by itself"),
    ] = AgentState.READY
    reason: Annotated[str, Meta(description="why not_ready; may be empty")] = ""


class ApprovalStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What one agent asks to grant, as this supervisor's desktop knows it."""

    id: str
    agent: Annotated[str, Meta(description="what the agent's desk is called")]
    kind: Kind
    amount: Annotated[str | None, Meta(description="decimal; null: it has none")] = None
    currency: str
    rule: str
    reason: str
    what: Annotated[str, Meta(description="of a departure from the process")] = ""
    on_silence: Annotated[Silence, Meta(description="what holds if nobody answers")]
    expires_in_s: Annotated[float | None, Meta(description="null: it is over, or silent")] = None
    settled: Annotated[
        HowSettled | None,
        Meta(description="null: not yet; silent: nobody answered, and an answer still counts"),
    ] = None
    by: Annotated[str, Meta(description="who answered")] = ""
    allowed: Annotated[str | None, Meta(description="how much; null: nothing, or no amount")] = None


class EscalationStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's request for help, as this supervisor's desktop knows it."""

    id: str
    agent: Annotated[str, Meta(description="what the agent's desk is called")]
    step: Annotated[
        RequestStep,
        Meta(
            description="open, later, failed: may be claimed; claiming: the agent's desktop has "
            "not answered yet; claimed, joined: mine; the others are its ends"
        ),
    ]
    why: tuple[HelpReason, ...] = ()
    by_rule: Annotated[
        str, Meta(description="the agreed rule that asks; empty: the agent does")
    ] = ""
    topic: str = ""
    brief: Annotated[str, Meta(description="what the agent has approved for a hand-over")] = ""
    tension: Annotated[TensionState, Meta(description="when help was asked for")] = (
        TensionState.UNKNOWN
    )
    tension_s: Annotated[float, Meta(description="how long it had been so")] = 0.0
    call_s: Annotated[float, Meta(description="how long the call had lasted")] = 0.0
    waiting_s: Annotated[float, Meta(description="since help was asked for")] = 0.0
    expires_in_s: Annotated[float | None, Meta(description="null: not by itself")] = None
    mode: Annotated[
        MonitorMode | None,
        Meta(description="with joined: listen, whisper, barge, as the agent's desktop says"),
    ] = None
    wanted: Annotated[
        WantedMode | None, Meta(description="what was asked for and is not so yet")
    ] = None
    takeover: TakeOverStep = TakeOverStep.NONE
    refused: Annotated[bool, Meta(description="the caller wants no third listener")] = False
    outcome: Annotated[Outcome | None, Meta(description="with resolved: how")] = None
    by: Annotated[str, Meta(description="who else has taken it")] = ""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Everything at one moment."""

    v: int = VERSION
    accounts: tuple[AccountStatus, ...]
    calls: tuple[CallStatus, ...]
    availability: Presence = Presence()
    devices: Devices
    processes: Annotated[
        dict[str, Process],
        Meta(
            description="phone: running; engine: starting, ready, died, restarting, gave_up, "
            "replaced; worker: off, starting, ready, restarting, gave_up, stopped"
        ),
    ]
