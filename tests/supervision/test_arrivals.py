"""The supervisor's desktop: which call it answers, what it says of it, and what it says again."""

from typing import Any

import pytest

from desktop.errors import LocalError, RemoteError
from desktop.supervision.arrivals import AWAITED_S, Arrivals
from desktop.supervision.inbox import CLAIMED_FOR_S, SAY_AGAIN_S, SupervisionInbox
from desktop.supervision.messages import (
    Calling,
    Cancel,
    Claimed,
    EscalationMessage,
    Expired,
    Here,
    Joined,
    Mode,
    Outcome,
    Raise,
    Resolved,
    WantedMode,
)
from desktop.supervision.received import Request, RequestStep
from desktop.supervision.takeover import TakeOverStep
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.monitoring import MonitorMode
from desktop.telephony.registry import CallRegistry
from inference.tension.reading import TensionState

pytestmark = pytest.mark.unit

JANA, EID = "sip:jana@pbx.example", "esc-0001"
FROM_JANA = "sip:jana@pbx.example:5062;transport=tcp"


class Desk:
    """A supervisor's desktop that has won a request, with a hand-moved clock."""

    def __init__(self, wire: Any) -> None:
        self.now_s = 0.0
        self.wire = wire
        self.answered: list[str] = []
        self.registry = CallRegistry()
        self.inbox = SupervisionInbox(wire, name="Anna", on_change=lambda: self.arrivals.look())
        self.arrivals = Arrivals(
            self.inbox, self.registry, answer=self.answered.append, now_s=lambda: self.now_s
        )
        self.hears(
            Raise(
                id=EID,
                agent="Jana",
                level=TensionState.TENSE,
                level_s=1.0,
                call_s=2.0,
                expires_in_s=90.0,
            )
        )
        self.inbox.coming(EID, self.now_s)

    def hears(self, *said: EscalationMessage) -> None:
        for message in said:
            self.inbox.receive(JANA, message, self.now_s)

    def calls(self, call_id: str, state: CallState, peer: str = FROM_JANA) -> None:
        self.registry.apply_call(CallSnapshot(call_id, "desk", Direction.INCOMING, state, peer))

    def in_the_call(self) -> None:
        self.hears(Claimed(id=EID), Calling(id=EID, call=1))
        self.calls("c1", CallState.INCOMING)
        self.calls("c1", CallState.CONFIRMED)
        self.hears(Joined(id=EID, change=1))
        self.wire.take()

    def after(self, seconds: float) -> list[tuple[str, EscalationMessage]]:
        """What is said when so much time has passed."""
        self.now_s += seconds
        self.inbox.tick(self.now_s)
        taken: list[tuple[str, EscalationMessage]] = self.wire.take()
        return taken

    @property
    def request(self) -> Request:
        found = self.inbox.find(EID)
        assert found is not None
        return found


@pytest.fixture
def desk(wire: Any) -> Desk:
    made = Desk(wire)
    wire.take()
    return made


def test_an_announced_call_is_answered_once_and_every_other_rings(desk: Desk) -> None:
    desk.hears(Claimed(id=EID))
    desk.calls("c0", CallState.INCOMING)  # the agent rings up on their own
    desk.calls("c0", CallState.DISCONNECTED)
    desk.hears(Calling(id=EID, call=1))
    for other in ("sip:karl@pbx.example", "sip:jana@elsewhere.example", "", "nonsense"):
        desk.calls("c9", CallState.INCOMING, other)
        desk.calls("c9", CallState.DISCONNECTED, other)
    assert desk.answered == []
    desk.calls("c1", CallState.INCOMING)
    assert desk.answered == ["c1"]
    desk.calls("c1", CallState.CONFIRMED)
    assert desk.wire.take() == [(JANA, Here(id=EID, call=1))]
    desk.calls("c1", CallState.DISCONNECTED)
    desk.hears(Calling(id=EID, call=1))  # the same announcement, once more
    desk.calls("c2", CallState.INCOMING)
    assert desk.answered == ["c1"]


