"""Bringing the claimant into the call: only invited, with the caller's consent, as they ask."""

from dataclasses import replace
from typing import Any

import pytest

from desktop.errors import LocalError
from desktop.supervision.desk import SupervisionDesk
from desktop.supervision.escalation import Standing
from desktop.supervision.help_state import HelpStep
from desktop.supervision.joining import HERE_S, OLD_S, PLACED_S, Joining
from desktop.supervision.messages import (
    Calling,
    Cancel,
    Claim,
    Claimed,
    Done,
    EscalationMessage,
    Here,
    Joined,
    Mode,
    Outcome,
    Resolved,
    WantedMode,
)
from desktop.supervision.takeover import ANNOUNCED_S, TakeOverStep
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

pytestmark = pytest.mark.unit

ANNA, BERT, JANA = "sip:anna@pbx.example", "sip:bert@pbx.example", "sip:jana@pbx.example"
CALL, EID = "call-1", "esc-0001"


class Desk:
    """An agent's desktop in a customer's call, with a hand-moved clock."""

    def __init__(self, wire: Any) -> None:
        self.now_s = 0.0
        self.wire = wire
        self.attached = True
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
        if self.attached:
            self.commands.append(command)
        return self.attached

    def take(self) -> list[Command]:
        taken, self.commands = self.commands, []
        return taken

    def ask(self) -> None:
        self.desk.raise_help(CALL, call_s=1.0, reading=None, now_s=self.now_s)

    def claimed(self) -> None:
        self.ask()
        self.says(Claim(id=EID, by="Anna", eta_s=20.0))

    def says(self, message: EscalationMessage, sender: str = ANNA, age_s: float = 0.0) -> None:
        """A supervisor says something, which has been under way for so long."""
        self.desk.receive(sender, message, self.now_s - age_s)

    def wants(self, mode: WantedMode, wish: int, **how: Any) -> None:
        self.says(Mode(id=EID, mode=mode, wish=wish), **how)

    def hears(self, **changes: Any) -> None:
        """The engine says how the customer's call is now."""
        self.customer = replace(self.customer, **changes)
        self.registry.apply_call(self.customer)

    def leg(self, state: CallState, mode: MonitorMode | None = None) -> None:
        """The engine says how the supervisor's call is now."""
        up = state is CallState.CONFIRMED
        self.registry.apply_call(
            CallSnapshot(
                self.leg_id,
                "desk",
                Direction.OUTGOING,
                state,
                ANNA,
                confirmed_at_s=1.0 if up else None,
                monitors=CALL,
                monitor_mode=mode,
            )
        )

    def invite(self) -> None:
        self.leg_id = self.joining.invite(CALL)
        self.hears(listening=ConsentState.GRANTED)
        self.leg(CallState.CALLING)
        self.take()
        self.wire.take()

    def joined(self) -> None:
        self.claimed()
        self.invite()
        self.leg(CallState.CONFIRMED)
        self.says(Here(id=EID, call=1))
        self.leg(CallState.CONFIRMED, MonitorMode.LISTEN)
        self.take()
        self.wire.take()

    def ticks(self, seconds: float) -> list[Command]:
        """What is done when so much time has passed."""
        self.now_s += seconds
        self.joining.tick(self.now_s)
        return self.take()

    @property
    def step(self) -> HelpStep:
        return self.desk.state(CALL, self.now_s).step

    @property
    def takeover(self) -> TakeOverStep:
        return self.desk.state(CALL, self.now_s).takeover


@pytest.fixture
def desk(wire: Any) -> Desk:
    return Desk(wire)


