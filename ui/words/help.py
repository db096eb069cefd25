"""Words about a request for help: why, and what supervisors send."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.help_states import HelpReason, ListenerStep, ListenerView, PushedView
from ui.supervisor_states import ListenMode
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.times import quoted, whole_number

translate = QCoreApplication.translate

HELP_REASONS: Final = {
    HelpReason.UPSET: QT_TRANSLATE_NOOP("HelpReason", "upset"),
    HelpReason.STUCK: QT_TRANSLATE_NOOP("HelpReason", "stuck"),
    HelpReason.APPROVAL: QT_TRANSLATE_NOOP("HelpReason", "approval"),
    HelpReason.ABUSIVE: QT_TRANSLATE_NOOP("HelpReason", "abusive"),
    HelpReason.OTHER: QT_TRANSLATE_NOOP("HelpReason", "other"),
}


LISTENERS: Final = {
    ListenerStep.NONE: "",
    ListenerStep.ASK: QT_TRANSLATE_NOOP(
        "Listener", "Ask the caller: may {who} listen in on our call, and help?"
    ),
    ListenerStep.REFUSED: QT_TRANSLATE_NOOP(
        "Listener", "The caller wants no third listener. {who} stays outside."
    ),
    ListenerStep.CALLED: QT_TRANSLATE_NOOP("Listener", "{who} is being called."),
    ListenerStep.LISTENS: QT_TRANSLATE_NOOP("Listener", "{who} listens. Nobody hears {who}."),
    ListenerStep.WHISPERS: QT_TRANSLATE_NOOP(
        "Listener", "{who} listens. Only you hear {who}, not the caller."
    ),
    ListenerStep.SPEAKS: QT_TRANSLATE_NOOP(
        "Listener", "{who} is in the call. You and the caller hear {who}."
    ),
    ListenerStep.TAKES_OVER: QT_TRANSLATE_NOOP(
        "Listener", "{who} takes the call over in {seconds} s. Tell the caller."
    ),
}

MODES: Final = {
    ListenMode.LISTEN: QT_TRANSLATE_NOOP("Mode", "Listen"),
    ListenMode.WHISPER: QT_TRANSLATE_NOOP("Mode", "Whisper"),
    ListenMode.BARGE: QT_TRANSLATE_NOOP("Mode", "Speak"),
    ListenMode.TAKEOVER: QT_TRANSLATE_NOOP("Mode", "Take over"),
}

IN_MODE: Final = {
    ListenMode.LISTEN: QT_TRANSLATE_NOOP("Mode", "You listen. Nobody hears you."),
    ListenMode.WHISPER: QT_TRANSLATE_NOOP("Mode", "Only the desk hears you."),
    ListenMode.BARGE: QT_TRANSLATE_NOOP("Mode", "The desk and the caller hear you."),
}


def listener_line(listener: ListenerView) -> str:
    """Who hears the call, for the agent; empty: nobody."""
    source = LISTENERS[listener.step]
    if not source:
        return ""
    seconds = whole_number(listener.take_over_in_s)
    return translate("Listener", source).format(who=listener.by, seconds=seconds)


def mode(value: ListenMode) -> str:
    """What the supervisor's button for it says."""
    return translate("Mode", MODES[value])


def in_mode(value: ListenMode) -> str:
    """Who hears the supervisor now."""
    return translate("Mode", IN_MODE[value])


def help_reason(reason: HelpReason) -> str:
    return translate("HelpReason", HELP_REASONS[reason])


def pushed_line(pushed: PushedView) -> str:
    """ "Kim: ..." for the agent."""
    if pushed.card_title:
        return translate("Help", "{who} suggests the card {title}").format(
            who=pushed.by, title=quoted(pushed.card_title)
        )
    return f"{pushed.by}: {pushed.text}"
