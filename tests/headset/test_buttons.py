"""What presses mean: a headset of each kind, the telephone beside it, and the time between them."""

from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from desktop.headset.buttons import (
    ASKED_S,
    BOUNCE_S,
    ECHO_S,
    HELD_S,
    TOGGLE_ECHO_S,
    Action,
    Buttons,
    Phone,
    lights,
)
from desktop.headset.controls import Behaviour, Light, Usage

pytestmark = pytest.mark.unit

HOOK, MUTE, FLASH = Usage.HOOK_SWITCH, Usage.PHONE_MUTE, Usage.FLASH
IDLE = Phone()
RINGING = Phone(ringing=True, call_id="a")
TALKING = Phone(off_hook=True, call_id="a")
MUTED = replace(TALKING, muted=True)
CALL_WAITING = replace(TALKING, ringing=True)
JABRA = {HOOK: Behaviour.SWITCH, MUTE: Behaviour.TOGGLE, FLASH: Behaviour.TOGGLE}
"""Also Poly's, Dell's and Anker's way: see test_descriptor.py."""
SWITCHES = {HOOK: Behaviour.SWITCH, MUTE: Behaviour.SWITCH}
"""As a Google Meet speakermic: 1 is muted, 0 is not (https://github.com/systemd/systemd/pull/23372)."""
TOGGLES = {HOOK: Behaviour.TOGGLE, MUTE: Behaviour.TOGGLE}
KEYS = {
    HOOK: Behaviour.KEY,
    MUTE: Behaviour.KEY,
    FLASH: Behaviour.KEY,
    Usage.DROP: Behaviour.KEY,
    Usage.BUTTON_7: Behaviour.KEY,
}
EVERY_KIND = pytest.mark.parametrize("behaviours", [JABRA, SWITCHES, TOGGLES, KEYS])


class Desk:
    """Buttons, a telephone, and a clock that stands still."""

    def __init__(self, behaviours: dict[Usage, Behaviour], phone: Phone = IDLE) -> None:
        self.buttons = Buttons(behaviours)
        self.values: dict[Usage, bool] = dict.fromkeys(behaviours, False)
        self.now_s = 100.0
        self.disagrees = False
        self.again = False
        if phone != IDLE:
            self.phone(phone)
            self.later(60)

    def later(self, by_s: float) -> None:
        self.now_s += by_s

    def phone(self, phone: Phone) -> None:
        self.again = self.buttons.follow(phone, self.now_s)

    def sends(self, usage: Usage, value: bool) -> list[Action]:
        """A report; the other buttons stay as they are."""
        self.values[usage] = value
        said = self.buttons.report(self.values, self.now_s)
        self.disagrees = said.disagrees
        return list(said.actions)

    def press(self, usage: Usage) -> list[Action]:
        """Down and, 50 ms later, up: Poly's headsets need no longer (WICG/webhid issue 61)."""
        actions = self.sends(usage, True)
        self.later(0.05)
        return actions + self.sends(usage, False)


# ------------------------------------------------------------ a call comes in


@EVERY_KIND
def test_a_press_answers_and_the_next_one_hangs_up(behaviours: dict[Usage, Behaviour]) -> None:
    desk = Desk(behaviours, RINGING)
    switch = behaviours[HOOK] is Behaviour.SWITCH
    assert (desk.sends(HOOK, True) if switch else desk.press(HOOK)) == [Action.ANSWER]
    desk.later(0.2)
    desk.phone(TALKING)
    desk.later(30)
    assert (desk.sends(HOOK, False) if switch else desk.press(HOOK)) == [Action.HANG_UP]
    desk.later(0.2)
    desk.phone(IDLE)
    assert not desk.disagrees


def test_a_switch_that_answered_may_hang_up_at_once() -> None:
    desk = Desk(JABRA, RINGING)
    assert desk.sends(HOOK, True) == [Action.ANSWER]
    desk.later(0.1)
    desk.phone(TALKING)
    desk.later(0.3)
    assert desk.sends(HOOK, False) == [Action.HANG_UP]


