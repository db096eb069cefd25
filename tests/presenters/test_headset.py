"""Headsets and calls: which call a button is about, what headsets hear, what is said of them."""

from dataclasses import replace

import pytest

from desktop.clock import ManualClock
from desktop.headset.buttons import Action, Phone
from desktop.headset.devices import Refusal
from desktop.headset.headsets import Found, Lost, Pressed, Unusable
from desktop.presenters.call_intents import CallIntents
from desktop.presenters.dial_accounts import DialAccounts
from desktop.presenters.headset import HeadsetPresenter
from desktop.presenters.notices import Notices
from desktop.telephony.availability import Availability
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.control import CallControl
from desktop.telephony.engine import messages as m
from desktop.telephony.engine.configuration import AccountConfig
from desktop.telephony.registry import CallRegistry
from ui.notice_states import NoticeKind

pytestmark = pytest.mark.unit

COMES = CallSnapshot(
    call_id="a",
    account="desk",
    direction=Direction.INCOMING,
    state=CallState.INCOMING,
    peer_uri="sip:0301@pbx.example",
    started_at_s=10.0,
)
UP = replace(COMES, state=CallState.CONFIRMED, confirmed_at_s=12.0)
OVER = replace(UP, state=CallState.DISCONNECTED, ended_at_s=90.0)
SECOND = replace(COMES, call_id="b", started_at_s=50.0)
PLACED = replace(COMES, call_id="c", direction=Direction.OUTGOING, state=CallState.EARLY)


class Desk:
    def __init__(self, *calls: CallSnapshot) -> None:
        self.sent: list[m.Command] = []
        self.told: list[Phone] = []
        self.registry, self.notices = CallRegistry(), Notices()
        control = CallControl(self._send, (AccountConfig("desk", "sip:214@pbx.example"),))
        intents = CallIntents(
            registry=self.registry,
            control=control,
            accounts=DialAccounts(self.registry, control),
            notices=self.notices,
            availability=Availability(wrap_up_s=0, code=486),
            clock=ManualClock(100.0),
            changed=lambda: None,
        )
        self.presenter = HeadsetPresenter(
            registry=self.registry,
            calls=intents,
            notices=self.notices,
            tell=self.told.append,
            changed=lambda: None,
        )
        for call in calls:
            self.registry.apply_call(call)

    def press(self, action: Action) -> list[m.Command]:
        self.sent.clear()
        self.presenter.event(Pressed(action))
        return self.sent

    def kinds(self) -> list[NoticeKind]:
        return [view.kind for view in self.notices.views]

    def _send(self, command: m.Command) -> bool:
        self.sent.append(command)
        return True


def test_a_call_is_told_to_headsets_as_it_goes() -> None:
    desk = Desk(COMES, UP, replace(UP, muted=True), replace(UP, local_hold=True), OVER)
    assert desk.told == [
        Phone(ringing=True, call_id="a"),
        Phone(off_hook=True, call_id="a"),
        Phone(off_hook=True, muted=True, call_id="a"),
        Phone(off_hook=True, held=True, call_id="a"),
        Phone(),
    ]


def test_a_call_that_is_being_placed_is_off_hook_and_does_not_ring() -> None:
    assert Desk(PLACED).told == [Phone(off_hook=True, call_id="c")]


def test_a_second_call_rings_beside_the_first() -> None:
    assert Desk(UP, SECOND).told[-1] == Phone(ringing=True, off_hook=True, call_id="a")


def test_what_is_pressed_goes_to_the_call_it_is_about() -> None:
    assert Desk(COMES).press(Action.ANSWER) == [m.Answer("a")]
    assert Desk(COMES).press(Action.DECLINE) == [m.Decline("a")]
    assert Desk(UP).press(Action.HANG_UP) == [m.HangUp("a")]
    assert Desk(UP).press(Action.MUTE) == [m.SetMute("a", True)]
    assert Desk(UP).press(Action.UNMUTE) == [m.SetMute("a", False)]
    assert Desk(UP).press(Action.HOLD) == [m.SetHold("a", True)]
    assert Desk(UP).press(Action.RESUME) == [m.SetHold("a", False)]
    both = Desk(UP, SECOND)
    assert both.press(Action.ANSWER) == [m.Answer("b")]
    assert both.press(Action.DECLINE) == [m.Decline("b")]
    assert both.press(Action.HANG_UP) == [m.HangUp("a")]


@pytest.mark.parametrize("action", Action)
def test_what_was_pressed_for_a_call_that_is_gone_is_nothing(action: Action) -> None:
    assert Desk().press(action) == []


def test_a_call_that_rings_is_never_hung_up_for_one_that_has_just_ended() -> None:
    assert Desk(UP, SECOND, OVER).press(Action.HANG_UP) == []


def test_buttons_that_leave_in_mid_call_are_missed_until_they_are_back() -> None:
    desk = Desk(UP)
    desk.presenter.event(Found("Jabra"))
    desk.presenter.event(Lost("Jabra"))
    assert desk.kinds() == [NoticeKind.HEADSET_BUTTONS_LOST]
    assert desk.notices.views[0].params == (("device", "Jabra"),)
    desk.presenter.event(Found("Poly"))
    assert desk.kinds() == [NoticeKind.HEADSET_BUTTONS_LOST]
    desk.presenter.event(Found("Jabra"))
    assert desk.kinds() == []


def test_buttons_that_leave_are_missed_until_the_last_call_is_over() -> None:
    desk = Desk(UP)
    desk.presenter.event(Lost("Jabra"))
    desk.registry.apply_call(OVER)
    assert desk.kinds() == []


def test_without_a_call_a_headset_may_leave() -> None:
    desk = Desk()
    desk.presenter.event(Lost("Jabra"))
    assert desk.kinds() == []


@pytest.mark.parametrize(
    ("why", "kind"),
    [
        (Refusal.DENIED, NoticeKind.HEADSET_BUTTONS_DENIED),
        (Refusal.TAKEN, NoticeKind.HEADSET_BUTTONS_TAKEN),
        (Refusal.UNREADABLE, NoticeKind.HEADSET_BUTTONS_UNREADABLE),
    ],
)
def test_a_headset_that_cannot_be_used_is_named_until_it_can(
    why: Refusal, kind: NoticeKind
) -> None:
    desk = Desk()
    desk.presenter.event(Unusable("Jabra", why, "/dev/hidraw3"))
    assert desk.kinds() == [kind]
    assert dict(desk.notices.views[0].params) == {"device": "Jabra", "detail": "/dev/hidraw3"}
    desk.presenter.event(Found("Jabra"))
    assert desk.kinds() == []