def test_the_announcement_may_come_after_the_call(desk: Desk) -> None:
    desk.hears(Claimed(id=EID))
    desk.calls("c1", CallState.INCOMING)
    assert desk.answered == []
    desk.hears(Calling(id=EID, call=1))
    assert desk.answered == ["c1"]


@pytest.mark.parametrize("why", ["late", "not mine", "over"])
def test_what_was_announced_long_ago_or_is_not_mine_rings(desk: Desk, why: str) -> None:
    if why != "not mine":
        desk.hears(Claimed(id=EID))
    desk.hears(Calling(id=EID, call=1))
    if why == "late":
        desk.after(AWAITED_S)
    elif why == "over":
        desk.hears(Resolved(id=EID))
    desk.calls("c1", CallState.INCOMING)
    assert desk.answered == []


def test_who_is_in_a_call_answers_by_hand_and_is_let_in_all_the_same(desk: Desk) -> None:
    desk.calls("own", CallState.CONFIRMED, "sip:karl@pbx.example")
    desk.hears(Claimed(id=EID), Calling(id=EID, call=1))
    desk.calls("c1", CallState.INCOMING)
    assert desk.answered == []
    desk.now_s += AWAITED_S + 5.0
    desk.calls("c1", CallState.CONFIRMED)
    assert desk.wire.take() == [(JANA, Here(id=EID, call=1))]


def test_that_the_call_is_up_is_said_until_the_agents_desktop_lets_in(desk: Desk) -> None:
    desk.hears(Claimed(id=EID), Calling(id=EID, call=1))
    desk.calls("c1", CallState.INCOMING)
    desk.calls("c1", CallState.CONFIRMED)
    desk.wire.take()
    for _ in range(2):
        assert desk.after(SAY_AGAIN_S - 0.1) == []
        assert desk.after(0.1) == [(JANA, Here(id=EID, call=1))]
    desk.hears(Joined(id=EID, change=1))
    assert desk.after(SAY_AGAIN_S) == []


def test_that_an_earlier_call_was_here_says_nothing_of_the_next(desk: Desk) -> None:
    """Its BYE was lost, and whoever picks up the next one must not be taken for me."""
    desk.in_the_call()
    desk.inbox.switch(EID, WantedMode.WHISPER, desk.now_s)
    desk.wire.take()
    desk.hears(Claimed(id=EID, change=2), Calling(id=EID, call=2))
    said = [one for _ in range(3) for _, one in desk.after(SAY_AGAIN_S)]
    assert not [one for one in said if isinstance(one, Here)]


def test_a_wish_is_numbered_and_said_until_it_is_done(desk: Desk) -> None:
    with pytest.raises(LocalError):
        desk.inbox.switch(EID, WantedMode.WHISPER, 1.0)
    desk.in_the_call()
    assert desk.inbox.switch(EID, WantedMode.BARGE, desk.now_s) == 1
    assert desk.inbox.switch(EID, WantedMode.WHISPER, desk.now_s) == 2
    barge, whisper = (
        (JANA, Mode(id=EID, mode=WantedMode.BARGE, wish=1)),
        (JANA, Mode(id=EID, mode=WantedMode.WHISPER, wish=2)),
    )
    assert desk.wire.take() == [barge, whisper]
    assert desk.after(SAY_AGAIN_S) == [whisper]
    # the older wish was done: the newer one was not heard
    desk.hears(Joined(id=EID, mode=MonitorMode.BARGE, wish=1, change=2))
    assert desk.request.unsettled and desk.after(SAY_AGAIN_S) == [whisper]
    desk.hears(Joined(id=EID, mode=MonitorMode.BARGE, wish=2, change=3))
    assert desk.request.unsettled  # heard, and not done yet
    desk.hears(Joined(id=EID, mode=MonitorMode.WHISPER, wish=2, change=4))
    assert not desk.request.unsettled and desk.after(SAY_AGAIN_S) == []
    with pytest.raises(RemoteError):
        desk.hears(Mode(id=EID, mode=WantedMode.LISTEN, wish=9))


