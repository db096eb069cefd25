"""The agent's side of a request for help: raise, hear who comes, cancel, resolve.

Owns every escalation of this desktop and is the only place where a claim is won. At most one is
live per call. Everything that arrives may arrive twice, late or in another order.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from msgspec.structs import replace as replace_struct

from desktop.errors import LocalError, RemoteError
from desktop.supervision.escalation import (
    ENDED,
    LIVE,
    TRANSITIONS,
    Escalation,
    EscalationEvent,
    EscalationState,
)
from desktop.supervision.messages import (
    Cancel,
    Claim,
    Claimed,
    EscalationMessage,
    Expired,
    Raise,
    Reason,
    Resolved,
    Seen,
    Taken,
    clean_name,
)
from desktop.supervision.transport import Delivery, Transport
from desktop.telephony.sip_uri import parse_sip_uri
from inference.tension.reading import Reading, TensionState

log = logging.getLogger("beistand.supervision")

MAX_REMEMBERED: Final = 64
"""Ended escalations kept to give a late claim its true answer; a day's worth of calls."""
RAISE_AGAIN_S: Final = 10.0
"""How long a request that the network took may go unseen before it is sent again: the proxy that
said "OK" may have kept it, and the supervisor's desktop may just be starting."""
_LONGEST_S: Final = 86_400.0


class HelpStep(StrEnum):
    """Values of `ui.states.HelpStep`."""

    UNAVAILABLE = "unavailable"
    IDLE = "idle"
    RAISED = "raised"
    DELIVERED = "delivered"
    COMING = "coming"
    EXPIRED = "expired"
    FAILED = "failed"
    CANCELLED = "cancelled"
    RESOLVED = "resolved"


