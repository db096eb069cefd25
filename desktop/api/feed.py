"""What the phone is, said in the API's words: the status, and an event for each change of it.

On the app thread only. What engine and registry tell is passed on at once; what only the domain
knows is looked at after every change.
"""

import os
from collections.abc import Callable
from typing import Final

from desktop.api import events, objects
from desktop.clock import Clock
from desktop.errors import Fault
from desktop.presenters.notices import Notices
from desktop.supervision.help_state import DeskState, HelpStep
from desktop.telephony.availability import Presence
from desktop.telephony.call import AccountSnapshot, CallSnapshot, CallState, Direction
from desktop.telephony.engine.client import EngineState
from desktop.telephony.engine.messages import (
    AccountChanged,
    CallTurnedAway,
    CommandFailed,
    DtmfPressed,
    EngineReady,
    Event,
    MessageReceived,
    SoundChanged,
)
from desktop.telephony.registry import CallRegistry
from inference.tension.reading import TensionState

_NO_CALL: Final = CallSnapshot("", "", Direction.INCOMING, CallState.DISCONNECTED, "")
"""What a call that nobody knew of is compared with."""


class Feed:
    """A `registry.CallListener`. `publish` gets every event, `status` is what they add up to."""

    def __init__(
        self,
        *,
        registry: CallRegistry,
        notices: Notices,
        tension: Callable[[str], TensionState],
        help_state: Callable[[str, float], DeskState],
        engine_pid: Callable[[], int | None],
        worker: Callable[[], tuple[str, int | None]],
        presence: Callable[[], Presence],
        clock: Clock,
        publish: Callable[[events.AnyEvent], None],
    ) -> None:
        """`worker()`: its state and process id; `tension` and `help_state` by the call's id."""
        self._registry = registry
        self._notices = notices
        self._tension = tension
        self._help_state = help_state
        self._engine_pid = engine_pid
        self._worker = worker
        self._presence = presence
        self._clock = clock
        self._publish = publish
        self._engine = "starting"
        self._devices = objects.Devices()
        self._tensions: dict[str, TensionState] = {}
        self._help: dict[str, tuple[HelpStep, str]] = {}
        self._worker_said = worker()
        self._present = self._availability()
        self._noticed: set[tuple[str, tuple[tuple[str, str], ...]]] = set()

    def status(self) -> objects.Status:
        state, pid = self._worker()
        return objects.Status(
            accounts=tuple(map(_account, self._registry.accounts)),
            calls=tuple(map(self._call, self._registry.calls)),
            availability=self._availability(),
            devices=self._devices,
            processes={
                "phone": objects.Process(state="running", pid=os.getpid()),
                "engine": objects.Process(state=self._engine, pid=self._engine_pid()),
                "worker": objects.Process(state=state, pid=pid),
            },
        )

    # ------------------------------------------------------------ what is told

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        t_ms = self._now_ms()
        now, then = (_told_of(one, call.call_id, t_ms) for one in (call, before or _NO_CALL))
        for event, told in zip(now, then, strict=True):
            if event != told:
                self._publish(event)
        if not call.alive:
            self._tensions.pop(call.call_id, None)
            self._help.pop(call.call_id, None)

    def engine_event(self, event: Event) -> None:
        match event:
            case EngineReady(accounts=accounts):
                for account in accounts:
                    self._registered(account)
            case AccountChanged(account=account):
                self._registered(account)
            case SoundChanged():
                self._devices = objects.Devices(
                    input=event.input, output=event.output, problem=event.problem
                )
                self._publish(events.DevicesEvent(t_ms=self._now_ms(), devices=self._devices))
            case CallTurnedAway(peer_uri=peer, code=code):
                self._publish(events.TurnedAwayEvent(t_ms=self._now_ms(), peer=peer, code=code))
            case DtmfPressed(call_id=call_id, digits=digits, by_us=by_us):
                self._publish(
                    events.DtmfEvent(t_ms=self._now_ms(), call=call_id, digits=digits, by_us=by_us)
                )
            case MessageReceived(content_type=kind, from_uri=peer, body=body) if (
                kind.partition(";")[0].strip() == "text/plain"
            ):
                self._publish(events.MessageEvent(t_ms=self._now_ms(), peer=peer, text=body))
            case CommandFailed():
                self._publish(
                    events.FailedEvent(
                        t_ms=self._now_ms(),
                        call=event.call_id,
                        command=event.command,
                        what=event.what,
                        fault=Fault(event.fault),
                    )
                )
            case _:
                pass

    def engine_state(self, state: EngineState) -> None:
        self._engine = state.kind.value
        process = objects.Process(state=self._engine, pid=self._engine_pid())
        self._publish(events.ProcessEvent(t_ms=self._now_ms(), name="engine", process=process))

    # ------------------------------------------------------------ what is looked at

    def look(self) -> None:
        """Something may have changed."""
        now_s = self._clock.now_s()
        for call in self._registry.calls:
            self._look_at(call.call_id, now_s)
        present = self._availability()
        if present != self._present:
            self._present = present
            self._publish(events.AvailabilityEvent(t_ms=self._now_ms(), availability=present))
        said = self._worker()
        if said != self._worker_said:
            self._worker_said = said
            process = objects.Process(state=said[0], pid=said[1])
            self._publish(events.ProcessEvent(t_ms=self._now_ms(), name="worker", process=process))
        views = {(view.kind.value, view.params): view for view in self._notices.views}
        for key, view in views.items():
            if key not in self._noticed:
                self._publish(
                    events.NoticeEvent(
                        t_ms=self._now_ms(),
                        notice=view.kind.value,
                        severity=view.severity,
                        params=dict(view.params),
                    )
                )
        self._noticed = set(views)

    def _look_at(self, call_id: str, now_s: float) -> None:
        tension = self._tension(call_id)
        if tension != self._tensions.get(call_id, TensionState.UNKNOWN):
            self._publish(events.TensionEvent(t_ms=self._now_ms(), call=call_id, tension=tension))
        self._tensions[call_id] = tension
        desk = self._help_state(call_id, now_s)
        help_said = (desk.step, desk.by)
        if help_said != self._help.setdefault(call_id, help_said):
            self._help[call_id] = help_said
            self._publish(
                events.HelpEvent(
                    t_ms=self._now_ms(), call=call_id, step=help_said[0], by=help_said[1]
                )
            )

    # ------------------------------------------------------------ in the API's words

    def _registered(self, account: AccountSnapshot) -> None:
        self._publish(
            events.RegistrationEvent(
                t_ms=self._now_ms(),
                account=_account(account),
                code=account.code,
                reason=account.reason,
            )
        )

    def _call(self, call: CallSnapshot) -> objects.CallStatus:
        return objects.CallStatus(
            id=call.call_id,
            direction=call.direction,
            state=call.state,
            peer=call.peer_uri,
            held=call.local_hold,
            muted=call.muted,
            consent=call.consent,
            tension=self._tension(call.call_id),
            listener=call.listening,
            monitors=call.monitors,
            mode=call.monitor_mode if call.monitors else None,
            started_s=call.started_at_s,
        )

    def _availability(self) -> objects.Presence:
        presence = self._presence()
        return objects.Presence(state=presence.state, reason=presence.reason)

    def _now_ms(self) -> int:
        return round(self._clock.now_s() * 1000)


def _told_of(call: CallSnapshot, call_id: str, t_ms: int) -> tuple[events.EventOfACall, ...]:
    """Everything that the engine knows of a call, as the events that would tell it."""
    return (
        events.StateEvent(
            t_ms=t_ms,
            call=call_id,
            direction=call.direction,
            state=call.state,
            peer=call.peer_uri,
            name=call.peer_name,
            account=call.account,
            code=call.end_code,
            reason=call.end_reason,
        ),
        events.HoldEvent(
            t_ms=t_ms, call=call_id, held=call.local_hold, held_there=call.remote_hold
        ),
        events.MuteEvent(t_ms=t_ms, call=call_id, muted=call.muted),
        events.ConsentEvent(t_ms=t_ms, call=call_id, consent=call.consent),
        events.TransferEvent(
            t_ms=t_ms, call=call_id, transfer=call.transfer, code=call.transfer_code
        ),
    )


def _account(account: AccountSnapshot) -> objects.AccountStatus:
    return objects.AccountStatus(name=account.name, uri=account.uri, registration=account.state)
