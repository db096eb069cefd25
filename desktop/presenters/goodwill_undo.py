"""Taking back, after the call is over, what was granted in its last half minute. No Qt.

The panel is gone with its call: each such grant is a notice of the phone, with one button, for as
long as the ledger takes it back.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final

from babel.dates import format_time

from desktop.discretion.at_ledger import Outcome, Trouble, take_back
from desktop.discretion.explaining import granted
from desktop.discretion.granting import UNDO_S
from desktop.discretion.money import Language
from desktop.discretion.policy import Kind
from desktop.presenters.goodwill_view import undo_left_s
from desktop.presenters.notices import Notices
from desktop.records.ledger import Entry
from desktop.records.records import Records
from ui.notice_states import NoticeKind

_OFFERED: Final = NoticeKind.GRANT_CAN_BE_UNDONE


class LateUndo:
    """Lives on the app thread. `undone(call_id, entry, what)`: it is taken back; `what` is how the
    call's note calls it."""

    def __init__(
        self,
        *,
        notices: Notices,
        records: Records,
        language: Language,
        undone: Callable[[str, Entry, str], None],
        changed: Callable[[], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._notices = notices
        self._records = records
        self._language: Language = language
        self._undone = undone
        self._changed = changed
        self._now = now
        self._open: dict[str, tuple[str, Entry]] = {}
        """By the entry's id: of which call."""

    def call_over(self, call_id: str, entries: Iterable[Entry]) -> None:
        """`entries` were granted in the call, and stand."""
        for one in entries:
            if undo_left_s(one, self._now()) > 0:
                self._open[one.id] = (call_id, one)
                until = datetime.fromtimestamp(one.at + UNDO_S, UTC).astimezone()
                time = format_time(until, "medium", tzinfo=until.tzinfo, locale=self._language)
                self._notices.add(_OFFERED, one.id, what=self._what(one), time=time)

    def tick(self) -> None:
        """About twice a second: the time runs out."""
        for entry_id, (_, entry) in list(self._open.items()):
            if undo_left_s(entry, self._now()) <= 0:
                self._close(entry_id)
                self._changed()

    def undo(self, entry_id: str) -> None:
        """The button of the notice; nothing where it is not offered any more."""
        found = self._open.get(entry_id)
        if found is None:
            return
        call_id, entry = found
        now = self._now().timestamp()
        self._close(entry_id)
        self._records.ask(
            lambda tables: take_back(tables, entry_id, now),
            lambda outcome: self._came(call_id, entry, outcome),
            otherwise=lambda: self._came(call_id, entry, Outcome(Trouble.FAILED)),
        )
        self._changed()

    def _came(self, call_id: str, entry: Entry, outcome: Outcome) -> None:
        what = self._what(entry)
        if outcome.trouble is Trouble.NONE and outcome.undone is not None:
            self._notices.add(NoticeKind.GRANT_UNDONE, entry.id, what=what)
            self._undone(call_id, entry, what)
        else:
            self._notices.add(NoticeKind.GRANT_STANDS, entry.id, what=what)
        self._changed()

    def _close(self, entry_id: str) -> None:
        del self._open[entry_id]
        self._notices.resolve(_OFFERED, subject=entry_id)

    def _what(self, entry: Entry) -> str:
        return granted(Kind(entry.kind), entry.amount, entry.currency, entry.what, self._language)
