"""One agent, two supervisors, and a network that drops, doubles, delays and reorders.

Whatever it does: nobody is told "you come" who has not won, what has ended stays ended, and once
the network delivers again a few clicks later everybody agrees.
"""

from contextlib import suppress
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desktop.errors import LocalError
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.escalation import ENDED, HELPED, LIVE, EscalationState, Standing
from desktop.supervision.inbox import ANSWER_TIMEOUT_S, SupervisionInbox
from desktop.supervision.messages import EscalationMessage, WantedMode
from desktop.supervision.received import MINE, RANK, RequestStep
from desktop.supervision.transport import Delivery, TransportListener
from desktop.telephony.monitoring import MonitorMode

pytestmark = pytest.mark.unit

AGENT = "sip:agent@pbx.example"
SUPERVISORS = ("sip:anna@pbx.example", "sip:bert@pbx.example")
CALLS = ("call-1", "call-1", "call-1", "call-2")
"""Mostly one call, so that what happens meets what happened before."""


class Network:
    """Messages on their way; whoever holds the network decides their fate."""

    def __init__(self) -> None:
        self.packets: list[tuple[str, str, str, EscalationMessage]] = []
        """(request id, sender, target, message)"""
        self.numbers = count()

    def port(self, sender: str) -> "Port":
        return Port(self, sender)


class Port:
    def __init__(self, network: Network, sender: str) -> None:
        self.network, self.sender = network, sender

    def send(self, target: str, message: EscalationMessage) -> str:
        request_id = f"{self.sender} {next(self.network.numbers)}"
        self.network.packets.append((request_id, self.sender, target, message))
        return request_id

    def is_away(self, target: str) -> bool:
        return False


