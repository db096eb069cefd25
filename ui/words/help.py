"""Words about a request for help: why, and what supervisors send."""

from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.help_states import HelpReason, ListenerStep, ListenerView, PushedView
from ui.supervisor_states import Ending, Handover, ListenMode, RequestStep, RequestView
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
        "Listener", "Ask the caller: may {who} listen in on our call, and speak with us?"
    ),
    ListenerStep.REFUSED: QT_TRANSLATE_NOOP(
        "Listener", "The caller wants no third listener. {who} stays outside."
    ),
    ListenerStep.MISSED: QT_TRANSLATE_NOOP(
        "Listener", "{who} was not reached. Nobody has heard anything."
    ),
    ListenerStep.CALLED: QT_TRANSLATE_NOOP("Listener", "{who} is being called."),
    ListenerStep.LISTENS: QT_TRANSLATE_NOOP("Listener", "{who} listens. Nobody hears {who}."),
    ListenerStep.WHISPERS: QT_TRANSLATE_NOOP(
        "Listener", "{who} listens. Only you hear {who}, not the caller."
    ),
    ListenerStep.SPEAKS: QT_TRANSLATE_NOOP(
        "Listener", "{who} is in the call. You and the caller hear {who}."
    ),
    ListenerStep.WANTS_OVER: QT_TRANSLATE_NOOP(
        "Listener", "{who} wants to take the call over. It waits until the caller is off hold."
    ),
    ListenerStep.TAKES_OVER: QT_TRANSLATE_NOOP(
        "Listener", "{who} takes the call over in {seconds} s. Tell the caller."
    ),
    ListenerStep.HANDED_OVER: QT_TRANSLATE_NOOP("Listener", "The caller is handed to {who} …"),
}

MODES: Final = {
    ListenMode.LISTEN: QT_TRANSLATE_NOOP("Mode", "Listen"),
    ListenMode.WHISPER: QT_TRANSLATE_NOOP("Mode", "Whisper"),
    ListenMode.BARGE: QT_TRANSLATE_NOOP("Mode", "Speak"),
    ListenMode.TAKEOVER: QT_TRANSLATE_NOOP("Mode", "Take over"),
}

IN_MODE: Final = {
    ListenMode.LISTEN: QT_TRANSLATE_NOOP("Mode", "You listen. Nobody hears you."),
    ListenMode.WHISPER: QT_TRANSLATE_NOOP("Mode", "Only {agent} hears you."),
    ListenMode.BARGE: QT_TRANSLATE_NOOP("Mode", "{agent} and the caller hear you."),
}

MAY_BE_IN_MODE: Final = {
    ListenMode.LISTEN: IN_MODE[ListenMode.LISTEN],
    ListenMode.WHISPER: QT_TRANSLATE_NOOP("Mode", "{agent} may hear you, the caller does not."),
    ListenMode.BARGE: QT_TRANSLATE_NOOP("Mode", "{agent} and the caller may hear you."),
}

HANDOVERS: Final = {
    Handover.WAITING: QT_TRANSLATE_NOOP(
        "Mode", "{agent} has put the caller on hold. Afterwards the call is handed to you."
    ),
    Handover.ANNOUNCED: QT_TRANSLATE_NOOP(
        "Mode", "You take the call over in {seconds} s. {agent} is telling the caller."
    ),
    Handover.UNDER_WAY: QT_TRANSLATE_NOOP("Mode", "The caller is handed to you …"),
    Handover.DECLINED: QT_TRANSLATE_NOOP("Mode", "{agent} says: not now."),
    Handover.FAILED: QT_TRANSLATE_NOOP(
        "Mode", "The caller could not be handed to you. Everything is as before."
    ),
}

ENDINGS: Final = {
    Ending.TAKEN_OVER: QT_TRANSLATE_NOOP("Mode", "The call is yours now."),
    Ending.CALL_ENDED: QT_TRANSLATE_NOOP("Mode", "The call is over."),
}

NO_LISTENER: Final = QT_TRANSLATE_NOOP(
    "Mode", "The caller wants no third listener. You stay outside."
)


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


def standing_line(request: RequestView) -> str:
    """How the supervisor stands to the call, who hears them above all; empty: not at all."""
    return " ".join(
        translate("Mode", source).format(
            agent=request.agent, seconds=whole_number(request.handover_in_s)
        )
        for source in _standing(request)
    )


def _standing(request: RequestView) -> Iterator[str]:
    if request.step is RequestStep.JOINED and request.mode is not None:
        yield IN_MODE[request.mode] if request.settled else MAY_BE_IN_MODE[request.mode]
        if request.handover is not Handover.NONE:
            yield HANDOVERS[request.handover]
    elif request.step is RequestStep.CLAIMED and request.handover is Handover.UNDER_WAY:
        yield HANDOVERS[request.handover]  # the own call ends before it is known how it went
    elif request.step is RequestStep.CLAIMED and request.refused:
        yield NO_LISTENER
    elif request.step is RequestStep.RESOLVED and request.ending in ENDINGS:
        yield ENDINGS[request.ending]


def help_reason(reason: HelpReason) -> str:
    return translate("HelpReason", HELP_REASONS[reason])


def help_away(by: str) -> str:
    """Who was to come has left."""
    return translate(
        "Help",
        "{who} was coming, but is not connected any more. If nobody comes, cancel and ask again.",
    ).format(who=by)


def pushed_line(pushed: PushedView) -> str:
    """ "Kim: ..." for the agent."""
    if pushed.card_title:
        return translate("Help", "{who} suggests the card {title}").format(
            who=pushed.by, title=quoted(pushed.card_title)
        )
    return f"{pushed.by}: {pushed.text}"
