"""What programs ask a supervisor's desktop for, and what the agent's desktop and the engine say."""

from typing import Any

import pytest

from desktop.api import messages as api
from desktop.api import objects
from desktop.api.approvals import Approvals
from desktop.api.supervisor_service import SWITCH_S, SupervisorService
from desktop.clock import ManualClock
from desktop.discretion.policy import Kind, Silence
from desktop.errors import Fault
from desktop.supervision.approval_inbox import ApprovalInbox
from desktop.supervision.approval_messages import Ask, HowSettled, Settled
from desktop.supervision.inbox import SupervisionInbox
from desktop.supervision.messages import (
    Claimed,
    EscalationMessage,
    Joined,
    Outcome,
    Raise,
    Resolved,
    WantedMode,
)
from desktop.supervision.received import RequestStep
from desktop.supervision.takeover import TakeOverStep
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.control import CallControl
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.configuration import AccountConfig
from desktop.telephony.monitoring import MonitorMode
from desktop.telephony.registry import CallRegistry
from inference.tension.reading import TensionState

pytestmark = pytest.mark.unit

JANA, EID = "sip:jana@pbx.example", "esc-0001"
STATUS = objects.Status(accounts=(), calls=(), devices=objects.Devices(), processes={})
TAKEOVER = api.Mode(id=7, mode=WantedMode.TAKEOVER)


class Nowhere:
    """A transport of which nothing comes."""

    def send(self, target: str, message: EscalationMessage) -> str | None:
        return "r1"

    def is_away(self, target: str) -> bool:
        return False


class Desk:
    """A supervisor's desktop in an agent's call."""

    def __init__(self) -> None:
        self.clock = ManualClock(100.0)
        self.replies: list[api.AnyReply] = []
        self.sent: list[m.Command] = []
        self.left: list[str] = []
        self.registry = CallRegistry()
        self.inbox = SupervisionInbox(Nowhere(), name="Anna")
        self.approvals = ApprovalInbox(Nowhere(), name="Anna")
        account = AccountConfig("lead", "sip:anna@pbx.example")
        self.service = SupervisorService(
            self.inbox,
            self.registry,
            CallControl(self._send, (account,)),
            approvals=Approvals(self.approvals, self.clock),
            leave=self.left.append,
            coming=lambda request_id: self.inbox.coming(request_id, self.clock.now_s()),
            later=lambda request_id: self.inbox.later(request_id, self.clock.now_s()),
            status=lambda: STATUS,
            clock=self.clock,
        )
        self.says(
            Raise(
                id=EID,
                agent="Jana",
                by_rule="Kündigt",
                level=TensionState.UNKNOWN,
                level_s=0.0,
                call_s=1.0,
                expires_in_s=60.0,
            ),
            Claimed(id=EID),
            Joined(id=EID, change=1),
        )

    def _send(self, command: m.Command) -> bool:
        self.sent.append(command)
        return True

    def says(self, *said: EscalationMessage) -> api.AnyReply | None:
        """The agent's desktop; the reply that this brings."""
        before = len(self.replies)
        for message in said:
            self.inbox.receive(JANA, message, self.clock.now_s())
            self.service.look()
        return self.replies[-1] if len(self.replies) > before else None

    def ask(self, request: api.AnyRequest) -> api.AnyReply | None:
        before = len(self.replies)
        self.service.request(request, self.replies.append)
        return self.replies[-1] if len(self.replies) > before else None

    def hears(self, **changes: Any) -> api.AnyReply | None:
        """The engine says how the only call is now; the reply that this brings."""
        before = len(self.replies)
        call = CallSnapshot(
            "c1", "lead", Direction.INCOMING, changes.pop("state", CallState.CONFIRMED), JANA,
            **changes,
        )  # fmt: skip
        self.registry.apply_call(call)
        self.service.engine_event(m.CallChanged(call))
        return self.replies[-1] if len(self.replies) > before else None


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_mode_is_done_when_that_very_wish_is(desk: Desk) -> None:
    assert desk.ask(api.Mode(id=5, mode=WantedMode.WHISPER)) is None
    assert desk.says(Joined(id=EID, mode=MonitorMode.LISTEN, wish=1, change=2)) is None  # heard
    assert desk.says(Joined(id=EID, mode=MonitorMode.WHISPER, wish=0, change=3)) is None
    done = desk.says(Joined(id=EID, mode=MonitorMode.WHISPER, wish=1, change=4))
    assert isinstance(done, api.EscalationsReply) and done.items[0].mode is MonitorMode.WHISPER


def test_a_wish_that_another_one_overtakes_is_not_done(desk: Desk) -> None:
    desk.ask(api.Mode(id=5, mode=WantedMode.BARGE))
    assert desk.ask(api.Mode(id=6, mode=WantedMode.LISTEN)) is not None
    (told,) = desk.replies
    assert isinstance(told, api.Error) and (told.id, told.fault) == (5, Fault.LOCAL)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Joined(id=EID, wish=1, change=2, takeover=TakeOverStep.DECLINED), "not now"),
        (Joined(id=EID, wish=1, change=2, takeover=TakeOverStep.FAILED), "handed over"),
        (Resolved(id=EID, outcome=Outcome.CALL_ENDED), "call_ended"),
        (Resolved(id=EID, outcome=Outcome.HELPED), "helped"),
        (Claimed(id=EID, change=2), "not in the call any more"),
    ],
)
def test_only_a_call_that_is_mine_was_taken_over(
    desk: Desk, said: EscalationMessage, why: str
) -> None:
    assert desk.ask(TAKEOVER) is None
    told = desk.says(said)
    assert isinstance(told, api.Error) and why in told.what and told.fault is Fault.REMOTE