def test_nobody_is_called_before_somebody_comes_and_the_agent_invites(
    desk: Desk, wire: Any
) -> None:
    for begin in (lambda: None, desk.ask):
        begin()
        with pytest.raises(LocalError):
            desk.joining.invite(CALL)
    desk.says(Claim(id=EID, by="Anna", eta_s=20.0))
    assert desk.take() == []
    wire.take()
    desk.leg_id = desk.joining.invite(CALL)
    said, dialled = desk.take()
    assert said == StepConsent(CALL, ConsentEvent.GRANT, listener=True)
    assert isinstance(dialled, Dial)
    assert (dialled.target, dialled.monitors, dialled.call_id) == (ANNA, CALL, desk.leg_id)
    assert wire.take() == [(ANNA, Calling(id=EID, call=1))]
    desk.hears(listening=ConsentState.GRANTED)
    desk.leg(CallState.CALLING)
    with pytest.raises(LocalError):
        desk.joining.invite(CALL)
    assert desk.step is HelpStep.COMING
    desk.leg(CallState.DISCONNECTED)  # nobody answered there
    assert desk.desk.state(CALL, 2.0).missed
    desk.joining.invite(CALL)
    (again,) = desk.take()
    assert isinstance(again, Dial) and not desk.desk.state(CALL, 2.0).missed
    assert (ANNA, Calling(id=EID, call=2)) in wire.take()


def test_nobody_is_let_in_before_the_claimants_desktop_says_that_it_has_the_call(
    desk: Desk, wire: Any
) -> None:
    desk.claimed()
    desk.invite()
    desk.leg(CallState.CONFIRMED)
    assert desk.take() == [] and desk.step is HelpStep.COMING
    desk.says(Here(id=EID, call=1), BERT)  # who has not won
    desk.says(Here(id=EID, call=2))  # of no call of ours
    assert desk.take() == []
    desk.says(Here(id=EID, call=1))
    assert desk.take() == [SetMonitorMode(desk.leg_id, MonitorMode.LISTEN)]
    assert desk.step is HelpStep.COMING  # the engine has not said that it is so
    wire.take()
    desk.leg(CallState.CONFIRMED, MonitorMode.LISTEN)
    assert desk.step is HelpStep.JOINED
    assert wire.take() == [(ANNA, Joined(id=EID, change=1))]
    desk.says(Here(id=EID, call=1))  # our answer was lost
    assert wire.take() == [(ANNA, Joined(id=EID, change=1))] and desk.take() == []
    assert desk.ticks(HERE_S) == []


def test_their_word_may_come_before_the_answer(desk: Desk) -> None:
    desk.claimed()
    desk.invite()
    desk.says(Here(id=EID, call=1))
    assert desk.take() == []
    desk.leg(CallState.CONFIRMED)
    assert desk.take() == [SetMonitorMode(desk.leg_id, MonitorMode.LISTEN)]


def test_a_mailbox_hears_nothing_and_is_hung_up_and_the_agent_is_told(
    desk: Desk, wire: Any
) -> None:
    desk.claimed()
    desk.invite()
    desk.leg(CallState.CONFIRMED)
    assert desk.ticks(HERE_S - 0.1) == []
    assert desk.ticks(0.1) == [HangUp(desk.leg_id)]
    desk.leg(CallState.DISCONNECTED)
    state = desk.desk.state(CALL, desk.now_s)
    assert (state.step, state.missed) == (HelpStep.COMING, True)
    desk.leg_id = desk.joining.invite(CALL)
    desk.leg(CallState.CALLING)
    desk.leg(CallState.CONFIRMED)
    desk.take()
    desk.says(Here(id=EID, call=1))  # late, of the first call: no word of the second
    assert desk.take() == []


def test_who_has_refused_is_refused_for_all_of_the_call(desk: Desk, wire: Any) -> None:
    desk.claimed()
    wire.take()
    desk.joining.refuse(CALL)
    assert desk.take() == [StepConsent(CALL, ConsentEvent.WITHDRAW, listener=True)]
    desk.hears(listening=ConsentState.WITHDRAWN)
    assert wire.take() == [(ANNA, Claimed(id=EID, change=1, refused=True))]
    with pytest.raises(LocalError, match="refused"):
        desk.joining.invite(CALL)
    desk.joining.refuse(CALL)
    assert desk.take() == []


def test_who_comes_for_a_second_request_is_told_of_the_no_at_once(desk: Desk, wire: Any) -> None:
    desk.hears(listening=ConsentState.WITHDRAWN)
    desk.claimed()
    assert (ANNA, Claimed(id=EID, change=1, refused=True)) in wire.take()


