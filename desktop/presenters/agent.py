"""The agent's desktop without Qt: events and intents in, view states out.

Runs on the app thread only. The shell connects widgets to the intents and shows the views; a script
can do the same, which is how the tests and the demo's timeline work without a screen.
"""

from collections.abc import Callable
from dataclasses import replace

from desktop.assist.assist import Assist
from desktop.assist.worker import NO_MODEL, NO_WORDS, WorkerClient, WorkerStatus
from desktop.clock import Clock
from desktop.errors import BeistandError
from desktop.knowledge.catalogue import Catalogue
from desktop.presenters.account_notices import follow_sound
from desktop.presenters.agent_views import AgentViews
from desktop.presenters.call_intents import CallIntents
from desktop.presenters.call_quality import CallQualities
from desktop.presenters.call_texts import CallTexts
from desktop.presenters.cards import Cards
from desktop.presenters.customers import CustomerPresenter
from desktop.presenters.engine_notices import follow_worker
from desktop.presenters.line import Line
from desktop.presenters.notices import Notices
from desktop.presenters.phone import call_s
from desktop.presenters.recognition import RecognitionNotices
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.help_state import HelpStep
from desktop.supervision.joining import Joining
from desktop.supervision.messages import HelpReason
from desktop.supervision.sip_message import SipMessageTransport
from desktop.telephony.call import CallSnapshot, CallState
from desktop.telephony.consent import ConsentEvent
from desktop.telephony.control import CallControl
from desktop.telephony.engine.client import EngineState
from desktop.telephony.engine.messages import (
    CommandFailed,
    EngineReady,
    Event,
    SoundChanged,
    TapClosed,
    TapOpened,
)
from desktop.telephony.registry import CallRegistry
from inference.messages import Evidence
from inference.tension.reading import ReasonKind
from ui.help_states import HelpReason as ShownHelpReason
from ui.model_states import ModelCardState
from ui.notice_states import NoticeAction, NoticeKind
from ui.states import CardView, OverlayState, PhoneState
from ui.states import ReasonKind as ShownReason