def test_the_release_of_a_key_that_answered_hangs_nothing_up() -> None:
    desk = Desk(KEYS, RINGING)
    assert desk.sends(HOOK, True) == [Action.ANSWER]
    desk.phone(TALKING)
    desk.later(0.8)
    assert desk.sends(HOOK, False) == []


def test_a_headset_rejects_by_its_own_button() -> None:
    assert Desk(KEYS, RINGING).press(Usage.BUTTON_7) == [Action.DECLINE]
    assert Desk(KEYS, RINGING).press(Usage.DROP) == [Action.DECLINE]
    assert Desk(KEYS, TALKING).press(Usage.DROP) == [Action.HANG_UP]
    assert Desk(KEYS, TALKING).press(Usage.BUTTON_7) == []
    assert Desk(KEYS, CALL_WAITING).press(Usage.BUTTON_7) == [Action.DECLINE]


@EVERY_KIND
def test_with_a_call_waiting_a_press_ends_the_one_that_is_up(
    behaviours: dict[Usage, Behaviour],
) -> None:
    desk = Desk(behaviours, TALKING)
    switch = behaviours[HOOK] is Behaviour.SWITCH
    if switch:
        assert desk.sends(HOOK, True) == []
    desk.later(10)
    desk.phone(CALL_WAITING)
    desk.later(10)
    assert (desk.sends(HOOK, False) if switch else desk.press(HOOK)) == [Action.HANG_UP]
    desk.phone(replace(RINGING, call_id="b"))
    desk.later(1)
    assert (desk.sends(HOOK, True) if switch else desk.press(HOOK)) == [Action.ANSWER]


def test_flash_takes_the_waiting_call_or_holds_and_resumes() -> None:
    assert Desk(JABRA, CALL_WAITING).press(FLASH) == [Action.ANSWER]
    assert Desk(JABRA, TALKING).press(FLASH) == [Action.HOLD]
    assert Desk(JABRA, replace(TALKING, held=True)).press(FLASH) == [Action.RESUME]
    assert Desk(JABRA).press(FLASH) == []


# ------------------------------------------------------------ our own lights come back


@EVERY_KIND
def test_what_was_done_on_the_screen_and_comes_back_is_no_press(
    behaviours: dict[Usage, Behaviour],
) -> None:
    desk = Desk(behaviours)
    comes_back_s = 0.3 if behaviours[MUTE] is Behaviour.TOGGLE else 2.0
    toggles = behaviours[HOOK] is Behaviour.TOGGLE
    desk.phone(TALKING)
    desk.later(0.3 if toggles else 2.0)
    assert (desk.press(HOOK) if toggles else desk.sends(HOOK, True)) == []
    desk.later(20)
    desk.phone(MUTED)
    desk.later(comes_back_s)
    toggles = behaviours[MUTE] is Behaviour.TOGGLE
    assert (desk.press(MUTE) if toggles else desk.sends(MUTE, True)) == []
    desk.later(20)
    desk.phone(TALKING)
    desk.later(comes_back_s)
    assert (desk.press(MUTE) if toggles else desk.sends(MUTE, False)) == []
    desk.later(20)
    desk.phone(IDLE)
    desk.later(0.2)
    toggles = behaviours[HOOK] is Behaviour.TOGGLE
    assert (desk.press(HOOK) if toggles else desk.sends(HOOK, False)) == []


def test_a_switch_that_comes_back_very_late_agrees() -> None:
    desk = Desk(JABRA)
    desk.phone(TALKING)
    desk.later(10 * ECHO_S)
    assert desk.sends(HOOK, True) == []
    assert not desk.disagrees
    desk = Desk(SWITCHES, TALKING)
    desk.phone(MUTED)
    desk.later(10 * ECHO_S)
    assert desk.sends(MUTE, True) == []


def test_the_end_of_one_call_coming_back_does_not_end_the_next() -> None:
    desk = Desk(JABRA, TALKING)
    desk.sends(HOOK, True)
    desk.later(10)
    desk.phone(IDLE)
    desk.later(0.2)
    desk.phone(replace(TALKING, call_id="b"))
    desk.later(0.2)
    assert desk.sends(HOOK, False) == []
    assert desk.disagrees, "the headset must hear that it is off-hook again"


