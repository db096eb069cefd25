"""What went wrong and has not been dismissed or mended yet."""

from dataclasses import replace
from typing import Final

from ui.notice_states import NoticeAction, NoticeKind, NoticeView, Severity

SEVERITIES: Final[dict[NoticeKind, Severity]] = {
    NoticeKind.ENGINE_GAVE_UP: Severity.ERROR,
    NoticeKind.ENGINE_DIED_IN_CALL: Severity.ERROR,
    NoticeKind.WRONG_PASSWORD: Severity.ERROR,
    NoticeKind.PASSWORD_NEEDED: Severity.ERROR,
    NoticeKind.REGISTRAR_UNREACHABLE: Severity.ERROR,
    NoticeKind.REGISTRATION_REFUSED: Severity.ERROR,
    NoticeKind.PORT_IN_USE: Severity.ERROR,
    NoticeKind.SETTINGS_UNREADABLE: Severity.ERROR,
    NoticeKind.HELP_NOT_DELIVERED: Severity.ERROR,
    NoticeKind.TEAM_REFUSED: Severity.ERROR,
    NoticeKind.ACCOUNT_UNUSABLE: Severity.ERROR,
    NoticeKind.REPLACED: Severity.ERROR,
    NoticeKind.DESKTOP_RECOVERED: Severity.INFO,
    NoticeKind.WORDS_MISSING: Severity.INFO,
    NoticeKind.WORKER_RESTARTING: Severity.INFO,
    NoticeKind.ENGINE_RESTARTING: Severity.INFO,
    NoticeKind.HEADSET_BUTTONS_DENIED: Severity.INFO,
    NoticeKind.HEADSET_BUTTONS_TAKEN: Severity.INFO,
    NoticeKind.LOOKUP_FACTS: Severity.INFO,
    NoticeKind.HISTORY_EXPORTED: Severity.INFO,
    NoticeKind.NOTE_POSTED: Severity.INFO,
    NoticeKind.GRANT_CAN_BE_UNDONE: Severity.INFO,
    NoticeKind.GRANT_UNDONE: Severity.INFO,
    NoticeKind.BREATHER_OFFERED: Severity.INFO,
    NoticeKind.MISSED_CALL: Severity.INFO,
    NoticeKind.LINES_IN_USE: Severity.INFO,
    NoticeKind.TEXT_MESSAGE: Severity.INFO,
}
"""What is not named here is a warning: something is missing, the telephone works."""

ACTIONS: Final[dict[NoticeKind, NoticeAction]] = {
    NoticeKind.PASSWORD_NEEDED: NoticeAction.SIGN_IN,
    NoticeKind.WRONG_PASSWORD: NoticeAction.SIGN_IN,
    NoticeKind.TEAM_REFUSED: NoticeAction.SIGN_IN,
    NoticeKind.ENGINE_GAVE_UP: NoticeAction.RETRY_PHONE,
    NoticeKind.WORKER_GAVE_UP: NoticeAction.RETRY_ANALYSIS,
    NoticeKind.ENGINE_DIED_IN_CALL: NoticeAction.CALL_BACK,
    NoticeKind.MISSED_CALL: NoticeAction.CALL_BACK,
    NoticeKind.TEXT_MESSAGE: NoticeAction.CALL_BACK,
    NoticeKind.GRANT_CAN_BE_UNDONE: NoticeAction.UNDO,
    NoticeKind.BREATHER_OFFERED: NoticeAction.REST,
}
"""What the agent can do about a notice right there."""

MOST_INFO: Final = 50
"""Notices that are no trouble and are kept; the newest stay."""

_ORDER: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Notices:
    """One notice per kind and subject; the newest text of a kind and subject wins."""

    def __init__(self) -> None:
        self._notices: dict[tuple[NoticeKind, str], NoticeView] = {}
        self._count = 0

    @property
    def views(self) -> tuple[NoticeView, ...]:
        """Most severe first, then newest first: what was just done is answered where it is seen."""
        newest_first = reversed(self._notices.values())
        return tuple(sorted(newest_first, key=lambda notice: _ORDER[notice.severity]))

    def add(self, kind: NoticeKind, subject: str = "", **params: str) -> None:
        """Show a notice; `subject` tells apart several of one kind (an account, a file)."""
        key = (kind, subject)
        view = NoticeView(
            notice_id="",
            kind=kind,
            severity=SEVERITIES.get(kind, Severity.WARNING),
            params=tuple(params.items()),
            action=ACTIONS.get(kind, NoticeAction.NONE),
        )
        known = self._notices.pop(key, None)
        if known is None:
            self._count += 1
            notice_id = f"n{self._count}"
        else:
            notice_id = known.notice_id
        self._notices[key] = replace(view, notice_id=notice_id)
        self._forget_old()

    def _forget_old(self) -> None:
        """Anybody can write texts and call in vain; what is an error is never forgotten."""
        info = [key for key, view in self._notices.items() if view.severity is Severity.INFO]
        for key in info[:-MOST_INFO]:
            del self._notices[key]

    def resolve(self, *kinds: NoticeKind, subject: str | None = None) -> None:
        """The trouble is over: take the notices of `kinds` away (of one subject, or all)."""
        for key in [k for k in self._notices if k[0] in kinds and subject in (None, k[1])]:
            del self._notices[key]

    def find(self, notice_id: str) -> tuple[NoticeView, str] | None:
        """The notice of that id and its subject, while it is shown."""
        for (_, subject), view in self._notices.items():
            if view.notice_id == notice_id:
                return view, subject
        return None

    def dismiss(self, notice_id: str) -> None:
        for key in [k for k, view in self._notices.items() if view.notice_id == notice_id]:
            del self._notices[key]
