"""The softphone window, 372 wide."""

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui import tokens, words
from ui.call_states import (
    CallPhaseView,
    CallView,
)
from ui.help_keys import HelpKeys
from ui.icons import Icon, application_icon
from ui.parts.account import AccountLine
from ui.parts.announce import announce
from ui.parts.basics import Line, pad
from ui.parts.buttons import IconButton, Role
from ui.parts.focus import focus_kept, order_by_reading
from ui.parts.notices import Notices
from ui.parts.transcript import TAKE_LINE_KEY
from ui.phone.agent import AgentButton
from ui.phone.call import CallPage, IncomingPage
from ui.phone.cards import CardsPage
from ui.phone.dial import DialPage
from ui.phone.history import HistoryPage
from ui.phone.note import NotePage
from ui.phone.others import OtherCalls
from ui.phone.tabs import Tabs
from ui.states import (
    CardCounts,
    CardView,
    PhoneState,
)
from ui.words import Text, text

TAB_DIAL, TAB_HISTORY, TAB_CARDS, TAB_NOTE = range(4)

TWICE_MS = 800
"""Esc twice within this time hangs up or declines: once is too easily pressed in passing."""


class PhoneWindow(QWidget):
    """Shows a PhoneState and says what the agent wants; decides nothing.

    `show_state` is what other widgets call render: QWidget has a `render` of its own. It emits
    nothing and never takes the focus. Signals carry the id of the call they are about.
    """

    dial_requested = Signal(str)
    number_typed = Signal(str)
    dial_account_chosen = Signal(str)
    answer_requested = Signal(str)
    decline_requested = Signal(str)
    hang_up_requested = Signal(str)
    mute_requested = Signal(str, bool)
    hold_requested = Signal(str, bool)
    dtmf_requested = Signal(str, str)
    text_requested = Signal(str, str)
    consult_requested = Signal(str)
    swap_requested = Signal(str)
    transfer_requested = Signal(str, str)
    connect_requested = Signal(str, str)
    join_requested = Signal(str, str)
    rest_requested = Signal(str)
    ready_requested = Signal()
    notice_dismissed = Signal(str)
    notice_action_requested = Signal(str)
    card_opened = Signal(str)
    cards_sought = Signal(str)
    card_new_requested = Signal()
    card_edit_requested = Signal(str)
    crm_requested = Signal(str)
    history_searched = Signal(str)
    history_delete_requested = Signal(int)
    history_delete_all_requested = Signal()
    history_export_requested = Signal()
    overlay_requested = Signal()
    about_model_requested = Signal()
    sound_requested = Signal()
    line_taken = Signal(str, int)
    note_edited = Signal(str, str)
    note_granted = Signal(str, int, bool)
    note_promised = Signal(str, str)
    note_copy_requested = Signal(str)
    note_post_requested = Signal(str)
    note_discard_requested = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowIcon(application_icon())
        self.setWindowTitle("Beistand")
        self._state = PhoneState()
        self._tab = TAB_DIAL
        self._escape = QElapsedTimer()
        self.agent = AgentButton()
        self.overlay = IconButton(Icon.COMPANION, Role.PLAIN, side=36)
        self.account = AccountLine(self.agent, self.overlay)
        self.notices = Notices()
        self.dial = DialPage()
        self.incoming = IncomingPage()
        self.call = CallPage()
        self.history = HistoryPage()
        self.cards = CardsPage()
        self.note = NotePage()
        self.others = OtherCalls()
        self.tabs = Tabs()
        self.pages = QStackedWidget()
        self._lay_out()
        order_by_reading(self)
        self._connect()
        self.show_state(self._state)
        self.dial.number.setFocus()

    def show_state(self, state: PhoneState) -> None:
        """Show `state`. Emits nothing."""
        page = self.pages.currentWidget()
        with focus_kept(self):
            self._show(state)
        if self.pages.currentWidget() is self.dial is not page:
            self.dial.number.setFocus()  # within this window: type and press Enter

    def _show(self, state: PhoneState) -> None:
        before, self._state = self._state, state
        # whoever types elsewhere while it rings goes on typing
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, state.call is not None)
        self.account.show_account(state.account, state.analysis)
        self.overlay.say(text(Text.SHOW_COMPANION))
        self.notices.show_notices(state.notices)
        self.agent.show_agent(state.agent)
        self.dial.show_dial(can_dial=state.can_dial, last_dialled=state.last_dialled)
        self.dial.show_whose(state.typed)
        self.dial.account.show_accounts(state.dial_accounts, state.dial_account)
        shown = None if state.call is None else self._page_of(state.call)
        if shown is not None and state.call is not None:
            shown.show_call(state.call)
        for page in (self.incoming, self.call):
            if page is not shown:
                page.customer.show_customer(None)  # nothing of a customer outlives the call
        if shown is not self.call:
            self.call.transcript.show_words(None)  # nor of what was said
        self.others.show_calls(state.others, beside=state.call)
        self.history.show_history(state.history, can_dial=state.can_dial)
        self.cards.show_cards(state.cards)
        self.note.show_note(state.note)
        if before.call is None and state.call is not None:
            self._tab = TAB_DIAL  # a call that begins is what matters
            if not _rings(state.call):
                self.dial.clear()  # whoever is typing a number meanwhile goes on afterwards
        elif _begins(before, state):
            self._tab = TAB_NOTE
        elif state.note is None and self._tab == TAB_NOTE:
            self._tab = TAB_DIAL
        self.tabs.show_tab(self._tab, note=state.note is not None)
        self._show_page()
        if before.notices != state.notices or len(before.others) != len(state.others):
            order_by_reading(self)
        self._fit()
        self._announce(before.call, state.call)

    def show_card(self, card: CardView, counts: CardCounts | None = None) -> None:
        """Show `card` in full on the cards tab, with its counts where they are kept."""
        self._choose_tab(TAB_CARDS)
        self.cards.show_card(card, counts)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            if self._escape.isValid() and self._escape.elapsed() <= TWICE_MS:
                self._escape.invalidate()
                self._end_call()
            else:
                self._escape.start()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.show_state(self._state)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        pad(column, spacing=0)
        header = QHBoxLayout()
        pad(header, tokens.SPACE_4, tokens.SPACE_3, spacing=tokens.SPACE_2)
        header.addWidget(self.account, 1)
        for page in (self.dial, self.incoming, self.call, self.history, self.cards, self.note):
            self.pages.addWidget(page)
        others = QVBoxLayout()
        others.setContentsMargins(tokens.SPACE_4, 0, tokens.SPACE_4, tokens.SPACE_3)
        others.addWidget(self.others)
        column.addLayout(header)
        column.addWidget(Line())
        column.addWidget(self.notices)
        column.addWidget(self.pages, 1)
        column.addLayout(others)
        column.addWidget(Line())
        column.addWidget(self.tabs)
        self.setFixedWidth(tokens.PHONE_WIDTH)
        self.resize(tokens.PHONE_WIDTH, 640)

    def _connect(self) -> None:
        self.overlay.clicked.connect(self.overlay_requested)
        self.notices.dismissed.connect(self.notice_dismissed)
        self.notices.action_requested.connect(self.notice_action_requested)
        self.dial.dial_requested.connect(self.dial_requested)
        self.dial.number_typed.connect(self.number_typed)
        self.dial.account.chosen.connect(self.dial_account_chosen)
        self.agent.rest_requested.connect(self.rest_requested)
        self.agent.ready_requested.connect(self.ready_requested)
        self.incoming.answer_requested.connect(self.answer_requested)
        self.incoming.decline_requested.connect(self.decline_requested)
        for bar in self.others.bars:
            bar.answer_requested.connect(self.answer_requested)
            bar.decline_requested.connect(self.decline_requested)
            bar.hang_up_requested.connect(self.hang_up_requested)
            bar.swap_requested.connect(self.swap_requested)
            bar.alone_requested.connect(lambda other: self.hold_requested.emit(other, True))
            bar.connect_requested.connect(self._connect_both)
            bar.join_requested.connect(self._join)
        self.call.transfer_requested.connect(self.transfer_requested)
        self.call.consult_requested.connect(self.consult_requested)
        self.call.hang_up_requested.connect(self.hang_up_requested)
        self.call.mute_requested.connect(self.mute_requested)
        self.call.hold_requested.connect(self.hold_requested)
        self.call.dtmf_requested.connect(self.dtmf_requested)
        self.call.text_requested.connect(self.text_requested)
        self.call.line_taken.connect(self.line_taken)
        self.note.edited.connect(self.note_edited)
        self.note.granted.connect(self.note_granted)
        self.note.promised.connect(self.note_promised)
        self.note.copy_requested.connect(self.note_copy_requested)
        self.note.post_requested.connect(self.note_post_requested)
        self.note.discard_requested.connect(self.note_discard_requested)
        self.cards.card_opened.connect(self.card_opened)
        self.cards.sought.connect(self.cards_sought)
        self.cards.new_requested.connect(self.card_new_requested)
        self.cards.edit_requested.connect(self.card_edit_requested)
        self.incoming.crm_requested.connect(self.crm_requested)
        self.call.crm_requested.connect(self.crm_requested)
        self.history.call_requested.connect(self.dial_requested)
        self.history.searched.connect(self.history_searched)
        self.history.delete_requested.connect(self.history_delete_requested)
        self.history.delete_all_requested.connect(self.history_delete_all_requested)
        self.history.export_requested.connect(self.history_export_requested)
        self.tabs.chosen.connect(self._choose_tab)
        keys = QShortcut(QKeySequence("F1"), self)
        keys.activated.connect(self._show_keys)
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.activated.connect(self._find_card)
        take = QShortcut(QKeySequence(TAKE_LINE_KEY), self)
        take.activated.connect(self.call.transcript.take_newest)

    def _find_card(self) -> None:
        self._choose_tab(TAB_CARDS)
        self.cards.seek()

    def _connect_both(self, other: str) -> None:
        if self._state.call is not None:
            self.connect_requested.emit(self._state.call.call_id, other)

    def _join(self, other: str) -> None:
        if self._state.call is not None:
            self.join_requested.emit(self._state.call.call_id, other)

    def _end_call(self) -> None:
        call = self._state.call
        if call is None or call.phase is CallPhaseView.ENDED:
            return
        ending = self.decline_requested if _rings(call) else self.hang_up_requested
        ending.emit(call.call_id)

    def _choose_tab(self, tab: int) -> None:
        self._tab = tab
        self.tabs.show_tab(tab, note=self._state.note is not None)
        self._show_page()
        self._fit()
        if tab == TAB_NOTE:
            self.note.text.setFocus()

    def _page_of(self, call: CallView) -> IncomingPage | CallPage:
        return self.incoming if _rings(call) else self.call

    def _show_page(self) -> None:
        call = self._state.call
        if self._tab == TAB_CARDS:
            page: QWidget = self.cards
        elif self._tab == TAB_HISTORY:
            page = self.history
        elif self._tab == TAB_NOTE:
            page = self.note
        elif call is None:
            page = self.dial
        else:
            page = self._page_of(call)
        self.pages.setCurrentWidget(page)

    def _fit(self) -> None:
        """Grow when what is shown needs it, as far as the screen goes; never shrink, so that
        nothing jumps."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            there_is = self.screen().availableGeometry().height()
            needed = min(layout.minimumHeightForWidth(tokens.PHONE_WIDTH), there_is)
            if self.height() < needed:
                self.resize(tokens.PHONE_WIDTH, needed)

    def _announce(self, before: CallView | None, now: CallView | None) -> None:
        if now is None or not self.isVisible():
            return
        if before is None or (before.call_id, before.phase) != (now.call_id, now.phase):
            announce(self, f"{now.peer}, {words.call_line(now)}")

    def _show_keys(self) -> None:
        keys = HelpKeys(self)
        keys.about_model_requested.connect(self.about_model_requested)
        keys.sound_requested.connect(self.sound_requested)
        keys.open()


def _begins(before: PhoneState, now: PhoneState) -> bool:
    """Whether a note has just become what matters: another one, and no call."""
    if now.note is None or now.call is not None:
        return False
    known = before.note.call_id if before.note is not None else ""
    return before.call is not None or known != now.note.call_id


def _rings(call: CallView) -> bool:
    return call.phase is CallPhaseView.RINGING_IN
