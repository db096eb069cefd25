"""View states of what is told: one notice each, as `ui.states`."""

from dataclasses import dataclass
from enum import StrEnum


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
    HEADSET_BUTTONS_LOST = "headset_buttons_lost"  # device; pulled out in a call
    HEADSET_BUTTONS_DENIED = "headset_buttons_denied"  # device, detail
    HEADSET_BUTTONS_TAKEN = "headset_buttons_taken"  # device, detail
    HEADSET_BUTTONS_UNREADABLE = "headset_buttons_unreadable"  # device, detail
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
    SETTING_REPLACED = "setting_replaced"  # setting, value, replacement, why
    SETTING_UNKNOWN = "setting_unknown"  # file, setting, nearest
    SETTING_NOT_KEPT = "setting_not_kept"  # setting, detail
    SETTINGS_UNREADABLE = "settings_unreadable"  # file, detail
    MESSAGE_REJECTED = "message_rejected"  # sender, detail
    HELP_NOT_DELIVERED = "help_not_delivered"  # code, detail
    TEAM_UNREACHABLE = "team_unreachable"  # where, detail
    TEAM_UNTRUSTED = "team_untrusted"  # where, detail
    TEAM_REFUSED = "team_refused"  # where, detail
    TEAM_WITHHELD = "team_withheld"  # where, detail
    RULES_UNREADABLE = "rules_unreadable"  # where, detail
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
    POLICY_KEPT = "policy_kept"  # file, detail, hours
    POLICY_UNREACHABLE = "policy_unreachable"  # file, detail
    LEDGER_AHEAD = "ledger_ahead"  # time
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