def test_a_quick_no_after_a_yes_is_a_no_in_every_state_of_the_engine(desk: Desk) -> None:
    desk.claimed()
    desk.joining.invite(CALL)
    desk.take()
    desk.joining.refuse(CALL)  # before the engine has said that the yes was heard
    assert desk.take() == [StepConsent(CALL, ConsentEvent.WITHDRAW, listener=True)]


def test_an_objection_by_the_supervisors_call_is_the_callers(desk: Desk, wire: Any) -> None:
    desk.joined()
    assert desk.joining.refuse(desk.leg_id) == CALL
    assert desk.take() == [StepConsent(CALL, ConsentEvent.WITHDRAW, listener=True)]
    desk.hears(listening=ConsentState.WITHDRAWN)
    desk.leg(CallState.DISCONNECTED, MonitorMode.LISTEN)
    assert wire.take()[-1] == (ANNA, Claimed(id=EID, change=3, refused=True))
    assert desk.step is HelpStep.COMING and not desk.desk.state(CALL, 1.0).missed


def test_the_claimant_says_how_and_is_told_when_it_is_so(desk: Desk, wire: Any) -> None:
    desk.claimed()
    desk.wants(WantedMode.BARGE, 1)  # not in the call yet
    assert desk.take() == []
    desk = Desk(wire)
    desk.joined()
    desk.wants(WantedMode.BARGE, 1, sender=BERT)  # has not won
    assert desk.take() == [] and wire.take() == []
    desk.wants(WantedMode.WHISPER, 2)
    assert desk.take() == [SetMonitorMode(desk.leg_id, MonitorMode.WHISPER)]
    assert wire.take() == [(ANNA, Joined(id=EID, wish=2, change=2))]  # heard, not done
    desk.leg(CallState.CONFIRMED, MonitorMode.WHISPER)
    done = (ANNA, Joined(id=EID, mode=MonitorMode.WHISPER, wish=2, change=3))
    assert wire.take() == [done]
    desk.wants(WantedMode.BARGE, 1)  # overtaken by the other
    desk.wants(WantedMode.WHISPER, 2)
    assert desk.take() == [] and wire.take() == [done, done]


def test_a_wish_that_the_telephone_could_not_hear_is_not_said_to_be_heard(
    desk: Desk, wire: Any
) -> None:
    desk.joined()
    desk.attached = False
    desk.wants(WantedMode.BARGE, 1)
    assert wire.take() == [(ANNA, Joined(id=EID, change=1))]
    desk.attached = True
    desk.wants(WantedMode.BARGE, 1)
    assert desk.take() == [SetMonitorMode(desk.leg_id, MonitorMode.BARGE)]


def test_a_take_over_is_announced_and_can_be_thought_better_of(desk: Desk, wire: Any) -> None:
    desk.joined()
    desk.wants(WantedMode.TAKEOVER, 1)
    announced = Joined(
        id=EID, wish=1, change=2, takeover=TakeOverStep.ANNOUNCED, takeover_in_s=ANNOUNCED_S
    )
    assert wire.take() == [(ANNA, announced)]
    assert desk.ticks(ANNOUNCED_S - 0.1) == []
    desk.wants(WantedMode.TAKEOVER, 1)  # said again: it goes on from where it was
    desk.wants(WantedMode.LISTEN, 2)
    assert desk.takeover is TakeOverStep.NONE
    desk.take()
    assert desk.ticks(20.0) == []
    desk.wants(WantedMode.TAKEOVER, 3)
    assert desk.ticks(ANNOUNCED_S) == [ConnectCalls(CALL, desk.leg_id)]
    assert desk.takeover is TakeOverStep.UNDER_WAY


def test_a_take_over_that_was_long_under_way_is_announced_from_now_on_or_not_believed(
    desk: Desk,
) -> None:
    desk.joined()
    desk.now_s = 100.0
    desk.wants(WantedMode.TAKEOVER, 1, age_s=OLD_S)
    assert desk.takeover is TakeOverStep.NONE and desk.ticks(ANNOUNCED_S) == []
    desk.wants(WantedMode.TAKEOVER, 1, age_s=OLD_S - 0.5)  # said again, and still wanted
    assert desk.desk.state(CALL, desk.now_s).takeover_in_s == ANNOUNCED_S
    assert desk.ticks(ANNOUNCED_S - 0.1) == []
    assert desk.ticks(0.1) == [ConnectCalls(CALL, desk.leg_id)]


