"""Bringing the claimant into the call: only invited, with the caller's consent, as they ask."""

from dataclasses import replace
from typing import Any

import pytest

from desktop.errors import LocalError, RemoteError
from desktop.supervision.arrivals import awaited
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.help_state import HelpStep
from desktop.supervision.inbox import RequestStep, SupervisionInbox
from desktop.supervision.joining import ANNOUNCED_S, Joining
from desktop.supervision.messages import (
    Claim,
    Claimed,
    Joined,
    Mode,
    Raise,
    Resolved,
    Seen,
    WantedMode,
)
from desktop.telephony.call import CallSnapshot, CallState, Direction, TransferStep
from desktop.telephony.consent import ConsentEvent, ConsentState
from desktop.telephony.control import CallControl
from desktop.telephony.engine.configuration import AccountConfig
from desktop.telephony.engine.messages import (
    Command,
    ConnectCalls,
    Dial,
    HangUp,
    SetMonitorMode,
    StepConsent,
)
from desktop.telephony.monitoring import MonitorMode
from desktop.telephony.registry import CallRegistry
from inference.tension.reading import TensionState

pytestmark = pytest.mark.unit

ANNA, BERT, JANA = "sip:anna@pbx.example", "sip:bert@pbx.example", "sip:jana@pbx.example"
CALL, LEG, EID = "call-1", "leg-1", "esc-0001"


class Desk:
    """An agent's desktop in a customer's call, with a hand-moved clock."""

    def __init__(self, wire: Any) -> None:
        self.now_s = 0.0
        self.wire = wire
        self.commands: list[Command] = []
        self.registry = CallRegistry()
        self.desk = SupervisionDesk(
            wire, chain=((ANNA, BERT),), agent_name="Jana", new_id=lambda: EID
        )
        account = AccountConfig(name="desk", uri=JANA)
        control = CallControl(self._send, (account,))
        self.joining = Joining(self.desk, self.registry, control, lambda: self.now_s)
        self.customer = CallSnapshot(
            CALL, "desk", Direction.INCOMING, CallState.CONFIRMED, "sip:0151@pbx.example"
        )
        self.registry.apply_call(self.customer)

    def _send(self, command: Command) -> bool:
        self.commands.append(command)
        return True

    def take(self) -> list[Command]:
        taken, self.commands = self.commands, []
        return taken

    def ask(self) -> None:
        self.desk.raise_help(CALL, call_s=1.0, reading=None, now_s=self.now_s)

    def claimed(self) -> None:
        self.ask()
        self.desk.receive(ANNA, Claim(id=EID, by="Anna", eta_s=20.0), self.now_s)

    def hears(self, **changes: Any) -> None:
        """The engine says how the customer's call is now."""
        self.customer = replace(self.customer, **changes)
        self.registry.apply_call(self.customer)

    def leg(self, state: CallState, mode: MonitorMode = MonitorMode.LISTEN) -> None:
        """The engine says how the supervisor's call is now."""
        known = self.registry.call(LEG)
        up = state is CallState.CONFIRMED or (known is not None and known.confirmed_at_s)
        self.registry.apply_call(
            CallSnapshot(
                LEG,
                "desk",
                Direction.OUTGOING,
                state,
                ANNA,
                confirmed_at_s=1.0 if up else None,
                monitors=CALL,
                monitor_mode=mode,
            )
        )

    def joined(self) -> None:
        self.claimed()
        self.joining.invite(CALL)
        self.hears(listening=ConsentState.GRANTED)
        self.leg(CallState.CALLING)
        self.leg(CallState.CONFIRMED)
        self.take()
        self.wire.take()


@pytest.fixture
def desk(wire: Any) -> Desk:
    return Desk(wire)


def test_nobody_is_called_before_somebody_comes_and_the_agent_invites(desk: Desk) -> None:
    for begin in (lambda: None, desk.ask):
        begin()
        with pytest.raises(LocalError):
            desk.joining.invite(CALL)
    desk.desk.receive(ANNA, Claim(id=EID, by="Anna", eta_s=20.0), 1.0)
    assert desk.take() == []
    desk.joining.invite(CALL)
    said, dialled = desk.take()
    assert said == StepConsent(CALL, ConsentEvent.GRANT, listener=True)
    assert isinstance(dialled, Dial)
    assert (dialled.target, dialled.monitors, dialled.mode) == (ANNA, CALL, MonitorMode.LISTEN)
    desk.hears(listening=ConsentState.GRANTED)
    desk.leg(CallState.CALLING)
    with pytest.raises(LocalError):
        desk.joining.invite(CALL)
    assert desk.desk.state(CALL, 2.0).step is HelpStep.COMING
    desk.leg(CallState.DISCONNECTED)  # nobody answered there; it may be tried again
    desk.joining.invite(CALL)
    (again,) = desk.take()
    assert isinstance(again, Dial)


def test_who_has_refused_is_refused_for_all_of_the_call(desk: Desk) -> None:
    desk.claimed()
    desk.joining.refuse(CALL)
    assert desk.take() == [StepConsent(CALL, ConsentEvent.REFUSE, listener=True)]
    desk.hears(listening=ConsentState.REFUSED)
    with pytest.raises(LocalError, match="refused"):
        desk.joining.invite(CALL)
    desk.joining.refuse(CALL)
    assert desk.take() == []