def test_a_take_over_is_done_also_where_the_own_call_ends_before_it_is_known(desk: Desk) -> None:
    desk.ask(TAKEOVER)
    announced = TakeOverStep.ANNOUNCED
    assert desk.says(Joined(id=EID, wish=1, change=2, takeover=announced)) is None
    desk.inbox.gone(EID, 0, desk.clock.now_s())
    desk.service.look()
    assert desk.replies == []
    done = desk.says(Resolved(id=EID, outcome=Outcome.TAKEN_OVER))
    assert isinstance(done, api.EscalationsReply)
    assert done.items[0].step is RequestStep.RESOLVED


def test_an_agents_desktop_that_says_nothing_is_not_waited_for_for_ever(desk: Desk) -> None:
    desk.ask(TAKEOVER)
    desk.clock.advance(SWITCH_S)
    desk.service.tick()
    (told,) = desk.replies
    assert isinstance(told, api.Error) and told.fault is Fault.NETWORK


def test_a_take_over_that_waits_for_the_caller_is_not_said_to_have_failed(desk: Desk) -> None:
    desk.ask(TAKEOVER)
    desk.says(Joined(id=EID, wish=1, change=2, takeover=TakeOverStep.WAITING))
    desk.clock.advance(SWITCH_S)
    desk.service.tick()
    (told,) = desk.replies
    assert isinstance(told, api.Error) and "on hold" in told.what and told.fault is Fault.LOCAL


def test_a_mode_that_the_agents_telephone_refuses_is_not_done(desk: Desk) -> None:
    desk.ask(api.Mode(id=5, mode=WantedMode.BARGE))
    told = desk.says(Joined(id=EID, wish=1, undone=1, change=2))
    assert isinstance(told, api.Error) and "could not do it" in told.what


def test_the_own_calls_are_answered_gone_on_with_and_ended(desk: Desk) -> None:
    assert isinstance(desk.ask(api.Answer(id=1)), api.Error)
    desk.hears(state=CallState.INCOMING)
    assert desk.ask(api.Answer(id=2)) is None
    assert desk.sent == [m.Answer("c1")]
    assert desk.hears() == api.Done(id=2, call="c1")
    desk.hears(local_hold=True)
    assert desk.ask(api.Unhold(id=3)) is None
    assert desk.sent[-1] == m.SetHold("c1", False)
    assert desk.hears() == api.Done(id=3, call="c1")
    assert desk.ask(api.HangUp(id=4)) is None and desk.left == ["c1"]
    assert desk.hears(state=CallState.DISCONNECTED) == api.Done(id=4, call="c1")
    told = desk.ask(api.Dial(id=5, number="214"))
    assert isinstance(told, api.Error) and "supervisor's desktop" in told.what


def test_which_rule_asks_is_told(desk: Desk) -> None:
    assert desk.ask(api.Escalations(id=7)) is not None
    listed = desk.replies[-1]
    assert isinstance(listed, api.EscalationsReply) and listed.items[0].by_rule == "Kündigt"


def test_what_an_agent_asks_to_grant_is_listed_and_answered() -> None:
    desk = Desk()
    desk.approvals.receive(
        JANA,
        Ask(
            id="question-1",
            agent="Jana",
            grant=Kind.CREDIT,
            amount="100",
            currency="EUR",
            rule="small-gesture",
            reason="waited",
            on_silence=Silence.CALLBACK,
            expires_in_s=90.0,
        ),
        100.0,
    )

    def does(request: api.AnyRequest) -> api.AnyReply:
        desk.service.request(request, desk.replies.append)
        return desk.replies[-1]

    listed = does(api.ListApprovals(id=1))
    assert isinstance(listed, api.ApprovalsReply) and listed.id == 1
    (item,) = listed.items
    assert (item.agent, item.amount, item.settled, item.expires_in_s) == ("Jana", "100", None, 90.0)
    for wrong, says in (
        (api.Allow(question="question-2"), "no question"),
        (api.Allow(question="question-1", amount="viel"), "no amount"),
        (api.Allow(question="question-1", amount="nan"), "no amount"),
        (api.Allow(question="question-1", amount="12.345"), "no amount"),
        (api.Allow(question="question-1", amount="101"), "at most 100"),
        (api.Refuse(question="question-1", reason=" "), "nothing to send"),
    ):
        refused = does(wrong)
        assert isinstance(refused, api.Error) and says in refused.what
    assert isinstance(does(api.Allow(question="question-1", amount="80")), api.ApprovalsReply)
    settled = Settled(id="question-1", how=HowSettled.ALLOWED, by="Anna", amount="80")
    desk.approvals.receive(JANA, settled, 101.0)
    listed = does(api.ListApprovals())
    assert isinstance(listed, api.ApprovalsReply)
    assert (listed.items[0].settled, listed.items[0].allowed) == (HowSettled.ALLOWED, "80")