@pytest.mark.parametrize("hold", ["local_hold", "remote_hold"])
def test_a_caller_on_hold_is_not_taken_over(desk: Desk, wire: Any, hold: str) -> None:
    desk.joined()
    desk.wants(WantedMode.TAKEOVER, 1)
    desk.hears(**{hold: True})
    assert desk.ticks(ANNOUNCED_S) == [] and desk.takeover is TakeOverStep.WAITING
    assert wire.take()[-1][1].takeover is TakeOverStep.WAITING
    desk.hears(**{hold: False})
    assert desk.ticks(0.5) == [] and desk.takeover is TakeOverStep.ANNOUNCED
    assert desk.ticks(ANNOUNCED_S) == [ConnectCalls(CALL, desk.leg_id)]


def test_the_agent_may_keep_the_call(desk: Desk, wire: Any) -> None:
    desk.joined()
    with pytest.raises(LocalError):
        desk.joining.keep_call(CALL)
    desk.wants(WantedMode.TAKEOVER, 1)
    desk.joining.keep_call(CALL)
    declined = Joined(id=EID, wish=1, change=3, takeover=TakeOverStep.DECLINED)
    assert wire.take()[-1] == (ANNA, declined)
    desk.wants(WantedMode.TAKEOVER, 1)  # the same wish once more
    assert desk.ticks(ANNOUNCED_S) == [] and wire.take() == [(ANNA, declined)]
    desk.wants(WantedMode.TAKEOVER, 2)
    assert desk.ticks(ANNOUNCED_S) == [ConnectCalls(CALL, desk.leg_id)]
    with pytest.raises(LocalError):
        desk.joining.keep_call(CALL)  # too late


def taking_over(desk: Desk) -> None:
    desk.joined()
    desk.wants(WantedMode.TAKEOVER, 1)
    desk.ticks(ANNOUNCED_S)
    desk.wire.take()


def test_a_call_that_was_taken_over_is_resolved_so_and_its_leg_left_to_the_engine(
    desk: Desk, wire: Any
) -> None:
    taking_over(desk)
    desk.leg(CallState.DISCONNECTED, MonitorMode.LISTEN)  # replaced before we hear of the end
    assert desk.step is HelpStep.JOINED and wire.take() == []
    desk.hears(transfer=TransferStep.DONE)
    assert wire.take()[0] == (ANNA, Resolved(id=EID, outcome=Outcome.TAKEN_OVER))
    assert desk.take() == []


@pytest.mark.parametrize("how", ["refused there", "the engine", "no engine"])
def test_a_take_over_that_fails_is_told_and_can_be_tried_again(
    desk: Desk, wire: Any, how: str
) -> None:
    if how == "no engine":
        desk.joined()
        desk.wants(WantedMode.TAKEOVER, 1)
        desk.attached = False
        desk.ticks(ANNOUNCED_S)
        desk.attached = True
    else:
        taking_over(desk)
    if how == "refused there":
        desk.hears(transfer=TransferStep.REQUESTED)
        desk.hears(transfer=TransferStep.FAILED, transfer_code=603)
    elif how == "the engine":
        desk.joining.takeover_failed(CALL)
    assert wire.take()[-1][1].takeover is TakeOverStep.FAILED
    assert desk.step is HelpStep.JOINED
    desk.wants(WantedMode.TAKEOVER, 2)
    assert desk.ticks(ANNOUNCED_S) == [ConnectCalls(CALL, desk.leg_id)]
    desk.hears(muted=True)  # the failure of the first is not the second's
    assert desk.takeover is TakeOverStep.UNDER_WAY


def test_a_supervisor_who_is_lost_while_they_take_over_is_outside_when_it_fails(
    desk: Desk, wire: Any
) -> None:
    taking_over(desk)
    desk.leg(CallState.DISCONNECTED, MonitorMode.LISTEN)
    desk.hears(transfer=TransferStep.FAILED)
    assert desk.step is HelpStep.COMING and isinstance(wire.take()[-1][1], Claimed)


