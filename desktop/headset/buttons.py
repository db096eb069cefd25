"""What presses mean and what is lit, given the state of the telephone. No I/O; time is an argument.

A headset and its host keep one state in common: each tells the other what it has changed. So a
report is seldom a press: it may be the headset's answer to our own light (Jabra calls it the
acknowledgement), the end of a press, or a state given up because nobody answered. Therefore

- a switch counts where it moves away from the telephone's state; where it moves to it, it agrees;
- what we have just lit is expected to come back and is then no press;
- whatever was pressed in vain is answered with the lights as they are, or headset and telephone
  would disagree until the next call (https://github.com/WICG/webhid/issues/61 and /72).

In doubt nothing happens: a press that was lost is pressed again, a call that was hung up is gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from desktop.headset.controls import Behaviour, Light, Usage

ECHO_S: Final = 3.0
"""How long a light may take to come back: a radio link to a headset that sleeps takes that long."""
TOGGLE_ECHO_S: Final = 0.5
"""The same of a button whose every report looks alike: longer, and real presses are lost."""
HELD_S: Final = 3.0
"""What stays pressed for that long is a switch, whatever it calls itself: nobody holds a key to
answer. (Seen from the host, Jabra's headsets give an unanswered press up after two seconds.)"""
BOUNCE_S: Final = 0.1
"""Reports that come closer than that are one press: Blackwires send some twice within 5 ms
(Linux, commit f567d6ef8606)."""
ASKED_S: Final = 2.0
"""How long a wish may take until the telephone shows it."""


@dataclass(frozen=True, slots=True)
class Phone:
    """All a headset needs to know of the telephone."""

    ringing: bool = False
    """A call waits for an answer."""
    off_hook: bool = False
    """In a call, or placing one."""
    muted: bool = False
    held: bool = False
    call_id: str = ""
    """Of the call that the agent is in, or that rings."""


class Action(Enum):
    """What the agent wants."""

    ANSWER = "answer"
    DECLINE = "decline"
    HANG_UP = "hang_up"
    MUTE = "mute"
    UNMUTE = "unmute"
    HOLD = "hold"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Said:
    """What one report comes to."""

    actions: tuple[Action, ...] = ()
    disagrees: bool = False
    """The headset holds a state that the telephone does not have: tell it the lights again."""


def lights(phone: Phone) -> frozenset[Light]:
    """What is lit in that state."""
    wanted = {
        Light.RING: phone.ringing,
        Light.RINGER: phone.ringing,
        Light.OFF_HOOK: phone.off_hook,
        Light.MUTE: phone.muted,
        Light.MICROPHONE: phone.muted,
        Light.HOLD: phone.held,
    }
    return frozenset(light for light, on in wanted.items() if on)


class Buttons:
    """The buttons of one headset. One thread's."""

    def __init__(self, behaviours: Mapping[Usage, Behaviour]) -> None:
        self._behaviours = dict(behaviours)
        self._phone = Phone()
        self._values: dict[Usage, bool] = {}
        self._since: dict[Usage, float] = {}
        self._pressed: dict[Usage, float] = {}
        self._echoes: dict[Usage, list[tuple[bool, float]]] = {}
        self._asked: dict[Usage, tuple[bool, float]] = {}

    def follow(self, phone: Phone, now_s: float) -> bool:
        """The telephone has changed, and the lights are about to. True: tell all of them again,
        because the headset has hung up a call behind which there is another."""
        before, self._phone = self._phone, phone
        self._lit(Usage.HOOK_SWITCH, before.off_hook, phone.off_hook, now_s)
        self._lit(Usage.PHONE_MUTE, before.muted, phone.muted, now_s)
        if phone.call_id == before.call_id or not before.off_hook or not phone.off_hook:
            return False
        self._asked.pop(Usage.HOOK_SWITCH, None)
        hook = Usage.HOOK_SWITCH
        return self._is_switch(hook) and not self._values.get(hook, False)

    def report(self, values: Mapping[Usage, bool], now_s: float) -> Said:
        """What a report that carries `values` means."""
        actions: list[Action] = []
        disagrees = False
        for usage, value in values.items():
            if value == self._values.get(usage, False):
                continue
            held_s = now_s - self._since.get(usage, now_s)
            self._values[usage], self._since[usage] = value, now_s
            action = self._moved(usage, value, held_s, now_s)
            if action is not None:
                actions.append(action)
            elif self._is_switch(usage):
                disagrees = disagrees or value != self._state(usage)
            elif usage is Usage.PHONE_MUTE and value:
                # some mute themselves first and ask then; that was in vain
                disagrees = disagrees or not self._phone.off_hook
        return Said(tuple(actions), disagrees)

    # ------------------------------------------------------------ inside

    def _lit(self, usage: Usage, before: bool, now: bool, now_s: float) -> None:
        """Expect our light to come back, unless it answers the headset's own wish."""
        if before == now or usage not in self._behaviours:
            return
        asked = self._asked.pop(usage, None)
        if asked is not None and asked[0] == now and now_s < asked[1]:
            return
        toggles = self._behaviours[usage] is Behaviour.TOGGLE
        if not toggles and self._values.get(usage, False) == now:
            return  # it is there already
        until_s = now_s + (TOGGLE_ECHO_S if toggles else ECHO_S)
        self._echoes.setdefault(usage, []).append((True if toggles else now, until_s))

    def _moved(self, usage: Usage, value: bool, held_s: float, now_s: float) -> Action | None:
        """What a button that now has another value wants."""
        behaviour = self._behaviours.get(usage)
        if self._comes_back(usage, value, now_s):
            if behaviour is Behaviour.KEY:
                self._behaviours[usage] = Behaviour.SWITCH  # a key does not follow a light
            return None
        if behaviour is Behaviour.KEY and not value and held_s >= HELD_S and _has_state(usage):
            behaviour = self._behaviours[usage] = Behaviour.SWITCH
        if behaviour is Behaviour.SWITCH and _has_state(usage):
            return self._wanted(usage, value, now_s) if value != self._state(usage) else None
        if not value or now_s - self._pressed.get(usage, -BOUNCE_S) < BOUNCE_S:
            return None
        self._pressed[usage] = now_s
        return self._wanted(usage, not self._asked_or_state(usage, now_s), now_s)

    def _wanted(self, usage: Usage, value: bool, now_s: float) -> Action | None:
        """What it means that `usage` shall become `value`; None: not now."""
        phone = self._phone
        action: Action | None = None
        match usage:
            case Usage.HOOK_SWITCH if not value:
                action = Action.HANG_UP if phone.off_hook else None
            case Usage.HOOK_SWITCH:
                action = Action.ANSWER if phone.ringing and not phone.off_hook else None
            case Usage.PHONE_MUTE if phone.off_hook:
                action = Action.MUTE if value else Action.UNMUTE
            case Usage.FLASH if phone.ringing:
                action = Action.ANSWER
            case Usage.FLASH if phone.off_hook:
                action = Action.RESUME if phone.held else Action.HOLD
            case Usage.DROP if phone.off_hook:
                action = Action.HANG_UP
            case Usage.DROP | Usage.BUTTON_1 | Usage.BUTTON_7 if phone.ringing:
                action = Action.DECLINE
        if action is not None and _has_state(usage):
            self._asked[usage] = value, now_s + ASKED_S
        return action

    def _comes_back(self, usage: Usage, value: bool, now_s: float) -> bool:
        """Whether we have lit this ourselves; what was lit before it will not come any more."""
        waiting = [one for one in self._echoes.get(usage, ()) if now_s < one[1]]
        places = [place for place, one in enumerate(waiting) if one[0] is value]
        self._echoes[usage] = waiting[places[0] + 1 :] if places else waiting
        return bool(places)

    def _is_switch(self, usage: Usage) -> bool:
        return self._behaviours.get(usage) is Behaviour.SWITCH and _has_state(usage)

    def _state(self, usage: Usage) -> bool:
        return self._phone.off_hook if usage is Usage.HOOK_SWITCH else self._phone.muted

    def _asked_or_state(self, usage: Usage, now_s: float) -> bool:
        if not _has_state(usage):
            return False
        asked = self._asked.get(usage)
        return asked[0] if asked is not None and now_s < asked[1] else self._state(usage)


def _has_state(usage: Usage) -> bool:
    """The two that headset and telephone have in common."""
    return usage in (Usage.HOOK_SWITCH, Usage.PHONE_MUTE)
