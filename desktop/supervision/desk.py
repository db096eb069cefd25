"""The agent's side of a request for help: raise, hear who comes, be helped, end it.

Owns every escalation of this desktop and is the only place where a claim is won. At most one is
live per call. Everything that arrives may arrive twice, late or in another order.
"""

import logging
import uuid
from collections.abc import Callable
from typing import Protocol

from desktop.errors import LocalError, RemoteError
from desktop.supervision import messages as m
from desktop.supervision.answers import answer, ending, over
from desktop.supervision.asking import Asking
from desktop.supervision.escalation import (
    ENDED,
    HELPED,
    LIVE,
    Escalation,
    EscalationEvent,
    EscalationState,
    Standing,
)
from desktop.supervision.escalations import Escalations
from desktop.supervision.help_state import DeskState, HelpStep, desk_state
from desktop.supervision.request import OpenRequest, raise_message
from desktop.supervision.transport import Delivery, Transport
from inference.tension.reading import Reading

log = logging.getLogger("beistand.supervision")


class DeskListener(Protocol):
    """Whoever acts on what becomes of escalations: who joins calls, who tells the team's board."""

    def escalation_changed(self, escalation: Escalation, now_s: float) -> None: ...


_Said = m.Here | m.Mode | m.Done
ClaimantSaid = Callable[[Escalation, m.Here | m.Mode, float], None]
"""What the claimant says of the call, of an escalation that they have, and when it was said."""


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
        self._agent_name = m.clean_name(agent_name)
        self._expires_s = expires_s
        self._next_after_s = next_after_s
        self._new_id = new_id
        self._listeners: list[DeskListener] = []
        self._claimant_said: ClaimantSaid = lambda escalation, message, now_s: None
        self._escalations = Escalations()

    def add_listener(self, listener: DeskListener) -> None:
        self._listeners.append(listener)

    def hear_claimant(self, said: ClaimantSaid) -> None:
        """Hand on what the claimant says of the call: who joins calls is one."""
        self._claimant_said = said

    # ------------------------------------------------------------ what the agent wants

    def raise_help(
        self,
        call_id: str,
        *,
        call_s: float,
        reading: Reading | None,
        now_s: float,
        why: tuple[m.HelpReason, ...] = (),
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
            self._end(before.after(EscalationEvent.CANCEL), now_s)
        escalation = Escalation.raised(
            self._new_id(),
            call_id,
            now_s,
            links=len(self._asking.chain),
            next_after_s=self._next_after_s,
            expires_s=self._expires_s,
        )
        self._escalations.begin(escalation)
        log.info("help asked for", extra={"escalation": escalation.id})
        message = raise_message(
            escalation.id,
            agent=self._agent_name,
            call_s=call_s,
            reading=reading,
            why=why,
            topic=m.clean_topic(topic),
            expires_s=escalation.expires_at_s - now_s,
        )
        self._keep(escalation, now_s)
        self._asking.begin(escalation, message, now_s)
        self._go_on_if_nothing_is_under_way(escalation, now_s)
        return escalation.id

    def cancel(self, call_id: str, now_s: float) -> None:
        """The agent needs no help (any more). Changes nothing where there is nothing to cancel."""
        self.tick(now_s)
        escalation = self.of_call(call_id)
        if escalation is not None and escalation.may(EscalationEvent.CANCEL):
            self._end(escalation.after(EscalationEvent.CANCEL), now_s)

    def resolve(self, call_id: str, now_s: float, outcome: m.Outcome = m.Outcome.HELPED) -> None:
        """Help was given. Changes nothing where nobody was coming."""
        self.tick(now_s)
        escalation = self.of_call(call_id)
        if escalation is not None and escalation.may(EscalationEvent.RESOLVE):
            self._end(escalation.resolved(outcome), now_s)

    def stands(self, call_id: str, standing: Standing, now_s: float) -> None:
        """The claimant stands so to the call, and is told. Changes nothing where nobody comes."""
        self.tick(now_s)
        before = self.of_call(call_id)
        if before is not None and before.state in HELPED and standing != before.standing:
            after = before.with_standing(standing)
            self._keep(after, now_s)
            self._answer(after, after.claimed_by, now_s)

    def announce(self, call_id: str, number: int) -> None:
        """Tell the claimant that they are called, for the `number`th time. Raises LocalError."""
        escalation = self.claimed(call_id)
        self._transport.send(escalation.claimed_by, m.Calling(id=escalation.id, call=number))

    def hand_over(self, call_id: str, brief: str, now_s: float) -> None:
        """Send the claimant what the agent has approved; LocalError where nobody is coming."""
        self.tick(now_s)
        escalation = self.claimed(call_id)
        line = m.clean_line(brief)
        self._transport.send(escalation.claimed_by, m.Brief(id=escalation.id, text=line))

    def promise_callback(self, call_id: str, now_s: float) -> None:
        """Nobody came, and the agent has promised the caller that a supervisor rings back.

        Changes nothing where the request has not expired.
        """
        self.tick(now_s)
        escalation = self.of_call(call_id)
        expired = escalation is not None and escalation.state is EscalationState.EXPIRED
        if escalation and expired and not self._escalations.has_callback(escalation.id):
            self._escalations.promise_callback(escalation.id)
            self._asking.tell(escalation, m.Callback(id=escalation.id))

    def call_ended(self, call_id: str, now_s: float) -> None:
        """The call is over, and so is its request; the desk forgets the call."""
        self.resolve(call_id, now_s, m.Outcome.CALL_ENDED)
        self.cancel(call_id, now_s)
        self._escalations.forget_call(call_id)

    def tick(self, now_s: float) -> None:
        """Let time pass; once a second is plenty."""
        for escalation in self._escalations:
            after = escalation.at(now_s)
            if after.state is EscalationState.EXPIRED and after is not escalation:
                self._end(after, now_s)
            elif after is not escalation:
                self._ask_next(after, now_s)
        for escalation in self._open():
            if escalation.state is EscalationState.RAISED:
                self._asking.ask_again(escalation, now_s)
                self._go_on_if_nothing_is_under_way(escalation, now_s)

    # ------------------------------------------------------------ what comes from outside

    def receive(self, sender: str, message: m.EscalationMessage, now_s: float) -> None:
        """A message from `sender`; raises RemoteError for what no supervisor may send."""
        uri = self._asking.supervisor(sender)
        if uri is None:
            raise RemoteError("somebody who is not a configured supervisor answered a request")
        if not isinstance(message, m.FROM_SUPERVISOR):
            raise RemoteError("a supervisor's desktop sent what only an agent's may send")
        self.tick(now_s)
        escalation = self._escalations.find(message.id)
        match message:
            case m.Seen():
                if escalation and escalation.may(EscalationEvent.DELIVER):
                    self._keep(escalation.after(EscalationEvent.DELIVER), now_s)
            case m.Claim():
                self._claim(uri, message, escalation, now_s)
            case m.Here() | m.Mode() | m.Done():
                self._said(uri, message, escalation, now_s)
            case m.Note() | m.Card():
                if escalation and escalation.state in LIVE:
                    self._escalations.push(escalation.id, message)

    def peer_online(self, peer: str, now_s: float) -> None:
        """A supervisor's desktop has (re)started: it hears of everything it should know."""
        uri = self._asking.supervisor(peer)
        self.tick(now_s)
        for escalation in self._open():
            if uri is None or uri not in self._asking.asked(escalation):
                continue
            if escalation.claimed_by in ("", uri):
                self._asking.ask(escalation, (uri,), now_s)
            if escalation.claimed_by == uri:
                self._answer(escalation, uri, now_s)

    def delivery_ended(self, delivery: Delivery, now_s: float) -> None:
        """The end of a sending; of a raise: that the network took it is no `Seen`."""
        escalation_id = self._asking.delivery_ended(delivery, now_s)
        escalation = self._escalations.find(escalation_id or "")
        if escalation is not None:
            self._go_on_if_nothing_is_under_way(escalation, now_s)

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
            pushed=self._escalations.pushed(escalation.id),
            callback=self._escalations.has_callback(escalation.id),
            away=bool(escalation.claimed_by) and self._transport.is_away(escalation.claimed_by),
        )

    def why(self, call_id: str) -> tuple[m.HelpReason, ...]:
        """What the agent has said is the matter with a call."""
        escalation = self.of_call(call_id)
        request = escalation and self._asking.open_request(escalation.id)
        return request.message.why if request else ()

    def of_call(self, call_id: str) -> Escalation | None:
        """The latest escalation of a call."""
        return self._escalations.of_call(call_id)

    def claimed(self, call_id: str) -> Escalation:
        """The one of a call that somebody has taken; LocalError where nobody has."""
        escalation = self.of_call(call_id)
        if escalation is None or escalation.state not in HELPED:
            raise LocalError("nobody has taken the request", action="Wait until somebody comes")
        return escalation

    def open_request(self, escalation_id: str) -> OpenRequest | None:
        """What was said of the call when help was asked for, until it has ended."""
        return self._asking.open_request(escalation_id)

    def escalation(self, escalation_id: str) -> Escalation | None:
        """The escalation of that id, while it is remembered."""
        return self._escalations.find(escalation_id)

    # ------------------------------------------------------------ how it is done

    def _claim(self, uri: str, claim: m.Claim, escalation: Escalation | None, now_s: float) -> None:
        if escalation is None:
            self._transport.send(uri, over(claim))
            return
        if escalation.may(EscalationEvent.CLAIM):
            escalation = escalation.claimed(uri, m.clean_name(claim.by), now_s + claim.eta_s)
            self._keep(escalation, now_s)
            log.info("help is coming", extra={"escalation": escalation.id})
            taken = m.Taken(id=escalation.id, by=escalation.claimant_name)
            self._asking.tell(escalation, taken, but=uri)
        self._answer(escalation, uri, now_s)

    def _said(self, uri: str, message: _Said, escalation: Escalation | None, now_s: float) -> None:
        """By the claimant, who is told what comes of it, also what they have not heard before."""
        if escalation is None:
            self._transport.send(uri, over(message))
        elif escalation.claimed_by == uri and escalation.state not in HELPED:
            self._answer(escalation, uri, now_s)
        elif escalation.claimed_by == uri and isinstance(message, m.Done):
            self._end(escalation.resolved(m.Outcome.HELPED), now_s)
        elif escalation.claimed_by == uri and not isinstance(message, m.Done):
            self._claimant_said(escalation, message, now_s)
            if self._escalations.find(escalation.id) is escalation:
                self._answer(escalation, uri, now_s)

    def _answer(self, escalation: Escalation, uri: str, now_s: float) -> None:
        self._transport.send(uri, answer(escalation, uri, now_s))

    def _end(self, escalation: Escalation, now_s: float) -> None:
        """It has ended: tell who has to know."""
        self._keep(escalation, now_s)
        log.info(
            "help changed", extra={"escalation": escalation.id, "state": escalation.state.value}
        )
        self._asking.tell(escalation, ending(escalation))

    def _open(self) -> tuple[Escalation, ...]:
        found = map(self._escalations.find, self._asking.open_ids())
        return tuple(escalation for escalation in found if escalation is not None)

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
        forgotten = self._escalations.keep(escalation)
        if escalation.state in ENDED:
            self._asking.end(escalation.id)
        for escalation_id in forgotten:
            self._asking.forget(escalation_id)
        for listener in self._listeners:
            listener.escalation_changed(escalation, now_s)
