"""The supervisor's desktop without Qt: engine events and intents in, view state out."""

from collections.abc import Callable

from desktop.clock import Clock
from desktop.presenters.line import Line
from desktop.presenters.notices import Notices
from desktop.presenters.phone import account_view
from desktop.supervision.inbox import ENDED, Request, SupervisionInbox
from desktop.supervision.sip_message import SipMessageTransport
from desktop.telephony.call import CallSnapshot, CallState
from desktop.telephony.control import CallControl
from desktop.telephony.engine.client import EngineState
from desktop.telephony.engine.messages import Event
from desktop.telephony.registry import CallRegistry
from ui.help_states import HelpReason
from ui.states import Level, NoticeAction, ReasonChip, ReasonKind
from ui.supervisor_states import RequestStep, RequestView, SupervisorState


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
        registry.add_listener(self)

    # ------------------------------------------------------------ events

    def engine_event(self, event: Event) -> None:
        self._line.event(event)
        self._changed()

    def engine_state(self, state: EngineState) -> None:
        self._line.state(state)
        self._changed()

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`. Joining calls is not built yet: what nobody can see must not
        ring for ever."""
        if call.state is CallState.INCOMING:
            self._control.decline(call.call_id)

    def tick(self) -> None:
        self._inbox.tick(self._clock.now_s())
        self._line.tick()
        self._changed()

    # ------------------------------------------------------------ intents

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

    def view(self) -> SupervisorState:
        now_s = self._clock.now_s()
        account = next(iter(self._registry.accounts), None)
        return SupervisorState(
            account=account_view(account, self._account_name, ""),
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
        step=RequestStep(request.step.value),
        why=tuple(HelpReason(why.value) for why in request.why),
        topic=request.topic,
        brief=request.brief,
        level=Level(request.level.value),
        level_s=request.level_s,
        reasons=tuple(
            ReasonChip(ReasonKind(reason.kind.value), reason.value) for reason in request.reasons
        ),
        call_s=request.call_s + waiting_s,
        waiting_s=waiting_s,
        expires_in_s=request.expires_in_s(now_s),
    )
