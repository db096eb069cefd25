"""Notices about the team's broker."""

from typing import Final

from ui.notice_states import NoticeKind
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.notice_sources import Side, Sources

TEAM_NOTICES: Final[dict[NoticeKind, Sources]] = {
    NoticeKind.TEAM_UNREACHABLE: Sources(
        QT_TRANSLATE_NOOP("Notice", "The team's server does not answer ({where})."),
        Side.NETWORK,
        QT_TRANSLATE_NOOP(
            "Notice", "You can phone as usual. Requests for help go out as soon as it is back."
        ),
    ),
    NoticeKind.TEAM_UNTRUSTED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The team's server cannot prove who it is ({where})."),
        Side.REMOTE,
        QT_TRANSLATE_NOOP("Notice", "Nothing is sent there. Ask whoever looks after the server."),
    ),
    NoticeKind.TEAM_REFUSED: Sources(
        QT_TRANSLATE_NOOP("Notice", "The team's server wants another password ({where})."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Type it again. Until then nobody can be asked for help."),
    ),
    NoticeKind.TEAM_WITHHELD: Sources(
        QT_TRANSLATE_NOOP(
            "Notice", "The team's server keeps back what this desktop needs ({where})."
        ),
        Side.REMOTE,
        QT_TRANSLATE_NOOP(
            "Notice",
            "Whoever looks after the server must allow this account its topics. Answers or the "
            "board are missing until then.",
        ),
    ),
    NoticeKind.TEAM_SETTING: Sources(
        QT_TRANSLATE_NOOP("Notice", "The setting {setting} cannot be used: there is no team."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Correct it in the settings file."),
    ),
}
