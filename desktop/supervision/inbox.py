"""The supervisor's side: who asks for help, what I answered, how it ended.

Owns the requests that this desktop has heard of (`received`); they live on the agents' desktops.
*Later* is local: nobody is told. What I want of a call I am coming to is repeated until the agent's
desktop has answered it.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from desktop.errors import LocalError, RemoteError
from desktop.supervision.messages import (
    FROM_SUPERVISOR,
    Brief,
    Calling,
    Card,
    Claim,
    Done,
    EscalationMessage,
    Here,
    Mode,
    Note,
    Raise,
    Seen,
    WantedMode,
    clean_line,
    clean_name,
)
from desktop.supervision.received import (
    ENDED,
    MAY_CLAIM,
    MINE,
    RANK,
    UNANSWERED,
    Request,
    RequestStep,
)
from desktop.supervision.request import added
from desktop.supervision.transport import Delivery, Transport
from desktop.telephony.sip_uri import parse_sip_uri

log = logging.getLogger("beistand.supervision")

ANSWER_TIMEOUT_S: Final = 10.0
"""How long to wait for the agent's desktop after a claim. A MESSAGE over UDP gives up after 32 s
(RFC 3261 timer F), but somebody who wants to help should be told to try again sooner."""
SAY_AGAIN_S: Final = 3.0
"""How long what I want of a call may go unanswered before it is said again."""
CLAIMED_FOR_S: Final = 1_800.0
"""After so long without a word of the agent's desktop a request I took leaves the window, unless I
am in its call: that desktop was ended or lost, and nobody else would ever end it here."""
MAX_OPEN: Final = 100
"""Requests that have not ended; more than a room of agents can have, so it is a flood."""
MAX_ENDED: Final = 200
"""Requests that ended or were put away, kept so that a late duplicate does not bring one back."""


class SupervisionInbox:
    """A `TransportListener`.

    `name` is what agents read as who comes; `eta_s` how soon. `on_change` is called whenever
    `requests` says something new.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        name: str,
        eta_s: float = 20.0,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._transport = transport
        self._name = clean_name(name)
        self._eta_s = eta_s
        self._on_change = on_change
        self._requests: dict[str, Request] = {}
        self._awaited: dict[str, str] = {}  # request id of a claim -> escalation
        self._said_at_s: dict[str, float] = {}  # when I last said what I want of a call

    def requests(self) -> tuple[Request, ...]:
        """Those with an agent's name: open ones first, then mine, then ended; oldest first."""
        shown = (request for request in self._requests.values() if request.agent)
        return tuple(
            sorted(shown, key=lambda request: (_ORDER[request.step], request.received_at_s))
        )

    def find(self, request_id: str) -> Request | None:
        return self._requests.get(request_id)

    # ------------------------------------------------------------ what the supervisor wants

    def coming(self, request_id: str, now_s: float) -> None:
        """Answer "I'm coming". Changes nothing where that is not (or no longer) possible."""
        self.tick(now_s)
        request = self._requests.get(request_id)
        if request is None or request.step not in MAY_CLAIM:
            return
        claim = Claim(id=request_id, by=self._name, eta_s=self._eta_s)
        sending = self._transport.send(request.sender, claim)
        step = RequestStep.FAILED if sending is None else RequestStep.CLAIMING
        if sending is not None:
            self._awaited[sending] = request_id
        self._keep(replace(request, step=step, mine_at_s=now_s, code=0))

    def later(self, request_id: str, now_s: float) -> None:
        """Put it aside, in this window only."""
        self.tick(now_s)
        request = self._requests.get(request_id)
        if request is not None and request.step is RequestStep.OPEN:
            self._keep(replace(request, step=RequestStep.LATER))

    def done(self, request_id: str, now_s: float) -> None:
        """It is over, with help. The agent's desktop ends it; nothing changes here before."""
        self.tick(now_s)
        request = self._requests.get(request_id)
        if request is not None and request.step in MINE:
            self._transport.send(request.sender, Done(id=request_id))

    def switch(self, request_id: str, mode: WantedMode, now_s: float) -> int:
        """Ask to be in the call so; the number of this wish. The agent's desktop does it. Raises
        LocalError where I am in no call."""
        self.tick(now_s)
        request = self._requests.get(request_id)
        if request is None or request.step is not RequestStep.JOINED:
            raise LocalError("you are not in the call", action="Wait until the agent lets you in")
        request = replace(request, wish=request.wish + 1, wanted=mode)
        self._keep(request)
        self._say(request, now_s)
        return request.wish

    def write(self, request_id: str, line: str, now_s: float) -> None:
        """Write the agent a line; raises LocalError where that is over, or nothing is written."""
        request = self._live(request_id, now_s)
        note = Note(id=request_id, by=self._name, text=clean_line(line))
        self._transport.send(request.sender, note)

    def send_card(self, request_id: str, card_id: str, now_s: float) -> None:
        """Put a card before the agent; raises LocalError where the request is over."""
        request = self._live(request_id, now_s)
        self._transport.send(request.sender, Card(id=request_id, by=self._name, card=card_id))

    def dismiss(self, request_id: str) -> None:
        """Take a request that waits for nothing here out of the window; its id stays known."""
        request = self._requests.get(request_id)
        if request is None:
            return
        if request.step is RequestStep.FAILED:
            self._keep(replace(request, step=RequestStep.EXPIRED, agent=""))
        elif request.step in ENDED or request.step in MINE:
            self._keep(replace(request, agent=""))

    # ------------------------------------------------------------ what happens

    def here(self, request_id: str, now_s: float) -> None:
        """The announced call is up at this desktop's telephone: the agent's desktop is told."""
        request = self._requests.get(request_id)
        if request is not None and request.step in MINE:
            request = replace(request, here=True, announced_at_s=None)
            self._keep(request)
            self._say(request, now_s)

    def gone(self, request_id: str, now_s: float) -> None:
        """That call is over, whatever the agent's desktop knows of it."""
        request = self._requests.get(request_id)
        if request is not None and request.step in MINE:
            left = request.outside(RequestStep.CLAIMED)
            self._keep(replace(left, mine_at_s=now_s))

    def tick(self, now_s: float) -> None:
        """Let time pass; once a second is plenty."""
        for request in tuple(self._requests.values()):
            waited_s = now_s - max(request.mine_at_s, request.received_at_s)
            if request.step is RequestStep.CLAIMING and waited_s >= ANSWER_TIMEOUT_S:
                self._keep(replace(request, step=RequestStep.FAILED))
            elif request.step is RequestStep.CLAIMED and waited_s >= CLAIMED_FOR_S:
                self.dismiss(request.request_id)
            elif request.step in UNANSWERED and now_s >= request.expires_at_s:
                self._keep(replace(request, step=RequestStep.EXPIRED))
            elif now_s - self._said_at_s.get(request.request_id, now_s) >= SAY_AGAIN_S:
                self._say(request, now_s)

    def receive(self, sender: str, message: EscalationMessage, now_s: float) -> None:
        """A message from an agent's desktop; raises RemoteError for what it may not send."""
        agent = parse_sip_uri(sender)
        if isinstance(message, FROM_SUPERVISOR):
            raise RemoteError("an agent's desktop sent what only a supervisor's may send")
        self.tick(now_s)
        request = self._requests.get(message.id)
        if request is not None and parse_sip_uri(request.sender).identity != agent.identity:
            raise RemoteError("a request was changed by somebody who did not raise it")
        if isinstance(message, Raise):
            if request is None:
                self._open(str(agent), message, now_s)
            elif request.agent:
                self._keep(replace(request, why=added(request.why, message.why)))
            self._transport.send(str(agent), Seen(id=message.id))
            return
        if request is None:
            # The end overtook the beginning: remember it, so that the beginning opens nothing.
            request = Request(message.id, str(agent), RequestStep.OPEN, received_at_s=now_s)
        if isinstance(message, Brief):
            after = replace(request, brief=message.text)
        elif isinstance(message, Calling):
            new = message.call > request.call
            called = replace(request, call=message.call, announced_at_s=now_s, here=False)
            after = called if new else request  # that an earlier call was here says nothing of it
        else:
            after = request.after(message, now_s)
        if after != request:
            self._keep(after)

    def delivery_ended(self, delivery: Delivery, now_s: float) -> None:
        """The end of a sending of mine."""
        request = self._requests.get(self._awaited.pop(delivery.request_id, ""))
        if request is None or delivery.delivered or request.step is not RequestStep.CLAIMING:
            return
        self._keep(replace(request, step=RequestStep.FAILED, code=delivery.code))

    def peer_online(self, peer: str, now_s: float) -> None:
        """An agent's desktop has (re)started: what it still knows it says by itself."""

    # ------------------------------------------------------------ inside

    def _say(self, request: Request, now_s: float) -> None:
        """What I want of the call and have not been answered."""
        self._said_at_s.pop(request.request_id, None)
        if request.unsettled and request.wanted is not None:
            message: Here | Mode = Mode(
                id=request.request_id, mode=request.wanted, wish=request.wish
            )
        elif request.here and request.step is RequestStep.CLAIMED:
            message = Here(id=request.request_id, call=request.call)
        else:
            return
        self._said_at_s[request.request_id] = now_s
        self._transport.send(request.sender, message)

    def _live(self, request_id: str, now_s: float) -> Request:
        self.tick(now_s)
        request = self._requests.get(request_id)
        if request is None or request.step in ENDED:
            raise LocalError("the request is over", action="Call the agent instead")
        return request

    def _open(self, sender: str, message: Raise, now_s: float) -> None:
        if sum(RANK[request.step] == 0 for request in self._requests.values()) >= MAX_OPEN:
            raise RemoteError(f"more than {MAX_OPEN} requests are open; a new one was dropped")
        log.info("help asked for by an agent", extra={"escalation": message.id})
        self._keep(
            Request(
                request_id=message.id,
                sender=sender,
                step=RequestStep.OPEN,
                agent=clean_name(message.agent),
                why=message.why,
                topic=message.topic,
                level=message.level,
                level_s=message.level_s,
                reasons=message.reasons,
                call_s=message.call_s,
                received_at_s=now_s,
                expires_at_s=now_s + message.expires_in_s,
            )
        )

    def _keep(self, request: Request) -> None:
        self._requests[request.request_id] = request
        over = [kept for kept in self._requests.values() if kept.step in ENDED or not kept.agent]
        over.sort(key=lambda kept: kept.received_at_s)
        for old in over[:-MAX_ENDED]:
            del self._requests[old.request_id]
        self._on_change()


_R = RequestStep

_ORDER: Final[dict[RequestStep, int]] = {
    _R.OPEN: 0,
    _R.CLAIMING: 0,
    _R.FAILED: 0,
    _R.CLAIMED: 1,
    _R.JOINED: 1,
    _R.CALLBACK: 1,
    _R.LATER: 2,
    _R.TAKEN: 3,
    _R.EXPIRED: 3,
    _R.CANCELLED: 3,
    _R.RESOLVED: 3,
}
