"""The agent's desktop without Qt: events and intents in, view states out.

Runs on the app thread only. The shell connects widgets to the intents and shows the views; a script
can do the same, which is how the tests and the demo's timeline work without a screen.
"""

from collections.abc import Callable

from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession
from desktop.assist.worker import WorkerClient, WorkerStatus
from desktop.clock import Clock
from desktop.errors import BeistandError
from desktop.presenters.account_notices import follow_account, follow_failure, follow_sound
from desktop.presenters.agent_views import AgentViews
from desktop.presenters.engine_notices import follow_engine, follow_worker
from desktop.presenters.notices import Notices
from desktop.presenters.phone import call_s, peer_of
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.sip_message import SipMessageTransport
from desktop.telephony.call import AccountSnapshot, CallSnapshot
from desktop.telephony.consent import ConsentEvent
from desktop.telephony.control import CallControl
from desktop.telephony.engine.client import EngineState, EngineStateKind
from desktop.telephony.engine.messages import (
    AccountChanged,
    CallChanged,
    CommandFailed,
    EngineReady,
    Event,
    MessageDelivered,
    MessageReceived,
    SoundChanged,
    TapClosed,
    TapOpened,
)
from desktop.telephony.registry import CallRegistry
from inference.messages import Estimate, LegProblem
from inference.tension.reading import ReasonKind
from ui.states import CardView, NoticeKind, OverlayState, PhoneState
from ui.states import ReasonKind as ShownReason

_QUIET_CODES = frozenset({0, 200, 487})
"""Ends that need no explanation: a normal BYE, a cancelled call."""


