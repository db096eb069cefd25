"""The agent's side of a request for help: raise, hear who comes, be helped, end it.

Owns every escalation of this desktop and is the only place where a claim is won. At most one is
live per call. Everything that arrives may arrive twice, late or in another order.
"""

import logging
import uuid
from collections.abc import Callable
from typing import Final, Protocol

from desktop.errors import LocalError, RemoteError
from desktop.supervision.answers import answer, ending, over
from desktop.supervision.asking import Asking
from desktop.supervision.escalation import (
    ENDED,
    HELPED,
    LIVE,
    TRANSITIONS,
    Escalation,
    EscalationEvent,
    EscalationState,
)
from desktop.supervision.help_state import DeskState, HelpStep, Pushed, desk_state
from desktop.supervision.messages import (
    FROM_SUPERVISOR,
    Brief,
    Callback,
    Card,
    Claim,
    Done,
    EscalationMessage,
    HelpReason,
    Joined,
    Note,
    Seen,
    Taken,
    clean_line,
    clean_name,
    clean_topic,
)
from desktop.supervision.request import OpenRequest, raise_message
from desktop.supervision.transport import Delivery, Transport
from inference.tension.reading import Reading

log = logging.getLogger("beistand.supervision")

MAX_REMEMBERED: Final = 64
"""Ended escalations kept to give a late claim its true answer; a day's worth of calls."""
MAX_PUSHED: Final = 3
"""Lines and cards of supervisors that are shown; older ones were read or will not be."""


class DeskListener(Protocol):
    """Whoever acts on what becomes of escalations: who joins calls, who tells the team's board."""

    def escalation_changed(self, escalation: Escalation, now_s: float) -> None: ...


