"""The softphone: real clicks and keys become intents with the right call id, and no more."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.call_states import (
    AgentStateView,
    AgentView,
    CallPhaseView,
    QualityGrade,
    QualitySide,
    QualityView,
)
from ui.customer_states import TypedPeer
from ui.gallery_phone import phone_states
from ui.gallery_samples import (
    ACCOUNT,
    CARDS,
    COLLEAGUE,
    KNOWN_PEER,
    READY,
    SECOND,
    card_list,
    notice,
)
from ui.help_keys import HelpKeys
from ui.notice_states import NoticeAction, NoticeKind, Severity
from ui.parts.notices import MOST_DETAIL_PX
from ui.phone import PhoneWindow
from ui.states import PhoneState, RegistrationView
from ui.translation import Language

pytestmark = pytest.mark.widget

Speak = Callable[[Language], None]
Settle = Callable[[QWidget], None]

SIGNALS = (
    "dial_requested",
    "dial_account_chosen",
    "answer_requested",
    "decline_requested",
    "hang_up_requested",
    "mute_requested",
    "hold_requested",
    "dtmf_requested",
    "swap_requested",
    "consult_requested",
    "transfer_requested",
    "connect_requested",
    "join_requested",
    "rest_requested",
    "ready_requested",
    "notice_dismissed",
    "notice_action_requested",
    "card_opened",
    "overlay_requested",
)
LEFT = Qt.MouseButton.LeftButton
IDLE = PhoneState(ACCOUNT, READY, cards=card_list("de"))
IN_CALL = replace(IDLE, call=KNOWN_PEER)
HELD = replace(KNOWN_PEER, local_hold=True)
CONSULTING = replace(IDLE, call=COLLEAGUE, others=(HELD,))
CONFERENCE = replace(
    IDLE,
    call=replace(KNOWN_PEER, conference=True),
    others=(replace(COLLEAGUE, conference=True),),
)
RINGING = replace(IDLE, call=replace(KNOWN_PEER, phase=CallPhaseView.RINGING_IN))


@pytest.fixture
def phone(speak: Speak, settle: Settle, qtbot: QtBot) -> PhoneWindow:
    window = PhoneWindow()
    qtbot.addWidget(window)
    window.show_state(IDLE)
    settle(window)
    return window


@pytest.fixture
def log(phone: PhoneWindow, emitted: Callable[..., Any]) -> Any:
    return emitted(phone, *SIGNALS)


@pytest.mark.parametrize(
    ("state", "control", "said"),
    [
        (RINGING, "incoming.answer", ("answer_requested", "call-1")),
        (RINGING, "incoming.decline", ("decline_requested", "call-1")),
        (IN_CALL, "call.hang_up", ("hang_up_requested", "call-1")),
        (IN_CALL, "call.mute", ("mute_requested", "call-1", True)),
        (IN_CALL, "call.hold", ("hold_requested", "call-1", True)),
        (
            replace(IDLE, call=replace(KNOWN_PEER, muted=True)),
            "call.mute",
            ("mute_requested", "call-1", False),
        ),
        (
            replace(IDLE, call=replace(KNOWN_PEER, local_hold=True)),
            "call.hold",
            ("hold_requested", "call-1", False),
        ),
        (replace(IN_CALL, others=(SECOND,)), "others.bars.answer", ("answer_requested", "call-2")),
        (replace(IN_CALL, others=(SECOND,)), "others.bars.end", ("decline_requested", "call-2")),
        (CONSULTING, "others.bars.swap", ("swap_requested", "call-1")),
        (CONSULTING, "others.bars.connect_both", ("connect_requested", "call-3", "call-1")),
        (CONSULTING, "others.bars.join", ("join_requested", "call-3", "call-1")),
        (
            replace(RINGING, others=(replace(COLLEAGUE, phase=CallPhaseView.CALLING),)),
            "others.bars.end",
            ("hang_up_requested", "call-3"),
        ),
        (CONFERENCE, "others.bars.swap", ("hold_requested", "call-3", True)),
        (CONFERENCE, "others.bars.connect_both", ("connect_requested", "call-1", "call-3")),
        (replace(IDLE, last_dialled="030"), "dial.call", ("dial_requested", "030")),
        (IDLE, "overlay", ("overlay_requested",)),
        (
            replace(IDLE, notices=(notice(NoticeKind.WORKER_LATE, Severity.WARNING),)),
            "notices.panel.close_button",
            ("notice_dismissed", "notice-worker_late"),
        ),
        (
            replace(IDLE, notices=(notice(NoticeKind.ENGINE_GAVE_UP, Severity.ERROR),)),
            "notices.panel.action",
            ("notice_action_requested", "notice-engine_gave_up"),
        ),
    ],
)
def test_each_click_says_one_thing(
    phone: PhoneWindow,
    settle: Settle,
    qtbot: QtBot,
    log: Any,
    state: PhoneState,
    control: str,
    said: tuple[object, ...],
) -> None:
    phone.show_state(state)
    settle(phone)
    widget: Any = phone
    for name in control.split("."):
        widget = getattr(widget, name)
        widget = widget[0] if isinstance(widget, tuple) else widget
    assert widget.isVisible()
    qtbot.mouseClick(widget, LEFT)
    assert log.seen == [said]


def test_nothing_is_emitted_by_showing(
    phone: PhoneWindow, speak: Speak, settle: Settle, log: Any
) -> None:
    for _name, state in phone_states("de"):
        phone.show_state(state)
        settle(phone)
    phone.show_card(CARDS["de"]["bill"])
    speak("en")
    settle(phone)
    assert log.seen == []


def test_a_number_is_typed_by_keys_and_pad_and_called_with_enter(
    phone: PhoneWindow, qtbot: QtBot, log: Any
) -> None:
    assert not phone.dial.call.isEnabled()
    qtbot.mouseClick(phone.dial.keypad.keys["0"], LEFT)
    qtbot.keyClicks(phone.dial.number, "30")
    qtbot.keyClick(phone.dial.keypad.keys["5"], Qt.Key.Key_1)
    assert phone.dial.number.text() == "0301"
    assert phone.dial.call.isEnabled()
    qtbot.mouseClick(phone.dial.backspace, LEFT)
    qtbot.keyClick(phone.dial.number, Qt.Key.Key_Return)
    assert log.seen == [("dial_requested", "030")]
    qtbot.mouseClick(phone.dial.call, LEFT)
    assert log.seen[1:] == [("dial_requested", "030")]


def test_nothing_is_called_without_a_number_or_while_it_cannot(
    phone: PhoneWindow, qtbot: QtBot, log: Any
) -> None:
    qtbot.keyClick(phone.dial.number, Qt.Key.Key_Return)
    phone.dial.number.setText("  ")
    qtbot.keyClick(phone.dial.number, Qt.Key.Key_Return)
    phone.show_state(replace(IDLE, can_dial=False))
    phone.dial.number.setText("030")
    qtbot.keyClick(phone.dial.number, Qt.Key.Key_Return)
    assert not phone.dial.call.isEnabled()
    assert log.seen == []


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (IN_CALL, [("hang_up_requested", "call-1")]),
        (RINGING, [("decline_requested", "call-1")]),
        (IDLE, []),
        (replace(IDLE, call=replace(KNOWN_PEER, phase=CallPhaseView.ENDED)), []),
    ],
)
def test_escape_twice_ends_a_call_and_once_does_not(
    phone: PhoneWindow, qtbot: QtBot, log: Any, state: PhoneState, said: list[object]
) -> None:
    phone.show_state(state)
    qtbot.keyClick(phone, Qt.Key.Key_Escape)
    assert log.seen == []
    qtbot.keyClick(phone, Qt.Key.Key_Escape)
    assert log.seen == said


def test_tones_are_sent_by_pad_and_keyboard_while_the_pad_is_open(
    phone: PhoneWindow, settle: Settle, qtbot: QtBot, log: Any
) -> None:
    phone.show_state(IN_CALL)
    settle(phone)
    qtbot.keyClick(phone.call, Qt.Key.Key_5)
    assert log.seen == [], "the pad is closed"
    qtbot.mouseClick(phone.call.keys, LEFT)
    qtbot.mouseClick(phone.call.keypad.keys["#"], LEFT)
    qtbot.keyClick(phone.call, Qt.Key.Key_5)
    assert log.seen == [("dtmf_requested", "call-1", "#"), ("dtmf_requested", "call-1", "5")]


def test_a_call_is_connected_to_a_number_blindly_or_after_asking(
    phone: PhoneWindow, settle: Settle, qtbot: QtBot, log: Any
) -> None:
    phone.show_state(IN_CALL)
    settle(phone)
    panel = phone.call.connect_panel
    qtbot.mouseClick(phone.call.connect_to, LEFT)
    assert panel.isVisible() and not panel.blind.isEnabled()
    qtbot.keyClick(panel.number, Qt.Key.Key_Return)
    assert log.seen == [], "no number"
    qtbot.keyClicks(panel.number, "231")
    qtbot.keyClick(panel.number, Qt.Key.Key_Return)
    assert log.seen == [("consult_requested", "231")]
    assert panel.isHidden()
    qtbot.mouseClick(phone.call.connect_to, LEFT)
    qtbot.keyClicks(panel.number, " 232 ")
    qtbot.mouseClick(panel.blind, LEFT)
    assert log.seen[1:] == [("transfer_requested", "call-1", "232")]


def test_keypad_and_connecting_are_not_open_together(
    phone: PhoneWindow, settle: Settle, qtbot: QtBot
) -> None:
    phone.show_state(IN_CALL)
    settle(phone)
    qtbot.mouseClick(phone.call.keys, LEFT)
    qtbot.mouseClick(phone.call.connect_to, LEFT)
    assert phone.call.keypad.isHidden() and phone.call.connect_panel.isVisible()
    phone.call.connect_panel.number.setText("231")
    phone.show_state(CONSULTING)
    assert phone.call.connect_panel.isHidden(), "what was typed was about the other call"
    assert phone.call.connect_panel.number.text() == ""


def test_the_other_call_has_keys(
    phone: PhoneWindow, settle: Settle, qtbot: QtBot, log: Any
) -> None:
    phone.show_state(CONSULTING)
    settle(phone)
    phone.activateWindow()
    qtbot.waitUntil(phone.isActiveWindow, timeout=2000)
    said = [("swap_requested", "call-1"), ("join_requested", "call-3", "call-1")]
    for count, key in enumerate((Qt.Key.Key_F5, Qt.Key.Key_F3), start=1):
        qtbot.keyClick(phone, key)
        qtbot.waitUntil(lambda count=count: log.seen == said[:count], timeout=2000)
    qtbot.keyClick(phone, Qt.Key.Key_F4)
    qtbot.waitUntil(phone.call.connect_panel.isVisible, timeout=2000)


def test_only_what_is_possible_is_offered(phone: PhoneWindow, settle: Settle) -> None:
    bar = phone.others.bars[0]
    dialling = replace(COLLEAGUE, phase=CallPhaseView.RINGING_OUT)
    phone.show_state(replace(IDLE, call=dialling, others=(HELD,)))
    settle(phone)
    assert bar.swap.isVisible() and bar.connect_both.isHidden() and bar.join.isHidden()
    assert bar.end.isHidden(), "who waits is not hung up on in passing"
    phone.show_state(CONFERENCE)
    assert bar.join.isHidden() and bar.swap.words() == "Einzeln"
    phone.show_state(IN_CALL)
    assert phone.others.isHidden()


def test_the_agent_chooses_not_to_take_calls(phone: PhoneWindow, settle: Settle, log: Any) -> None:
    actions = phone.agent.choices.actions()
    assert [one.text() for one in actions] == [
        "Bereit", "Pause", "Besprechung", "Schulung", "Sachbearbeitung",
    ]  # fmt: skip
    actions[1].trigger()
    actions[0].trigger()
    assert log.seen == [("rest_requested", "break"), ("ready_requested",)]
    resting = AgentView(AgentStateView.NOT_READY, "Teamrunde", reasons=("Teamrunde",))
    phone.show_state(replace(IDLE, agent=resting))
    assert phone.agent.words() == "Teamrunde ▾"
    assert [one.isChecked() for one in phone.agent.choices.actions()] == [False, True]
    phone.show_state(replace(IDLE, agent=AgentView(AgentStateView.WRAP_UP, left_s=72)))
    assert phone.agent.words() == "Nacharbeit · 01:12 ▾"


def test_a_click_on_mute_shows_nothing_that_has_not_happened(
    phone: PhoneWindow, settle: Settle, qtbot: QtBot
) -> None:
    phone.show_state(IN_CALL)
    settle(phone)
    qtbot.mouseClick(phone.call.mute, LEFT)
    assert not phone.call.mute.isChecked()
    phone.show_state(replace(IDLE, call=replace(KNOWN_PEER, muted=True)))
    assert phone.call.mute.isChecked()
    assert phone.call.mute.accessibleName() == "Ton an"


def test_a_call_brings_its_page_to_the_front_once(
    phone: PhoneWindow, settle: Settle, qtbot: QtBot
) -> None:
    qtbot.mouseClick(phone.tabs.buttons[2], LEFT)
    assert phone.pages.currentWidget() is phone.cards
    phone.show_state(RINGING)
    assert phone.pages.currentWidget() is phone.incoming
    phone.show_state(IN_CALL)
    assert phone.pages.currentWidget() is phone.call
    qtbot.mouseClick(phone.tabs.buttons[2], LEFT)
    phone.show_state(replace(IN_CALL, call=replace(KNOWN_PEER, duration_s=400)))
    assert phone.pages.currentWidget() is phone.cards, "the agent looks up a card in the call"


def test_the_dialled_number_is_gone_once_its_call_begins(phone: PhoneWindow) -> None:
    phone.dial.number.setText("030")
    phone.show_state(replace(IDLE, call=replace(KNOWN_PEER, phase=CallPhaseView.CALLING)))
    phone.show_state(IDLE)
    assert phone.dial.number.text() == ""


def test_a_number_that_is_being_typed_outlives_a_call_that_rings(phone: PhoneWindow) -> None:
    phone.dial.number.setText("030 12")
    phone.show_state(RINGING)
    phone.show_state(IDLE)
    assert phone.dial.number.text() == "030 12"


def test_a_notice_is_never_higher_than_the_screen(
    phone: PhoneWindow, settle: Settle, qtbot: QtBot
) -> None:
    before = phone.height()
    said = (("sender", "231"), ("text", "Wort …"), ("whole", "Wort " * 800))
    view = replace(notice(NoticeKind.TEXT_MESSAGE, Severity.INFO), params=said)
    phone.show_state(replace(IDLE, notices=(view,)))
    settle(phone)
    panel = phone.notices.panel
    assert panel is not None
    qtbot.mouseClick(panel.more, LEFT)
    settle(phone)
    assert panel.unfolded.height() <= MOST_DETAIL_PX
    assert panel.detail.height() > panel.unfolded.height(), "all of it can be scrolled to"
    assert phone.height() <= max(before, phone.screen().availableGeometry().height())


def test_cards_are_found_opened_and_left(phone: PhoneWindow, qtbot: QtBot, log: Any) -> None:
    qtbot.mouseClick(phone.tabs.buttons[2], LEFT)
    assert phone.cards.list.count() == 4
    sought: list[str] = []
    phone.cards_sought.connect(sought.append)
    qtbot.keyClick(phone, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(phone.focusWidget(), "rechnung falsch")
    assert sought[-1] == "rechnung falsch"
    log.seen.clear()
    phone.cards.show_cards(tuple(entry for entry in IDLE.cards if entry.card_id == "bill"))
    assert phone.cards.list.count() == 1
    item = phone.cards.list.item(0)
    assert item is not None
    centre = phone.cards.list.visualItemRect(item).center()
    qtbot.mouseClick(phone.cards.list.viewport(), LEFT, pos=centre)
    assert log.seen == [("card_opened", "bill")]
    qtbot.keyClick(phone.cards.list, Qt.Key.Key_Return)
    qtbot.keyClick(phone.cards.filter, Qt.Key.Key_Return)  # the best one
    assert log.seen[1:] == [("card_opened", "bill")] * 2
    phone.show_card(CARDS["de"]["bill"])
    assert phone.cards.card.isVisible()
    assert phone.cards.card.title.text() == "Rechnung mehrfach falsch"
    qtbot.mouseClick(phone.cards.back, LEFT)
    assert phone.cards.list.isVisible()
    phone.cards.filter.setText("gibt es nicht")
    phone.cards.show_cards(())
    assert phone.cards.nothing.text() == "Keine Karte enthält diese Wörter."


def test_details_of_a_notice_open_in_place(
    phone: PhoneWindow, settle: Settle, qtbot: QtBot
) -> None:
    shown = notice(NoticeKind.REGISTRAR_UNREACHABLE, Severity.ERROR)
    phone.show_state(replace(IDLE, notices=(shown,)))
    settle(phone)
    panel = phone.notices.panel
    assert panel is not None
    assert not panel.detail.isVisible()
    qtbot.mouseClick(panel.more, LEFT)
    assert panel.detail.isVisible()
    assert "connection refused" in panel.detail.text()
    again = replace(shown, params=(("where", "10.0.0.5:5060"), ("retry_s", "7"), ("detail", "x")))
    phone.show_state(replace(IDLE, notices=(again,)))
    assert phone.notices.panel is panel, "a new number is no new notice"
    assert panel.detail.isVisible()
    assert "Neuer Versuch in 7 s." in panel.advice.text()


def test_only_a_notice_that_a_click_can_mend_has_a_button(
    phone: PhoneWindow, settle: Settle
) -> None:
    shown = notice(NoticeKind.PASSWORD_NEEDED, Severity.WARNING)
    phone.show_state(replace(IDLE, notices=(shown,)))
    settle(phone)
    panel = phone.notices.panel
    assert panel is not None
    assert panel.action.isVisible()
    assert panel.action.words() == "Anmelden"
    phone.show_state(replace(IDLE, notices=(replace(shown, action=NoticeAction.NONE),)))
    assert phone.notices.panel is panel
    assert panel.action.isHidden()


def test_text_from_outside_is_never_markup(phone: PhoneWindow) -> None:
    phone.show_state(replace(IDLE, call=replace(KNOWN_PEER, peer="<b>x</b><img src='y'>")))
    assert phone.call.peer.text() == "<b>x</b><img src='y'>"
    assert phone.call.peer.textFormat() is Qt.TextFormat.PlainText


def test_the_header_says_whether_it_can_be_called(phone: PhoneWindow) -> None:
    assert phone.account.status.text() == "angemeldet · verschlüsselt (TLS) · Headset"
    phone.show_state(replace(IDLE, account=replace(ACCOUNT, backup=True)))
    assert "Ersatzserver" in phone.account.status.text()
    offline = replace(ACCOUNT, registration=RegistrationView.OFFLINE, device="")
    phone.show_state(replace(IDLE, account=offline))
    assert phone.account.status.text() == "Telefon läuft nicht · kein Ton"


def test_f1_lists_the_keys(phone: PhoneWindow, qtbot: QtBot) -> None:
    phone.activateWindow()
    qtbot.waitUntil(phone.isActiveWindow, timeout=2000)
    qtbot.keyClick(phone, Qt.Key.Key_F1)
    assert phone.findChild(HelpKeys) is not None


def test_it_fits_a_small_screen(phone: PhoneWindow, settle: Settle) -> None:
    for name, state in phone_states("de"):
        phone.show_state(state)
        settle(phone)
        layout = phone.layout()
        assert layout is not None
        needed = layout.minimumHeightForWidth(phone.width())
        assert needed <= 680, name  # 720 less a title bar


FAIR = QualityView(QualityGrade.FAIR, QualitySide.LINE, 3.9, loss=0.034)
GOOD = QualityView(QualityGrade.GOOD, QualitySide.NOBODY, 4.3, 4.2, 0.0, 0.0, 3, 24)


def sounding(quality: QualityView | None, call_id: str = "call-1") -> PhoneState:
    return replace(IDLE, call=replace(KNOWN_PEER, call_id=call_id, quality=quality))


def test_a_connection_is_worth_a_line_only_when_it_is_not_good(phone: PhoneWindow) -> None:
    panel = phone.call.quality
    for quality, shown in ((None, False), (GOOD, False), (FAIR, True), (GOOD, False)):
        phone.show_state(sounding(quality))
        assert panel.isVisible() is shown
    assert panel.line.text() == "Verbindung gut"
    phone.show_state(sounding(FAIR))
    assert panel.line.text() == "Verbindung mäßig · liegt an der Leitung"


def test_the_line_moves_no_control(phone: PhoneWindow, settle: Settle) -> None:
    phone.show_state(sounding(GOOD))
    settle(phone)
    places = [button.pos() for button in (phone.call.mute, phone.call.hang_up)]
    phone.show_state(sounding(FAIR))
    settle(phone)
    assert [button.pos() for button in (phone.call.mute, phone.call.hang_up)] == places


def test_figures_are_shown_on_request_in_a_good_call_too(phone: PhoneWindow, qtbot: QtBot) -> None:
    panel = phone.call.quality
    phone.show_state(sounding(GOOD))
    qtbot.keyClick(phone, Qt.Key.Key_F11)
    rows = [(label.text(), value.text()) for label, value in panel.rows if label.isVisible()]
    assert rows == [
        ("Sie hören", "MOS 4,3 · 0,0 % verloren"),
        ("Gegenseite hört", "MOS 4,2 · 0,0 % verloren"),
        ("Schwankung", "3 ms"),
        ("Hin und zurück", "24 ms"),
    ]
    qtbot.mouseClick(panel.details, LEFT)
    assert not panel.isVisible()
    phone.show_state(sounding(FAIR))
    qtbot.mouseClick(panel.details, LEFT)
    rows = [(label.text(), value.text()) for label, value in panel.rows if label.isVisible()]
    assert rows == [("Sie hören", "MOS 3,9 · 3,4 % verloren"), ("Schwankung", "0 ms")]
    phone.show_state(sounding(FAIR, "call-2"))
    assert not panel.figures.isVisible(), "another call"


def test_the_account_can_be_chosen_where_there_are_several(phone: PhoneWindow, log: Any) -> None:
    button = phone.dial.account
    phone.show_state(replace(IDLE, dial_accounts=("Service",), dial_account="Service"))
    assert not button.isVisible()
    both = replace(IDLE, dial_accounts=("Service", "R&D"), dial_account="Service")
    phone.show_state(both)
    assert button.isVisible()
    assert button.words() == "über Service ▾"
    button.choices.actions()[1].trigger()
    assert log.seen == [("dial_account_chosen", "R&D")]
    phone.show_state(replace(both, dial_account="R&D"))
    assert [action.isChecked() for action in button.choices.actions()] == [False, True]
    assert log.seen[1:] == []


def test_whose_number_is_typed_is_said_below_it(
    phone: PhoneWindow, qtbot: QtBot, emitted: Callable[..., Any]
) -> None:
    dial, log = phone.dial, emitted(phone, "number_typed")
    keys = dial.keypad.pos()
    qtbot.keyClicks(dial.number, "0301")
    assert log.seen[-1] == ("number_typed", "0301")
    erika = TypedPeer("0301", "Erika", "Muster & Söhne")
    phone.show_state(replace(IDLE, typed=erika))
    assert dial.whose.text() == "Erika · Muster & Söhne"
    assert dial.number.accessibleDescription() == "Erika · Muster & Söhne"
    assert dial.keypad.pos() == keys
    qtbot.keyClicks(dial.number, "2")
    assert dial.whose.text() == "", "another number: nobody's yet"
    assert len(log.seen) == 5
    phone.show_state(IN_CALL)
    assert (dial.number.text(), len(log.seen)) == ("", 5), "showing a call types nothing"
    dial.number.setText("03012")
    phone.show_state(replace(IDLE, typed=replace(erika, typed="03012", organisation="Firma " * 20)))
    assert dial.whose.text().endswith("…")
    assert dial.whose.toolTip().startswith("Erika · Firma Firma")
