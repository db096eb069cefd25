"""Notices about customers, the CRM and the history of calls."""

from typing import Final

from ui.notice_states import NoticeKind
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.notice_sources import Side, Sources

CUSTOMER_NOTICES: Final[dict[NoticeKind, Sources]] = {
    NoticeKind.CUSTOMER_SETTING: Sources(
        QT_TRANSLATE_NOOP("Notice", "The setting {setting} cannot be used."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Correct it in the settings file."),
    ),
    NoticeKind.LOOKUP_FAILED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The customer data do not come ({where})."),
        Side.NETWORK,
        QT_TRANSLATE_NOOP("Notice", "You can phone as usual. If it lasts, report it."),
    ),
    NoticeKind.LOOKUP_FACTS: Sources(
        QT_TRANSLATE_NOOP("Notice", "Parts of the customer data cannot be read ({facts})."),
        Side.REMOTE,
        QT_TRANSLATE_NOOP("Notice", "Ask whoever looks after the customer system."),
    ),
    NoticeKind.CONTACTS_UNREADABLE: Sources(
        QT_TRANSLATE_NOOP("Notice", "Contacts in “{file}” cannot be read and are left out."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Check the file, then restart Beistand."),
    ),
    NoticeKind.CRM_FAILED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The customer could not be opened in the CRM."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Open them by hand, and report it."),
    ),
    NoticeKind.HISTORY_IN_MEMORY: Sources(
        QT_TRANSLATE_NOOP("Notice", "This computer has no keyring: the history is not kept."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "You see it until Beistand is closed."),
    ),
    NoticeKind.HISTORY_UNREADABLE: Sources(
        QT_TRANSLATE_NOOP("Notice", "The history cannot be opened; a new one begins in memory."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Nothing was deleted. Ask whoever looks after this computer."),
    ),
    NoticeKind.HISTORY_FAILED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The history could not be written."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Check whether there is room on the disk."),
    ),
    NoticeKind.EXPORT_FAILED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The history could not be written to “{file}”."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Check the folder and the room on the disk."),
    ),
    NoticeKind.HISTORY_EXPORTED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The history was written to “{file}” ({count} calls)."),
        Side.NOBODY,
        QT_TRANSLATE_NOOP("Notice", "The file is not encrypted: delete it when it is not needed."),
    ),
    NoticeKind.POLICY_REFUSED: Sources(
        QT_TRANSLATE_NOOP("Notice", "What you may grant cannot be shown: the policy is not valid."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "You can phone as usual. Report it to whoever looks after it."),
    ),
    NoticeKind.POLICY_KEPT: Sources(
        QT_TRANSLATE_NOOP(
            "Notice",
            "The new policy is not valid: what you may grant stays as it was, for {hours} hours.",
        ),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "You can grant as usual. Report it to whoever looks after it."),
    ),
    NoticeKind.POLICY_UNREACHABLE: Sources(
        QT_TRANSLATE_NOOP(
            "Notice", "The policy cannot be reached: what you may grant stays as it was."
        ),
        Side.NETWORK,
        QT_TRANSLATE_NOOP("Notice", "You can grant as usual. It is read again by itself."),
    ),
    NoticeKind.LEDGER_AHEAD: Sources(
        QT_TRANSLATE_NOOP("Notice", "Something was granted at {time}, which is still to come."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP(
            "Notice",
            "This computer's clock was ahead, or is behind: set it right. What was granted counts "
            "as today's until then.",
        ),
    ),
    NoticeKind.GRANT_CAN_BE_UNDONE: Sources(
        QT_TRANSLATE_NOOP("Notice", "Granted in the last call: {what}."),
        Side.NOBODY,
        QT_TRANSLATE_NOOP("Notice", "It can be taken back until {time}."),
    ),
    NoticeKind.GRANT_UNDONE: Sources(
        QT_TRANSLATE_NOOP("Notice", "Taken back: {what}."),
        Side.NOBODY,
        QT_TRANSLATE_NOOP("Notice", "If the customer was told, tell them this, too."),
    ),
    NoticeKind.GRANT_STANDS: Sources(
        QT_TRANSLATE_NOOP("Notice", "It could not be taken back, and stands: {what}."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Tell your supervisor, if it should not."),
    ),
    NoticeKind.BREATHER_OFFERED: Sources(
        QT_TRANSLATE_NOOP("Notice", "That was a tense call. Take a moment, if you like."),
        Side.NOBODY,
        QT_TRANSLATE_NOOP(
            "Notice", "No calls until you are ready again. Others only see that you are not."
        ),
    ),
    NoticeKind.NOTE_NOT_POSTED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The note about {number} is not in the CRM ({where})."),
        Side.NETWORK,
        QT_TRANSLATE_NOOP("Notice", "The text is still there: try again, or copy it."),
    ),
    NoticeKind.NOTE_POSTED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The note about {number} is in the CRM."),
        Side.NOBODY,
    ),
}
