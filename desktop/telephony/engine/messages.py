"""What desktop and engine say to each other: every message, one table, one protocol version.

A message is a frozen msgspec struct tagged with its name; on the wire it is MessagePack
(`desktop.processes.channel`). Whoever changes a field's meaning raises PROTOCOL.
"""

from typing import Final

import msgspec

from desktop.telephony.availability import Presence
from desktop.telephony.call import AccountSnapshot, CallSnapshot
from desktop.telephony.consent import ConsentEvent, ConsentMode
from desktop.telephony.engine import configuration as parts
from desktop.telephony.monitoring import MonitorMode

PROTOCOL: Final = 8


class Message(msgspec.Struct, frozen=True, tag=True):
    """Base of everything on the engine channel."""


# ---------------------------------------------------------------- desktop -> engine


class Configure(Message, frozen=True):
    """Accounts and sound; sent after every attach. What did not change is left alone."""

    accounts: tuple[parts.AccountConfig, ...]
    sound: parts.SoundConfig = parts.SoundConfig()
    consent_mode: ConsentMode = ConsentMode.CONSENT
    notice_wav: str = ""
    """WAV to play into the call in mode `notice`."""
    internal_numbers: tuple[str, ...] = ()
    """Patterns of colleagues' numbers (`telephony.number_plan`)."""


class Register(Message, frozen=True):
    """Ask the registrar now, however long the next attempt is away; AccountChanged tells."""

    account: str


class Dial(Message, frozen=True):
    """Place a call, a consultation if said or one is up. Who is up is held, if not monitored."""

    account: str
    target: str
    """A SIP URI, already normalised."""
    consultation: bool = False
    call_id: str = ""
    """Its id, of whose choice it is who dials; empty: the engine's."""
    monitors: str = ""
    """Call of a customer who has agreed that a supervisor hears it, from SetMonitorMode on."""


class SetMonitorMode(Message, frozen=True):
    call_id: str
    """The supervisor's."""
    mode: MonitorMode


class Answer(Message, frozen=True):
    call_id: str


class Decline(Message, frozen=True):
    call_id: str


class HangUp(Message, frozen=True):
    call_id: str


class SetMute(Message, frozen=True):
    call_id: str
    muted: bool


class SetHold(Message, frozen=True):
    call_id: str
    held: bool


class Transfer(Message, frozen=True):
    """Blind: send the other side of a call to `target` (RFC 3515). `CallSnapshot.transfer` tells
    how it goes; the own leg ends by itself once it is done."""

    call_id: str
    target: str
    """A SIP URI, already normalised."""


class ConnectCalls(Message, frozen=True):
    """Attended transfer (RFC 5589): the other sides of both calls talk, we leave."""

    call_id: str
    """Who is referred: the customer."""
    other_id: str
    """Whose call with us is replaced (RFC 3891): the colleague."""


class Join(Message, frozen=True):
    """Conference of both calls and us. Holding one of them ends it."""

    call_id: str
    other_id: str


class SendDtmf(Message, frozen=True):
    call_id: str
    digits: str
    """0-9 * # A-D, sent as the account says."""


class SetAvailability(Message, frozen=True):
    """Take calls, or turn new ones away; holds until said otherwise, also without a desktop."""

    turn_away: int = 0
    """SIP status that a caller gets: 480 or 486; 0: calls are taken."""
    presence: Presence = Presence()
    """Why, for the next desktop: the engine keeps it and reads nothing in it."""


class WatchLevels(Message, frozen=True):
    """Send SoundLevels while `on`, and the list of devices once: somebody looks at them."""

    on: bool


class TestSound(Message, frozen=True):
    """Try microphone and headset without a call; a call ends it."""

    test: parts.SoundTest


class Chime(Message, frozen=True):
    """Ring once, softly: somebody is to look up."""


class StepConsent(Message, frozen=True):
    """Advance one of the call's consent machines; the answer is the next CallChanged."""

    call_id: str
    event: ConsentEvent
    listener: bool = False
    """What is said to a third listener, not to the analysis."""


class SendMessage(Message, frozen=True):
    """SIP MESSAGE (RFC 3428)."""

    request_id: str
    account: str
    target: str
    content_type: str
    body: str


class SendText(Message, frozen=True):
    """A text to the other side of a call, within it (RFC 3428 §8); answered as SendMessage is."""

    request_id: str
    call_id: str
    text: str


class Ping(Message, frozen=True):
    number: int


class Shutdown(Message, frozen=True):
    """Hang up, unregister, end the process."""


# ---------------------------------------------------------------- engine -> desktop


class EngineReady(Message, frozen=True):
    """First message after an attach: all there is to know, so that a new desktop can show it."""

    protocol: int
    pid: int
    calls: tuple[CallSnapshot, ...] = ()
    accounts: tuple[AccountSnapshot, ...] = ()
    availability: SetAvailability = SetAvailability()
    """As last said; the first desktop of an engine finds the default."""