STEPS: Final[dict[EscalationState, HelpStep]] = {
    EscalationState.RAISED: HelpStep.RAISED,
    EscalationState.DELIVERED: HelpStep.DELIVERED,
    EscalationState.FAILED: HelpStep.FAILED,
    EscalationState.CLAIMED: HelpStep.COMING,
    EscalationState.RESOLVED: HelpStep.RESOLVED,
    EscalationState.EXPIRED: HelpStep.EXPIRED,
    EscalationState.CANCELLED: HelpStep.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class DeskState:
    """How the help for one call stands."""

    step: HelpStep = HelpStep.IDLE
    by: str = ""
    """Name of who comes; empty before."""
    eta_s: float | None = None
    """Seconds until that person said to be there, never below 0; None before."""
    code: int = 0
    """With step FAILED: the last SIP status; 0 where nothing could be sent."""
    detail: str = ""
    """With step FAILED: the peer's or the network's own words."""


@dataclass(frozen=True, slots=True)
class _Unseen:
    """A raise that no supervisor's desktop has shown yet."""

    message: Raise
    raised_at_s: float
    again_at_s: float | None = None
    """When to send it again; None while the network has taken none of the latest sending."""

    def at(self, now_s: float, expires_at_s: float) -> Raise:
        """The message as it is true at `now_s`: whoever gets only this one counts from then."""
        call_s = _bounded(self.message.call_s + now_s - self.raised_at_s)
        left_s = max(0.1, round(expires_at_s - now_s, 1))
        return replace_struct(self.message, call_s=call_s, expires_in_s=left_s)


class SupervisionDesk:
    """A `TransportListener`.

    `supervisors` are SIP URIs; only their claims count. `expires_s` is how long a request waits to
    be claimed. `new_id` makes unguessable ids.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        supervisors: tuple[str, ...],
        agent_name: str,
        expires_s: float = 90.0,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._transport = transport
        self._supervisors = {parse_sip_uri(uri).identity: uri for uri in supervisors}
        self._agent_name = clean_name(agent_name)
        self._expires_s = expires_s
        self._new_id = new_id
        self._escalations: dict[str, Escalation] = {}
        self._current: dict[str, str] = {}  # call id -> its latest escalation
        self._awaited: dict[str, str] = {}  # request id of a raise -> escalation
        self._failures: dict[str, Delivery] = {}  # escalation -> why the last raise failed
        self._unseen: dict[str, _Unseen] = {}  # escalation -> its raise, while RAISED

    def raise_help(
        self, call_id: str, *, call_s: float, reading: Reading | None, now_s: float
    ) -> str:
        """Ask every supervisor for help with a call; the escalation's id.

        `reading` is the latest one, None where the call is not analysed. While a request of this
        call is live this changes nothing and returns its id. Raises LocalError where no supervisor
        is configured.
        """
        if not self._supervisors:
            raise LocalError(
                "no supervisor is configured", action="Add supervision.supervisors to the settings"
            )
        self.tick(now_s)
        before = self._escalations.get(self._current.get(call_id, ""))
        if before is not None and before.state in LIVE:
            return before.id
        if before is not None and before.state is EscalationState.FAILED:
            # It may have arrived after all; there must not be two requests for one call.
            self._end(before, EscalationEvent.CANCEL)
        escalation = Escalation(self._new_id(), call_id, now_s + self._expires_s)
        self._keep(escalation)
        self._current[call_id] = escalation.id
        log.info("help asked for", extra={"escalation": escalation.id})
        message = self._raise_message(escalation.id, call_s, reading)
        self._unseen[escalation.id] = _Unseen(message, now_s)
        self._send_raise(escalation, now_s)
        return escalation.id

    def cancel(self, call_id: str, now_s: float) -> None:
        """The agent needs no help (any more). Changes nothing where there is nothing to cancel."""
        self._advance(call_id, EscalationEvent.CANCEL, now_s)

    def resolve(self, call_id: str, now_s: float) -> None:
        """Help was given. Changes nothing where nobody was coming."""
        self._advance(call_id, EscalationEvent.RESOLVE, now_s)

    def call_ended(self, call_id: str, now_s: float) -> None:
        """The call is over, and so is its request; the desk forgets the call."""
        self.resolve(call_id, now_s)
        self.cancel(call_id, now_s)
        self._current.pop(call_id, None)

    def tick(self, now_s: float) -> None:
        """Let time pass; once a second is plenty."""
        for escalation in tuple(self._escalations.values()):
            if escalation.at(now_s) is not escalation:
                self._end(escalation, EscalationEvent.EXPIRE)
        for escalation_id, unseen in tuple(self._unseen.items()):
            if unseen.again_at_s is not None and now_s >= unseen.again_at_s:
                self._unseen[escalation_id] = replace(unseen, again_at_s=None)
                self._send_raise(self._escalations[escalation_id], now_s)

    def receive(self, sender: str, message: EscalationMessage, now_s: float) -> None:
        """A message from `sender`; raises RemoteError for what no supervisor may send."""
        supervisor = parse_sip_uri(sender).identity
        if supervisor not in self._supervisors:
            raise RemoteError("somebody who is not a configured supervisor answered a request")
        if not isinstance(message, Claim | Seen):
            raise RemoteError("a supervisor's desktop sent what only an agent's may send")
        self.tick(now_s)
        uri = self._supervisors[supervisor]
        escalation = self._escalations.get(message.id)
        if isinstance(message, Seen):
            if escalation and (escalation.state, EscalationEvent.DELIVER) in TRANSITIONS:
                self._keep(escalation.after(EscalationEvent.DELIVER))
            return
        if escalation is None:
            # A restarted desktop, or long ago: whatever it was, it is over.
            self._transport.send(uri, Expired(id=message.id))
            return
        if (escalation.state, EscalationEvent.CLAIM) in TRANSITIONS:
            escalation = escalation.claimed(uri, clean_name(message.by), now_s + message.eta_s)
            self._keep(escalation)
            log.info("help is coming", extra={"escalation": escalation.id})
            self._tell(Taken(id=escalation.id, by=escalation.claimant_name), but=uri)
        self._transport.send(uri, self._answer(escalation, uri))

    def delivery_ended(self, delivery: Delivery, now_s: float) -> None:
        """The end of a sending; only those of a raise matter here.

        That the network took it does not mean that somebody sees it: only `Seen` means that.
        """
        escalation_id = self._awaited.pop(delivery.request_id, None)
        escalation = self._escalations.get(escalation_id or "")
        if escalation is None or escalation.state is not EscalationState.RAISED:
            return
        if delivery.delivered:
            unseen = self._unseen[escalation.id]
            self._unseen[escalation.id] = replace(unseen, again_at_s=now_s + RAISE_AGAIN_S)
        else:
            self._failures[escalation.id] = delivery
            self._fail_if_nothing_is_under_way(escalation.id)

    def state(self, call_id: str, now_s: float) -> DeskState:
        """How the help for `call_id` stands at `now_s`."""
        if not self._supervisors:
            return DeskState(HelpStep.UNAVAILABLE)
        escalation = self._escalations.get(self._current.get(call_id, ""))
        if escalation is None:
            return DeskState()
        escalation = escalation.at(now_s)
        step = STEPS[escalation.state]
        if step is HelpStep.COMING and escalation.arrives_at_s is not None:
            eta_s = max(0.0, escalation.arrives_at_s - now_s)
            return DeskState(step, escalation.claimant_name, eta_s)
        failure = self._failures.get(escalation.id)
        if step is HelpStep.FAILED and failure is not None:
            return DeskState(step, code=failure.code, detail=failure.reason)
        return DeskState(step)

    def escalation(self, escalation_id: str) -> Escalation | None:
        """The escalation of that id, while it is remembered."""
        return self._escalations.get(escalation_id)

    def _advance(self, call_id: str, event: EscalationEvent, now_s: float) -> None:
        self.tick(now_s)
        escalation = self._escalations.get(self._current.get(call_id, ""))
        if escalation is not None and (escalation.state, event) in TRANSITIONS:
            self._end(escalation, event)

    def _end(self, escalation: Escalation, event: EscalationEvent) -> None:
        """Apply `event` and tell every supervisor where that was the end."""
        after = escalation.after(event)
        self._keep(after)
        log.info("help changed", extra={"escalation": after.id, "state": after.state.value})
        if after.state in ENDED:
            self._tell(_ENDINGS[after.state](id=after.id))

    def _tell(self, message: EscalationMessage, but: str = "") -> None:
        for target in self._supervisors.values():
            if target != but:
                self._transport.send(target, message)

    def _send_raise(self, escalation: Escalation, now_s: float) -> None:
        message = self._unseen[escalation.id].at(now_s, escalation.expires_at_s)
        for target in self._supervisors.values():
            request = self._transport.send(target, message)
            if request is not None:
                self._awaited[request] = escalation.id
        self._fail_if_nothing_is_under_way(escalation.id)

    def _answer(self, escalation: Escalation, claimant: str) -> EscalationMessage:
        if escalation.state in ENDED:
            return _ENDINGS[escalation.state](id=escalation.id)
        if escalation.claimed_by == claimant:
            return Claimed(id=escalation.id)
        return Taken(id=escalation.id, by=escalation.claimant_name)

    def _fail_if_nothing_is_under_way(self, escalation_id: str) -> None:
        escalation = self._escalations[escalation_id]
        if escalation.state is not EscalationState.RAISED:
            return
        taken = self._unseen[escalation_id].again_at_s is not None
        if not taken and escalation_id not in self._awaited.values():
            self._keep(escalation.after(EscalationEvent.FAIL))
            log.warning("help could not be asked for", extra={"escalation": escalation_id})

    def _raise_message(self, escalation_id: str, call_s: float, reading: Reading | None) -> Raise:
        known = reading is not None and reading.state is not TensionState.UNKNOWN
        level_s = call_s - reading.since_s if known and reading else 0.0
        return Raise(
            id=escalation_id,
            agent=self._agent_name,
            level=reading.state if reading else TensionState.UNKNOWN,
            level_s=_bounded(level_s),
            reasons=tuple(
                Reason(kind=reason.kind, value=round(reason.value, 1))
                for reason in (reading.reasons[:3] if reading else ())
            ),
            call_s=_bounded(call_s),
            expires_in_s=self._expires_s,
        )

    def _keep(self, escalation: Escalation) -> None:
        self._escalations[escalation.id] = escalation
        if escalation.state is not EscalationState.RAISED:
            self._unseen.pop(escalation.id, None)
        ended = [kept.id for kept in self._escalations.values() if kept.state in ENDED]
        for escalation_id in ended[:-MAX_REMEMBERED]:
            del self._escalations[escalation_id]
            self._failures.pop(escalation_id, None)


_ENDINGS: Final[dict[EscalationState, type[Cancel] | type[Expired] | type[Resolved]]] = {
    EscalationState.CANCELLED: Cancel,
    EscalationState.EXPIRED: Expired,
    EscalationState.RESOLVED: Resolved,
}


def _bounded(seconds: float) -> float:
    return round(min(max(seconds, 0.0), _LONGEST_S), 1)
