"""What calls and accounts there are: one event vocabulary, many small listeners.

The registry believes the engine. It only refuses what cannot be (a state left backwards, an
unknown call that is already over) and it forgets a call once its listeners have seen it end.
"""

import logging
from dataclasses import replace
from typing import Final, Protocol

from desktop.telephony.call import (
    SUCCESSORS,
    AccountSnapshot,
    CallSnapshot,
    CallState,
    Direction,
    Party,
)

log = logging.getLogger("beistand.telephony")

ENGINE_DIED: Final = "engine died"
TAKEN_OVER: Final = "taken over"
"""`end_reason` where the call goes on, at another desktop."""


class CallListener(Protocol):
    """A reaction to calls: history, assist session, supervisor report each are one."""

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`before` is None for a call that was not known yet."""


class CallRegistry:
    """The calls that are alive, oldest first, and the accounts."""

    def __init__(self) -> None:
        self._calls: dict[str, CallSnapshot] = {}
        self._accounts: dict[str, AccountSnapshot] = {}
        self._listeners: list[CallListener] = []

    def add_listener(self, listener: CallListener) -> None:
        self._listeners.append(listener)

    @property
    def calls(self) -> tuple[CallSnapshot, ...]:
        return tuple(self._calls.values())

    @property
    def accounts(self) -> tuple[AccountSnapshot, ...]:
        return tuple(self._accounts.values())

    def call(self, call_id: str) -> CallSnapshot | None:
        return self._calls.get(call_id)

    def together(self, call_id: str) -> tuple[str, ...]:
        """The ids of all calls of the conference that the call is in; of no conference: its own."""
        call = self._calls.get(call_id)
        if call is None or not call.conference:
            return (call_id,)
        return tuple(one.call_id for one in self.calls if one.conference)

    @property
    def active(self) -> CallSnapshot | None:
        """The call the agent is in: talking before calling before on hold before ringing; of those
        a customer's before others; of those the oldest. Never that of a supervisor who is in one,
        while there is another."""
        return min(self.calls, key=_rank, default=None)

    @property
    def others(self) -> tuple[CallSnapshot, ...]:
        """All calls but the active one: who joins the conversation first, who rings last."""
        active = self.active
        return tuple(sorted((call for call in self.calls if call is not active), key=_rank))

    @property
    def talking(self) -> CallSnapshot | None:
        """The first of the calls that are up, also while another one is being placed."""
        up = (call for call in self.calls if call.state is CallState.CONFIRMED)
        return min(up, key=_rank, default=None)

    def apply_call(self, call: CallSnapshot) -> None:
        """Take over a snapshot and tell the listeners, unless nothing changed or it cannot be."""
        before = self._calls.get(call.call_id)
        if call == before:
            return
        if before is None and not call.alive:
            return
        if (
            before is not None
            and call.state is not before.state
            and call.state not in SUCCESSORS[before.state]
        ):
            log.warning("call state went backwards", extra={"state": call.state.value})
            return
        if call.alive:
            self._calls[call.call_id] = call
        else:
            self._calls.pop(call.call_id, None)
        for listener in self._listeners:
            listener.call_changed(call, before)

    def apply_account(self, account: AccountSnapshot) -> None:
        self._accounts[account.name] = account

    def replace(
        self,
        calls: tuple[CallSnapshot, ...],
        accounts: tuple[AccountSnapshot, ...],
        now_s: float,
        reason: str = ENGINE_DIED,
    ) -> tuple[CallSnapshot, ...]:
        """Take over what a newly attached engine knows; returns the calls that are gone, which have
        ended for `reason`."""
        known = {call.call_id for call in calls}
        lost = tuple(call for call in self.calls if call.call_id not in known)
        for call in lost:
            self.apply_call(gone(call, now_s, reason))
        self._accounts = {account.name: account for account in accounts}
        for call in calls:
            self.apply_call(call)
        return lost


def gone(call: CallSnapshot, now_s: float, reason: str = ENGINE_DIED) -> CallSnapshot:
    """`call` as it is for a desktop that has lost its engine: over, and not by anyone's BYE."""
    return replace(
        call,
        state=CallState.DISCONNECTED,
        ended_at_s=now_s,
        end_code=0,
        end_reason=reason,
        tapped=False,
    )


def _rank(call: CallSnapshot) -> tuple[bool, int, bool, float]:
    if call.state in (CallState.CONFIRMED, CallState.CONNECTING):
        kind = 2 if call.local_hold else 0
    else:
        kind = 1 if call.direction is Direction.OUTGOING else 3
    return bool(call.monitors), kind, call.party is not Party.CUSTOMER, call.started_at_s