class AgentPresenter:
    """Owns the view and the order of things; `changed` is called after every change."""

    def __init__(
        self,
        *,
        registry: CallRegistry,
        control: CallControl,
        assist: Assist,
        desk: SupervisionDesk,
        transport: SipMessageTransport,
        notices: Notices,
        views: AgentViews,
        clock: Clock,
        collapsed: bool,
        changed: Callable[[], None],
        keep_collapsed: Callable[[bool], None] = lambda collapsed: None,
    ) -> None:
        self._registry = registry
        self._control = control
        self._assist = assist
        self._desk = desk
        self._transport = transport
        self._notices = notices
        self._views = views
        self._clock = clock
        self._collapsed = collapsed
        self._changed = changed
        self._keep_collapsed = keep_collapsed
        self._worker: WorkerClient | None = None
        self._device = ""
        self._engine_seen = False
        registry.add_listener(assist)
        registry.add_listener(self)

    def use_worker(self, worker: WorkerClient) -> None:
        """Start reading legs with `worker`; without one the phone is a plain phone."""
        self._worker = worker
        self._assist.use_worker(worker)

    # ------------------------------------------------------------ events

    def engine_event(self, event: Event) -> None:
        """Everything the engine says, in order."""
        now_s = self._clock.now_s()
        match event:
            case EngineReady():
                self._forget_calls_but(event.calls, event.accounts)
                if event.calls and not self._engine_seen:
                    self._notices.add(NoticeKind.DESKTOP_RECOVERED)
                self._engine_seen = True
            case AccountChanged():
                self._registry.apply_account(event.account)
                follow_account(self._notices, event.account)
            case CallChanged():
                self._registry.apply_call(event.call)
            case TapOpened():
                self._assist.tap_opened(event)
            case TapClosed():
                self._assist.tap_closed(event, now_s)
            case MessageReceived():
                self._transport.message_received(event.from_uri, event.content_type, event.body)
            case MessageDelivered():
                self._transport.message_delivered(event.request_id, event.code, event.reason)
            case SoundChanged():
                self._device = "" if event.problem or event.output == "null" else event.output
                follow_sound(self._notices, event)
            case CommandFailed():
                follow_failure(self._notices, event)
            case _:
                return
        self._changed()

    def engine_state(self, state: EngineState) -> None:
        if state.kind in (EngineStateKind.DIED, EngineStateKind.GAVE_UP):
            self._forget_calls_but((), ())
        follow_engine(self._notices, state)
        self._changed()

    def _forget_calls_but(
        self, calls: tuple[CallSnapshot, ...], accounts: tuple[AccountSnapshot, ...]
    ) -> None:
        """Take over what the engine knows; a call that died with an engine is said, not hidden."""
        for call in self._registry.replace(calls, accounts, self._clock.now_s()):
            self._notices.add(NoticeKind.ENGINE_DIED_IN_CALL, call.call_id, number=peer_of(call))

    def evidence(self, message: Estimate | LegProblem) -> None:
        """What the worker heard; wired to `WorkerClient.on_evidence`."""
        now_s = self._clock.now_s()
        self._assist.evidence(message, now_s)
        if self._assist.late(now_s):
            self._notices.add(NoticeKind.WORKER_LATE)
        self._changed()

    def worker_changed(self, status: WorkerStatus) -> None:
        self._assist.worker_changed(status, self._clock.now_s())
        follow_worker(self._notices, status)
        self._changed()

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`: what a call's end means for everything else."""
        if call.alive:
            return
        self._desk.call_ended(call.call_id, self._clock.now_s())
        if call.confirmed_at_s is None and call.end_code not in _QUIET_CODES:
            self._notices.add(
                NoticeKind.CALL_FAILED, code=str(call.end_code), reason=call.end_reason
            )

    def tick(self) -> None:
        """About twice a second."""
        now_s = self._clock.now_s()
        self._assist.tick(now_s)
        self._desk.tick(now_s)
        if not self._assist.late(now_s):
            self._notices.resolve(NoticeKind.WORKER_LATE)
        self._changed()

    # ------------------------------------------------------------ intents: calls

    def dial(self, text: str) -> None:
        try:
            self._notices.resolve(NoticeKind.BAD_NUMBER, NoticeKind.CALL_FAILED)
            self._control.dial(text)
        except BeistandError:
            self._notices.add(NoticeKind.BAD_NUMBER, number=text)
        self._changed()

    def answer(self, call_id: str) -> None:
        self._control.answer(call_id)

    def decline(self, call_id: str) -> None:
        self._control.decline(call_id)

    def hang_up(self, call_id: str) -> None:
        self._control.hang_up(call_id)

    def mute(self, call_id: str, muted: bool) -> None:
        self._control.mute(call_id, muted)

    def hold(self, call_id: str, held: bool) -> None:
        self._control.hold(call_id, held)

    def dtmf(self, call_id: str, digits: str) -> None:
        self._control.dtmf(call_id, digits)

    # ------------------------------------------------------------ intents: overlay (active call)

    def hang_up_active(self) -> None:
        if (call := self._registry.active) is not None:
            self._control.hang_up(call.call_id)

    def mute_active(self, muted: bool) -> None:
        if (call := self._registry.active) is not None:
            self._control.mute(call.call_id, muted)

    def hold_active(self, held: bool) -> None:
        if (call := self._registry.active) is not None:
            self._control.hold(call.call_id, held)

    def grant(self) -> None:
        self._step_consent(ConsentEvent.GRANT)

    def refuse(self) -> None:
        self._step_consent(ConsentEvent.REFUSE)

    def analysis_off(self) -> None:
        """*Analyse aus*: withdrawn, final for this call."""
        self._step_consent(ConsentEvent.WITHDRAW)

    def _step_consent(self, event: ConsentEvent) -> None:
        if (call := self._registry.active) is not None:
            self._control.step_consent(call.call_id, event)

    def get_help(self) -> None:
        """One click, no dialog: every configured supervisor is asked."""
        call = self._registry.talking
        if call is None:
            return
        now_s = self._clock.now_s()
        session = self._assist.session(call.call_id)
        reading = session.state.reading if session is not None else None
        try:
            self._desk.raise_help(
                call.call_id, call_s=call_s(call, now_s), reading=reading, now_s=now_s
            )
        except BeistandError as error:
            self._notices.add(NoticeKind.HELP_NOT_DELIVERED, code="", detail=str(error))
        self._changed()

    def cancel_help(self) -> None:
        if (call := self._registry.talking) is not None:
            self._desk.cancel(call.call_id, self._clock.now_s())
            self._changed()

    def acknowledge(self) -> None:
        if (session := self._session()) is not None:
            session.acknowledge()
            self._changed()

    def silence_reason(self, kind: ShownReason) -> None:
        if (session := self._session()) is not None:
            session.silence_reason(ReasonKind(kind.value))
            self._changed()

    def turn_card(self, by: int) -> None:
        if (session := self._session()) is not None:
            session.turn_card(by)
            self._changed()

    def hold_card(self, held: bool) -> None:
        if (session := self._session()) is not None:
            session.hold_card(held)

    def collapse(self, collapsed: bool) -> None:
        self._collapsed = collapsed
        self._keep_collapsed(collapsed)
        self._changed()

    # ------------------------------------------------------------ intents: the rest

    def dismiss_notice(self, notice_id: str) -> None:
        self._notices.dismiss(notice_id)
        self._changed()

    # ------------------------------------------------------------ views

    def phone_view(self) -> PhoneState:
        return self._views.phone(self._worker_status, self._device)

    def overlay_view(self) -> OverlayState:
        return self._views.overlay(self._worker_status, collapsed=self._collapsed)

    def card(self, card_id: str) -> CardView | None:
        return self._views.card(card_id)

    @property
    def _worker_status(self) -> WorkerStatus:
        return WorkerStatus() if self._worker is None else self._worker.status

    def _session(self) -> AssistSession | None:
        call = self._registry.talking
        return None if call is None else self._assist.session(call.call_id)
