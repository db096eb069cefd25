"""View states of calls and of whether the agent takes any; see `ui.states`, whose rules hold."""

from dataclasses import dataclass
from enum import StrEnum

from ui.customer_states import CustomerView
from ui.note_states import TranscriptView


class CallPhaseView(StrEnum):
    RINGING_IN = "ringing_in"
    CALLING = "calling"
    RINGING_OUT = "ringing_out"
    CONNECTED = "connected"
    ENDED = "ended"


class PartyView(StrEnum):
    """Who is at the other end; only a customer is analysed."""

    CUSTOMER = "customer"
    CONSULTATION = "consultation"
    THIRD = "third"
    INTERNAL = "internal"


class TransferView(StrEnum):
    """How far it has come to connect this call with another."""

    NONE = "none"
    REQUESTED = "requested"
    RINGING = "ringing"
    DONE = "done"
    FAILED = "failed"


class QualityGrade(StrEnum):
    """How good a call sounds; good is not worth a word."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class QualitySide(StrEnum):
    """Whose side it is that a call is not good."""

    NOBODY = "nobody"
    YOU = "you"
    LINE = "line"
    THEM = "them"


@dataclass(frozen=True, slots=True)
class QualityView:
    """The last seconds of a call; None: not known."""

    grade: QualityGrade
    side: QualitySide
    mos: float
    """What the agent hears, mean opinion score 1..4.5."""
    their_mos: float | None = None
    """What the other side hears."""
    loss: float = 0.0
    """Of the packets to us, 0..1."""
    their_loss: float | None = None
    """Of the packets to them, 0..1."""
    jitter_ms: float = 0.0
    round_trip_ms: float | None = None


class TextStep(StrEnum):
    """What became of a text that was sent."""

    SENDING = "sending"
    DELIVERED = "delivered"
    TAKEN = "taken"
    """By somebody on the way, who will deliver it later."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SentText:
    """The text that was sent last in a call."""

    text: str
    step: TextStep
    code: int = 0
    """SIP status, where it FAILED and somebody said so."""


@dataclass(frozen=True, slots=True)
class CallView:
    call_id: str
    peer: str
    """Name first; the number where there is no name."""
    number: str
    phase: CallPhaseView
    duration_s: float = 0.0
    muted: bool = False
    local_hold: bool = False
    remote_hold: bool = False
    end_code: int = 0
    """SIP status, with phase ENDED; ui.words says it in plain words."""
    customer: CustomerView | None = None
    """What is known of the other side; None: nothing, and nobody was asked."""
    party: PartyView = PartyView.CUSTOMER
    conference: bool = False
    """All calls with this mark hear each other."""
    transfer: TransferView = TransferView.NONE
    encrypted: bool = False
    """The voice, too."""
    quality: QualityView | None = None
    """How it sounds; None: not known yet, or held."""
    text: SentText | None = None
    """What was written to the other side; None: nothing."""
    transcript: TranscriptView | None = None
    """The customer's last words; None: nothing to show, or not wanted."""


class AgentStateView(StrEnum):
    READY = "ready"
    NOT_READY = "not_ready"
    WRAP_UP = "wrap_up"


OWN_REASONS = ("break", "meeting", "training", "desk_work")
"""Why no calls are taken, where the settings name no reasons; `ui.words` translates these."""


@dataclass(frozen=True, slots=True)
class AgentView:
    """Whether the agent takes calls."""

    state: AgentStateView = AgentStateView.READY
    reason: str = ""
    """With NOT_READY: one of `reasons`, or empty."""
    left_s: float | None = None
    """With WRAP_UP: until it ends by itself."""
    reasons: tuple[str, ...] = OWN_REASONS