def test_the_claimant_says_how_and_is_told_when_it_is_so(desk: Desk, wire: Any) -> None:
    desk.claimed()
    desk.desk.receive(ANNA, Mode(id=EID, mode=WantedMode.BARGE), 1.0)  # not in the call yet
    desk.joining.invite(CALL)
    desk.hears(listening=ConsentState.GRANTED)
    desk.leg(CallState.CALLING)
    desk.take()
    wire.take()
    desk.leg(CallState.CONFIRMED)
    assert wire.take() == [(ANNA, Joined(id=EID))]
    desk.desk.receive(BERT, Mode(id=EID, mode=WantedMode.BARGE), 2.0)  # has not won
    assert desk.take() == []
    desk.desk.receive(ANNA, Mode(id=EID, mode=WantedMode.WHISPER), 3.0)
    assert desk.take() == [SetMonitorMode(LEG, MonitorMode.WHISPER)]
    assert wire.take() == []
    desk.leg(CallState.CONFIRMED, MonitorMode.WHISPER)
    assert wire.take() == [(ANNA, Joined(id=EID, mode=MonitorMode.WHISPER, change=1))]
    desk.desk.receive(ANNA, Mode(id=EID, mode=WantedMode.WHISPER), 4.0)
    assert desk.take() == []


def test_a_take_over_is_announced_and_can_be_thought_better_of(desk: Desk) -> None:
    desk.joined()
    desk.desk.receive(ANNA, Mode(id=EID, mode=WantedMode.TAKEOVER), 10.0)
    assert desk.joining.take_over_in_s(CALL, 11.0) == ANNOUNCED_S - 1.0
    desk.joining.tick(10.0 + ANNOUNCED_S - 0.1)
    assert desk.take() == []
    desk.desk.receive(ANNA, Mode(id=EID, mode=WantedMode.LISTEN), 12.0)
    desk.joining.tick(20.0)
    assert desk.take() == [] and desk.joining.take_over_in_s(CALL, 20.0) is None
    desk.desk.receive(ANNA, Mode(id=EID, mode=WantedMode.TAKEOVER), 30.0)
    desk.joining.tick(30.0 + ANNOUNCED_S)
    assert desk.take() == [ConnectCalls(CALL, LEG)]
    desk.hears(transfer=TransferStep.FAILED)
    desk.joining.tick(50.0)
    assert desk.take() == []
    desk.desk.receive(ANNA, Mode(id=EID, mode=WantedMode.TAKEOVER), 60.0)  # once more
    desk.hears(muted=True)
    desk.joining.tick(60.0 + ANNOUNCED_S)
    assert desk.take() == [ConnectCalls(CALL, LEG)]


def test_with_the_help_the_supervisors_call_ends_and_the_other_way_round(desk: Desk) -> None:
    desk.joined()
    desk.desk.resolve(CALL, 5.0)
    assert desk.take() == [HangUp(LEG)]
    desk.leg(CallState.DISCONNECTED)
    assert desk.joining.supervisor_in(CALL) is None


def test_who_hangs_up_has_helped(desk: Desk, wire: Any) -> None:
    desk.joined()
    desk.leg(CallState.DISCONNECTED)
    assert wire.take()[0] == (ANNA, Resolved(id=EID))
    assert desk.take() == []


def test_the_customers_end_is_left_to_the_engine(desk: Desk) -> None:
    desk.joined()
    desk.hears(state=CallState.DISCONNECTED)
    desk.desk.call_ended(CALL, 9.0)
    assert desk.take() == []


# ---------------------------------------------------------------- the supervisor's side


def raised(inbox: SupervisionInbox) -> None:
    message = Raise(
        id=EID, agent="Jana", level=TensionState.TENSE, level_s=1.0, call_s=2.0, expires_in_s=90.0
    )
    inbox.receive(JANA, message, 0.0)


@pytest.fixture
def inbox(wire: Any) -> SupervisionInbox:
    inbox = SupervisionInbox(wire, name="Anna")
    raised(inbox)
    assert wire.take() == [(JANA, Seen(id=EID))]
    return inbox


def test_only_the_agents_call_whose_request_was_won_is_awaited(inbox: SupervisionInbox) -> None:
    assert awaited(inbox.requests(), JANA) is None
    inbox.coming(EID, 1.0)
    assert awaited(inbox.requests(), JANA) is None
    inbox.receive(JANA, Claimed(id=EID), 2.0)
    assert awaited(inbox.requests(), "sip:jana@pbx.example:5062;transport=tcp") is not None
    for other in ("sip:karl@pbx.example", "sip:jana@elsewhere.example", "", "nonsense"):
        assert awaited(inbox.requests(), other) is None
    inbox.receive(JANA, Resolved(id=EID), 3.0)
    assert awaited(inbox.requests(), JANA) is None


def test_the_newest_mode_is_believed_in_whatever_order_it_comes(
    inbox: SupervisionInbox, wire: Any
) -> None:
    with pytest.raises(LocalError):
        inbox.switch(EID, WantedMode.WHISPER, 1.0)
    inbox.coming(EID, 1.0)
    inbox.receive(JANA, Claimed(id=EID), 2.0)
    inbox.receive(JANA, Joined(id=EID, mode=MonitorMode.BARGE, change=2), 3.0)
    inbox.receive(JANA, Joined(id=EID, mode=MonitorMode.WHISPER, change=1), 3.0)
    request = inbox.find(EID)
    assert request is not None
    assert (request.step, request.mode) == (RequestStep.JOINED, MonitorMode.BARGE)
    wire.take()
    inbox.switch(EID, WantedMode.TAKEOVER, 4.0)
    assert wire.take() == [(JANA, Mode(id=EID, mode=WantedMode.TAKEOVER))]
    with pytest.raises(RemoteError):
        inbox.receive(JANA, Mode(id=EID, mode=WantedMode.LISTEN), 5.0)
