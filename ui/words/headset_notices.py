"""What can be wrong with the buttons of a headset. Its sound is another matter."""

from typing import Final

from ui.notice_states import NoticeKind
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.notice_sources import Side, Sources

HEADSET_NOTICES: Final[dict[NoticeKind, Sources]] = {
    NoticeKind.HEADSET_BUTTONS_LOST: Sources(
        QT_TRANSLATE_NOOP("Notice", "The buttons of “{device}” are gone."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Your call goes on. Plug it in again to have them back."),
    ),
    NoticeKind.HEADSET_BUTTONS_DENIED: Sources(
        QT_TRANSLATE_NOOP("Notice", "You are not allowed to use the buttons of “{device}”."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP(
            "Notice", "Have the udev rule installed that comes with Beistand, and plug it in again."
        ),
    ),
    NoticeKind.HEADSET_BUTTONS_TAKEN: Sources(
        QT_TRANSLATE_NOOP("Notice", "Another program is using the buttons of “{device}”."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Close that program; the sound works all the same."),
    ),
    NoticeKind.HEADSET_BUTTONS_UNREADABLE: Sources(
        QT_TRANSLATE_NOOP("Notice", "“{device}” does not say what its buttons mean."),
        Side.LOCAL,
        QT_TRANSLATE_NOOP("Notice", "Its sound works. Update its firmware to use its buttons."),
    ),
}
