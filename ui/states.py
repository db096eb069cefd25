"""View states: all a widget is ever told. Frozen values, no domain objects.

Presenters build them, widgets `render` them, tests and the gallery write them by hand. Words are
not in here: a state carries kinds and numbers, `ui.words` turns them into German or English.
Durations are seconds.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from ui.call_states import AgentView, CallView
from ui.card_states import CardListEntry
from ui.customer_states import HistoryState, TypedPeer
from ui.goodwill_states import GoodwillView
from ui.help_states import HelpReason, ListenerView, PushedView
from ui.note_states import NoteView, TranscriptView
from ui.notice_states import NoticeView


class Level(StrEnum):
    UNKNOWN = "unknown"
    CALM = "calm"
    ELEVATED = "elevated"
    TENSE = "tense"
    EASING = "easing"


class Tendency(StrEnum):
    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


class ReasonKind(StrEnum):
    VOICE_TENSE = "voice_tense"
    LOUDER = "louder"  # value: dB
    QUIETER = "quieter"  # value: dB
    FASTER = "faster"  # value: per cent
    SLOWER = "slower"  # value: per cent
    HIGHER = "higher"  # value: semitones
    INTERRUPTIONS = "interruptions"  # value: count
    SILENCE = "silence"  # value: seconds
    VOICE_CALM = "voice_calm"
    CONTACTS = "contacts"  # value: earlier contacts within 30 days; says nothing of the voice


@dataclass(frozen=True, slots=True)
class ReasonChip:
    kind: ReasonKind
    value: float = 0.0


class UnknownWhy(StrEnum):
    """Why the level is unknown: shown instead of a duration, so that grey is never a riddle."""

    NONE = "none"  # it is known
    NO_CONSENT = "no_consent"  # nobody has agreed yet
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OFF = "off"  # analysis is off in the settings
    NO_CUSTOMER = "no_customer"  # a colleague: never analysed
    COLLECTING = "collecting"  # agreed, but too little voice so far
    HELD = "held"
    NO_VOICE = "no_voice"  # nobody has spoken for a while
    POOR_AUDIO = "poor_audio"
    STARTING = "starting"  # the worker is loading
    NO_MODEL = "no_model"
    WORKER_DOWN = "worker_down"


class ModelNote(StrEnum):
    """One quiet line about the models in use; mostly there is nothing to say."""

    NONE = "none"
    SMALLER_LATE = "smaller_late"  # the computer is busy: a smaller model goes on
    SMALLER_FAILED = "smaller_failed"  # the larger one broke down: a smaller one goes on
    NO_LEVEL = "no_level"  # none is left: measured facts, no level
    WORDS_LATE = "words_late"  # the computer is busy: what was said is written down late
    FACTS_ONLY = "facts_only"  # the settings want no level


class ConsentStep(StrEnum):
    """What the overlay offers about consent."""

    NOT_NEEDED = "not_needed"  # no call, or analysis is off
    ASK = "ask"  # show the sentence to say and the two keys
    ANNOUNCING = "announcing"  # the recorded notice is playing
    NOTICE_FAILED = "notice_failed"  # it could not be played: nothing is analysed, the keys remain
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class HelpStep(StrEnum):
    UNAVAILABLE = "unavailable"  # no supervisor is configured: the button is not shown
    IDLE = "idle"  # button "get help"
    RAISED = "raised"  # sent, not yet seen
    DELIVERED = "delivered"  # a supervisor's desktop shows it
    COMING = "coming"  # "I'm coming", with an estimate
    JOINED = "joined"  # a supervisor is in the call
    EXPIRED = "expired"  # nobody answered in time: a callback can be promised
    CALLBACK = "callback"  # one was promised
    FAILED = "failed"  # could not be delivered
    CANCELLED = "cancelled"
    RESOLVED = "resolved"


class WhyKind(StrEnum):
    """Why a card is shown."""

    STATE = "state"  # value: a Level value
    PHASE = "phase"  # value: opening, inquiry, solving, closing
    CONTACTS = "contacts"  # value: earlier contacts within 30 days
    TOPIC = "topic"  # value: the customer's words that say so
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class CardView:
    card_id: str
    title: str
    lead: str
    say: str = ""
    """One thing to say; empty: none."""
    steps: tuple[str, ...] = ()
    """At most three."""
    discretion: str = ""
    """What the agent may decide alone; empty: nothing stated."""
    why: tuple[tuple[WhyKind, str], ...] = ()
    index: int = 1
    count: int = 1
    used: bool | None = None
    """The agent has said that it helped; None: nobody counts that."""


@dataclass(frozen=True, slots=True)
class CardCounts:
    """In how many calls, over all time; of no agent, caller or hour."""

    shown: int = 0
    used: int = 0
    dismissed: int = 0


@dataclass(frozen=True, slots=True)
class OverlayState:
    """The overlay, and collapsed the call bar."""

    call_id: str = ""
    """The call that every intent is about."""
    peer: str = ""
    """Name, else number; empty: no call."""
    call_s: float = 0.0
    muted: bool = False
    local_hold: bool = False
    remote_hold: bool = False
    facts_only: bool = False
    """Measured facts only: no level, no trend, no alert, and no word of a mood. `unknown_why` says
    why nothing is measured."""
    note: ModelNote = ModelNote.NONE
    level: Level = Level.UNKNOWN
    unknown_why: UnknownWhy = UnknownWhy.NO_CONSENT
    level_s: float = 0.0
    tendency: Tendency = Tendency.STEADY
    acknowledged: bool = False
    alert: bool = False
    """An alert is live: the header is filled with the level's colour until acknowledged."""
    trend: tuple[float | None, ...] = ()
    """Score 0..1 of the last minute, two a second, oldest first; None: unknown."""
    threshold: float = 0.5
    """Where `tense` begins on the trend's scale."""
    reasons: tuple[ReasonChip, ...] = ()
    """Most telling first, at most three."""
    card: CardView | None = None
    transcript: TranscriptView | None = None
    """None: nothing to show, or not wanted."""
    words_asked: bool = False
    """The caller is asked about being written down as well."""
    consent: ConsentStep = ConsentStep.NOT_NEEDED
    consent_sentence: str = ""
    """The deployer's own sentence to ask with; empty: Beistand's."""
    help: HelpStep = HelpStep.UNAVAILABLE
    help_by: str = ""
    help_eta_s: float | None = None
    help_away: bool = False
    """Who comes is not connected any more."""
    help_why: tuple[HelpReason, ...] = ()
    """What the agent has said is the matter."""
    help_pushed: tuple[PushedView, ...] = ()
    """What supervisors have sent, oldest first."""
    goodwill: GoodwillView | None = None  # None: no policy, or nobody to grant anything to
    listener: ListenerView = field(default_factory=ListenerView)
    collapsed: bool = False


