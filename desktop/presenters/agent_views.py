"""What the agent's windows show, read from the domain. Changes nothing."""

from collections.abc import Callable, Set
from dataclasses import replace
from functools import cached_property

from desktop.assist.assist import Assist
from desktop.assist.session import MOST_REASONS, AssistState, nothing_known
from desktop.assist.worker import WorkerState, WorkerStatus
from desktop.clock import Clock
from desktop.knowledge.card import Card
from desktop.knowledge.selector import Suggestion
from desktop.presenters.call_notes import CallNotes
from desktop.presenters.call_quality import CallQualities
from desktop.presenters.call_texts import CallTexts
from desktop.presenters.card_use import CardUse
from desktop.presenters.cards import Cards
from desktop.presenters.customers import CustomerPresenter
from desktop.presenters.dial_accounts import DialAccounts
from desktop.presenters.goodwill import Goodwill
from desktop.presenters.history import History
from desktop.presenters.listener import listener_view
from desktop.presenters.model_card import model_use, read_model_card
from desktop.presenters.notices import Notices
from desktop.presenters.overlay import (
    card_view,
    consent_step,
    model_note,
    reason_chip,
    unknown_why,
)
from desktop.presenters.phone import (
    account_view,
    agent_view,
    call_s,
    call_view,
)
from desktop.presenters.recognition import (
    CALL_PAGE_LINES,
    SHOWN_LINES,
    asks_for_words,
    recognition_view,
    transcript_view,
)
from desktop.presenters.typed_number import TypedNumber
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.help_state import Pushed
from desktop.supervision.joining import Joining
from desktop.telephony.availability import Availability
from desktop.telephony.call import CallSnapshot
from desktop.telephony.consent import ConsentMode
from desktop.telephony.registry import CallRegistry
from inference.tension.alerts import AlertState
from inference.tension.tracker import TENSE_THRESHOLD
from ui.call_states import CallView
from ui.help_states import HelpReason as ShownHelpReason
from ui.help_states import ListenerStep, PushedView
from ui.model_states import ModelCardState
from ui.note_states import TranscriptView
from ui.states import (
    AnalysisView,
    CardView,
    HelpStep,
    Level,
    OverlayState,
    PhoneState,
    Tendency,
)


