"""Words about customers and past calls."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from ui.customer_states import (
    CallKind,
    CustomerView,
    HistoryEntry,
    HistoryState,
    LookupView,
    TypedPeer,
)
from ui.words.marking import QT_TRANSLATE_NOOP
from ui.words.times import duration, whole_number

translate = QCoreApplication.translate

MOST_MATTERS: Final = 3
LONGEST_LINE: Final = 60
"""Two lines of the panel are read in a call; the rest of a note is in the tool tip."""

_NO_BREAK: Final = "\u00a0"
"""A number is one word."""

LOOKUPS: Final = {
    LookupView.OFF: "",
    LookupView.ASKING: QT_TRANSLATE_NOOP("Customer", "Fetching customer data …"),
    LookupView.FOUND: "",
    LookupView.UNKNOWN: QT_TRANSLATE_NOOP("Customer", "Number not known to the customer system"),
    LookupView.FAILED: QT_TRANSLATE_NOOP("Customer", "Customer data not available"),
}

KINDS: Final = {
    CallKind.INCOMING: QT_TRANSLATE_NOOP("History", "incoming"),
    CallKind.OUTGOING: QT_TRANSLATE_NOOP("History", "outgoing"),
    CallKind.MISSED: QT_TRANSLATE_NOOP("History", "missed"),
    CallKind.ELSEWHERE: QT_TRANSLATE_NOOP("History", "answered elsewhere"),
    CallKind.NOT_REACHED: QT_TRANSLATE_NOOP("History", "not reached"),
}


def lookup_line(view: LookupView) -> str:
    """How the question to the customer system stands; empty where the facts say it."""
    return translate("Customer", LOOKUPS[view]) if LOOKUPS[view] else ""


def customer_rows(view: CustomerView) -> tuple[tuple[str, str], ...]:
    """What is known, as label and value, in the order of the panel."""
    rows = (
        (translate("Customer", "Company"), _short(view.organisation)),
        _since(view),
        (translate("Customer", "Last call"), "" if view.last_at is None else day(view.last_at)),
        (
            translate("Customer", "Contacts, 30 days"),
            whole_number(view.contacts_30d) if view.contacts_30d else "",
        ),
        (translate("Customer", "Open"), _matters(view.open_matters)),
        (translate("Customer", "Note"), _short(view.notes)),
    )
    return tuple((label, value) for label, value in rows if value)


def typed_peer(peer: TypedPeer | None) -> str:
    """Whose number is being typed, in one line; empty where nobody knows."""
    if peer is None:
        return ""
    last = ""
    if peer.last_at is not None:
        last = translate("Customer", "last call {day}").format(day=day(peer.last_at))
    return " · ".join(filter(None, (peer.peer, peer.organisation, last)))


def call_kind(kind: CallKind) -> str:
    """Which way a past call went, and whether it came about."""
    return translate("History", KINDS[kind])


def history_peer(entry: HistoryEntry) -> str:
    """Who it was."""
    return entry.peer or translate("History", "number withheld")


def history_line(entry: HistoryEntry) -> str:
    """Below the name: when, what, how long, and the number where the name hides it."""
    parts = [moment(entry.at), call_kind(entry.kind)]
    if entry.kind in (CallKind.INCOMING, CallKind.OUTGOING):
        parts.append(duration(entry.duration_s))
    if entry.number and entry.number != entry.peer:
        parts.append(entry.number.replace(" ", _NO_BREAK))
    return " · ".join(parts)


def nothing_in_history(state: HistoryState, *, searched: bool) -> str:
    """What an empty list says."""
    if state.entries:
        return ""
    if searched:
        return translate("History", "No call has these words.")
    return translate("History", "There are no calls yet.")


def not_kept(state: HistoryState) -> str:
    """What stands below a history that is in memory only; empty otherwise."""
    if state.kept:
        return ""
    return translate("History", "Not kept: gone when Beistand is closed.")


def day(at: float) -> str:
    """The date of a moment (seconds since 1970): "today", "12.11.26"."""
    date = QDateTime.fromSecsSinceEpoch(int(at)).date()
    if date == QDate.currentDate():
        return translate("History", "today")
    return QLocale().toString(date, QLocale.FormatType.ShortFormat)


def moment(at: float) -> str:
    """Date and time of a moment (seconds since 1970): "today 10:02"."""
    time = QDateTime.fromSecsSinceEpoch(int(at)).time()
    return f"{day(at)} {QLocale().toString(time, QLocale.FormatType.ShortFormat)}"


def _since(view: CustomerView) -> tuple[str, str]:
    if not view.since:
        return translate("Customer", "Tariff"), view.tariff
    value = f"{view.since} · {view.tariff}" if view.tariff else view.since
    return translate("Customer", "Customer since"), value


def _matters(matters: tuple[str, ...]) -> str:
    shown = _short(" · ".join(matters[:MOST_MATTERS]))
    left = len(matters) - MOST_MATTERS
    return f"{shown} · +{left}" if left > 0 else shown


def _short(note: str) -> str:
    return note if len(note) <= LONGEST_LINE else f"{note[: LONGEST_LINE - 1]}…"
