"""What the agent sees of who is in the call."""

from dataclasses import replace

import pytest

from desktop.presenters.listener import listener_view
from desktop.supervision.help_state import DeskState, HelpStep
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.consent import ConsentState
from desktop.telephony.monitoring import MonitorMode
from ui.help_states import ListenerStep, ListenerView

pytestmark = pytest.mark.unit

CALL = CallSnapshot("c1", "desk", Direction.INCOMING, CallState.CONFIRMED, "sip:0151@pbx.example")
LEG = CallSnapshot(
    "c2", "desk", Direction.OUTGOING, CallState.CONFIRMED, "sip:anna@pbx.example",
    confirmed_at_s=1.0, monitors="c1",
)  # fmt: skip
COMING, IDLE = DeskState(HelpStep.COMING, by="Anna"), DeskState()


def test_the_caller_is_asked_once_somebody_comes() -> None:
    assert listener_view(CALL, None, IDLE, None) == ListenerView()
    assert listener_view(CALL, None, COMING, None) == ListenerView(ListenerStep.ASK, "Anna")
    for said in (ConsentState.REFUSED, ConsentState.WITHDRAWN):
        call = replace(CALL, listening=said)
        assert listener_view(call, None, COMING, None).step is ListenerStep.REFUSED


def test_who_is_in_the_call_is_shown_also_where_nobody_knows_why() -> None:
    rings = replace(LEG, state=CallState.EARLY, confirmed_at_s=None)
    assert listener_view(CALL, rings, COMING, None).step is ListenerStep.CALLED
    for mode, step in (
        (MonitorMode.LISTEN, ListenerStep.LISTENS),
        (MonitorMode.WHISPER, ListenerStep.WHISPERS),
        (MonitorMode.BARGE, ListenerStep.SPEAKS),
    ):
        leg = replace(LEG, monitor_mode=mode)
        assert listener_view(CALL, leg, IDLE, None) == ListenerView(step, "anna@pbx.example")
    over = listener_view(CALL, LEG, DeskState(HelpStep.JOINED, by="Anna"), 3.5)
    assert over == ListenerView(ListenerStep.TAKES_OVER, "Anna", 3.5)