def test_a_new_desktop_goes_on_counting_where_the_old_one_was(desk: Desk) -> None:
    desk.in_the_call()
    desk.hears(Joined(id=EID, wish=7, change=9))
    assert desk.inbox.switch(EID, WantedMode.WHISPER, desk.now_s) == 8


def test_the_wider_of_what_is_wanted_and_what_is_so_is_shown(desk: Desk) -> None:
    desk.in_the_call()
    desk.inbox.switch(EID, WantedMode.BARGE, desk.now_s)
    assert desk.request.widest is MonitorMode.BARGE  # perhaps everybody hears me already
    desk.hears(Joined(id=EID, mode=MonitorMode.BARGE, wish=1, change=2))
    desk.inbox.switch(EID, WantedMode.LISTEN, desk.now_s)
    assert desk.request.widest is MonitorMode.BARGE  # perhaps still
    desk.hears(Joined(id=EID, mode=MonitorMode.LISTEN, wish=2, change=3))
    assert desk.request.widest is MonitorMode.LISTEN
    desk.inbox.switch(EID, WantedMode.TAKEOVER, desk.now_s)
    assert desk.request.widest is MonitorMode.LISTEN


def test_the_newest_standing_is_believed_in_whatever_order_it_comes(desk: Desk) -> None:
    desk.in_the_call()
    desk.hears(
        Joined(id=EID, mode=MonitorMode.BARGE, change=3),
        Joined(id=EID, mode=MonitorMode.WHISPER, change=2),
        Claimed(id=EID),
    )
    assert (desk.request.step, desk.request.mode) == (RequestStep.JOINED, MonitorMode.BARGE)
    desk.hears(Claimed(id=EID, change=4, refused=True))
    assert (desk.request.step, desk.request.mode) == (RequestStep.CLAIMED, None)
    assert desk.request.refused


def test_a_take_over_is_said_again_until_it_is_decided(desk: Desk) -> None:
    desk.in_the_call()
    desk.inbox.switch(EID, WantedMode.TAKEOVER, desk.now_s)
    wish = desk.wire.take()
    announced = TakeOverStep.ANNOUNCED
    desk.hears(Joined(id=EID, wish=1, change=2, takeover=announced, takeover_in_s=4.0))
    assert desk.request.takeover_in_s(desk.now_s + 1.0) == 3.0
    assert desk.after(SAY_AGAIN_S) == wish
    desk.hears(Joined(id=EID, wish=1, change=3, takeover=TakeOverStep.DECLINED))
    assert desk.after(SAY_AGAIN_S) == [] and not desk.request.unsettled
    desk.hears(Resolved(id=EID, outcome=Outcome.CALL_ENDED))
    assert desk.request.outcome is Outcome.CALL_ENDED


def test_who_is_in_a_call_keeps_it_in_the_window_however_long_it_lasts(desk: Desk) -> None:
    desk.in_the_call()
    desk.after(3 * CLAIMED_FOR_S)
    assert desk.inbox.requests() != ()
    desk.calls("c1", CallState.DISCONNECTED)
    assert desk.request.step is RequestStep.CLAIMED
    desk.after(CLAIMED_FOR_S - 0.1)
    assert desk.inbox.requests() != ()
    desk.after(0.1)
    assert desk.inbox.requests() == ()


def test_an_agents_desktop_that_knows_nothing_any_more_ends_it(desk: Desk) -> None:
    desk.in_the_call()
    desk.hears(Expired(id=EID))  # our own clock may say that, too: it counts for less
    assert desk.request.step is RequestStep.JOINED
    desk.hears(Cancel(id=EID))
    assert desk.request.step is RequestStep.CANCELLED and desk.request.mode is None
