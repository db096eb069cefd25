"""The customer panel and the history page: clicks, keys, and nothing that outlives a call."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.call_states import CallPhaseView
from ui.customer_states import CallKind, CustomerView, HistoryEntry, HistoryState, LookupView
from ui.gallery_customer import CUSTOMER, HISTORY, LONG
from ui.gallery_samples import ACCOUNT, KNOWN_PEER, READY
from ui.phone import PhoneWindow
from ui.phone.history import HistoryPage
from ui.states import PhoneState
from ui.translation import Language

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]
Settle = Callable[[QWidget], None]

LEFT = Qt.MouseButton.LeftButton
IDLE = PhoneState(ACCOUNT, READY, history=HISTORY)
SIGNALS = (
    "dial_requested",
    "crm_requested",
    "history_searched",
    "history_delete_requested",
    "history_delete_all_requested",
    "history_export_requested",
)


@pytest.fixture
def phone(speak: Speak, settle: Settle, qtbot: QtBot) -> PhoneWindow:
    window = PhoneWindow()
    qtbot.addWidget(window)
    window.show_state(IDLE)
    settle(window)
    return window


@pytest.fixture
def history(phone: PhoneWindow, settle: Settle, qtbot: QtBot) -> HistoryPage:
    qtbot.mouseClick(phone.tabs.buttons[1], LEFT)
    settle(phone)
    return phone.history


@pytest.fixture
def log(phone: PhoneWindow, emitted: Callable[..., Any]) -> Any:
    return emitted(phone, *SIGNALS)


def in_call(customer: CustomerView | None, phase: CallPhaseView) -> PhoneState:
    return replace(IDLE, call=replace(KNOWN_PEER, phase=phase, customer=customer), can_dial=False)


def readable(window: QWidget) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("phase", [CallPhaseView.RINGING_IN, CallPhaseView.CONNECTED])
def test_the_panel_is_there_from_the_first_ring(phone: PhoneWindow, phase: CallPhaseView) -> None:
    phone.show_state(in_call(CUSTOMER, phase))
    said = readable(phone)
    for fact in ("2019 · Komfort", "Rechnung 10/2026 · Gutschrift", "bittet um Rückruf"):
        assert fact in said
    assert "Im CRM öffnen" in said and "Kontakte, 30 Tage\n3" in said


def test_nothing_of_a_customer_outlives_the_call(phone: PhoneWindow) -> None:
    for phase in (CallPhaseView.RINGING_IN, CallPhaseView.CONNECTED):
        phone.show_state(in_call(CUSTOMER, phase))
    phone.show_state(IDLE)
    texts = [label.text() + label.toolTip() for label in phone.findChildren(QLabel)]
    assert not [text for text in texts if "Komfort" in text or "Rückruf" in text]


@pytest.mark.parametrize(
    ("lookup", "said"),
    [
        (LookupView.ASKING, "Kundendaten werden geholt …"),
        (LookupView.UNKNOWN, "Nummer im Kundensystem unbekannt"),
        (LookupView.FAILED, "Kundendaten nicht verfügbar"),
    ],
)
def test_grey_is_never_a_riddle(phone: PhoneWindow, lookup: LookupView, said: str) -> None:
    phone.show_state(in_call(CustomerView(lookup), CallPhaseView.CONNECTED))
    assert said in readable(phone)


@pytest.mark.parametrize("customer", [None, CustomerView(), CustomerView(LookupView.FOUND)])
def test_without_anything_to_say_it_takes_no_room(
    phone: PhoneWindow, customer: CustomerView | None
) -> None:
    phone.show_state(in_call(customer, CallPhaseView.CONNECTED))
    assert phone.call.customer.isHidden()


def test_long_notes_are_cut_and_whole_in_the_tool_tip(phone: PhoneWindow) -> None:
    phone.show_state(in_call(LONG, CallPhaseView.CONNECTED))
    shown = [value for _, value in phone.call.customer.rows if value.text().endswith("…")]
    assert LONG.notes in [value.toolTip() for value in shown]
    assert all(len(value.text()) <= 90 for value in shown)


@pytest.mark.parametrize(
    ("phase", "page"), [(CallPhaseView.RINGING_IN, "incoming"), (CallPhaseView.CONNECTED, "call")]
)
def test_the_crm_is_one_click_away(
    phone: PhoneWindow, qtbot: QtBot, log: Any, phase: CallPhaseView, page: str
) -> None:
    phone.show_state(in_call(CUSTOMER, phase))
    qtbot.mouseClick(getattr(phone, page).customer.open_crm, LEFT)
    assert log.seen == [("crm_requested", KNOWN_PEER.call_id)]


# ------------------------------------------------------------ the history


def test_calls_are_listed_in_words(history: HistoryPage) -> None:
    said = [
        history.list.item(row).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(history.list.count())
    ]
    assert said[0].startswith("Kundin A. 12.11.26 ") and "eingehend · 6:31" in said[0]
    assert "verpasst" in said[1] and "ausgehend · 0:42" in said[2] and "nicht erreicht" in said[3]
    assert said[4].startswith("Nummer unterdrückt. ")


def test_calling_back_by_button_key_and_double_click(
    history: HistoryPage, qtbot: QtBot, log: Any
) -> None:
    assert history.call.isHidden() and history.delete.isHidden(), "no control is dead"
    history.list.setCurrentRow(1)
    qtbot.mouseClick(history.call, LEFT)
    qtbot.keyClick(history.list, Qt.Key.Key_Return)
    item = history.list.visualItemRect(history.list.item(2)).center()
    qtbot.mouseClick(history.list.viewport(), LEFT, pos=item)
    qtbot.mouseDClick(history.list.viewport(), LEFT, pos=item)
    assert log.seen == [("dial_requested", uri) for uri in ("sip:2", "sip:2", "sip:3")]


def test_nobody_is_called_back_in_a_call_or_without_a_number(
    phone: PhoneWindow, history: HistoryPage, qtbot: QtBot, log: Any
) -> None:
    history.list.setCurrentRow(4)
    assert history.call.isHidden()
    qtbot.keyClick(history.list, Qt.Key.Key_Return)
    phone.show_state(replace(IDLE, can_dial=False))
    history.list.setCurrentRow(0)
    qtbot.keyClick(history.list, Qt.Key.Key_Return)
    assert history.call.isHidden() and log.seen == []


def test_deleting_one_leaves_the_next_one_chosen(
    phone: PhoneWindow, history: HistoryPage, qtbot: QtBot, log: Any
) -> None:
    history.list.setCurrentRow(1)
    qtbot.keyClick(history.list, Qt.Key.Key_Delete)
    qtbot.mouseClick(history.delete, LEFT)
    assert log.seen == [("history_delete_requested", 6)] * 2
    left = tuple(entry for entry in HISTORY.entries if entry.row_id != 6)
    phone.show_state(replace(IDLE, history=replace(HISTORY, entries=left)))
    chosen = history.chosen()
    assert chosen is not None and chosen.row_id == 5


def test_a_search_waits_for_the_typing_to_rest(
    history: HistoryPage, qtbot: QtBot, log: Any
) -> None:
    with qtbot.waitSignal(history.searched):
        qtbot.keyClicks(history.filter, " karla ")
    assert log.seen == [("history_searched", "karla")]


def test_export_and_delete_all_are_there_while_there_is_something(
    phone: PhoneWindow, history: HistoryPage, qtbot: QtBot, log: Any
) -> None:
    qtbot.mouseClick(history.export, LEFT)
    qtbot.mouseClick(history.delete_all, LEFT)
    assert log.seen == [("history_export_requested",), ("history_delete_all_requested",)]
    phone.show_state(replace(IDLE, history=HistoryState()))
    assert history.export.isHidden() and history.delete_all.isHidden()
    assert "Noch keine Gespräche." in readable(phone)


def test_a_history_that_is_not_kept_says_so(phone: PhoneWindow, history: HistoryPage) -> None:
    phone.show_state(replace(IDLE, history=replace(HISTORY, kept=False)))
    assert "Nicht gespeichert" in readable(phone)


def test_what_is_chosen_stays_when_a_new_call_comes_in(
    phone: PhoneWindow, history: HistoryPage
) -> None:
    history.list.setCurrentRow(2)
    new = HistoryEntry(8, "Neu", "1", "sip:9", CallKind.MISSED, HISTORY.entries[0].at + 60)
    phone.show_state(replace(IDLE, history=HistoryState((new, *HISTORY.entries))))
    chosen = history.chosen()
    assert chosen is not None and chosen.row_id == 5


def test_the_filter_takes_what_is_typed_not_the_dial_page(
    phone: PhoneWindow, history: HistoryPage, qtbot: QtBot
) -> None:
    history.filter.setFocus()
    qtbot.keyClicks(history.filter, "030")
    assert history.filter.text() == "030"
    assert isinstance(phone.dial.number, QLineEdit) and phone.dial.number.text() == ""