class BadNetwork(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.network = Network()
        self.now_s = 0.0
        ids = count(1)
        self.desk = SupervisionDesk(
            self.network.port(AGENT),
            chain=((SUPERVISORS[0],), (SUPERVISORS[1],)),
            next_after_s=5.0,
            agent_name="Jana",
            expires_s=60.0,
            new_id=lambda: f"esc-{next(ids):05d}",
        )
        self.inboxes = {
            uri: SupervisionInbox(self.network.port(uri), name=uri[4:8]) for uri in SUPERVISORS
        }
        self.peers: dict[str, TransportListener] = {AGENT: self.desk, **self.inboxes}
        self.unreported: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.ended: dict[str, EscalationState] = {}
        self.winners: dict[str, str] = {}
        self.ranks: dict[tuple[str, str], int] = {}

    # ------------------------------------------------------------ people

    @initialize(arrived=st.booleans())
    def it_begins_with_a_request(self, arrived: bool) -> None:
        self.ask_for_help("call-1")
        if arrived:
            self.all_packets_arrive()

    @rule(call_id=st.sampled_from(CALLS))
    def ask_for_help(self, call_id: str) -> None:
        escalation_id = self.desk.raise_help(call_id, call_s=10.0, reading=None, now_s=self.now_s)
        if escalation_id not in self.ids:
            self.ids.append(escalation_id)

    @rule(
        call_id=st.sampled_from(CALLS),
        what=st.sampled_from(["cancel", "resolve", "promise_callback", "call_ended"]),
    )
    def agent_acts(self, call_id: str, what: str) -> None:
        getattr(self.desk, what)(call_id, self.now_s)

    @rule(call_id=st.sampled_from(CALLS), mode=st.sampled_from([None, *MonitorMode]))
    def the_claimant_comes_and_goes(self, call_id: str, mode: MonitorMode | None) -> None:
        self.desk.stands(call_id, Standing(mode), self.now_s)

    @rule(who=st.sampled_from(SUPERVISORS), mode=st.sampled_from(WantedMode))
    def a_supervisor_switches(self, who: str, mode: WantedMode) -> None:
        with suppress(LocalError):  # in no call
            self.inboxes[who].switch(self.ids[-1], mode, self.now_s)

    @rule(
        who=st.sampled_from([*((one,) for one in SUPERVISORS), SUPERVISORS, SUPERVISORS]),
        back=st.sampled_from([1, 1, 1, 2, 3]),
        later=st.sampled_from([False, False, False, True]),
    )
    def supervisors_answer(self, who: tuple[str, ...], back: int, later: bool) -> None:
        escalation_id = self.ids[-min(back, len(self.ids))]
        for one in who:
            inbox = self.inboxes[one]
            (inbox.later if later else inbox.coming)(escalation_id, self.now_s)

    @rule(who=st.sampled_from(SUPERVISORS), back=st.sampled_from([1, 1, 2]))
    def a_supervisor_says_done(self, who: str, back: int) -> None:
        self.inboxes[who].done(self.ids[-min(back, len(self.ids))], self.now_s)

    @rule(who=st.sampled_from(SUPERVISORS))
    def a_supervisor_connects_again(self, who: str) -> None:
        self.desk.peer_online(who, self.now_s)

    @rule(seconds=st.sampled_from([0.5, 5.0, ANSWER_TIMEOUT_S, 61.0]))
    def time_passes(self, seconds: float) -> None:
        self.now_s += seconds
        self.desk.tick(self.now_s)
        for inbox in self.inboxes.values():
            inbox.tick(self.now_s)

    # ------------------------------------------------------------ the network

    @precondition(lambda self: self.network.packets)
    @rule(which=st.integers(0, 30), again=st.booleans(), code=st.sampled_from([200, 200, 408]))
    def a_packet_arrives(self, which: int, again: bool, code: int) -> None:
        """Any of them, perhaps not for the last time; a report may be wrong about it."""
        self._deliver(which % len(self.network.packets), again=again, code=code)

    @precondition(lambda self: self.network.packets)
    @rule()
    def all_packets_arrive(self) -> None:
        """Those that were under way, the last one first."""
        for index in reversed(range(len(self.network.packets))):
            self._deliver(index)

    @precondition(lambda self: self.network.packets)
    @rule(first=st.integers(0, 30), told=st.booleans(), all_of_them=st.booleans())
    def packets_are_lost(self, first: int, told: bool, all_of_them: bool) -> None:
        lost = [first % len(self.network.packets)]
        if all_of_them:
            lost = list(range(len(self.network.packets)))
        for index in reversed(lost):
            request_id, sender, _, _ = self.network.packets.pop(index)
            if told:
                self.peers[sender].delivery_ended(Delivery(request_id, False, 408), self.now_s)
            else:
                self.unreported.append((request_id, sender))

    def _deliver(self, index: int, *, again: bool = False, code: int = 200) -> None:
        request_id, sender, target, message = self.network.packets[index]
        if not again:
            del self.network.packets[index]
        self.peers[target].receive(sender, message, self.now_s)
        self.no_message_moves_a_window_back()
        self.peers[sender].delivery_ended(Delivery(request_id, code == 200, code), self.now_s)

    # ------------------------------------------------------------ what must hold

    @invariant()
    def the_first_claim_wins_for_ever(self) -> None:
        for escalation_id in self.ids:
            escalation = self.desk.escalation(escalation_id)
            if escalation is not None and escalation.claimed_by:
                winner = self.winners.setdefault(escalation_id, escalation.claimed_by)
                assert escalation.claimed_by == winner

    @invariant()
    def nobody_believes_to_have_won_who_has_not(self) -> None:
        for who, inbox in self.inboxes.items():
            for request in inbox.requests():
                if request.step in MINE:
                    assert self.winners[request.request_id] == who
                if request.step is RequestStep.TAKEN:
                    assert self.winners[request.request_id] != who

    @invariant()
    def ended_stays_ended(self) -> None:
        for escalation_id in self.ids:
            escalation = self.desk.escalation(escalation_id)
            if escalation is not None and escalation.state in ENDED:
                before = self.ended.setdefault(escalation_id, escalation.state)
                assert escalation.state is before

    @invariant()
    def delivered_means_that_somebody_saw_it(self) -> None:
        for escalation_id in self.ids:
            escalation = self.desk.escalation(escalation_id)
            if escalation is not None and escalation.state is EscalationState.DELIVERED:
                assert any(inbox.find(escalation_id) for inbox in self.inboxes.values())

    @invariant()
    def nobody_is_asked_twice_as_long(self) -> None:
        """Skipping a group gives its time back, so nobody waits longer than the whole chain."""
        for escalation_id in self.ids:
            escalation = self.desk.escalation(escalation_id)
            if escalation is not None and escalation.state not in ENDED | HELPED:
                assert escalation.expires_at_s <= self.now_s + 65.0
                assert 1 <= escalation.asked <= 2

    @invariant()
    def one_live_request_per_call(self) -> None:
        kept = [self.desk.escalation(escalation_id) for escalation_id in self.ids]
        calls = [one.call_id for one in kept if one is not None and one.state in LIVE]
        assert len(calls) == len(set(calls))

    @invariant()
    def an_end_in_the_window_is_an_end_at_the_desk(self) -> None:
        for inbox in self.inboxes.values():
            for request in inbox.requests():
                if request.step in (RequestStep.CANCELLED, RequestStep.RESOLVED):
                    assert self.ended[request.request_id].value == request.step.value

    @invariant()
    def no_message_moves_a_window_back(self) -> None:
        for who, inbox in self.inboxes.items():
            for request in inbox.requests():
                rank = RANK[request.step]
                assert rank >= self.ranks.get((who, request.request_id), 0)
                self.ranks[who, request.request_id] = rank

    def teardown(self) -> None:
        """The network heals: everything still under way arrives, and who waits asks again."""
        for request_id, sender in self.unreported:  # SIP's own timeout
            self.peers[sender].delivery_ended(Delivery(request_id, False, 408), self.now_s)
        for _ in range(3):
            while self.network.packets:
                self._deliver(0)
            self.time_passes(ANSWER_TIMEOUT_S)
            for inbox in self.inboxes.values():
                for request in inbox.requests():
                    if request.step is RequestStep.FAILED:
                        inbox.coming(request.request_id, self.now_s)
        for who, inbox in self.inboxes.items():
            for request in inbox.requests():
                assert request.step not in (RequestStep.CLAIMING, RequestStep.FAILED)
                escalation = self.desk.escalation(request.request_id)
                assert escalation is not None
                assert escalation.state is not EscalationState.RAISED  # it was seen, and told so
                if escalation.state in HELPED and escalation.claimed_by == who:
                    assert request.step in MINE


BadNetwork.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
TestBadNetwork = BadNetwork.TestCase
