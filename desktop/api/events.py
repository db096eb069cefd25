"""What the phone tells a program unasked: every event.

The rules of `messages` hold: one JSON object a line, the tag `event` says which one it is.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.api.messages import Whose
from desktop.api.objects import (
    VERSION,
    AccountStatus,
    Devices,
    EscalationStatus,
    Milliseconds,
    Peer,
    Presence,
    Process,
    Status,
)
from desktop.supervision.help_state import HelpStep
from desktop.telephony.call import CallState, Direction, TransferStep
from desktop.telephony.consent import ConsentState
from inference.tension.reading import TensionState
from ui.notice_states import Severity

_ENDED_BY = "SIP status that ended it; 0 before; 200 of one that rang: answered elsewhere"


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    """Base of all events."""

    v: int = VERSION
    t_ms: Milliseconds
    call: Annotated[str, Meta(description="id of the call it is about; empty: of none")] = ""


class StatusEvent(Event, frozen=True, kw_only=True, tag="status"):
    """The first one: what the others are changes of."""

    status: Status


class StateEvent(Event, frozen=True, kw_only=True, tag="state"):
    """A call is new, or has another state or other side; after `disconnected` it is no more."""

    direction: Direction
    state: CallState
    peer: Peer
    account: str
    name: Annotated[str, Meta(description="that the other side gave")] = ""
    code: Annotated[int, Meta(description=_ENDED_BY)] = 0
    reason: Annotated[str, Meta(description="why it ended, in the words of who ended it")] = ""


class HoldEvent(Event, frozen=True, kw_only=True, tag="hold"):
    """Who holds the call."""

    held: Annotated[bool, Meta(description="by us")]
    held_there: Annotated[bool, Meta(description="by the other side")]


class MuteEvent(Event, frozen=True, kw_only=True, tag="mute"):
    """The microphone was shut, or opened again."""

    muted: bool


class ConsentEvent(Event, frozen=True, kw_only=True, tag="consent"):
    """What the caller has said to the analysis."""

    consent: ConsentState


class TransferEvent(Event, frozen=True, kw_only=True, tag="transfer"):
    """How a transfer of the call goes; once it is done the call ends."""

    transfer: TransferStep
    code: Annotated[int, Meta(description="SIP status it failed with; 0: no news came")] = 0


class DtmfEvent(Event, frozen=True, kw_only=True, tag="dtmf"):
    """Touch tones of the call."""

    digits: Annotated[str, Meta(description="0-9 * # A-D; one at a time where they come to us")]
    by_us: bool


class TensionEvent(Event, frozen=True, kw_only=True, tag="tension"):
    """The customer sounds different."""

    tension: TensionState


class HelpEvent(Event, frozen=True, kw_only=True, tag="help"):
    """How the request for help stands."""

    step: HelpStep
    by: Annotated[str, Meta(description="who comes")] = ""


class EscalationEvent(Event, frozen=True, kw_only=True, tag="escalation"):
    """Of a supervisor's desktop: an agent asks for help, or a request stands differently."""

    escalation: EscalationStatus


class RegistrationEvent(Event, frozen=True, kw_only=True, tag="registration"):
    """An account's registration."""

    account: AccountStatus
    code: Annotated[int, Meta(description="last SIP status of REGISTER; 0: none")] = 0
    reason: str = ""


class AvailabilityEvent(Event, frozen=True, kw_only=True, tag="availability"):
    """Calls are taken, or are not."""

    availability: Presence


class TurnedAwayEvent(Event, frozen=True, kw_only=True, tag="turned-away"):
    """Somebody called while no calls are taken."""

    peer: Peer
    code: Annotated[int, Meta(description="SIP status that the caller got")]


class MessageEvent(Event, frozen=True, kw_only=True, tag="message"):
    """A text (SIP MESSAGE) has come."""

    peer: Peer
    text: str


class FailedEvent(Event, frozen=True, kw_only=True, tag="failed"):
    """Something that was wanted, by whomever, could not be carried out."""

    command: str
    what: str
    fault: Whose


class DevicesEvent(Event, frozen=True, kw_only=True, tag="devices"):
    """Other sound devices are in use."""

    devices: Devices


class ProcessEvent(Event, frozen=True, kw_only=True, tag="process"):
    """One of the phone's processes has another state."""

    name: Annotated[str, Meta(description="engine, worker")]
    process: Process


class NoticeEvent(Event, frozen=True, kw_only=True, tag="notice"):
    """Something the agent is told in the window."""

    notice: Annotated[str, Meta(description="its kind, such as wrong_password")]
    severity: Severity
    params: Annotated[dict[str, str], Meta(description="what fills its text")]


EventOfACall = (
    StateEvent | HoldEvent | MuteEvent | ConsentEvent | TransferEvent | DtmfEvent | TensionEvent
)
EventOfThePhone = RegistrationEvent | TurnedAwayEvent | MessageEvent | DevicesEvent | ProcessEvent
AnyEvent = (
    StatusEvent
    | AvailabilityEvent
    | EventOfACall
    | HelpEvent
    | EscalationEvent
    | FailedEvent
    | EventOfThePhone
    | NoticeEvent
)
