"""A call as the desktop knows it: an immutable snapshot of an INVITE session (RFC 3261).

Times are `time.monotonic()` seconds, which all processes of one boot share; `confirmed_at_s` is
the moment of the 200 OK, where call time (`t_s`) starts.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop.telephony.consent import ConsentState
from desktop.telephony.monitoring import MonitorMode


class CallState(StrEnum):
    CALLING = "calling"  # INVITE sent
    INCOMING = "incoming"  # INVITE received, ringing
    EARLY = "early"  # 18x received
    CONNECTING = "connecting"  # 2xx sent or received, ACK outstanding
    CONFIRMED = "confirmed"
    DISCONNECTED = "disconnected"  # terminal


class Direction(StrEnum):
    INCOMING = "incoming"
    OUTGOING = "outgoing"


SUCCESSORS: Final[dict[CallState, frozenset[CallState]]] = {
    CallState.CALLING: frozenset(
        {CallState.EARLY, CallState.CONNECTING, CallState.CONFIRMED, CallState.DISCONNECTED}
    ),
    CallState.INCOMING: frozenset(
        {CallState.EARLY, CallState.CONNECTING, CallState.CONFIRMED, CallState.DISCONNECTED}
    ),
    CallState.EARLY: frozenset({CallState.CONNECTING, CallState.CONFIRMED, CallState.DISCONNECTED}),
    CallState.CONNECTING: frozenset({CallState.CONFIRMED, CallState.DISCONNECTED}),
    CallState.CONFIRMED: frozenset({CallState.DISCONNECTED}),
    CallState.DISCONNECTED: frozenset(),
}
"""Which state may follow which; states are never left backwards and `disconnected` is the end."""


class Party(StrEnum):
    """Who is at the other end. Only a customer may ever be analysed; what is once known to be no
    customer stays so for the call."""

    CUSTOMER = "customer"
    CONSULTATION = "consultation"  # called to ask for advice
    THIRD = "third"  # joined a customer's call in a conference
    INTERNAL = "internal"  # a colleague, by the number plan


class TransferStep(StrEnum):
    """How far a transfer of this call has come (RFC 3515: what the NOTIFYs tell)."""

    NONE = "none"
    REQUESTED = "requested"  # REFER sent
    RINGING = "ringing"  # the new party's telephone rings
    DONE = "done"  # they are connected; this call ends now
    FAILED = "failed"  # `transfer_code` says why; the call is kept


@dataclass(frozen=True, slots=True)
class CallSnapshot:
    """Everything that is shown of a call. Built by the engine, never edited by the desktop."""

    call_id: str
    """Unique per engine and never reused (pjsua's own call ids are)."""
    account: str
    """Name of the account it runs on."""
    direction: Direction
    state: CallState
    peer_uri: str
    peer_name: str = ""
    """Display name the peer gave; may be empty."""
    local_hold: bool = False
    remote_hold: bool = False
    muted: bool = False
    consent: ConsentState = ConsentState.UNKNOWN
    tapped: bool = False
    """True while the customer's leg is being read."""
    started_at_s: float = 0.0
    """When the INVITE was sent or received."""
    confirmed_at_s: float | None = None
    ended_at_s: float | None = None
    end_code: int = 0
    """SIP status that ended it; 0 while it lives, 200 for a normal BYE, or, of a call that came and
    was not answered here, because somebody else has answered it."""
    end_reason: str = ""
    codec: str = ""
    """Negotiated codec, e.g. "PCMA/8000"; empty before media."""
    encrypted: bool = False
    """The voice, too (SRTP)."""
    party: Party = Party.CUSTOMER
    conference: bool = False
    """The other sides of all calls with this mark hear each other."""
    transfer: TransferStep = TransferStep.NONE
    transfer_code: int = 0
    """SIP status with FAILED; 0: no news came."""
    listening: ConsentState = ConsentState.UNKNOWN
    """What the caller says to a third listener; nothing to do with `consent`."""
    monitors: str = ""
    """Id of the customer's call that the other side, a supervisor, is in; empty: none."""
    monitor_mode: MonitorMode | None = None
    """With `monitors`: who hears the supervisor; None: nobody hears anybody yet."""

    @property
    def alive(self) -> bool:
        return self.state is not CallState.DISCONNECTED


COMPLETED_ELSEWHERE: Final = 200
"""`end_code` of a call that rang here and was answered by another telephone: the cause by which the
CANCEL says so (RFC 3326 §3.1)."""


class RegistrationState(StrEnum):
    DIRECT = "direct"  # no registrar: direct calls only
    REGISTERING = "registering"
    REGISTERED = "registered"
    FAILED = "failed"
    UNREGISTERED = "unregistered"


class TlsVerdict(StrEnum):
    """What we think of the other end of a TLS connection."""

    NONE = "none"  # no TLS, or not tried yet
    VERIFIED = "verified"
    UNTRUSTED = "untrusted"  # signed by nobody we believe
    EXPIRED = "expired"  # or not valid yet
    WRONG_NAME = "wrong_name"  # somebody else's
    REVOKED = "revoked"
    FAILED = "failed"  # no agreement: versions, ciphers, or our own certificate


@dataclass(frozen=True, slots=True)
class AccountSnapshot:
    """One SIP account and how its registration stands."""

    name: str
    uri: str
    state: RegistrationState
    transport: str = "udp"
    code: int = 0
    """Last SIP status of REGISTER; 0 none yet, 401/403 wrong password, 408/503 unreachable."""
    reason: str = ""
    registrar: str = ""
    """host:port that was asked, for the message to the user."""
    retry_in_s: float | None = None
    local_port: int = 0
    """The port the transport is bound to."""
    failure: str = ""
    """With FAILED, whose trouble it is: "bind" (the port is taken), "config" (these settings cannot
    be used) or "answer" (the registrar is silent or refuses); `reason` has the words."""
    tls: TlsVerdict = TlsVerdict.NONE
    backup: bool = False
    """Not the first of the account's servers is in use."""
