"""Carries out what programs ask a supervisor's desktop for. On the app thread only."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.api import messages as api
from desktop.api import objects
from desktop.api.escalations import escalation_status
from desktop.api.pending import Answer
from desktop.api.wire import refused
from desktop.clock import Clock
from desktop.errors import BeistandError, LocalError, NetworkError, RemoteError
from desktop.supervision.inbox import MAY_CLAIM, MINE, Request, RequestStep, SupervisionInbox


@dataclass(frozen=True, slots=True)
class _Claim:
    """A program waits for what the agent's desktop says."""

    request_id: int
    answer: Answer
    escalation: str


class SupervisorService:
    """`coming` and `later` are the window's, too; what comes of a claim the inbox tells."""

    def __init__(
        self,
        inbox: SupervisionInbox,
        *,
        coming: Callable[[str], None],
        later: Callable[[str], None],
        status: Callable[[], objects.Status],
        clock: Clock,
    ) -> None:
        self._inbox = inbox
        self._coming = coming
        self._later = later
        self._status = status
        self._clock = clock
        self._claims: list[_Claim] = []

    def request(self, request: api.AnyRequest, answer: Answer) -> None:
        """`answer` is called once, now or when the outcome is known."""
        try:
            self._carry_out(request, answer)
        except BeistandError as error:
            answer(refused(request.id, error))

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

    def _carry_out(self, request: api.AnyRequest, answer: Answer) -> None:
        match request:
            case api.GetStatus():
                t_ms = round(self._clock.now_s() * 1000)
                answer(api.StatusReply(id=request.id, t_ms=t_ms, status=self._status()))
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
            case _:
                raise LocalError("this is a supervisor's desktop; only an agent's phone does that")

    def _find(self, escalation: str) -> Request:
        request = self._inbox.find(escalation)
        if request is None or not request.agent:
            raise _unknown()
        return request

    def _reply(self, request_id: int, *requests: Request) -> api.EscalationsReply:
        now_s = self._clock.now_s()
        items = tuple(escalation_status(request, now_s) for request in requests)
        return api.EscalationsReply(id=request_id, items=items)


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
    return RemoteError(f"the request is over: {request.step.value}")