def test_the_beginning_of_one_call_coming_back_does_not_answer_the_next() -> None:
    desk = Desk(JABRA)
    desk.phone(TALKING)
    desk.later(0.1)
    desk.phone(IDLE)
    desk.later(0.1)
    desk.phone(replace(RINGING, call_id="b"))
    assert desk.sends(HOOK, True) == []
    assert desk.disagrees
    desk.later(0.1)
    assert desk.sends(HOOK, False) == []
    desk.later(2)
    assert desk.sends(HOOK, True) == [Action.ANSWER]


def test_a_switch_that_is_there_already_does_not_come_back() -> None:
    desk = Desk(JABRA, RINGING)
    assert desk.sends(HOOK, True) == [Action.ANSWER]
    desk.later(ASKED_S + 0.5)
    desk.phone(TALKING)
    desk.later(0.2)
    assert desk.sends(HOOK, False) == [Action.HANG_UP]
    desk.phone(IDLE)
    desk.later(0.2)
    desk.phone(replace(RINGING, call_id="b"))
    assert desk.sends(HOOK, True) == [Action.ANSWER]


def test_a_light_that_never_comes_back_is_not_waited_for() -> None:
    desk = Desk(TOGGLES, TALKING)
    desk.phone(MUTED)
    desk.later(TOGGLE_ECHO_S + 0.01)
    assert desk.press(MUTE) == [Action.UNMUTE]


def test_a_key_that_follows_the_light_is_a_switch() -> None:
    desk = Desk(KEYS)
    desk.phone(TALKING)
    desk.later(0.2)
    assert desk.sends(HOOK, True) == []
    desk.later(HELD_S / 2)
    assert desk.sends(HOOK, False) == [Action.HANG_UP]


def test_a_key_that_stays_down_is_a_switch() -> None:
    desk = Desk(KEYS, RINGING)
    assert desk.sends(HOOK, True) == [Action.ANSWER]
    desk.phone(TALKING)
    desk.later(HELD_S)
    assert desk.sends(HOOK, False) == [Action.HANG_UP]


# ------------------------------------------------------------ mute


def test_poly_sends_mute_on_and_off_with_every_press() -> None:
    """https://github.com/google/libhidtelephony/issues/2: the Poly 3320, whichever way it is."""
    desk = Desk(JABRA, TALKING)
    assert desk.press(MUTE) == [Action.MUTE]
    desk.later(0.1)
    desk.phone(MUTED)
    desk.later(0.2)
    assert desk.press(MUTE) == [Action.UNMUTE], "soon after our light, but our light was an answer"


def test_a_switch_says_what_it_wants() -> None:
    desk = Desk(SWITCHES, TALKING)
    assert desk.sends(MUTE, True) == [Action.MUTE]
    desk.phone(MUTED)
    desk.later(0.2)
    assert desk.sends(MUTE, False) == [Action.UNMUTE]


def test_two_presses_before_the_telephone_has_muted_are_two() -> None:
    desk = Desk(TOGGLES, TALKING)
    assert desk.press(MUTE) == [Action.MUTE]
    desk.later(0.2)
    assert desk.press(MUTE) == [Action.UNMUTE]


def test_a_mute_that_was_not_carried_out_is_asked_for_again() -> None:
    desk = Desk(TOGGLES, TALKING)
    assert desk.press(MUTE) == [Action.MUTE]
    desk.later(ASKED_S + 0.1)
    assert desk.press(MUTE) == [Action.MUTE]


def test_a_report_that_is_sent_twice_is_one_press() -> None:
    desk = Desk(TOGGLES, TALKING)
    assert desk.press(MUTE) == [Action.MUTE]
    desk.later(0.005)
    assert desk.press(MUTE) == []
    desk.later(BOUNCE_S)
    assert desk.press(MUTE) == [Action.UNMUTE]