class AgentViews:
    """Builds the frozen view states of phone and overlay."""

    def __init__(
        self,
        *,
        registry: CallRegistry,
        assist: Assist,
        desk: SupervisionDesk,
        joining: Joining,
        customers: CustomerPresenter,
        history: History,
        qualities: CallQualities,
        texts: CallTexts,
        notes: CallNotes,
        goodwill: Goodwill,
        accounts: DialAccounts,
        typed: TypedNumber,
        notices: Notices,
        cards: Cards,
        card_use: CardUse,
        clock: Clock,
        consent_mode: ConsentMode,
        account_name: str,
        consent_sentence: str,
        availability: Availability,
        reasons: tuple[str, ...],
        last_dialled: Callable[[], str],
        facts_only: bool = False,
        recognition: bool = False,
        transcript: bool = False,
        country: str = "",
    ) -> None:
        """`recognition`: words are written down, `transcript`: and shown, with telephone numbers
        of `country` masked."""
        self._registry = registry
        self._assist = assist
        self._desk = desk
        self._joining = joining
        self._customers = customers
        self._history = history
        self._qualities = qualities
        self._texts = texts
        self._notes = notes
        self._goodwill = goodwill
        self._accounts = accounts
        self._typed = typed
        self._notices = notices
        self._cards = cards
        self._card_use = card_use
        self._clock = clock
        self._consent_mode = consent_mode
        self._account_name = account_name
        self._consent_sentence = consent_sentence
        self._facts_only = facts_only
        self._recognition = recognition
        self._transcript = transcript
        self._country = country
        self._availability = availability
        self._reasons = reasons
        self._last_dialled = last_dialled

    def card(self, card_id: str) -> CardView | None:
        """A card that the agent opened by hand; None where there is none of that id."""
        card = self._cards.find(card_id)
        if card is None:
            return None
        call = self._registry.talking or self._registry.active
        return card_view(Suggestion(card, ()), 1, 1, self._card_values(call, card))

    def model_card(self, worker: WorkerStatus) -> ModelCardState:
        use = model_use(worker, self._consent_mode, facts_only=self._facts_only)
        return ModelCardState(use, self._model_card, recognition_view(worker))

    @cached_property
    def _model_card(self) -> str:
        return read_model_card()

    def phone(self, worker: WorkerStatus, device: str) -> PhoneState:
        now_s = self._clock.now_s()
        active = self._registry.active
        account = self._accounts.shown
        return PhoneState(
            account=account_view(account, self._account_name, device),
            analysis=AnalysisView(
                worker.state is WorkerState.READY,
                worker.device,
                model_note(worker, facts_only=self._facts_only),
            ),
            call=None
            if active is None
            else self._call(active, now_s, self._said(active, CALL_PAGE_LINES)),
            others=tuple(self._call(other, now_s) for other in self._registry.others),
            agent=agent_view(self._availability.presence, self._reasons, now_s),
            last_dialled=self._last_dialled(),
            dial_accounts=self._accounts.working,
            dial_account=self._accounts.chosen,
            typed=self._typed.view(),
            notices=self._notices.views,
            cards=self._cards.entries,
            history=self._history.view(),
            note=self._notes.view(),
            can_dial=active is None and account is not None,
        )

    def overlay(
        self, worker: WorkerStatus, *, collapsed: bool, notice_failed: Set[str]
    ) -> OverlayState:
        call = self._registry.talking
        if call is None:
            return OverlayState(collapsed=collapsed, facts_only=self._facts_only)
        now_s = self._clock.now_s()
        session = self._assist.session(call.call_id)
        assist = session.state if session is not None else AssistState(nothing_known())
        reading = assist.reading
        in_call_s = call_s(call, now_s)
        suggestion = assist.suggestion
        help_state = self._desk.state(call.call_id, now_s)
        supervisor = self._joining.supervisor_in(call.call_id)
        listener = listener_view(call, supervisor, help_state)
        return OverlayState(
            call_id=call.call_id,
            peer=self._customers.name(call),
            call_s=in_call_s,
            muted=call.muted,
            local_hold=call.local_hold,
            remote_hold=call.remote_hold,
            level=Level(reading.state.value),
            unknown_why=unknown_why(
                call, self._consent_mode, worker, assist, facts_only=self._facts_only
            ),
            facts_only=self._facts_only,
            note=model_note(worker, facts_only=self._facts_only),
            level_s=max(0.0, in_call_s - reading.since_s),
            tendency=Tendency(reading.tendency.value),
            acknowledged=assist.alert is AlertState.ACKNOWLEDGED,
            alert=assist.alert is AlertState.LIVE,
            trend=assist.trend,
            threshold=TENSE_THRESHOLD if session is None else session.threshold,
            reasons=(
                *map(reason_chip, reading.reasons),
                *self._customers.reasons(call.call_id),
            )[:MOST_REASONS],
            card=None
            if suggestion is None
            else replace(
                card_view(
                    suggestion,
                    assist.card_index + 1,
                    len(assist.suggestions),
                    self._card_values(call, suggestion.card),
                ),
                used=suggestion.card.id in assist.used if self._card_use.wanted else None,
            ),
            transcript=self._said(call, SHOWN_LINES),
            words_asked=asks_for_words(worker, wanted=self._recognition),
            consent=consent_step(
                self._consent_mode,
                call.consent,
                notice_failed=call.call_id in notice_failed,
                party=call.party,
            ),
            consent_sentence=self._consent_sentence,
            help=HelpStep(help_state.step.value),
            help_by=help_state.by,
            help_eta_s=help_state.eta_s,
            help_away=help_state.away,
            help_why=tuple(ShownHelpReason(why.value) for why in self._desk.why(call.call_id)),
            help_pushed=tuple(map(self._pushed, help_state.pushed)),
            goodwill=self._goodwill.view(call.call_id),
            listener=listener,
            # whoever is in the call is said, also to who has made the companion small
            collapsed=collapsed and listener.step is ListenerStep.NONE,
        )

    def _card_values(self, call: CallSnapshot | None, card: Card) -> dict[str, str]:
        """What fills a card's placeholders: of the customer, and of what the agent may grant."""
        values = {} if call is None else self._customers.card_values(call)
        call_id = "" if call is None else call.call_id
        return values | self._goodwill.card_values(call_id, card.id, card.discretion_text)

    def _pushed(self, pushed: Pushed) -> PushedView:
        card = self._cards.find(pushed.card) if pushed.card else None
        title = card.title if card is not None else pushed.card
        return PushedView(pushed.by, pushed.text, card_title=title)

    def _said(self, call: CallSnapshot, lines: int) -> TranscriptView | None:
        session = self._assist.session(call.call_id)
        if session is None or not self._transcript:
            return None
        names = self._customers.names(call)
        words = session.words(lines, names, self._country)
        return transcript_view(words, lines, self._notes.taken(call.call_id))

    def _call(
        self, call: CallSnapshot, now_s: float, said: TranscriptView | None = None
    ) -> CallView:
        name, customer = self._customers.name(call), self._customers.view(call)
        quality = self._qualities.view(call.call_id)
        return call_view(
            call,
            now_s,
            peer=name,
            customer=customer,
            quality=quality,
            text=self._texts.view(call.call_id),
            transcript=said,
        )