class RegistrationView(StrEnum):
    DIRECT = "direct"
    REGISTERING = "registering"
    REGISTERED = "registered"
    FAILED = "failed"
    OFFLINE = "offline"  # the engine is not there, or serves another window


@dataclass(frozen=True, slots=True)
class AccountView:
    name: str = ""
    uri: str = ""
    registration: RegistrationView = RegistrationView.OFFLINE
    transport: str = "udp"
    """"udp", "tcp" or "tls": the security verdict is said in words from it."""
    device: str = ""
    """Sound output in use; empty: none."""
    backup: bool = False
    """Signed in at another than the first server."""


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """The worker in one line, shown in the phone's status."""

    ready: bool = False
    device: str = ""
    """"cpu", "cuda: ...", "mps"; empty while starting or down."""
    note: ModelNote = ModelNote.NONE


@dataclass(frozen=True, slots=True)
class PhoneState:
    account: AccountView = AccountView()
    analysis: AnalysisView = AnalysisView()
    call: CallView | None = None
    others: tuple[CallView, ...] = ()
    """The calls beside it: in the conference, on hold, ringing, in this order."""
    agent: AgentView = field(default_factory=AgentView)
    last_dialled: str = ""
    dial_accounts: tuple[str, ...] = ()
    """Names of the accounts that work, the preferred one first."""
    dial_account: str = ""
    """The one that places the next call."""
    notices: tuple[NoticeView, ...] = ()
    """Most severe first."""
    cards: tuple[CardListEntry, ...] = ()
    history: HistoryState = field(default_factory=HistoryState)
    note: NoteView | None = None
    """The note about a call that is over; None: none is open."""
    typed: TypedPeer | None = None
    """Whose number is being typed; None: nobody knows."""
    can_dial: bool = True
