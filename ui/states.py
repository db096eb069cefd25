"""View states: all a widget is ever told. Frozen values, no domain objects.

Presenters build them, widgets `render` them, tests and the gallery write them by hand. Words are
not in here: a state carries kinds and numbers, which `ui.words` words. Durations are seconds.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from ui.call_states import AgentView, CallView
from ui.card_states import CardListEntry
from ui.customer_states import HistoryState, TypedPeer
from ui.goodwill_states import GoodwillView
from ui.help_states import HelpReason, PushedView
from ui.note_states import NoteView, TranscriptView


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
    help_why: tuple[HelpReason, ...] = ()
    """What the agent has said is the matter."""
    help_pushed: tuple[PushedView, ...] = ()
    """What supervisors have sent, oldest first."""
    goodwill: GoodwillView | None = None  # None: no policy, or nobody to grant anything to
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


class Severity(StrEnum):
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class NoticeKind(StrEnum):
    """Everything that can go wrong and be told. `NoticeView.params` are named in ui.words."""

    REGISTRAR_UNREACHABLE = "registrar_unreachable"  # where, retry_s
    WRONG_PASSWORD = "wrong_password"  # account, where
    REGISTRATION_REFUSED = "registration_refused"  # where, code, reason
    PASSWORD_NEEDED = "password_needed"  # account
    ACCOUNT_UNUSABLE = "account_unusable"  # account, detail
    PORT_IN_USE = "port_in_use"  # where
    NO_SOUND_DEVICE = "no_sound_device"
    SOUND_FAILED = "sound_failed"  # device, detail
    MICROPHONE_ELSEWHERE = "microphone_elsewhere"  # wanted, used
    HEADSET_ELSEWHERE = "headset_elsewhere"  # wanted, used
    MODEL_MISSING = "model_missing"  # model, detail
    MODEL_FAILED = "model_failed"  # model, detail
    MODEL_REPLACED = "model_replaced"  # model, detail; its stand-in works
    WORDS_MISSING = "words_missing"  # detail
    WORDS_FAILED = "words_failed"  # detail
    WORKER_RESTARTING = "worker_restarting"
    WORKER_GAVE_UP = "worker_gave_up"  # detail
    WORKER_LATE = "worker_late"
    ENGINE_DIED_IN_CALL = "engine_died_in_call"  # number (may be empty)
    ENGINE_RESTARTING = "engine_restarting"
    ENGINE_GAVE_UP = "engine_gave_up"  # detail
    DESKTOP_RECOVERED = "desktop_recovered"
    REPLACED = "replaced"  # another Beistand window has taken over this phone
    NOTICE_FAILED = "notice_failed"  # detail
    CARD_UNREADABLE = "card_unreadable"  # file, detail
    CARDS_UNREACHABLE = "cards_unreachable"  # file (the folder), detail
    CARD_COUNTS_ANEW = "card_counts_anew"  # file (the old one)
    CARD_COUNTS_FAILED = "card_counts_failed"  # detail
    SETTING_REPLACED = "setting_replaced"  # setting, value, replacement
    SETTING_UNKNOWN = "setting_unknown"  # file, setting, nearest
    SETTING_NOT_KEPT = "setting_not_kept"  # setting, detail
    SETTINGS_UNREADABLE = "settings_unreadable"  # file, detail
    MESSAGE_REJECTED = "message_rejected"  # sender, detail
    HELP_NOT_DELIVERED = "help_not_delivered"  # code, detail
    TEAM_UNREACHABLE = "team_unreachable"  # where, detail
    TEAM_UNTRUSTED = "team_untrusted"  # where, detail
    TEAM_REFUSED = "team_refused"  # where, detail
    TEAM_SETTING = "team_setting"  # setting, detail
    CALL_FAILED = "call_failed"  # code, reason
    TRANSFER_FAILED = "transfer_failed"  # code (may be empty)
    MISSED_CALL = "missed_call"  # number; it rang in vain, or no calls were taken
    NO_LINE = "no_line"  # seconds; calls that are given up and not answered take them
    LINES_IN_USE = "lines_in_use"  # all are in calls
    TEXT_MESSAGE = "text_message"  # sender, text, whole (where text is its beginning)
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"  # where, detail
    CERTIFICATE_EXPIRED = "certificate_expired"  # where, detail
    CERTIFICATE_WRONG_NAME = "certificate_wrong_name"  # where, detail
    TLS_FAILED = "tls_failed"  # where, detail
    COMMAND_FAILED = "command_failed"  # command (may be empty), detail
    SENDING_LATE = "sending_late"  # this computer does not send in time
    LINE_POOR = "line_poor"
    BAD_NUMBER = "bad_number"  # number
    NO_KEYRING = "no_keyring"
    CUSTOMER_SETTING = "customer_setting"  # setting, detail
    LOOKUP_FAILED = "lookup_failed"  # where, why, detail
    LOOKUP_FACTS = "lookup_facts"  # facts
    CONTACTS_UNREADABLE = "contacts_unreadable"  # file, detail
    CRM_FAILED = "crm_failed"  # detail
    HISTORY_IN_MEMORY = "history_in_memory"
    HISTORY_UNREADABLE = "history_unreadable"  # file, detail
    HISTORY_FAILED = "history_failed"  # detail
    EXPORT_FAILED = "export_failed"  # file, detail
    HISTORY_EXPORTED = "history_exported"  # count, file
    POLICY_REFUSED = "policy_refused"  # file, detail
    POLICY_KEPT = "policy_kept"  # file, detail
    GRANT_CAN_BE_UNDONE = "grant_can_be_undone"  # what, time
    GRANT_UNDONE = "grant_undone"  # what
    GRANT_STANDS = "grant_stands"  # what
    BREATHER_OFFERED = "breather_offered"
    NOTE_NOT_POSTED = "note_not_posted"  # number, where, detail
    NOTE_POSTED = "note_posted"  # number


class NoticeAction(StrEnum):
    """What the one button of a notice does."""

    NONE = "none"  # no button
    SIGN_IN = "sign_in"
    RETRY_PHONE = "retry_phone"
    RETRY_ANALYSIS = "retry_analysis"
    CALL_BACK = "call_back"
    UNDO = "undo"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class NoticeView:
    notice_id: str
    kind: NoticeKind
    severity: Severity
    params: tuple[tuple[str, str], ...] = ()
    action: NoticeAction = NoticeAction.NONE


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
