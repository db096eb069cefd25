"""What the agent sees of who is in the call."""

from dataclasses import replace

import pytest

from desktop.presenters.listener import listener_view
from desktop.supervision.help_state import DeskState, HelpStep
from desktop.supervision.takeover import TakeOverStep
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.consent import ConsentState
from desktop.telephony.monitoring import MonitorMode
from ui.help_states import ListenerStep, ListenerView

pytestmark = pytest.mark.unit

CALL = CallSnapshot("c1", "desk", Direction.INCOMING, CallState.CONFIRMED, "sip:0151@pbx.example")
LEG = CallSnapshot(
    "c2", "desk", Direction.OUTGOING, CallState.CONFIRMED, "sip:anna@pbx.example",
    confirmed_at_s=1.0, monitors="c1", monitor_mode=MonitorMode.LISTEN,
)  # fmt: skip
COMING, IDLE = DeskState(HelpStep.COMING, by="Anna"), DeskState()


def test_the_caller_is_asked_once_somebody_comes() -> None:
    assert listener_view(CALL, None, IDLE) == ListenerView()
    assert listener_view(CALL, None, COMING) == ListenerView(ListenerStep.ASK, "Anna")
    missed = replace(COMING, missed=True)
    assert listener_view(CALL, None, missed) == ListenerView(ListenerStep.MISSED, "Anna")
    for said in (ConsentState.REFUSED, ConsentState.WITHDRAWN):
        call = replace(CALL, listening=said)
        assert listener_view(call, None, missed).step is ListenerStep.REFUSED


def test_who_is_in_the_call_is_shown_also_where_nobody_knows_why() -> None:
    for not_let_in in (
        replace(LEG, state=CallState.EARLY, confirmed_at_s=None, monitor_mode=None),
        replace(LEG, monitor_mode=None),
    ):
        assert listener_view(CALL, not_let_in, COMING).step is ListenerStep.CALLED
    for mode, step in (
        (MonitorMode.LISTEN, ListenerStep.LISTENS),
        (MonitorMode.WHISPER, ListenerStep.WHISPERS),
        (MonitorMode.BARGE, ListenerStep.SPEAKS),
    ):
        leg = replace(LEG, monitor_mode=mode)
        assert listener_view(CALL, leg, IDLE) == ListenerView(step, "anna@pbx.example")


def test_a_take_over_is_shown_from_the_wish_to_the_end() -> None:
    joined = DeskState(HelpStep.JOINED, by="Anna")
    for takeover, step in (
        (TakeOverStep.WAITING, ListenerStep.WANTS_OVER),
        (TakeOverStep.ANNOUNCED, ListenerStep.TAKES_OVER),
        (TakeOverStep.UNDER_WAY, ListenerStep.HANDED_OVER),
        (TakeOverStep.DECLINED, ListenerStep.LISTENS),
        (TakeOverStep.FAILED, ListenerStep.LISTENS),
    ):
        shown = listener_view(CALL, LEG, replace(joined, takeover=takeover, takeover_in_s=3.5))
        assert shown == ListenerView(step, "Anna", 3.5)
