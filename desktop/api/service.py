"""Carries out what programs ask for. On the app thread only.

A reply comes when what was asked for has come about, or has not: the engine's events tell. What is
possible the engine decides, as it does for the windows.
"""

import logging
from collections.abc import Callable, Set
from functools import partial
from typing import Final

from desktop.api import messages as api
from desktop.api import objects
from desktop.api.call_requests import CallRequests, failure, until
from desktop.api.choice import Choice
from desktop.api.pending import Answer, Look, Outcome, Pending
from desktop.api.wire import refused
from desktop.clock import Clock
from desktop.errors import BeistandError, DefectError, LocalError, NetworkError, RemoteError
from desktop.supervision.joining import Joining
from desktop.supervision.messages import HelpReason
from desktop.telephony.call import (
    AccountSnapshot,
    CallSnapshot,
    RegistrationState,
    TransferStep,
)
from desktop.telephony.consent import FINAL, ConsentEvent, ConsentState
from desktop.telephony.control import CallControl
from desktop.telephony.engine.client import EngineState
from desktop.telephony.engine.messages import (
    AccountChanged,
    CallChanged,
    CallPlaced,
    CommandFailed,
    DtmfPressed,
    Event,
)
from desktop.telephony.registry import CallRegistry

log = logging.getLogger("beistand.api")

_CONSENT: Final = {
    "ask": (ConsentEvent.ASK, ConsentState.ASKED),
    "grant": (ConsentEvent.GRANT, ConsentState.GRANTED),
}
_TRANSFERRED: Final = frozenset({TransferStep.RINGING, TransferStep.DONE})


