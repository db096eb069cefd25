"""Words about a request for help: why, and what supervisors send."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.help_states import HelpReason, PushedView
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.times import quoted

translate = QCoreApplication.translate

HELP_REASONS: Final = {
    HelpReason.UPSET: QT_TRANSLATE_NOOP("HelpReason", "upset"),
    HelpReason.STUCK: QT_TRANSLATE_NOOP("HelpReason", "stuck"),
    HelpReason.APPROVAL: QT_TRANSLATE_NOOP("HelpReason", "approval"),
    HelpReason.ABUSIVE: QT_TRANSLATE_NOOP("HelpReason", "abusive"),
    HelpReason.OTHER: QT_TRANSLATE_NOOP("HelpReason", "other"),
}


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
