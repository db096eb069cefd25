"""The agent's windows and their wiring: widget intents to the presenter, view states back."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.presenters.agent import AgentPresenter
from desktop.presenters.call_notes import CallNotes
from desktop.presenters.card_editor import CardEditor
from desktop.presenters.card_use import CardUse
from desktop.presenters.customers import CustomerPresenter
from desktop.presenters.goodwill import Goodwill
from desktop.presenters.goodwill_asking import GoodwillAsking
from desktop.presenters.history import History
from desktop.presenters.sound import SoundPresenter
from desktop.presenters.typed_number import TypedNumber
from desktop.shell.about_model import AboutModel
from desktop.shell.editor_page import EditorPage
from desktop.shell.ending import Ending
from desktop.shell.password import PasswordQuestions
from desktop.shell.past_calls import PastCalls
from desktop.shell.places import Places, screen_names
from desktop.shell.sound_page import SoundPage
from desktop.shell.throttle import Throttle
from desktop.shell.tray import Tray
from ui.call_states import (
    CallPhaseView,
)
from ui.model_states import ModelCardState
from ui.overlay import Overlay
from ui.overlay.help import STOP_KEY
from ui.phone import PhoneWindow
from ui.states import (
    PhoneState,
)

TICK_MS = 500


class AgentShell(QObject):
    """Owns the softphone window, the overlay, the tray icon and the two timers behind them."""

    rendered = Signal()
    """The windows show the presenter's latest state."""

    def __init__(self, *, motion: bool, places: Places, quit_program: Callable[[], None]) -> None:
        super().__init__()
        self.phone = PhoneWindow()
        self._ending = Ending(
            self.phone, self._in_a_call, self._hang_up_all, quit_program, self._unsaved
        )
        self.ask_password = PasswordQuestions(self.phone).ask
        self.overlay = Overlay(motion=motion)
        self._about_model = AboutModel(self._model_card)
        self._sound: SoundPage | None = None
        self._editor: EditorPage | None = None
        self._card_use: CardUse | None = None
        self._places = places
        self._presenter: AgentPresenter | None = None
        self._notes: CallNotes | None = None
        self._in_call = False
        self._render = Throttle(self.render_now, parent=self)
        self._ticker = QTimer(self)
        self._ticker.setInterval(TICK_MS)
        # the overlay never has the focus: its keys work from the phone window too
        for keys, press in (
            ("F9", self.overlay.press_help),
            (STOP_KEY, self.overlay.press_tell_nobody),
            ("F10", self.overlay.press_analysis_off),
            ("Ctrl+K", self.overlay.press_goodwill),
        ):
            QShortcut(QKeySequence(keys), self.phone).activated.connect(press)
        self._tray: Tray | None = None
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._tray = Tray(
                self.phone,
                self._ending.quit,
                parent=self,
                about_model=self._show_about_model,
                sound=self._show_sound,
            )

    def connect_presenter(self, presenter: AgentPresenter, tick: Callable[[], None]) -> None:
        """Join widgets and presenter; call once, before `show`. `tick` is called twice a second."""
        self._presenter = presenter
        self._ticker.timeout.connect(tick)

        phone = self.phone
        calls = presenter.calls
        phone.dial_requested.connect(calls.dial)
        phone.dial_account_chosen.connect(calls.dial_with)
        phone.consult_requested.connect(calls.consult)
        phone.answer_requested.connect(calls.answer)
        phone.decline_requested.connect(calls.decline)
        phone.hang_up_requested.connect(calls.hang_up)
        phone.mute_requested.connect(calls.mute)
        phone.hold_requested.connect(calls.hold)
        phone.swap_requested.connect(calls.swap)
        phone.transfer_requested.connect(calls.transfer)
        phone.connect_requested.connect(calls.connect)
        phone.join_requested.connect(calls.join)
        phone.dtmf_requested.connect(calls.dtmf)
        phone.text_requested.connect(presenter.texts.send)
        phone.rest_requested.connect(calls.rest)
        phone.ready_requested.connect(calls.come_back)
        phone.notice_dismissed.connect(presenter.dismiss_notice)
        phone.overlay_requested.connect(self._show_overlay)
        phone.about_model_requested.connect(self._show_about_model)
        phone.card_opened.connect(self._open_card)
        phone.cards_sought.connect(presenter.seek_cards)
        phone.notice_action_requested.connect(presenter.act_on_notice)

        overlay = self.overlay
        overlay.consent_granted_requested.connect(presenter.grant)
        overlay.consent_refused_requested.connect(presenter.refuse)
        overlay.withdraw_requested.connect(presenter.analysis_off)
        overlay.help_requested.connect(presenter.get_help)
        overlay.help_cancel_requested.connect(presenter.cancel_help)
        overlay.help_reason_added.connect(presenter.say_why)
        overlay.help_resolved.connect(presenter.resolve_help)
        overlay.listener_agreed.connect(presenter.invite)
        overlay.listener_declined.connect(presenter.refuse_listener)
        overlay.call_kept.connect(presenter.keep_call)
        overlay.help_callback_promised.connect(presenter.promise_callback)
        overlay.acknowledge_requested.connect(presenter.acknowledge)
        overlay.reason_dismissed.connect(presenter.silence_reason)
        overlay.card_turned.connect(presenter.turn_card)
        overlay.card_held.connect(presenter.hold_card)
        overlay.mute_requested.connect(calls.mute)
        overlay.hold_requested.connect(calls.hold)
        overlay.hang_up_requested.connect(calls.hang_up)
        overlay.collapse_requested.connect(presenter.collapse)
        overlay.moved.connect(self._places.remember)

    def connect_customers(
        self, customers: CustomerPresenter, history: History, typed: TypedNumber
    ) -> None:
        """Join the widgets that are about customers and past calls; call once, before `show`."""
        past_calls = PastCalls(self.phone, history)
        phone = self.phone
        phone.crm_requested.connect(customers.open_crm)
        phone.number_typed.connect(typed.type)
        phone.history_searched.connect(history.search)
        phone.history_delete_requested.connect(history.delete)
        phone.history_delete_all_requested.connect(past_calls.delete_all)
        phone.history_export_requested.connect(past_calls.export)

    def connect_notes(self, notes: CallNotes) -> None:
        """Join the transcript's lines and the note page; call once, before `show`."""
        self._notes = notes
        phone = self.phone
        phone.line_taken.connect(notes.take)
        self.overlay.line_taken.connect(notes.take)
        phone.card_opened.connect(notes.card_opened)
        phone.note_edited.connect(notes.edit)
        phone.note_granted.connect(notes.grant)
        phone.note_promised.connect(notes.promise)
        phone.note_copy_requested.connect(self._copy_note)
        phone.note_post_requested.connect(notes.post)
        phone.note_discard_requested.connect(notes.discard)

    def connect_goodwill(self, goodwill: Goodwill, asking: GoodwillAsking) -> None:
        """Join what the agent may grant; call once, before `show`."""
        self.overlay.goodwill_requested.connect(goodwill.open)
        window = self.overlay.goodwill
        window.kind_chosen.connect(goodwill.drafts.choose)
        window.amount_typed.connect(goodwill.drafts.type_amount)
        window.return_typed.connect(goodwill.drafts.type_return)
        window.reason_given.connect(goodwill.drafts.give_reason)
        window.override_typed.connect(goodwill.drafts.type_override)
        window.offer_taken.connect(goodwill.grant_offer)
        window.grant_requested.connect(goodwill.grant)
        window.allowed_taken.connect(goodwill.grant_allowed)
        window.question_withdrawn.connect(asking.withdraw)
        window.undo_requested.connect(goodwill.undo)
        window.copy_requested.connect(lambda words: QGuiApplication.clipboard().setText(words))

    def connect_sound(self, presenter: SoundPresenter) -> None:
        """Join the sound window and its presenter; call once, before `show`."""
        self._sound = SoundPage(presenter, self._in_a_call)
        self.phone.sound_requested.connect(self._show_sound)

    def connect_cards(self, editor: CardEditor, use: CardUse) -> None:
        """Join the card editor, and what agents say of cards; call once, before `show`."""
        self._card_use = use
        self.overlay.card_used.connect(use.used)
        self.overlay.card_dismissed.connect(use.dismissed)
        self._editor = EditorPage(editor)
        self.phone.card_new_requested.connect(self._editor.begin)
        self.phone.card_edit_requested.connect(self._editor.edit)

    def show(self) -> None:
        self.render_now()
        self.phone.show()
        if self._tray is not None:
            self._tray.show()
        self._ticker.start()

    def changed(self) -> None:
        """Something changed: render soon, at most ten times a second."""
        self._render.request()

    def render_now(self) -> None:
        if self._presenter is None:
            return
        phone = self._presenter.phone_view()
        overlay = self._presenter.overlay_view()
        self.phone.show_state(phone)
        self.overlay.show_state(overlay)
        in_call = bool(overlay.peer)
        if in_call != self._in_call:
            self._in_call = in_call
            if in_call and (place := self._places.last_seen(screen_names())) is not None:
                self.overlay.place(*place)
            self.overlay.setVisible(in_call)
            if not in_call:
                self._ending.call_is_over()
        if _rings(phone) and not self.phone.isVisible():
            self.phone.show()  # without activating: whoever types elsewhere goes on typing
        self._about_model.refresh()
        for page in (self._sound, self._editor):
            if page is not None:
                page.refresh()
        self.rendered.emit()

    def stop(self) -> None:
        self._ticker.stop()
        self._render.stop()
        if self._tray is not None:
            self._tray.hide()
        self._presenter = None
        # with its questions: a dialog that stays open would keep the application's attention
        self._about_model.stop()
        for page in (self._sound, self._editor):
            if page is not None:
                page.stop()
        self.overlay.deleteLater()
        self.phone.deleteLater()

    def _in_a_call(self) -> bool:
        return self._presenter is not None and self._presenter.phone_view().call is not None

    def _hang_up_all(self) -> None:
        if self._presenter is not None:
            self._presenter.calls.hang_up_all()

    def _copy_note(self, call_id: str) -> None:
        if self._notes is not None:
            QGuiApplication.clipboard().setText(self._notes.text(call_id))
            self._notes.copied(call_id)

    def _unsaved(self) -> bool:
        return self._notes is not None and self._notes.unsaved()

    def _show_overlay(self) -> None:
        self.overlay.show()
        self.overlay.raise_()

    def _model_card(self) -> ModelCardState | None:
        return self._presenter.model_card_view() if self._presenter is not None else None

    def _show_about_model(self) -> None:
        if self._presenter is not None:
            self._about_model.open(ringing=_rings(self._presenter.phone_view()))

    def _show_sound(self) -> None:
        if self._sound is not None and self._presenter is not None:
            self._sound.open()

    def _open_card(self, card_id: str) -> None:
        card = self._presenter.card(card_id) if self._presenter is not None else None
        if card is not None:
            use = self._card_use
            self.phone.show_card(card, None if use is None else use.view(card_id))


def _rings(phone: PhoneState) -> bool:
    return phone.call is not None and phone.call.phase is CallPhaseView.RINGING_IN
