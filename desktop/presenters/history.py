"""The history of calls: ends of calls become rows, rows become what the window lists.

A listener of the call registry. Names of contacts are put to numbers when the list is shown, so
that a contact who is renamed or deleted is so in the history, too.
"""

import time
from collections.abc import Callable
from pathlib import Path

from desktop.clock import Clock
from desktop.customer.contacts import Contacts
from desktop.customer.numbers import Numbering
from desktop.presenters.notices import Notices
from desktop.records.call_log import CallLog, LoggedCall, logged
from desktop.records.export import export_csv
from desktop.records.records import Keeping, Records, Tables
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.engine.messages import CallTurnedAway, Event
from desktop.telephony.registry import TAKEN_OVER
from ui.customer_states import CallKind, HistoryEntry, HistoryState
from ui.notice_states import NoticeKind


class History:
    """Owns what is searched for and what was found. Lives on the app thread."""

    def __init__(
        self,
        *,
        records: Records,
        numbering: Numbering,
        contacts: Callable[[], Contacts],
        keep_days: int,
        notices: Notices,
        clock: Clock,
        changed: Callable[[], None],
        now: Callable[[], float] = time.time,
    ) -> None:
        """`now`: seconds since 1970."""
        self._records = records
        self._numbering = numbering
        self._contacts = contacts
        self._keep_days = keep_days
        self._notices = notices
        self._clock = clock
        self._changed = changed
        self.now = now
        self._searched = ""
        self._view = HistoryState()

    def view(self) -> HistoryState:
        return self._view

    def records_changed(self) -> None:
        """Wired to `Records`: the store is open, or something about it went wrong."""
        state = self._records.state
        detail = "" if state.why is None else state.why.what
        match state.keeping:
            case Keeping.NO_KEYRING:
                self._notices.add(NoticeKind.HISTORY_IN_MEMORY, detail=detail)
            case Keeping.UNREADABLE:
                where = "" if state.why is None else state.why.where
                self._notices.add(NoticeKind.HISTORY_UNREADABLE, file=where, detail=detail)
            case _:
                pass
        self._notices.resolve(NoticeKind.HISTORY_FAILED)
        if state.failed:
            self._notices.add(NoticeKind.HISTORY_FAILED, detail=state.failed)
        self._refresh()

    def contacts_changed(self) -> None:
        """Names may have come to numbers."""
        self._refresh()

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`."""
        if not call.alive and call.end_reason != TAKEN_OVER:
            self._write(call)

    def engine_event(self, event: Event) -> None:
        """Who was turned away (a break, finishing up) has called all the same."""
        if isinstance(event, CallTurnedAway):
            self._write(
                CallSnapshot(
                    call_id="",
                    account=event.account,
                    direction=Direction.INCOMING,
                    state=CallState.DISCONNECTED,
                    peer_uri=event.peer_uri,
                    peer_name=event.peer_name,
                    started_at_s=event.at_s,
                    ended_at_s=event.at_s,
                    end_code=event.code,
                )
            )

    def program_ends(self, calls: tuple[CallSnapshot, ...]) -> None:
        """Calls that end with the program: nobody will be there to hear it."""
        for call in calls:
            self._write(call)

    # ------------------------------------------------------------ intents

    def search(self, text: str) -> None:
        """Show what holds every word of `text`; "" shows all."""
        self._searched = text
        self._refresh()

    def delete(self, row_id: int) -> None:
        self._records.do(lambda tables: tables.calls.delete(row_id))
        self._refresh()

    def delete_all(self) -> None:
        self._records.do(lambda tables: tables.calls.delete_all())
        self._refresh()

    def export(self, path: Path) -> None:
        """Write all of it to `path` as CSV, in the background; a notice says how it went."""
        self._records.ask(lambda tables: self._export(tables.calls, path), self._exported)

    # ------------------------------------------------------------ consequences

    def _write(self, call: CallSnapshot) -> None:
        number = self._numbering.of_address(call.peer_uri)
        row = logged(call, number.key, now_s=self._clock.now_s(), now=self.now())
        also = (number.dialled, self._numbering.national(number))
        days, now = self._keep_days, self.now()

        def write(tables: Tables) -> None:
            tables.calls.add(row, also)
            if days:
                tables.calls.delete_older(days, now)

        self._records.do(write)
        self._refresh()

    def _export(self, log: CallLog, path: Path) -> tuple[Path, int, str]:
        """On the records' thread: the path, how many calls, and what went wrong."""
        try:
            return path, export_csv(log.everything(), path, self._number), ""
        except OSError as error:
            return path, 0, error.strerror or type(error).__name__

    def _exported(self, outcome: tuple[Path, int, str]) -> None:
        path, count, problem = outcome
        self._notices.resolve(NoticeKind.HISTORY_EXPORTED, NoticeKind.EXPORT_FAILED)
        if problem:
            self._notices.add(NoticeKind.EXPORT_FAILED, file=path.name, detail=problem)
        else:
            self._notices.add(NoticeKind.HISTORY_EXPORTED, file=path.name, count=str(count))
        self._changed()

    def _refresh(self) -> None:
        text = self._searched
        numbers = self._contacts().keys_of(text)
        self._records.ask(
            lambda tables: tables.calls.search(text, numbers),
            lambda calls: self._found(text, calls),
        )

    def _found(self, text: str, calls: tuple[LoggedCall, ...]) -> None:
        if text != self._searched:
            return  # something else is searched for by now
        kept = self._records.state.keeping in (Keeping.KEPT, Keeping.OPENING)
        self._view = HistoryState(tuple(map(self._entry, calls)), kept)
        self._changed()

    def _entry(self, call: LoggedCall) -> HistoryEntry:
        contact = self._contacts().find(call.number)
        number = self._number(call)
        return HistoryEntry(
            row_id=call.row_id,
            peer=(contact.name if contact is not None else call.peer_name) or number,
            number=number,
            address=call.peer_uri if call.number else "",
            kind=_kind(call),
            at=call.started_at,
            duration_s=call.duration_s or 0.0,
        )

    def _number(self, call: LoggedCall) -> str:
        return self._numbering.shown(self._numbering.of_address(call.peer_uri))


def _kind(call: LoggedCall) -> CallKind:
    if call.direction is Direction.INCOMING:
        if call.elsewhere:
            return CallKind.ELSEWHERE
        return CallKind.MISSED if call.duration_s is None else CallKind.INCOMING
    return CallKind.NOT_REACHED if call.duration_s is None else CallKind.OUTGOING
