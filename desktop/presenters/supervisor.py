"""The supervisor's desktop without Qt: engine events and intents in, view state out."""

from collections.abc import Callable

from desktop.clock import Clock
from desktop.errors import BeistandError
from desktop.presenters.account_notices import follow_sound
from desktop.presenters.line import Line
from desktop.presenters.notices import Notices
from desktop.presenters.phone import account_view
from desktop.supervision.arrivals import Arrivals
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.messages import WantedMode
from desktop.supervision.received import ENDED, Request, RequestStep
from desktop.supervision.sip_message import SipMessageTransport
from desktop.telephony.call import CallSnapshot, CallState
from desktop.telephony.control import CallControl
from desktop.telephony.engine.client import EngineState
from desktop.telephony.engine.messages import Event, SoundChanged
from desktop.telephony.registry import CallRegistry
from desktop.telephony.sip_uri import display_number
from ui.help_states import HelpReason
from ui.notice_states import NoticeAction, NoticeKind
from ui.states import Level, ReasonChip, ReasonKind
from ui.supervisor_states import Ending, Handover, RequestView, SupervisorCall, SupervisorState
from ui.supervisor_states import ListenMode as ShownMode
from ui.supervisor_states import RequestStep as ShownStep


class SupervisorPresenter:
    """Owns nothing but the view; `changed` is called after everything that may alter it."""

    def __init__(
        self,
        *,
        registry: CallRegistry,
        control: CallControl,
        inbox: SupervisionInbox,
        transport: SipMessageTransport,
        notices: Notices,
        clock: Clock,
        account_name: str,
        eta_s: float,
        changed: Callable[[], None],
        on_action: Callable[[NoticeAction, str], None],
    ) -> None:
        self._registry = registry
        self._control = control
        self._inbox = inbox
        self._notices = notices
        self._clock = clock
        self._account_name = account_name
        self._eta_s = eta_s
        self._changed = changed
        self._on_action = on_action
        self._line = Line(registry=registry, transport=transport, notices=notices, clock=clock)
        self._arrivals = Arrivals(inbox, registry, answer=self.answer, now_s=clock.now_s)

    # ------------------------------------------------------------ events

    def engine_event(self, event: Event) -> None:
        self._line.event(event)
        if isinstance(event, SoundChanged):
            follow_sound(self._notices, event)
        self._changed()

    def engine_state(self, state: EngineState) -> None:
        self._line.state(state)
        self._changed()

    def look(self) -> None:
        """The inbox says something new."""
        self._arrivals.look()

    def tick(self) -> None:
        self._inbox.tick(self._clock.now_s())
        self._line.tick()
        self._changed()

    # ------------------------------------------------------------ intents

    def answer(self, call_id: str) -> None:
        self._attempt("Answer", lambda: self._control.answer(call_id))

    def hang_up(self, call_id: str) -> None:
        self._attempt("HangUp", lambda: self.leave(call_id))

    def leave(self, call_id: str) -> None:
        """End a call; one that rings is declined. Whoever leaves an agent's call has helped. Raises
        LocalError."""
        request = self._inbox.find(self._arrivals.request_of(call_id) or "")
        if request is not None and request.step is RequestStep.JOINED:
            self._inbox.done(request.request_id, self._clock.now_s())
        self._control.hang_up(call_id)

    def resume(self, call_id: str) -> None:
        """Go on with a call that is held; another one that is up is held."""
        self._attempt("SetHold", lambda: self._control.hold(call_id, False))

    def switch(self, request_id: str, mode: ShownMode) -> None:
        """Be in the call so."""
        wanted = WantedMode(mode.value)
        self._attempt(
            "SetMonitorMode",
            lambda: self._inbox.switch(request_id, wanted, self._clock.now_s()),
        )

    def _attempt(self, command: str, action: Callable[[], object]) -> None:
        try:
            action()
        except BeistandError as error:
            self._notices.add(
                NoticeKind.COMMAND_FAILED, command, command=command, detail=str(error)
            )
        self._changed()

    def coming(self, request_id: str) -> None:
        self._inbox.coming(request_id, self._clock.now_s())
        self._changed()

    def later(self, request_id: str) -> None:
        self._inbox.later(request_id, self._clock.now_s())
        self._changed()

    def done(self, request_id: str) -> None:
        """The help was there."""
        self._inbox.done(request_id, self._clock.now_s())
        self._changed()

    def write(self, request_id: str, line: str) -> None:
        """A line for the agent; LocalError where the request is over, or nothing is written."""
        self._inbox.write(request_id, line, self._clock.now_s())

    def send_card(self, request_id: str, card_id: str) -> None:
        """A card for the agent; LocalError where the request is over."""
        self._inbox.send_card(request_id, card_id, self._clock.now_s())

    def dismiss_request(self, request_id: str) -> None:
        self._inbox.dismiss(request_id)
        self._changed()

    def dismiss_notice(self, notice_id: str) -> None:
        self._notices.dismiss(notice_id)
        self._changed()

    def act_on_notice(self, notice_id: str) -> None:
        """The button of a notice."""
        if (found := self._notices.find(notice_id)) is not None:
            view, subject = found
            self._on_action(view.action, subject)

    # ------------------------------------------------------------ view

    def _call(self, call: CallSnapshot) -> SupervisorCall:
        return SupervisorCall(
            call.call_id,
            call.peer_name or display_number(call.peer_uri),
            rings=call.state is CallState.INCOMING,
            held=call.local_hold,
        )

    def view(self) -> SupervisorState:
        now_s = self._clock.now_s()
        account = next(iter(self._registry.accounts), None)
        return SupervisorState(
            account=account_view(account, self._account_name, ""),
            calls=tuple(map(self._call, self._registry.calls)),
            requests=tuple(request_view(request, now_s) for request in self._inbox.requests()),
            eta_s=self._eta_s,
            notices=self._notices.views,
        )


def request_view(request: Request, now_s: float) -> RequestView:
    """What is shown of a request; level and call time go on counting while it waits."""
    waiting_s = 0.0 if request.step in ENDED else now_s - request.received_at_s
    return RequestView(
        request_id=request.request_id,
        agent=request.agent,
        step=ShownStep(request.step.value),
        why=tuple(HelpReason(why.value) for why in request.why),
        topic=request.topic,
        brief=request.brief,
        mode=None if request.widest is None else ShownMode(request.widest.value),
        settled=not request.unsettled or request.wanted is WantedMode.TAKEOVER,
        handover=Handover(request.takeover.value),
        handover_in_s=request.takeover_in_s(now_s) or 0.0,
        refused=request.refused,
        ending=Ending.HELPED if request.outcome is None else Ending(request.outcome.value),
        level=Level(request.level.value),
        level_s=request.level_s,
        reasons=tuple(
            ReasonChip(ReasonKind(reason.kind.value), reason.value) for reason in request.reasons
        ),
        call_s=request.call_s + waiting_s,
        waiting_s=waiting_s,
        expires_in_s=request.expires_in_s(now_s),
    )
