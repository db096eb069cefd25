"""Everything that can go wrong, said as: what happened, whose side, what to do.

The exact cause (addresses, codes, exception texts) is the detail, one click away.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.notice_states import NoticeAction, NoticeKind, NoticeView
from ui.words.account_notices import ACCOUNT_NOTICES
from ui.words.customer_notices import CUSTOMER_NOTICES
from ui.words.headset_notices import HEADSET_NOTICES
from ui.words.labels import Text, text
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.notice_sources import Side, Sources
from ui.words.team_notices import TEAM_NOTICES

translate = QCoreApplication.translate


SIDES: Final = {
    Side.LOCAL: QT_TRANSLATE_NOOP("Notice", "Lies with this computer."),
    Side.NETWORK: QT_TRANSLATE_NOOP("Notice", "Usually lies with the network."),
    Side.REMOTE: QT_TRANSLATE_NOOP("Notice", "Lies with the other side."),
    Side.DEFECT: QT_TRANSLATE_NOOP("Notice", "A fault in Beistand."),
    Side.NOBODY: "",
}


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice in words; any part but `what` may be empty."""

    what: str
    whose: str
    todo: str
    detail: str


NOTICES: Final[dict[NoticeKind, Sources]] = {
    NoticeKind.NO_SOUND_DEVICE: Sources(
        QT_TRANSLATE_NOOP("Notice", "No headset or speaker found."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Plug in a headset; calls go on without sound until then."),
    ),
    NoticeKind.SOUND_FAILED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The sound device “{device}” has failed."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Unplug it and plug it in again, or choose another."),
    ),
    NoticeKind.MICROPHONE_ELSEWHERE: Sources(
        QT_TRANSLATE_NOOP("Notice", "The microphone “{wanted}” is not there; “{used}” is used."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Plug it in again; it is then used again by itself."),
    ),
    NoticeKind.HEADSET_ELSEWHERE: Sources(
        QT_TRANSLATE_NOOP("Notice", "“{wanted}” is not there; you hear calls on “{used}”."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Plug it in again; it is then used again by itself."),
    ),
    NoticeKind.SENDING_LATE: Sources(
        QT_TRANSLATE_NOOP("Notice", "Your voice arrives with gaps: it is not sent in time."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Close programs that keep this computer busy."),
    ),
    NoticeKind.LINE_POOR: Sources(
        QT_TRANSLATE_NOOP(
            "Notice", "The connection is poor: the line loses or delays your voices."
        ),
        Side.NETWORK,
        QT_TRANSLATE_NOOP("Notice", "Use a cable instead of Wi-Fi, or offer to call back."),
    ),
    NoticeKind.MODEL_MISSING: Sources(
        QT_TRANSLATE_NOOP("Notice", "The model “{model}” is missing: the mood stays unclear."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "You can phone as usual. Install the model to change this."),
    ),
    NoticeKind.MODEL_FAILED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The model “{model}” cannot be used: the mood stays unclear."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "You can phone as usual. Install the model again."),
    ),
    NoticeKind.MODEL_REPLACED: Sources(
        QT_TRANSLATE_NOOP("Notice", "A simpler substitute works in place of the model “{model}”."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Install the model for better results."),
    ),
    NoticeKind.WORDS_MISSING: Sources(
        QT_TRANSLATE_NOOP("Notice", "What customers say is not written down: no model for it."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Cards still come by mood, phase and by hand."),
    ),
    NoticeKind.WORDS_FAILED: Sources(
        QT_TRANSLATE_NOOP("Notice", "What customers say cannot be written down."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP(
            "Notice", "You can phone as usual; cards come by mood, phase and by hand."
        ),
    ),
    NoticeKind.WORKER_RESTARTING: Sources(
        QT_TRANSLATE_NOOP("Notice", "The analysis has stopped and is starting again."),
        Side.DEFECT,
        QT_TRANSLATE_NOOP("Notice", "Your call goes on; there is nothing to do."),
    ),
    NoticeKind.WORKER_GAVE_UP: Sources(
        QT_TRANSLATE_NOOP("Notice", "The analysis keeps failing and stays off."),
        Side.DEFECT,
        QT_TRANSLATE_NOOP("Notice", "You can phone as usual. Restart the analysis or report it."),
    ),
    NoticeKind.WORKER_LATE: Sources(
        QT_TRANSLATE_NOOP("Notice", "The computer is busy: the analysis is behind."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Close programs that you do not need."),
    ),
    NoticeKind.ENGINE_DIED_IN_CALL: Sources(
        QT_TRANSLATE_NOOP("Notice", "The telephone part has failed; the call is lost."),
        Side.DEFECT,
        QT_TRANSLATE_NOOP("Notice", "It is starting again. Please call the customer back."),
    ),
    NoticeKind.ENGINE_RESTARTING: Sources(
        QT_TRANSLATE_NOOP("Notice", "The telephone part is starting again."),
        Side.DEFECT,
        QT_TRANSLATE_NOOP("Notice", "You can be reached again in a moment."),
    ),
    NoticeKind.ENGINE_GAVE_UP: Sources(
        QT_TRANSLATE_NOOP("Notice", "The telephone part does not start."),
        Side.DEFECT,
        QT_TRANSLATE_NOOP("Notice", "Restart it. If that does not help, report it."),
    ),
    NoticeKind.DESKTOP_RECOVERED: Sources(
        QT_TRANSLATE_NOOP("Notice", "Beistand was restarted; your call has gone on."),
        Side.DEFECT,
        QT_TRANSLATE_NOOP("Notice", "There is nothing to do."),
    ),
    NoticeKind.REPLACED: Sources(
        QT_TRANSLATE_NOOP("Notice", "Another Beistand window has taken over this phone."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Close this window or the other one."),
    ),
    NoticeKind.NOTICE_FAILED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The notice could not be played: nothing is analysed."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Ask the caller yourself, or phone without analysis."),
    ),
    NoticeKind.CARD_UNREADABLE: Sources(
        QT_TRANSLATE_NOOP("Notice", "The card file “{file}” cannot be read as it is."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Ask whoever looks after the cards."),
    ),
    NoticeKind.SETTING_NOT_KEPT: Sources(
        QT_TRANSLATE_NOOP("Notice", "Your choice ({setting}) could not be kept."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "It holds until Beistand is closed; check the settings file."),
    ),
    NoticeKind.CARDS_UNREACHABLE: Sources(
        QT_TRANSLATE_NOOP("Notice", "The folder of cards “{file}” cannot be reached."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "The call and all other cards work on. Check the folder."),
    ),
    NoticeKind.CARD_COUNTS_ANEW: Sources(
        QT_TRANSLATE_NOOP("Notice", "The counts of the cards could not be read: they begin anew."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "The old file is kept as “{file}”."),
    ),
    NoticeKind.CARD_COUNTS_FAILED: Sources(
        QT_TRANSLATE_NOOP(
            "Notice", "The counts of the cards cannot be kept: the disk refuses them."
        ),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Make room on the disk; they are written then."),
    ),
    NoticeKind.SETTING_REPLACED: Sources(
        QT_TRANSLATE_NOOP(
            "Notice", "The setting {setting} cannot be “{value}”; “{replacement}” is used."
        ),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Correct it in the settings file."),
    ),
    NoticeKind.SETTING_UNKNOWN: Sources(
        QT_TRANSLATE_NOOP("Notice", "The settings name “{setting}”, which Beistand does not know."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Was “{nearest}” meant? Correct it in the settings file."),
    ),
    NoticeKind.SETTINGS_UNREADABLE: Sources(
        QT_TRANSLATE_NOOP("Notice", "The settings cannot be read; the defaults are used."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Correct the file and restart Beistand."),
    ),
    NoticeKind.MESSAGE_REJECTED: Sources(
        QT_TRANSLATE_NOOP("Notice", "A message was not understood and was put aside."),
        Side.REMOTE,
        QT_TRANSLATE_NOOP("Notice", "There is nothing to do. If it happens often, report it."),
    ),
    NoticeKind.HELP_NOT_DELIVERED: Sources(
        QT_TRANSLATE_NOOP("Notice", "Your request for help was not delivered."),
        Side.NETWORK,
        QT_TRANSLATE_NOOP("Notice", "Ask again, or call a colleague over."),
    ),
    NoticeKind.CALL_FAILED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The call could not be connected."),
        Side.REMOTE,
        QT_TRANSLATE_NOOP("Notice", "Check the number and try again."),
    ),
    NoticeKind.TRANSFER_FAILED: Sources(
        QT_TRANSLATE_NOOP("Notice", "Connecting did not work; the call is still yours."),
        Side.REMOTE,
        QT_TRANSLATE_NOOP("Notice", "Try another number, or ask there first."),
    ),
    NoticeKind.MISSED_CALL: Sources(
        QT_TRANSLATE_NOOP("Notice", "{number} called and did not reach you."),
        Side.NOBODY,
        QT_TRANSLATE_NOOP("Notice", "Call back when you have time."),
    ),
    NoticeKind.NO_LINE: Sources(
        QT_TRANSLATE_NOOP("Notice", "No line is free for about {seconds} s."),
        Side.NETWORK,
        QT_TRANSLATE_NOOP("Notice", "Calls that nobody has answered take them until then."),
    ),
    NoticeKind.LINES_IN_USE: Sources(
        QT_TRANSLATE_NOOP("Notice", "All four lines are in use."),
        Side.NOBODY,
        QT_TRANSLATE_NOOP("Notice", "End one of the calls to make another."),
    ),
    NoticeKind.TEXT_MESSAGE: Sources(
        QT_TRANSLATE_NOOP("Notice", "{sender} writes: “{text}”."),
        Side.NOBODY,
        QT_TRANSLATE_NOOP("Notice", "Call back if it is urgent."),
    ),
    NoticeKind.COMMAND_FAILED: Sources(
        QT_TRANSLATE_NOOP("Notice", "That did not work."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Please try again."),
    ),
    NoticeKind.BAD_NUMBER: Sources(
        QT_TRANSLATE_NOOP("Notice", "“{number}” is neither a number nor an address."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Check what you typed."),
    ),
    **ACCOUNT_NOTICES,
    **CUSTOMER_NOTICES,
    **HEADSET_NOTICES,
    **TEAM_NOTICES,
}


COMMANDS: Final = {
    "Dial": QT_TRANSLATE_NOOP("Notice", "The number could not be called."),
    "Answer": QT_TRANSLATE_NOOP("Notice", "The call could not be answered."),
    "HangUp": QT_TRANSLATE_NOOP("Notice", "The call could not be ended."),
    "SetMonitorMode": QT_TRANSLATE_NOOP(
        "Notice", "How the supervisor is in the call could not be changed."
    ),
    "Mode": QT_TRANSLATE_NOOP("Notice", "Who hears you could not be changed."),
    "Invite": QT_TRANSLATE_NOOP("Notice", "The supervisor could not be called."),
    "Listener": QT_TRANSLATE_NOOP("Notice", "The caller's answer could not be noted."),
    "KeepCall": QT_TRANSLATE_NOOP("Notice", "The take-over could not be stopped."),
    "SetMute": QT_TRANSLATE_NOOP("Notice", "The microphone could not be switched."),
    "SetHold": QT_TRANSLATE_NOOP("Notice", "The call could not be put on hold or resumed."),
    "Transfer": QT_TRANSLATE_NOOP("Notice", "The call could not be connected."),
    "ConnectCalls": QT_TRANSLATE_NOOP("Notice", "The calls could not be connected."),
    "Join": QT_TRANSLATE_NOOP("Notice", "The conference did not come about."),
    "SendDtmf": QT_TRANSLATE_NOOP("Notice", "The tone could not be sent."),
    "StepConsent": QT_TRANSLATE_NOOP("Notice", "The answer about consent could not be noted."),
}
"""What did not work, by the name of the command; others get the general words."""

ACTIONS: Final = {
    NoticeAction.SIGN_IN: Text.SIGN_IN,
    NoticeAction.RETRY_PHONE: Text.RESTART,
    NoticeAction.RETRY_ANALYSIS: Text.RESTART,
    NoticeAction.CALL_BACK: Text.CALL_BACK,
    NoticeAction.UNDO: Text.GOODWILL_UNDO,
    NoticeAction.REST: Text.BREATHER,
}


class _Given(dict[str, str]):
    """A parameter that was not given reads "?", because a notice must never fail to show."""

    def __missing__(self, key: str) -> str:
        return "?"


def side(value: Side) -> str:
    """ "Usually lies with the network."; empty for NOBODY."""
    return translate("Notice", SIDES[value]) if SIDES[value] else ""


def notice(view: NoticeView) -> NoticeText:
    """The words for `view` in the installed language."""
    sources = NOTICES[view.kind]
    given = _Given(view.params)
    source = sources.what
    if view.kind is NoticeKind.COMMAND_FAILED:
        source = COMMANDS.get(given["command"], source)
    what = translate("Notice", source).format_map(given)
    if "{where}" in sources.what and "where" not in given:
        what = what.replace(" (?)", "")
    todo = translate("Notice", sources.todo).format_map(given)
    if view.kind is NoticeKind.SETTING_UNKNOWN and not given.get("nearest"):
        todo = translate("Notice", "Correct it in the settings file.")
    if view.kind is NoticeKind.REGISTRAR_UNREACHABLE and given.get("retry_s"):
        todo = translate("Notice", "Next try in {seconds} s.").format(seconds=given["retry_s"])
    if view.kind is NoticeKind.ENGINE_DIED_IN_CALL and given.get("number"):
        todo += " " + translate("Notice", "Number: {number}").format(number=given["number"])
    return NoticeText(
        what=what, whose=side(sources.side), todo=todo, detail=_detail(view, sources.what)
    )


def notice_action(action: NoticeAction) -> str:
    """What stands on a notice's button; empty for NONE."""
    return text(ACTIONS[action]) if action in ACTIONS else ""


def more(count: int) -> str:
    """ "2 more": how many notices wait behind the one that is shown."""
    return translate("Notice", "%n more", "", count)


def _detail(view: NoticeView, said: str) -> str:
    hidden = {"retry_s", "number", "command"}
    return "\n".join(
        value if name == "whole" else f"{name}: {value}"
        for name, value in view.params
        if value and name not in hidden and f"{{{name}}}" not in said
    )