def test_other_bits_of_a_report_do_not_repeat_a_press() -> None:
    desk = Desk(JABRA, TALKING)
    assert desk.sends(MUTE, True) == [Action.MUTE]
    desk.later(0.5)
    assert desk.sends(FLASH, True) == [Action.HOLD]
    desk.later(0.5)
    assert desk.sends(MUTE, False) == []


# ------------------------------------------------------------ pressed in vain


@pytest.mark.parametrize("usage", [HOOK, MUTE])
@pytest.mark.parametrize("behaviours", [JABRA, SWITCHES])
def test_without_a_call_a_press_is_answered_with_the_lights(
    behaviours: dict[Usage, Behaviour], usage: Usage
) -> None:
    desk = Desk(behaviours)
    assert desk.sends(usage, True) == []
    assert desk.disagrees
    desk.later(2)  # Jabra's Engage 50 gives it up then by itself (WICG/webhid issue 61)
    assert desk.sends(usage, False) == []
    assert not desk.disagrees


def test_mute_on_a_ringing_call_is_nothing() -> None:
    desk = Desk(JABRA, RINGING)
    assert desk.press(MUTE) == []


def test_a_caller_who_has_hung_up_cannot_be_answered() -> None:
    desk = Desk(JABRA, RINGING)
    desk.phone(IDLE)
    assert desk.sends(HOOK, True) == []
    assert desk.disagrees


def test_behind_the_call_that_was_hung_up_there_is_another_one() -> None:
    desk = Desk(JABRA, TALKING)
    desk.sends(HOOK, True)
    desk.later(10)
    assert desk.sends(HOOK, False) == [Action.HANG_UP]
    desk.later(0.1)
    desk.phone(Phone(off_hook=True, held=True, call_id="b"))
    assert desk.again, "the headset believes that all calls are over"
    desk.later(0.1)
    assert desk.sends(HOOK, True) == []
    desk.later(10)
    assert desk.sends(HOOK, False) == [Action.HANG_UP]
    desk = Desk(TOGGLES, TALKING)
    assert desk.press(HOOK) == [Action.HANG_UP]
    desk.later(0.3)
    desk.phone(Phone(off_hook=True, call_id="b"))
    assert desk.press(HOOK) == [Action.HANG_UP]


# ------------------------------------------------------------ lights


def test_what_is_lit() -> None:
    assert lights(IDLE) == frozenset()
    assert lights(RINGING) == {Light.RING, Light.RINGER}
    assert lights(TALKING) == {Light.OFF_HOOK}
    assert lights(MUTED) == {Light.OFF_HOOK, Light.MUTE, Light.MICROPHONE}
    assert lights(replace(TALKING, held=True)) == {Light.OFF_HOOK, Light.HOLD}
    assert lights(CALL_WAITING) == {Light.RING, Light.RINGER, Light.OFF_HOOK}


# ------------------------------------------------------------ whatever order


class AnyOrder(RuleBasedStateMachine):
    """Headset and telephone move as they like; nothing is asked for that cannot be."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self.phone = IDLE
        self.buttons = [Buttons(kind) for kind in (JABRA, SWITCHES, TOGGLES, KEYS)]

    @rule(by_s=st.sampled_from([0.0, 0.05, 0.2, 1.0, 3.0, 60.0]))
    def pass_time(self, by_s: float) -> None:
        self.now_s += by_s

    @rule(
        ringing=st.booleans(),
        off_hook=st.booleans(),
        muted=st.booleans(),
        call_id=st.sampled_from("ab"),
    )
    def change(self, ringing: bool, off_hook: bool, muted: bool, call_id: str) -> None:
        self.phone = Phone(ringing, off_hook, muted and off_hook, call_id=call_id)
        for one in self.buttons:
            one.follow(self.phone, self.now_s)

    @rule(values=st.dictionaries(st.sampled_from(Usage), st.booleans()))
    def report(self, values: dict[Usage, bool]) -> None:
        for one in self.buttons:
            for action in one.report(values, self.now_s).actions:
                if action in (Action.ANSWER, Action.DECLINE):
                    assert self.phone.ringing
                else:
                    assert self.phone.off_hook
            assert one.report(values, self.now_s).actions == (), "the same again is no press"


TestAnyOrder = AnyOrder.TestCase
