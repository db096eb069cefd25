"""Carries out what programs ask of a call that is there, on either desktop. App thread only."""

from collections.abc import Callable
from functools import partial

from desktop.api import messages as api
from desktop.api.choice import Choice
from desktop.api.pending import Look, Outcome
from desktop.errors import BeistandError, DefectError, Fault, LocalError, NetworkError, RemoteError
from desktop.telephony.call import CallSnapshot, CallState
from desktop.telephony.control import CallControl
from desktop.telephony.engine.messages import CallChanged, CommandFailed, Event

_FAULTS = {
    Fault.NETWORK.value: NetworkError,
    Fault.REMOTE.value: RemoteError,
    Fault.DEFECT.value: DefectError,
}


class CallRequests:
    """`hang_up` ends a call, and what goes with it."""

    def __init__(
        self, choice: Choice, control: CallControl, *, hang_up: Callable[[str], None]
    ) -> None:
        self._choice = choice
        self._control = control
        self._hang_up = hang_up

    def carry_out(self, request: api.AnyRequest) -> str | Look | None:
        """None: the request is about something else. Raises BeistandError."""
        choice = self._choice
        match request:
            case api.Answer(call=call_id):
                call = choice.rings(call_id)
                return until("Answer", call, partial(self._control.answer, call.call_id), _is_up)
            case api.Decline(call=call_id):
                call = choice.rings(call_id)
                return until(
                    "Decline", call, partial(self._control.decline, call.call_id), _is_over
                )
            case api.HangUp(call=call_id):
                call = choice.call(call_id)
                return until("HangUp", call, partial(self._hang_up, call.call_id), _is_over)
            case api.Hold(call=call_id):
                return self._hold(choice.call(call_id), True)
            case api.Unhold(call=call_id) | api.Swap(call=call_id):
                return self._hold(choice.held(call_id), False)
            case api.Mute(call=call_id):
                return self._mute(choice.call(call_id), True)
            case api.Unmute(call=call_id):
                return self._mute(choice.call(call_id), False)
            case _:
                return None

    def _hold(self, call: CallSnapshot, held: bool) -> str | Look:
        send = partial(self._control.hold, call.call_id, held)
        return until("SetHold", call, send, lambda one: one.local_hold is held)

    def _mute(self, call: CallSnapshot, muted: bool) -> str | Look:
        send = partial(self._control.mute, call.call_id, muted)
        return until("SetMute", call, send, lambda one: one.muted is muted)


def until(
    command: str,
    call: CallSnapshot,
    send: Callable[[], object],
    done: Callable[[CallSnapshot], bool],
) -> str | Look:
    """Send, and look for `done`; what is so already is not asked for again."""
    if done(call):
        return call.call_id
    send()
    call_id = call.call_id

    def at(event: Event) -> Outcome:
        match event:
            case CallChanged(call=now) if now.call_id == call_id:
                if done(now):
                    return call_id
                if not now.alive:
                    return RemoteError("the call has ended meanwhile")
            case CommandFailed(command=failed, call_id=of) if failed == command:
                if of == call_id:
                    return failure(event)
        return None

    return Look(at)


def failure(event: CommandFailed) -> BeistandError:
    """What the engine says, as the error that it is."""
    return _FAULTS.get(event.fault, LocalError)(event.what)


def _is_up(call: CallSnapshot) -> bool:
    return call.state is CallState.CONFIRMED


def _is_over(call: CallSnapshot) -> bool:
    return not call.alive