class SupervisionDesk:
    """A `TransportListener`.

    `chain` are groups of SIP URIs: the first is asked at once, each other when nobody before has
    come within `next_after_s`; only their claims count. `expires_s` is how long the last of them
    has. `new_id` makes unguessable ids.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        chain: tuple[tuple[str, ...], ...],
        agent_name: str,
        expires_s: float = 90.0,
        next_after_s: float = 30.0,
        new_id: Callable[[], str] = lambda: uuid.uuid4().hex,
    ) -> None:
        self._transport = transport
        self._asking = Asking(transport, chain)
        self._agent_name = clean_name(agent_name)
        self._expires_s = expires_s
        self._next_after_s = next_after_s
        self._new_id = new_id
        self._listeners: list[DeskListener] = []
        self._escalations: dict[str, Escalation] = {}
        self._current: dict[str, str] = {}  # call id -> its latest escalation
        self._pushed: dict[str, tuple[Pushed, ...]] = {}
        self._callbacks: set[str] = set()  # escalations that ended in the promise of a callback

    def add_listener(self, listener: DeskListener) -> None:
        self._listeners.append(listener)

    # ------------------------------------------------------------ what the agent wants

    def raise_help(
        self,
        call_id: str,
        *,
        call_s: float,
        reading: Reading | None,
        now_s: float,
        why: tuple[HelpReason, ...] = (),
        topic: str = "",
    ) -> str:
        """Ask for help with a call; the escalation's id.

        `reading` is the latest one, None where the call is not analysed. While a request of this
        call is live this adds `why` to it and returns its id. Raises LocalError where no supervisor
        is configured.
        """
        if not self._asking.chain:
            raise LocalError(
                "no supervisor is configured", action="Add supervision.supervisors to the settings"
            )
        self.tick(now_s)
        before = self.of_call(call_id)
        if before is not None and before.state in LIVE:
            if before.state not in HELPED:
                self._asking.add_reasons(before, why, now_s)
            return before.id
        if before is not None and before.state is EscalationState.FAILED:
            # It may have arrived after all; there must not be two requests for one call.
            self._end(before, EscalationEvent.CANCEL, now_s)
        escalation = Escalation.raised(
            self._new_id(),
            call_id,
            now_s,
            links=len(self._asking.chain),
            next_after_s=self._next_after_s,
            expires_s=self._expires_s,
        )
        self._current[call_id] = escalation.id
        log.info("help asked for", extra={"escalation": escalation.id})
        message = raise_message(
            escalation.id,
            agent=self._agent_name,
            call_s=call_s,
            reading=reading,
            why=why,
            topic=clean_topic(topic),
            expires_s=escalation.expires_at_s - now_s,
        )
        self._keep(escalation, now_s)
        self._asking.begin(escalation, message, now_s)
        self._go_on_if_nothing_is_under_way(escalation, now_s)
        return escalation.id

    def cancel(self, call_id: str, now_s: float) -> None:
        """The agent needs no help (any more). Changes nothing where there is nothing to cancel."""
        self._advance(call_id, EscalationEvent.CANCEL, now_s)

    def resolve(self, call_id: str, now_s: float) -> None:
        """Help was given. Changes nothing where nobody was coming."""
        self._advance(call_id, EscalationEvent.RESOLVE, now_s)

    def joined(self, call_id: str, now_s: float) -> None:
        """The claimant is in the call. Changes nothing where nobody was coming."""
        self._advance(call_id, EscalationEvent.JOIN, now_s)

    def hand_over(self, call_id: str, brief: str, now_s: float) -> None:
        """Send the claimant what the agent has approved; LocalError where nobody is coming."""
        self.tick(now_s)
        escalation = self.of_call(call_id)
        if escalation is None or escalation.state not in HELPED:
            raise LocalError("nobody has taken the request", action="Wait until somebody comes")
        message = Brief(id=escalation.id, text=clean_line(brief))
        self._transport.send(escalation.claimed_by, message)

    def promise_callback(self, call_id: str, now_s: float) -> None:
        """Nobody came, and the agent has promised the caller that a supervisor rings back.

        Changes nothing where the request has not expired.
        """
        self.tick(now_s)
        escalation = self.of_call(call_id)
        if escalation is None or escalation.state is not EscalationState.EXPIRED:
            return
        if escalation.id not in self._callbacks:
            self._callbacks.add(escalation.id)
            self._asking.tell(escalation, Callback(id=escalation.id))

    def call_ended(self, call_id: str, now_s: float) -> None:
        """The call is over, and so is its request; the desk forgets the call."""
        self.resolve(call_id, now_s)
        self.cancel(call_id, now_s)
        self._current.pop(call_id, None)

    def tick(self, now_s: float) -> None:
        """Let time pass; once a second is plenty."""
        for escalation in tuple(self._escalations.values()):
            after = escalation.at(now_s)
            if after.state is EscalationState.EXPIRED and after is not escalation:
                self._end(escalation, EscalationEvent.EXPIRE, now_s)
            elif after is not escalation:
                self._ask_next(after, now_s)
        for escalation_id in self._asking.open_ids():
            escalation = self._escalations[escalation_id]
            if escalation.state is EscalationState.RAISED:
                self._asking.ask_again(escalation, now_s)
                self._go_on_if_nothing_is_under_way(escalation, now_s)

    # ------------------------------------------------------------ what comes from outside

    def receive(self, sender: str, message: EscalationMessage, now_s: float) -> None:
        """A message from `sender`; raises RemoteError for what no supervisor may send."""
        uri = self._asking.supervisor(sender)
        if uri is None:
            raise RemoteError("somebody who is not a configured supervisor answered a request")
        if not isinstance(message, FROM_SUPERVISOR):
            raise RemoteError("a supervisor's desktop sent what only an agent's may send")
        self.tick(now_s)
        escalation = self._escalations.get(message.id)
        match message:
            case Seen():
                if escalation and (escalation.state, EscalationEvent.DELIVER) in TRANSITIONS:
                    self._keep(escalation.after(EscalationEvent.DELIVER), now_s)
            case Claim() | Done() if escalation is None:
                self._transport.send(uri, over(message))
            case Claim() if escalation:
                self._claimed(uri, message, escalation, now_s)
            case Done():
                if escalation and escalation.claimed_by == uri and escalation.state in HELPED:
                    self._end(escalation, EscalationEvent.RESOLVE, now_s)
            case Note() | Card():
                if escalation and escalation.state in LIVE:
                    self._push(escalation.id, message)

    def peer_online(self, peer: str, now_s: float) -> None:
        """A supervisor's desktop has (re)started: it hears of everything it should know."""
        uri = self._asking.supervisor(peer)
        self.tick(now_s)
        for escalation_id in self._asking.open_ids():
            escalation = self._escalations[escalation_id]
            if uri is None or uri not in self._asking.asked(escalation):
                continue
            if escalation.claimed_by in ("", uri):
                self._asking.ask(escalation, (uri,), now_s)
            if escalation.claimed_by == uri:
                self._transport.send(uri, answer(escalation, uri))

    def delivery_ended(self, delivery: Delivery, now_s: float) -> None:
        """The end of a sending; only those of a raise matter here.

        That the network took it does not mean that somebody sees it: only `Seen` means that.
        """
        escalation_id = self._asking.delivery_ended(delivery, now_s)
        if escalation_id is not None:
            self._go_on_if_nothing_is_under_way(self._escalations[escalation_id], now_s)

    # ------------------------------------------------------------ what is shown

    def state(self, call_id: str, now_s: float) -> DeskState:
        """How the help for `call_id` stands at `now_s`."""
        if not self._asking.chain:
            return DeskState(HelpStep.UNAVAILABLE)
        escalation = self.of_call(call_id)
        if escalation is None:
            return DeskState()
        return desk_state(
            escalation.at(now_s),
            now_s,
            failure=self._asking.failure(escalation.id),
            pushed=self._pushed.get(escalation.id, ()),
            callback=escalation.id in self._callbacks,
            away=bool(escalation.claimed_by) and self._transport.is_away(escalation.claimed_by),
        )

    def why(self, call_id: str) -> tuple[HelpReason, ...]:
        """What the agent has said is the matter with a call."""
        escalation = self.of_call(call_id)
        request = escalation and self._asking.open_request(escalation.id)
        return request.message.why if request else ()

    def of_call(self, call_id: str) -> Escalation | None:
        """The latest escalation of a call."""
        return self._escalations.get(self._current.get(call_id, ""))

    def open_request(self, escalation_id: str) -> OpenRequest | None:
        """What was said of the call when help was asked for, until it has ended."""
        return self._asking.open_request(escalation_id)

    def escalation(self, escalation_id: str) -> Escalation | None:
        """The escalation of that id, while it is remembered."""
        return self._escalations.get(escalation_id)

    # ------------------------------------------------------------ how it is done

    def _claimed(self, uri: str, claim: Claim, escalation: Escalation, now_s: float) -> None:
        if (escalation.state, EscalationEvent.CLAIM) in TRANSITIONS:
            escalation = escalation.claimed(uri, clean_name(claim.by), now_s + claim.eta_s)
            self._keep(escalation, now_s)
            log.info("help is coming", extra={"escalation": escalation.id})
            taken = Taken(id=escalation.id, by=escalation.claimant_name)
            self._asking.tell(escalation, taken, but=uri)
        self._transport.send(uri, answer(escalation, uri))

    def _push(self, escalation_id: str, message: Note | Card) -> None:
        by = clean_name(message.by)
        one = (
            Pushed(by, card=message.card) if isinstance(message, Card) else Pushed(by, message.text)
        )
        before = self._pushed.get(escalation_id, ())
        if one not in before:  # else it came twice
            self._pushed[escalation_id] = (*before, one)[-MAX_PUSHED:]

    def _advance(self, call_id: str, event: EscalationEvent, now_s: float) -> None:
        self.tick(now_s)
        escalation = self.of_call(call_id)
        if escalation is not None and (escalation.state, event) in TRANSITIONS:
            self._end(escalation, event, now_s)

    def _end(self, escalation: Escalation, event: EscalationEvent, now_s: float) -> None:
        """Apply `event` and tell who has to know."""
        after = escalation.after(event)
        self._keep(after, now_s)
        log.info("help changed", extra={"escalation": after.id, "state": after.state.value})
        if after.state in ENDED:
            self._asking.tell(after, ending(after))
        elif after.state is EscalationState.JOINED:
            self._transport.send(after.claimed_by, Joined(id=after.id))

    def _ask_next(self, escalation: Escalation, now_s: float) -> None:
        self._keep(escalation, now_s)
        self._asking.ask(escalation, self._asking.chain[escalation.asked - 1], now_s)
        self._go_on_if_nothing_is_under_way(escalation, now_s)

    def _go_on_if_nothing_is_under_way(self, escalation: Escalation, now_s: float) -> None:
        """Nobody who was asked can be reached: ask the next, or say so."""
        if escalation.state is not EscalationState.RAISED or self._asking.under_way(escalation):
            return
        if escalation.has_more_to_ask:
            self._ask_next(escalation.asking_next(now_s), now_s)
        else:
            self._keep(escalation.after(EscalationEvent.FAIL), now_s)
            log.warning("help could not be asked for", extra={"escalation": escalation.id})

    def _keep(self, escalation: Escalation, now_s: float) -> None:
        self._escalations[escalation.id] = escalation
        if escalation.state in ENDED:
            self._asking.end(escalation.id)
        ended = [kept.id for kept in self._escalations.values() if kept.state in ENDED]
        for escalation_id in ended[:-MAX_REMEMBERED]:
            del self._escalations[escalation_id]
            self._asking.forget(escalation_id)
            self._pushed.pop(escalation_id, None)
            self._callbacks.discard(escalation_id)
        for listener in self._listeners:
            listener.escalation_changed(escalation, now_s)