class AgentPresenter:
    """Owns the view and the order of things.

    `changed` is called after every change, `on_action(action, subject)` for a notice's button.
    """

    def __init__(
        self,
        *,
        registry: CallRegistry,
        control: CallControl,
        calls: CallIntents,
        qualities: CallQualities,
        texts: CallTexts,
        assist: Assist,
        desk: SupervisionDesk,
        joining: Joining,
        customers: CustomerPresenter,
        transport: SipMessageTransport,
        notices: Notices,
        views: AgentViews,
        cards: Cards,
        clock: Clock,
        collapsed: bool,
        changed: Callable[[], None],
        on_action: Callable[[NoticeAction, str], None],
    ) -> None:
        self._registry = registry
        self._control = control
        self.calls = calls
        self._qualities = qualities
        self.texts = texts
        self._assist = assist
        self._desk = desk
        self._joining = joining
        self._customers = customers
        self._notices = notices
        self._views = views
        self._cards = cards
        self._clock = clock
        self._begin_collapsed = self._collapsed = collapsed
        self._changed = changed
        self._on_action = on_action
        self._line = Line(registry=registry, transport=transport, notices=notices, clock=clock)
        self._notice_failed: set[str] = set()
        self._worker: WorkerClient | None = None
        self._worker_known = WorkerStatus()
        self._recognition = RecognitionNotices(notices)
        self._device = ""
        self._engine_seen = False
        registry.add_listener(assist)
        registry.add_listener(self)

    def use_worker(self, worker: WorkerClient) -> None:
        """Start reading legs with `worker`; without one the phone is a plain phone."""
        self._worker = worker
        self._assist.use_worker(worker)
        worker.use_hot_words(self._cards.catalogue.hot_words)

    # ------------------------------------------------------------ events

    def engine_event(self, event: Event) -> None:
        """Everything the engine says, in order."""
        self._line.event(event)
        self.calls.engine_event(event)
        self._qualities.event(event)
        self.texts.event(event)
        match event:
            case EngineReady():
                if event.calls and not self._engine_seen:
                    self._notices.add(NoticeKind.DESKTOP_RECOVERED)
                self._engine_seen = True
            case TapOpened():
                self._assist.tap_opened(event)
            case TapClosed():
                self._assist.tap_closed(event, self._clock.now_s())
            case SoundChanged():
                hears = not event.problem and event.output != "null"
                self._device = event.output if hears else ""
                follow_sound(self._notices, event)
            case CommandFailed(command="Notice", call_id=call_id):
                self._notice_failed.add(call_id)
            case CommandFailed(command="ConnectCalls", call_id=call_id):
                self._joining.takeover_failed(call_id)
            case _:
                pass
        self._changed()

    def engine_state(self, state: EngineState) -> None:
        self._line.state(state)
        self._changed()

    def evidence(self, message: Evidence) -> None:
        """What the worker heard; wired to `WorkerClient.on_evidence`."""
        now_s = self._clock.now_s()
        self._assist.evidence(message, now_s)
        if self._assist.late(now_s):
            self._notices.add(NoticeKind.WORKER_LATE)
        self._changed()

    def worker_changed(self, status: WorkerStatus) -> None:
        self._assist.worker_changed(status, self._clock.now_s())
        # other models in use are no new trouble: what was dismissed must not come back with them
        known = self._worker_known
        self._worker_known = replace(status, in_use=NO_MODEL, recognition=NO_WORDS)
        if self._worker_known != known:
            follow_worker(self._notices, status)
        self._recognition.follow(status)
        self._changed()

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`: what a call's beginning and end mean for everything else."""
        if call.alive:
            if call.state is CallState.CONFIRMED and (before is None or before.state != call.state):
                self._collapsed = self._begin_collapsed
            return
        self._desk.call_ended(call.call_id, self._clock.now_s())
        self._notice_failed.discard(call.call_id)

    def tick(self) -> None:
        """About twice a second."""
        now_s = self._clock.now_s()
        self._assist.tick(now_s)
        self._desk.tick(now_s)
        self._line.tick()
        self.calls.tick()
        if not self._assist.late(now_s):
            self._notices.resolve(NoticeKind.WORKER_LATE)
        self._changed()

    # --------------------------------------- intents: the companion, about the call it shows

    def grant(self, call_id: str) -> None:
        self._step_consent(call_id, ConsentEvent.GRANT)

    def refuse(self, call_id: str) -> None:
        self._step_consent(call_id, ConsentEvent.REFUSE)

    def analysis_off(self, call_id: str) -> None:
        """*Analyse aus*: withdrawn, final for this call."""
        self._step_consent(call_id, ConsentEvent.WITHDRAW)

    def _step_consent(self, call_id: str, event: ConsentEvent) -> None:
        if self._registry.call(call_id) is not None:
            self.calls.attempt("StepConsent", lambda: self._control.step_consent(call_id, event))

    def get_help(self, call_id: str) -> None:
        """One click, no dialog: every configured supervisor is asked."""
        try:
            self.ask_for_help(call_id)
        except BeistandError as error:
            self._notices.add(NoticeKind.HELP_NOT_DELIVERED, code="", detail=str(error))
            self._changed()

    def ask_for_help(self, call_id: str, why: tuple[HelpReason, ...] = ()) -> None:
        """As `get_help`, but whoever asks hears what is wrong: raises LocalError.

        While help is asked for, `why` is added to what was said.
        """
        call = self._registry.call(call_id)
        if call is None:
            return
        now_s = self._clock.now_s()
        session = self._assist.session(call_id)
        reading = session.state.reading if session is not None else None
        self._desk.raise_help(
            call_id,
            call_s=call_s(call, now_s),
            reading=reading,
            now_s=now_s,
            why=why,
            topic=session.topic if session is not None else "",
        )
        self._changed()

    def say_why(self, call_id: str, why: ShownHelpReason) -> None:
        """A reason chip; nothing where no help is asked for."""
        if self._desk.state(call_id, self._clock.now_s()).step in (
            HelpStep.RAISED,
            HelpStep.DELIVERED,
        ):
            self.ask_for_help(call_id, (HelpReason(why.value),))

    def resolve_help(self, call_id: str) -> None:
        self._desk.resolve(call_id, self._clock.now_s())
        self._changed()

    def invite(self, call_id: str) -> None:
        """The caller has agreed that who comes hears the call: let them in."""
        self.calls.attempt("Dial", lambda: self._joining.invite(call_id))

    def refuse_listener(self, call_id: str) -> None:
        """The caller has not, or does no more."""
        self.calls.attempt("StepConsent", lambda: self._joining.refuse(call_id))

    def keep_call(self, call_id: str) -> None:
        """Whoever is about to take it over is not handed it now."""
        self.calls.attempt("ConnectCalls", lambda: self._joining.keep_call(call_id))

    def end_help(self, call_id: str, helped: bool) -> None:
        (self.resolve_help if helped else self.cancel_help)(call_id)

    def promise_callback(self, call_id: str) -> None:
        self._desk.promise_callback(call_id, self._clock.now_s())
        self._changed()

    def cancel_help(self, call_id: str) -> None:
        self._desk.cancel(call_id, self._clock.now_s())
        self._changed()

    def acknowledge(self, call_id: str) -> None:
        if (session := self._assist.session(call_id)) is not None:
            session.acknowledge()
            self._changed()

    def silence_reason(self, call_id: str, kind: ShownReason) -> None:
        if kind is ShownReason.CONTACTS:
            self._customers.dismiss_reason(call_id)
        elif (session := self._assist.session(call_id)) is not None:
            session.silence_reason(ReasonKind(kind.value))
            self._changed()

    def turn_card(self, call_id: str, by: int) -> None:
        if (session := self._assist.session(call_id)) is not None:
            session.turn_card(by)
            self._changed()

    def hold_card(self, call_id: str, held: bool) -> None:
        if (session := self._assist.session(call_id)) is not None:
            session.hold_card(held)

    @property
    def collapsed(self) -> bool:
        """The companion is a pill, without a card."""
        return self._collapsed

    def collapse(self, collapsed: bool) -> None:
        self._collapsed = collapsed
        self._changed()

    # ------------------------------------------------------------ intents: the rest

    def dismiss_notice(self, notice_id: str) -> None:
        self._notices.dismiss(notice_id)
        self._changed()

    def act_on_notice(self, notice_id: str) -> None:
        """The button of a notice."""
        found = self._notices.find(notice_id)
        if found is None:
            return
        view, subject = found
        if view.action is NoticeAction.CALL_BACK:
            self._notices.dismiss(notice_id)
            self.calls.dial(subject)
        else:
            self._on_action(view.action, subject)

    # ------------------------------------------------------------ views

    def phone_view(self) -> PhoneState:
        return self._views.phone(self._worker_status, self._device)

    def overlay_view(self) -> OverlayState:
        return self._views.overlay(
            self._worker_status, collapsed=self._collapsed, notice_failed=self._notice_failed
        )

    def use_cards(self, catalogue: Catalogue) -> None:
        """The library was read, or read anew."""
        self._cards.use(catalogue)
        self._assist.use_cards(catalogue)
        if self._worker is not None:
            self._worker.use_hot_words(catalogue.hot_words)
        self._changed()

    def seek_cards(self, typed: str) -> None:
        self._cards.seek(typed)
        self._changed()

    def card(self, card_id: str) -> CardView | None:
        return self._views.card(card_id)

    def model_card_view(self) -> ModelCardState:
        return self._views.model_card(self._worker_status)

    @property
    def _worker_status(self) -> WorkerStatus:
        return WorkerStatus() if self._worker is None else self._worker.status
