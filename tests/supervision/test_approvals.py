"""*May I grant this?*, from the agent's desktop to a supervisor's and back, whatever is lost."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.discretion.approval import ApprovalState, Holds
from desktop.discretion.granting import Why
from desktop.discretion.policy import Kind
from desktop.discretion.policy_file import read_policy
from desktop.discretion.request import Leave, Request
from desktop.errors import LocalError, RemoteError
from desktop.supervision.approval_desk import ASK_AGAIN_S, ApprovalDesk
from desktop.supervision.approval_inbox import FAILED_AFTER_S, SAY_AGAIN_S, ApprovalInbox
from desktop.supervision.approval_messages import Allow, HowSettled, Refuse, Settled
from desktop.supervision.messages import EscalationMessage, encode, parse
from resources import resource

pytestmark = pytest.mark.unit

POLICY = read_policy(resource("policy/example.toml"))
NOON = datetime(2026, 3, 28, 11, 0, tzinfo=UTC)
WISH = Request(kind=Kind.CREDIT, amount=Decimal("100"), at=NOON, case="A", customer="C-7")
AGENT, BOSS, OTHER = "sip:anna@shop", "sip:boss@shop", "sip:other@shop"


class Team:
    """One agent's desktop and two supervisors', with a network that may lose everything."""

    def __init__(self) -> None:
        self.lost: Callable[[EscalationMessage], bool] = lambda message: False
        self.on_the_wire: list[tuple[str, str, str]] = []
        self.changed: list[str] = []
        self.desk = ApprovalDesk(
            Wire(self, AGENT),
            chain=((BOSS,), (OTHER,)),
            agent_name="Anna",
            changed=self.changed.append,
        )
        self.inboxes = {
            uri: ApprovalInbox(Wire(self, uri), name=name)
            for uri, name in ((BOSS, "Boss"), (OTHER, "Other"))
        }

    def ask(self, request: Request = WISH, now_s: float = 0.0) -> None:
        self.desk.ask(
            POLICY, request, Why("promised"), question_id="question-1", call_id="c1", now_s=now_s
        )
        self.deliver(now_s)

    def deliver(self, now_s: float) -> None:
        while self.on_the_wire:
            sender, target, body = self.on_the_wire.pop(0)
            message = parse(body)
            if self.lost(message):
                continue
            if target == AGENT:
                self.desk.receive(sender, message, now_s)  # type: ignore[arg-type]
            else:
                self.inboxes[target].receive(sender, message, now_s)  # type: ignore[arg-type]

    def pass_to(self, now_s: float) -> None:
        self.desk.tick(now_s)
        for inbox in self.inboxes.values():
            inbox.tick(now_s)
        self.deliver(now_s)

    @property
    def state(self) -> ApprovalState:
        question = self.desk.of_call("c1")
        assert question is not None
        return question.approval.state

    def seen_by(self, uri: str) -> HowSettled | None:
        (asked,) = self.inboxes[uri].questions()
        return None if asked.settled is None else asked.settled.how


class Wire:
    def __init__(self, team: Team, own: str) -> None:
        self.team = team
        self.own = own

    def send(self, target: str, message: EscalationMessage) -> str | None:
        self.team.on_the_wire.append((self.own, target, encode(message)))
        return "r"

    def is_away(self, target: str) -> bool:
        return False


@pytest.fixture
def team() -> Team:
    made = Team()
    made.ask()
    return made


def test_everybody_is_asked_and_nothing_of_the_customer_is_sent() -> None:
    team = Team()
    team.desk.ask(POLICY, WISH, Why("promised"), question_id="question-1", call_id="c1", now_s=0.0)
    assert [target for _, target, _ in team.on_the_wire] == [BOSS, OTHER]
    assert all("C-7" not in body for _, _, body in team.on_the_wire)
    team.deliver(0.0)
    for inbox in team.inboxes.values():
        (asked,) = inbox.questions()
        assert (asked.ask.agent, asked.ask.grant, asked.amount, asked.ask.currency) == (
            "Anna",
            Kind.CREDIT,
            Decimal(100),
            "EUR",
        )
        assert asked.ask.reason == "promised" and asked.expires_at_s == 90.0


@pytest.mark.parametrize(("amount", "allowed"), [("100", "100"), ("80.50", "80.50")])
def test_all_or_less_is_allowed_and_the_others_hear_of_it(
    team: Team, amount: str, allowed: str
) -> None:
    team.inboxes[BOSS].allow("question-1", Decimal(amount), 5.0)
    team.deliver(5.0)
    question = team.desk.of_call("c1")
    assert question is not None and question.answered_by == "Boss"
    wish = msgspec.structs.replace(WISH, amount=Decimal(allowed))
    assert question.approval.grants == (wish, Leave(BOSS))
    assert (team.seen_by(BOSS), team.seen_by(OTHER)) == (HowSettled.ALLOWED, HowSettled.ALLOWED)
    with pytest.raises(LocalError, match="over"):
        team.inboxes[OTHER].refuse("question-1", "no", 6.0)
    assert team.changed == ["c1", "c1"]


def test_more_than_was_asked_for_cannot_be_allowed(team: Team) -> None:
    with pytest.raises(LocalError, match="at most 100"):
        team.inboxes[BOSS].allow("question-1", Decimal("100.01"), 5.0)
    with pytest.raises(LocalError, match="does not fit"):
        team.inboxes[BOSS].allow("question-1", None, 5.0)
    forged = Allow(id="question-1", by="Boss", amount="200")
    with pytest.raises(RemoteError, match="no more than was asked for"):
        team.desk.receive(BOSS, forged, 5.0)
    assert team.state is ApprovalState.OPEN


def test_who_declines_says_why(team: Team) -> None:
    with pytest.raises(LocalError):
        team.inboxes[BOSS].refuse("question-1", "  ", 5.0)
    team.inboxes[BOSS].refuse("question-1", "the order is on its way", 5.0)
    team.deliver(5.0)
    question = team.desk.of_call("c1")
    assert question is not None and question.approval.reason == "the order is on its way"
    assert question.approval.holds is Holds.NO
    assert team.seen_by(OTHER) is HowSettled.DECLINED


def test_the_first_answer_counts(team: Team) -> None:
    team.inboxes[BOSS].allow("question-1", Decimal(100), 5.0)
    team.inboxes[OTHER].refuse("question-1", "no", 5.0)
    team.deliver(5.0)
    assert team.state is ApprovalState.ALLOWED
    assert team.seen_by(OTHER) is HowSettled.ALLOWED


def test_silence_blocks_nobody_and_a_late_answer_still_counts(team: Team) -> None:
    team.pass_to(90.0)
    question = team.desk.of_call("c1")
    assert question is not None and question.approval.holds is Holds.CALLBACK
    assert team.seen_by(BOSS) is HowSettled.SILENT
    team.inboxes[BOSS].allow("question-1", Decimal(100), 95.0)
    team.deliver(95.0)
    assert team.state is ApprovalState.ALLOWED


def test_what_is_being_granted_is_not_declined_any_more(team: Team) -> None:
    team.inboxes[BOSS].allow("question-1", Decimal(100), 5.0)
    team.deliver(5.0)
    team.desk.granting("c1")
    team.desk.receive(OTHER, Refuse(id="question-1", by="Other", reason="no"), 6.0)
    assert team.state is ApprovalState.GRANTING
    team.desk.granted("c1", written=True)
    team.deliver(6.0)
    assert team.seen_by(BOSS) is HowSettled.GRANTED


def test_a_question_of_a_call_that_is_over_is_withdrawn(team: Team) -> None:
    team.desk.call_ended("c1")
    team.deliver(5.0)
    assert team.seen_by(BOSS) is HowSettled.WITHDRAWN and team.desk.of_call("c1") is None
    team.desk.receive(BOSS, Allow(id="question-1", by="Boss", amount="100"), 6.0)
    assert parse(team.on_the_wire[-1][2]) == Settled(id="question-1", how=HowSettled.WITHDRAWN)


def test_what_is_lost_is_said_again() -> None:
    team = Team()
    team.lost = lambda message: True
    team.ask()
    assert team.inboxes[BOSS].questions() == ()
    team.lost = lambda message: False
    team.pass_to(ASK_AGAIN_S)
    team.pass_to(ASK_AGAIN_S * 2)
    assert not team.on_the_wire and team.inboxes[BOSS].questions(), "seen: not asked a third time"
    team.lost = lambda message: isinstance(message, Allow)
    team.inboxes[BOSS].allow("question-1", Decimal(100), 30.0)
    team.deliver(30.0)
    assert team.state is ApprovalState.OPEN
    team.lost = lambda message: isinstance(message, Settled)
    team.pass_to(30.0 + SAY_AGAIN_S)
    assert team.state is ApprovalState.ALLOWED and team.seen_by(BOSS) is None
    team.lost = lambda message: False
    team.pass_to(30.0 + 2 * SAY_AGAIN_S)
    assert team.seen_by(BOSS) is HowSettled.ALLOWED


def test_a_supervisor_who_starts_later_is_asked_what_is_open(team: Team) -> None:
    inbox = team.inboxes[OTHER] = ApprovalInbox(Wire(team, OTHER), name="Other")
    team.desk.peer_online(OTHER, 40.0)
    team.desk.peer_online("sip:mallory@shop", 40.0)
    team.deliver(40.0)
    (asked,) = inbox.questions()
    assert asked.expires_at_s == 90.0
    team.inboxes[BOSS].refuse("question-1", "no", 50.0)
    team.deliver(50.0)
    team.desk.peer_online(OTHER, 60.0)
    assert team.on_the_wire == []


def test_a_desktop_that_is_gone_is_said(team: Team) -> None:
    team.lost = lambda message: True
    team.inboxes[BOSS].allow("question-1", Decimal(100), 5.0)
    team.pass_to(5.0 + FAILED_AFTER_S)
    (asked,) = team.inboxes[BOSS].questions()
    assert asked.failed and asked.answer is None
    team.pass_to(90.0 + FAILED_AFTER_S)
    assert team.inboxes[BOSS].questions() == ()


def test_strangers_are_turned_away(team: Team) -> None:
    with pytest.raises(RemoteError, match="not a configured supervisor"):
        team.desk.receive("sip:mallory@shop", Allow(id="question-1", by="M", amount="1"), 1.0)
    with pytest.raises(RemoteError, match="did not ask"):
        team.inboxes[BOSS].receive(
            "sip:mallory@shop", Settled(id="question-1", how=HowSettled.GRANTED), 1.0
        )
    with pytest.raises(RemoteError, match="only a supervisor's"):
        team.inboxes[BOSS].receive(AGENT, Allow(id="question-1", by="M", amount="1"), 1.0)
    with pytest.raises(RemoteError, match="only an agent's"):
        team.desk.receive(BOSS, Settled(id="question-1", how=HowSettled.GRANTED), 1.0)


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_is_written_fits_into_a_message(reason: str, what: str) -> None:
    team = Team()
    team.desk.ask(
        POLICY,
        WISH,
        Why(reason, what=what),
        question_id="q" * 64,
        call_id="c1",
        now_s=0.0,
    )
    for _, _, body in team.on_the_wire:
        parse(body)
        assert len(body.encode()) <= 900
