"""Fixed texts: what stands on buttons, fields and headings, and what screen readers call them."""

from enum import Enum, unique

from PySide6.QtCore import QCoreApplication

from ui.words.marking import QT_TRANSLATE_NOOP


@unique
class Text(Enum):
    """Each value is the English source in the catalogue's context "Text"."""

    ABOUT_MODEL = QT_TRANSLATE_NOOP("Text", "About the model …")
    ABOUT_MODEL_TITLE = QT_TRANSLATE_NOOP("Text", "About the model")
    ACKNOWLEDGE_HINT = QT_TRANSLATE_NOOP("Text", "click: seen")
    ADDRESS_OR_NUMBER = QT_TRANSLATE_NOOP("Text", "Number or address")
    AGENT_STATE = QT_TRANSLATE_NOOP("Text", "Take calls: {state}")
    ALONE = QT_TRANSLATE_NOOP("Text", "One by one")
    ANALYSIS_OFF = QT_TRANSLATE_NOOP("Text", "Analysis off")
    ANSWER = QT_TRANSLATE_NOOP("Text", "Answer")
    ASK_FIRST = QT_TRANSLATE_NOOP("Text", "Ask first")
    ANSWER_SECOND = QT_TRANSLATE_NOOP("Text", "Answer second call")
    BACKUP_SERVER = QT_TRANSLATE_NOOP("Text", "backup server")
    BACK_TO_CARDS = QT_TRANSLATE_NOOP("Text", "All cards")
    BACKSPACE = QT_TRANSLATE_NOOP("Text", "Delete last digit")
    CALL = QT_TRANSLATE_NOOP("Text", "Call")
    CALL_BACK = QT_TRANSLATE_NOOP("Text", "Call back")
    CALLER_AGREED = QT_TRANSLATE_NOOP("Text", "agreed")
    CALLER_DECLINED = QT_TRANSLATE_NOOP("Text", "declined")
    CARDS = QT_TRANSLATE_NOOP("Text", "Cards")
    CALLS = QT_TRANSLATE_NOOP("Text", "Past calls")
    CLOSE = QT_TRANSLATE_NOOP("Text", "Close")
    CONFERENCE = QT_TRANSLATE_NOOP("Text", "Conference")
    CONFERENCE_WITH = QT_TRANSLATE_NOOP("Text", "Conference with {peer}")
    CONNECT = QT_TRANSLATE_NOOP("Text", "Connect")
    CONNECT_BOTH = QT_TRANSLATE_NOOP("Text", "Connect with {peer} and leave")
    CONNECT_TO = QT_TRANSLATE_NOOP("Text", "Connect to which number?")
    COMING = QT_TRANSLATE_NOOP("Text", "I'm coming · {seconds} s")
    COMING_AFTER_ALL = QT_TRANSLATE_NOOP("Text", "Come after all · {seconds} s")
    COMING_AGAIN = QT_TRANSLATE_NOOP("Text", "Try again")
    COLLAPSE = QT_TRANSLATE_NOOP("Text", "Make small")
    DECLINE = QT_TRANSLATE_NOOP("Text", "Decline")
    DECLINE_SECOND = QT_TRANSLATE_NOOP("Text", "Decline second call")
    DELETE_CALL = QT_TRANSLATE_NOOP("Text", "Delete call")
    DELETE_HISTORY = QT_TRANSLATE_NOOP("Text", "Delete all")
    DELETE_HISTORY_ASK = QT_TRANSLATE_NOOP(
        "Text", "Delete all calls from the history? They cannot be brought back."
    )
    DETAILS = QT_TRANSLATE_NOOP("Text", "Details")
    DETAILS_LESS = QT_TRANSLATE_NOOP("Text", "Fewer details")
    DIAL = QT_TRANSLATE_NOOP("Text", "Dial")
    DISCRETION = QT_TRANSLATE_NOOP("Text", "What you may decide alone")
    DISMISS = QT_TRANSLATE_NOOP("Text", "Dismiss message")
    ECHO_TEST = QT_TRANSLATE_NOOP("Text", "Echo test")
    EXPORT_HISTORY = QT_TRANSLATE_NOOP("Text", "Export the history …")
    EXPAND = QT_TRANSLATE_NOOP("Text", "Make large")
    GET_HELP = QT_TRANSLATE_NOOP("Text", "Get help")
    GIVE_NOTICE = QT_TRANSLATE_NOOP("Text", "Give notice")
    HANG_UP = QT_TRANSLATE_NOOP("Text", "Hang up")
    HEADPHONES = QT_TRANSLATE_NOOP("Text", "Headphones")
    HELP_CANCEL = QT_TRANSLATE_NOOP("Text", "Help on its way · cancel")
    HELP_CANCEL_SHORT = QT_TRANSLATE_NOOP("Text", "Cancel help")
    HIDE = QT_TRANSLATE_NOOP("Text", "Hide")
    HISTORY = QT_TRANSLATE_NOOP("Text", "History")
    HOLD = QT_TRANSLATE_NOOP("Text", "Hold")
    INCOMING = QT_TRANSLATE_NOOP("Text", "Incoming call")
    KEYPAD = QT_TRANSLATE_NOOP("Text", "Keypad")
    KEYS = QT_TRANSLATE_NOOP("Text", "Keys")
    KEY_ANALYSIS_OFF = QT_TRANSLATE_NOOP("Text", "Analysis off for this call")
    KEY_ANSWER = QT_TRANSLATE_NOOP("Text", "Answer the call")
    KEY_CALL = QT_TRANSLATE_NOOP("Text", "Dial the number")
    KEY_AGENT_STATE = QT_TRANSLATE_NOOP("Text", "Take calls, or none for now")
    KEY_CONFERENCE = QT_TRANSLATE_NOOP("Text", "Conference with the other call")
    KEY_CONNECT = QT_TRANSLATE_NOOP("Text", "Connect the call to a number")
    KEY_SWAP = QT_TRANSLATE_NOOP("Text", "Swap to the other call")
    KEY_DISMISS_REASON = QT_TRANSLATE_NOOP("Text", "Reason is not right, for this call")
    KEY_HANG_UP = QT_TRANSLATE_NOOP("Text", "Hang up or decline")
    KEY_HELP = QT_TRANSLATE_NOOP("Text", "Get help, or cancel it")
    KEY_HOLD = QT_TRANSLATE_NOOP("Text", "Hold, or resume")
    KEY_KEYS = QT_TRANSLATE_NOOP("Text", "This list")
    KEY_MUTE = QT_TRANSLATE_NOOP("Text", "Mute, or speak again")
    KEEP = QT_TRANSLATE_NOOP("Text", "Keep")
    LATER = QT_TRANSLATE_NOOP("Text", "Later")
    MICROPHONE = QT_TRANSLATE_NOOP("Text", "Microphone")
    MODEL_CARD = QT_TRANSLATE_NOOP("Text", "Model card")
    MUTE = QT_TRANSLATE_NOOP("Text", "Mute")
    NEXT_CARD = QT_TRANSLATE_NOOP("Text", "Next card")
    NOT_NOW = QT_TRANSLATE_NOOP("Text", "Not now")
    NOT_RIGHT = QT_TRANSLATE_NOOP("Text", "not right")
    NO_CARDS = QT_TRANSLATE_NOOP("Text", "There are no cards yet.")
    NO_CARD_FOUND = QT_TRANSLATE_NOOP("Text", "No card has these words.")
    NO_REQUESTS = QT_TRANSLATE_NOOP("Text", "Nobody is asking for help")
    NO_REQUESTS_MORE = QT_TRANSLATE_NOOP(
        "Text", "New requests appear here without interrupting you."
    )
    NO_SOUND = QT_TRANSLATE_NOOP("Text", "no sound")
    OPEN_IN_CRM = QT_TRANSLATE_NOOP("Text", "Open in CRM")
    PASSWORD = QT_TRANSLATE_NOOP("Text", "Password")
    PASSWORD_NO_KEYRING = QT_TRANSLATE_NOOP(
        "Text",
        "This computer has no keyring: Beistand keeps the password until it is closed, then asks "
        "again.",
    )
    PASSWORD_REMEMBER = QT_TRANSLATE_NOOP("Text", "Keep in the system's keyring")
    PASSWORD_FOR = QT_TRANSLATE_NOOP("Text", "Password for “{account}”")
    PASSWORD_WHY = QT_TRANSLATE_NOOP("Text", "The telephone system asks for it at sign-in.")
    PASSWORD_WRONG = QT_TRANSLATE_NOOP(
        "Text", "The telephone system did not accept the last password."
    )
    PHONE_ON = QT_TRANSLATE_NOOP("Text", "Go on phoning")
    PREVIOUS_CARD = QT_TRANSLATE_NOOP("Text", "Previous card")
    REASON_HINT = QT_TRANSLATE_NOOP("Text", "Delete key: not right, for this call")
    RECORD_AND_PLAY = QT_TRANSLATE_NOOP("Text", "Record and play back")
    REDIAL = QT_TRANSLATE_NOOP("Text", "Redial")
    REDIAL_NUMBER = QT_TRANSLATE_NOOP("Text", "Redial {number}")
    RESTART = QT_TRANSLATE_NOOP("Text", "Restart")
    RESUME = QT_TRANSLATE_NOOP("Text", "Resume")
    SAY = QT_TRANSLATE_NOOP("Text", "What to say")
    SECOND_CALL = QT_TRANSLATE_NOOP("Text", "Second call")
    SEARCH_HISTORY = QT_TRANSLATE_NOOP("Text", "Search name or number")
    SEARCH_CARDS = QT_TRANSLATE_NOOP("Text", "Search cards")
    QUIT = QT_TRANSLATE_NOOP("Text", "Quit Beistand")
    QUIT_IN_CALL = QT_TRANSLATE_NOOP("Text", "You are in a call. Hang up and quit?")
    QUIT_HANGING_UP = QT_TRANSLATE_NOOP("Text", "Hang up and quit")
    SHOW_COMPANION = QT_TRANSLATE_NOOP("Text", "Show companion")
    SHOW_WINDOW = QT_TRANSLATE_NOOP("Text", "Show window")
    SIGN_IN = QT_TRANSLATE_NOOP("Text", "Sign in")
    SOUND = QT_TRANSLATE_NOOP("Text", "Sound …")
    SOUND_TITLE = QT_TRANSLATE_NOOP("Text", "Sound")
    STOP = QT_TRANSLATE_NOOP("Text", "Stop")
    SUPERVISION = QT_TRANSLATE_NOOP("Text", "Supervision")
    SUPERVISION_FOOTER = QT_TRANSLATE_NOOP(
        "Text", "You listen only once the desk invites you. The desk sees who is there."
    )
    SWAP = QT_TRANSLATE_NOOP("Text", "Swap")
    SWAP_TO = QT_TRANSLATE_NOOP("Text", "Swap to {peer}")
    UNMUTE = QT_TRANSLATE_NOOP("Text", "Unmute")


def text(key: Text) -> str:
    """`key` in the installed language."""
    return QCoreApplication.translate("Text", key.value)