class Service:
    """`usable_account` names the account to call with; `ask_for_help` raises LocalError;
    `end_help(call, helped)`: it was there, or is not needed; `rest` takes no calls for a reason,
    `come_back` takes them again."""

    def __init__(
        self,
        *,
        registry: CallRegistry,
        control: CallControl,
        usable_account: Callable[[], str],
        ask_for_help: Callable[[str, tuple[HelpReason, ...]], None],
        end_help: Callable[[str, bool], None],
        joining: Joining,
        rest: Callable[[str], None],
        come_back: Callable[[], None],
        status: Callable[[], objects.Status],
        clock: Clock,
    ) -> None:
        self._registry = registry
        self._choice = Choice(registry)
        self._control = control
        self._usable_account = usable_account
        self._ask_for_help = ask_for_help
        self._end_help = end_help
        self._joining = joining
        self._rest = rest
        self._come_back = come_back
        self._status = status
        self._clock = clock
        self._pending = Pending(clock)
        self._calls = CallRequests(self._choice, control, hang_up=self._hang_up)

    def request(self, request: api.AnyRequest, answer: Answer) -> None:
        """`answer` is called once, now or when the outcome is known."""
        try:
            outcome = self._carry_out(request)
        except BeistandError as error:
            answer(refused(request.id, error))
            return
        except Exception as error:
            log.exception("a request of the API failed")
            answer(refused(request.id, DefectError(type(error).__name__)))
            return
        match outcome:
            case Look():
                self._pending.add(request.id, answer, outcome)
            case str():
                answer(api.Done(id=request.id, call=outcome))
            case objects.Status():
                t_ms = round(self._clock.now_s() * 1000)
                answer(api.StatusReply(id=request.id, t_ms=t_ms, status=outcome))

    def engine_event(self, event: Event) -> None:
        """Everything the engine says, once the registry knows it."""
        self._pending.engine_event(event)

    def engine_state(self, state: EngineState) -> None:
        self._pending.engine_state(state)

    def tick(self) -> None:
        """About twice a second."""
        self._pending.tick()

    # ------------------------------------------------------------ the requests

    def _carry_out(self, request: api.AnyRequest) -> str | objects.Status | Look:
        outcome = self._calls.carry_out(request)
        if outcome is not None:
            return outcome
        match request:
            case api.GetStatus():
                return self._status()
            case api.Register(account=name):
                return self._register(name)
            case api.Dial():
                return self._dial(request)
            case api.Dtmf(digits=digits, call=call_id):
                return self._dtmf(self._choice.call(call_id).call_id, digits)
            case api.Transfer():
                return self._transfer(request)
            case api.Consent(step="refuse", call=call_id):
                call = self._choice.call(call_id)
                agreed = call.consent is ConsentState.GRANTED
                no = ConsentEvent.WITHDRAW if agreed else ConsentEvent.REFUSE
                return self._step_consent(call, no, FINAL)
            case api.Consent(step=step, call=call_id):
                event, wanted = _CONSENT[step]
                return self._step_consent(self._choice.call(call_id), event, {wanted})
            case api.AnalysisOff(call=call_id):
                return self._step_consent(self._choice.call(call_id), ConsentEvent.WITHDRAW, FINAL)
            case api.Rest(reason=reason):
                self._rest(reason)
                return ""
            case api.Ready():
                self._come_back()
                return ""
            case api.Help(call=call_id, reason=reason):
                call = self._choice.call(call_id)
                self._ask_for_help(call.call_id, () if reason is None else (reason,))
                return call.call_id
            case api.HelpCancel(call=call_id) | api.HelpDone(call=call_id):
                call = self._choice.call(call_id)
                self._end_help(call.call_id, isinstance(request, api.HelpDone))
                return call.call_id
            case api.Listener(call=call_id, step="grant"):
                return self._invite(self._choice.customers(call_id))
            case api.Listener(call=call_id):
                call = self._choice.customers(call_id)
                refuse = partial(self._joining.refuse, call.call_id)
                return until("StepConsent", call, refuse, lambda one: one.listening in FINAL)
            case api.KeepCall(call=call_id):
                call = self._choice.customers(call_id)
                self._joining.keep_call(call.call_id)
                return call.call_id
            case api.Hello() | api.Events():
                raise LocalError("hello is said once, at the beginning")
            case _:
                raise LocalError("requests for help are on a supervisor's desktop")

    def _register(self, name: str) -> Look:
        waiting = {account.name for account in self._registry.accounts}
        if name:
            self._check(name)
            waiting = {name}
        else:
            direct = RegistrationState.DIRECT
            waiting -= {one.name for one in self._registry.accounts if one.state is direct}
        if not waiting:
            raise LocalError("no account has a registrar", action="Set one in the settings")
        for one in waiting:
            self._control.register(one)

        def at(event: Event) -> Outcome:
            match event:
                case AccountChanged(account=account) if account.name in waiting:
                    if account.state is RegistrationState.FAILED:
                        return _not_registered(account)
                    if account.state is RegistrationState.REGISTERED:
                        waiting.discard(account.name)
                case CommandFailed(command="Register"):
                    return failure(event)
            return None if waiting else ""

        return Look(at)

    def _dial(self, request: api.Dial) -> Look:
        if request.account:
            self._check(request.account)
        account = request.account or self._usable_account()
        call_id = self._control.dial(
            request.number, account=account, consultation=request.consultation
        )

        def at(event: Event) -> Outcome:
            match event:
                case CallPlaced(call_id=of) if of == call_id:
                    return call_id
                case CallChanged(call=call) if call.call_id == call_id and not call.alive:
                    return RemoteError("the call has ended before it was placed")
                case CommandFailed(command="Dial", call_id=of) if of == call_id:
                    return failure(event)
            return None

        return Look(at)

    def _invite(self, call: CallSnapshot) -> Look:
        leg_id = self._joining.invite(call.call_id)
        about = (leg_id, call.call_id)

        def at(event: Event) -> Outcome:
            match event:
                case CallPlaced(call_id=of) if of == leg_id:
                    return call.call_id
                case CallChanged(call=now) if now.call_id in about and not now.alive:
                    return RemoteError("the call has ended before the supervisor was called")
                case CommandFailed(command="Dial" | "StepConsent", call_id=of) if of in about:
                    return failure(event)
            return None

        return Look(at)

    def _dtmf(self, call_id: str, digits: str) -> Look:
        self._control.dtmf(call_id, digits)

        def at(event: Event) -> Outcome:
            match event:
                case DtmfPressed(call_id=of, by_us=True) if of == call_id:
                    return call_id
                case CommandFailed(command="SendDtmf", call_id=of) if of == call_id:
                    return failure(event)
            return None

        return Look(at, alone=True)

    def _hang_up(self, call_id: str) -> None:
        for one in self._registry.together(call_id):
            self._control.hang_up(one)

    def _step_consent(
        self, call: CallSnapshot, event: ConsentEvent, wanted: Set[ConsentState]
    ) -> str | Look:
        send = partial(self._control.step_consent, call.call_id, event)
        return until("StepConsent", call, send, lambda one: one.consent in wanted)

    def _transfer(self, request: api.Transfer) -> Look:
        if bool(request.number) is bool(request.other):
            raise LocalError("a transfer goes to a number or to another call", action="Give one")
        call = self._choice.call(request.call)
        if request.other:
            command = "ConnectCalls"
            self._control.connect(call.call_id, self._choice.call(request.other).call_id)
        else:
            command = "Transfer"
            self._control.transfer(call.call_id, request.number, call.account)
        began = call.transfer is not TransferStep.FAILED  # else that is an earlier one's end

        def at(event: Event) -> Outcome:
            nonlocal began
            match event:
                case CallChanged(call=now) if now.call_id == call.call_id:
                    if now.transfer in _TRANSFERRED or not now.alive:
                        return now.call_id
                    if began and now.transfer is TransferStep.FAILED:
                        return _not_transferred(now)
                    began = now.transfer is not TransferStep.FAILED
                case CommandFailed(command=failed, call_id=of) if failed == command:
                    if of == call.call_id:
                        return failure(event)
            return None

        return Look(at)

    def _check(self, name: str) -> None:
        if name not in self._control.account_names:
            raise LocalError("there is no account of that name", action="The status names them")


def _not_registered(account: AccountSnapshot) -> BeistandError:
    where = f"account {account.name}"
    if account.failure != "answer":
        return LocalError(account.reason, where=where, action="Look at its settings")
    if account.code in (0, 408, 503):
        return NetworkError("nobody answers", where=where, action="It is tried again by itself")
    what = f"the registrar says {account.code} {account.reason}".rstrip()
    return RemoteError(what, where=where, action="Look at its name and password")


def _not_transferred(call: CallSnapshot) -> BeistandError:
    said = f"the other side says {call.transfer_code}" if call.transfer_code else "no news came"
    return RemoteError(f"the transfer failed, {said}", action="The call is kept")