def test_with_the_help_the_supervisors_call_ends(desk: Desk) -> None:
    desk.joined()
    desk.desk.resolve(CALL, 5.0)
    assert desk.take() == [HangUp(desk.leg_id)]
    desk.leg(CallState.DISCONNECTED)
    assert desk.joining.supervisor_in(CALL) is None


def test_a_call_that_is_lost_is_no_help_and_who_says_so_has_helped(desk: Desk, wire: Any) -> None:
    desk.joined()
    desk.leg(CallState.DISCONNECTED, MonitorMode.LISTEN)
    assert wire.take() == [(ANNA, Claimed(id=EID, change=2))]
    assert desk.step is HelpStep.COMING and desk.take() == []
    desk.invite()  # and let in once more
    desk.leg(CallState.CONFIRMED)
    desk.says(Here(id=EID, call=2))
    assert desk.take() == [SetMonitorMode(desk.leg_id, MonitorMode.LISTEN)]
    desk.leg(CallState.CONFIRMED, MonitorMode.LISTEN)
    desk.says(Done(id=EID))
    assert wire.take()[-1] == (BERT, Resolved(id=EID))
    assert desk.take() == [HangUp(desk.leg_id)]


def test_the_customers_end_is_left_to_the_engine(desk: Desk, wire: Any) -> None:
    """It says that the customer's call is over before it ends the supervisor's."""
    desk.joined()
    desk.hears(state=CallState.DISCONNECTED)
    desk.desk.call_ended(CALL, 9.0)
    desk.leg(CallState.DISCONNECTED, MonitorMode.LISTEN)
    assert desk.take() == []
    assert wire.take()[0] == (ANNA, Resolved(id=EID, outcome=Outcome.CALL_ENDED))


def test_a_second_click_calls_nobody_a_second_time(desk: Desk) -> None:
    desk.claimed()
    desk.joining.invite(CALL)
    desk.take()
    desk.hears(listening=ConsentState.GRANTED)
    with pytest.raises(LocalError, match="being called already"):
        desk.joining.invite(CALL)
    assert desk.take() == []
    desk.now_s += PLACED_S  # the engine has refused to call, and there was never a call
    desk.invite()
    desk.leg(CallState.DISCONNECTED)
    desk.invite()  # nobody was there: at once once more


def test_whom_the_desktop_before_brought_in_leaves_with_it(desk: Desk) -> None:
    """Nobody here knows any more who hears the customer, and why."""
    desk.leg_id = "leg-of-before"
    desk.leg(CallState.CONFIRMED, MonitorMode.LISTEN)
    assert desk.take() == [HangUp("leg-of-before")]


def test_a_take_over_that_fails_after_the_call_was_lost_leaves_nobody_in_it(desk: Desk) -> None:
    desk.joined()
    desk.wants(WantedMode.TAKEOVER, 1)
    desk.ticks(ANNOUNCED_S)
    assert desk.takeover is TakeOverStep.UNDER_WAY
    desk.leg(CallState.DISCONNECTED, MonitorMode.LISTEN)
    desk.joining.takeover_failed(CALL)
    assert desk.step is HelpStep.COMING and desk.takeover is TakeOverStep.NONE


def test_a_new_desktop_ends_what_it_knows_nothing_of(desk: Desk, wire: Any) -> None:
    for message, end in (
        (Here(id="esc-9999", call=1), Cancel(id="esc-9999")),
        (Mode(id="esc-9999", mode=WantedMode.BARGE, wish=3), Cancel(id="esc-9999")),
        (Done(id="esc-9999"), Resolved(id="esc-9999")),
    ):
        desk.says(message)
        assert wire.take() == [(ANNA, end)]
    desk.joined()
    desk.desk.cancel(CALL, 1.0)
    wire.take()
    desk.wants(WantedMode.BARGE, 1)  # what has ended is said once more
    assert wire.take() == [(ANNA, Cancel(id=EID))]


def test_nobody_stands_to_a_call_for_which_nobody_comes(desk: Desk, wire: Any) -> None:
    desk.ask()
    wire.take()
    desk.desk.stands(CALL, Standing(MonitorMode.BARGE), 1.0)
    assert wire.take() == [] and desk.step is HelpStep.RAISED