class Replaced(Message, frozen=True):
    """Last message to a desktop: a newer one has taken over. The engine and its calls go on."""


class Configured(Message, frozen=True):
    """Configure was carried out."""


class AccountChanged(Message, frozen=True):
    account: AccountSnapshot


class CallChanged(Message, frozen=True):
    call: CallSnapshot


class CallPlaced(Message, frozen=True):
    """The INVITE of a Dial is on its way."""

    call_id: str


class CallTurnedAway(Message, frozen=True):
    """Somebody called while no calls are taken, or could be."""

    account: str
    peer_uri: str
    peer_name: str
    code: int
    at_s: float
    """Monotonic."""
    no_line_s: float | None = None
    """No line: for so many seconds at most; 0.0: until a call ends. None: that was not why."""


class DtmfPressed(Message, frozen=True):
    """Touch tones: ours, on their way, or theirs (RTP events and INFO, not looked for in sound)."""

    call_id: str
    digits: str
    by_us: bool


class TapOpened(Message, frozen=True):
    """The customer's leg is being read into a new ring. Also repeated to a new desktop."""

    call_id: str
    epoch: int
    """Counts the attaches of this call from 1."""
    ring: str
    """Name for `audio.ring.RingReader`."""
    opened_at_s: float
    """Monotonic time of the ring's first sample."""


class TapClosed(Message, frozen=True):
    call_id: str
    epoch: int


class StreamStats(Message, frozen=True):
    """RTP counters of a call, once a second and once more at its end."""

    call_id: str
    duration_s: float
    """Seconds since the media started."""
    rtp_sent: int
    rtp_expected: int
    """Packets a perfect sender would have sent: media time / packet time."""
    rtp_received: int
    rtp_lost: int
    """Packets of the peer that never came."""
    jitter_ms: float
    """Of the peer's packets as they come (RFC 3550 §6.4.1)."""
    codec: str = ""
    round_trip_ms: float | None = None
    """By the peer's RTCP reports; None while there are none."""
    rtp_lost_there: int = 0
    """Packets of ours that the peer says never came."""
    jitter_there_ms: float = 0.0


class MessageReceived(Message, frozen=True):
    """An incoming SIP MESSAGE; from a trusted source, its content not yet believed."""

    account: str
    from_uri: str
    """Where an answer can be sent; identity only as far as the account's peers are trusted."""
    content_type: str
    body: str


class MessageDelivered(Message, frozen=True):
    """Final answer to SendMessage and SendText: 2xx delivered (202: later), anything else not."""

    request_id: str
    code: int
    reason: str


class SoundChanged(Message, frozen=True):
    """Devices in use; `null` with a problem where there was none. The answer to Configure, too."""

    input: str
    output: str
    problem: str = ""
    """Empty, "no-device" (the machine has none) or "failed" (detail says what the driver said)."""
    detail: str = ""
    missing: tuple[parts.MissingDevice, ...] = ()


class SoundListed(Message, frozen=True):
    """The devices there are, by name."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


class SoundLevels(Message, frozen=True):
    """Ten times a second while WatchLevels is on: for a meter on the screen, and nothing else."""

    microphone_db: int
    """Loudest frame since the last one, dB re full scale, -100..0."""
    headset_db: int


class SoundTestChanged(Message, frozen=True):
    test: parts.SoundTest


class CommandFailed(Message, frozen=True):
    """A command could not be carried out; nothing changed."""

    command: str
    """The command's message name; "Notice" when the notice could not be played into a call."""
    call_id: str
    fault: str
    """`desktop.errors.Fault` value."""
    what: str
    no_line_s: float | None = None
    """With Dial, as in CallTurnedAway."""


class Pong(Message, frozen=True):
    number: int


SignallingCommand = Dial | Answer | Decline | HangUp | SetHold | Transfer | ConnectCalls | Join
CallCommand = SignallingCommand | SetMonitorMode | SetMute | SendDtmf | SendText | StepConsent
EngineCommand = Configure | Register | SetAvailability | SendMessage | Ping | Shutdown
SoundCommand = WatchLevels | TestSound | Chime
Command = EngineCommand | CallCommand | SoundCommand

CallEvent = (
    CallChanged | CallPlaced | CallTurnedAway | DtmfPressed | TapOpened | TapClosed | StreamStats
)
SoundEvent = SoundChanged | SoundListed | SoundLevels | SoundTestChanged
TextEvent = MessageReceived | MessageDelivered
EngineEvent = EngineReady | Replaced | Configured | AccountChanged | CommandFailed | Pong
Event = EngineEvent | CallEvent | SoundEvent | TextEvent
