"""Carries out what programs ask a supervisor's desktop for. On the app thread only."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop.api import messages as api
from desktop.api import objects
from desktop.api.approvals import Approvals
from desktop.api.call_requests import CallRequests
from desktop.api.choice import Choice
from desktop.api.escalations import escalation_status
from desktop.api.pending import Answer, Look, Pending
from desktop.api.wire import refused
from desktop.clock import Clock
from desktop.errors import BeistandError, LocalError, NetworkError, RemoteError
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.messages import Outcome, WantedMode
from desktop.supervision.received import MAY_CLAIM, MINE, Request, RequestStep
from desktop.supervision.takeover import RUNNING, TakeOverStep
from desktop.telephony.control import CallControl
from desktop.telephony.engine.client import EngineState
from desktop.telephony.engine.messages import Event
from desktop.telephony.registry import CallRegistry

SWITCH_S: Final = 15.0
"""How long the agent's desktop may take: a take-over is announced first. A program waits 20 s."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A program waits for what the agent's desktop says."""

    request_id: int
    answer: Answer
    escalation: str


@dataclass(frozen=True, slots=True)
class _Switch:
    """A program waits to be in the call otherwise."""

    request_id: int
    answer: Answer
    escalation: str
    mode: WantedMode
    wish: int
    until_s: float


class SupervisorService:
    """`coming`, `later` and `leave`, which ends a call, are the window's, too; what comes of a
    claim the inbox tells, what comes of a call the engine."""

    def __init__(
        self,
        inbox: SupervisionInbox,
        registry: CallRegistry,
        control: CallControl,
        *,
        approvals: Approvals,
        leave: Callable[[str], None],
        coming: Callable[[str], None],
        later: Callable[[str], None],
        status: Callable[[], objects.Status],
        clock: Clock,
    ) -> None:
        self._inbox = inbox
        self._approvals = approvals
        self._coming = coming
        self._later = later
        self._status = status
        self._clock = clock
        self._claims: list[_Claim] = []
        self._switches: list[_Switch] = []
        self._pending = Pending(clock)
        self._calls = CallRequests(Choice(registry), control, hang_up=leave)

    def request(self, request: api.AnyRequest, answer: Answer) -> None:
        """`answer` is called once, now or when the outcome is known."""
        try:
            self._carry_out(request, answer)
        except BeistandError as error:
            answer(refused(request.id, error))

    def engine_event(self, event: Event) -> None:
        """Everything the engine says, once the registry knows it."""
        self._pending.engine_event(event)

    def engine_state(self, state: EngineState) -> None:
        self._pending.engine_state(state)

    def tick(self) -> None:
        """About twice a second."""
        self._pending.tick()
        self.look()

    def look(self) -> None:
        """Something may have changed: answer the claims that are decided."""
        for claim in list(self._claims):
            request = self._inbox.find(claim.escalation)
            if request is not None and request.step is RequestStep.CLAIMING:
                continue
            self._claims.remove(claim)
            if request is not None and request.step in MINE:
                claim.answer(self._reply(claim.request_id, request))
            else:
                claim.answer(refused(claim.request_id, _lost(request)))
        for switch in list(self._switches):
            outcome = self._switched(switch)
            if outcome is not None:
                self._switches.remove(switch)
                switch.answer(outcome)

    def _carry_out(self, request: api.AnyRequest, answer: Answer) -> None:
        match request:
            case api.GetStatus():
                t_ms = round(self._clock.now_s() * 1000)
                answer(api.StatusReply(id=request.id, t_ms=t_ms, status=self._status()))
            case api.ListApprovals() | api.Allow() | api.Refuse():
                answer(self._approvals.carry_out(request))
            case api.Escalations():
                answer(self._reply(request.id, *self._inbox.requests()))
            case api.Claim(escalation=escalation):
                found = self._find(escalation)
                if found.step in MAY_CLAIM:
                    self._coming(escalation)
                self._claims.append(_Claim(request.id, answer, escalation))
                self.look()
            case api.Later(escalation=escalation):
                if self._find(escalation).step not in (RequestStep.OPEN, RequestStep.LATER):
                    raise LocalError("only an open request can be put aside")
                self._later(escalation)
                answer(self._reply(request.id, self._find(escalation)))
            case api.Mode(mode=mode, escalation=escalation):
                joined = self._find(escalation) if escalation else self._joined()
                now_s = self._clock.now_s()
                wish = self._inbox.switch(joined.request_id, mode, now_s)
                switch = _Switch(
                    request.id, answer, joined.request_id, mode, wish, now_s + SWITCH_S
                )
                self._switches.append(switch)
                self.look()
            case _:
                self._of_a_call(request, answer)

    def _of_a_call(self, request: api.AnyRequest, answer: Answer) -> None:
        match self._calls.carry_out(request):
            case Look() as look:
                self._pending.add(request.id, answer, look)
            case str() as call_id:
                answer(api.Done(id=request.id, call=call_id))
            case _:
                raise LocalError("this is a supervisor's desktop; only an agent's phone does that")

    def _find(self, escalation: str) -> Request:
        request = self._inbox.find(escalation)
        if request is None or not request.agent:
            raise _unknown()
        return request

    def _joined(self) -> Request:
        """The request whose call I am in."""
        joined = [one for one in self._inbox.requests() if one.step is RequestStep.JOINED]
        if len(joined) != 1:
            raise LocalError("you are in no agent's call" if not joined else "which one?")
        return joined[0]

    def _switched(self, switch: _Switch) -> api.AnyReply | None:
        """None: the agent's desktop has not said yet."""
        request = self._inbox.find(switch.escalation)
        if request is None:
            return refused(switch.request_id, _unknown())
        if switch.mode is WantedMode.TAKEOVER and request.outcome is Outcome.TAKEN_OVER:
            return self._reply(switch.request_id, request)
        # the own call is replaced by the caller's before the agent's desktop says how it went
        handed_over = request.step in MINE and request.takeover in RUNNING
        if request.step is not RequestStep.JOINED and not handed_over:
            return refused(switch.request_id, _lost(request))
        if request.wish > switch.wish:
            return refused(switch.request_id, LocalError("something else was asked for meanwhile"))
        if request.failed:
            return refused(switch.request_id, RemoteError(_UNDONE))
        if not (request.unsettled or handed_over):
            kept = _KEPT.get(request.takeover)
            if kept is None:
                return self._reply(switch.request_id, request)
            return refused(switch.request_id, RemoteError(kept))
        if request.takeover is TakeOverStep.WAITING and self._clock.now_s() >= switch.until_s:
            # it is no failure: it goes on by itself
            return refused(switch.request_id, LocalError(_WAITS, action=_TO_STOP))
        if self._clock.now_s() >= switch.until_s:
            what = "the agent's desktop has not done it"
            return refused(switch.request_id, NetworkError(what, action="Look at the list"))
        return None

    def _reply(self, request_id: int, *requests: Request) -> api.EscalationsReply:
        now_s = self._clock.now_s()
        items = tuple(escalation_status(request, now_s) for request in requests)
        return api.EscalationsReply(id=request_id, items=items)


_UNDONE: Final = "the agent's telephone could not do it; everything is as before"
_WAITS: Final = "the take-over waits: the caller is on hold, and it goes on afterwards"
_TO_STOP: Final = "Ask for another mode if that is not wanted any more"
_KEPT: Final = {
    TakeOverStep.DECLINED: "the agent says: not now",
    TakeOverStep.FAILED: "the caller could not be handed over; everything is as before",
}


def _unknown() -> BeistandError:
    return LocalError("there is no request of that id", action="See beistand ctl escalations")


def _lost(request: Request | None) -> BeistandError:
    """Why a claim that is decided was not won."""
    if request is None:
        return _unknown()
    if request.step is RequestStep.FAILED:
        what = f"the agent's desktop has not answered{f' ({request.code})' * bool(request.code)}"
        return NetworkError(what, action="Try again")
    if request.step is RequestStep.TAKEN:
        return RemoteError(f"{request.taken_by or 'somebody else'} comes already")
    if request.step is RequestStep.CLAIMED:
        return RemoteError("you are not in the call any more")
    how = f" ({request.outcome.value})" if request.outcome is not None else ""
    return RemoteError(f"the request is over: {request.step.value}{how}")
