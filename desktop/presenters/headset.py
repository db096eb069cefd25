"""Headsets and calls: which call a button is about, and what headsets are told of the telephone."""

from collections.abc import Callable
from functools import partial
from typing import Final

from desktop.headset.buttons import Action, Phone
from desktop.headset.devices import Refusal
from desktop.headset.headsets import Event, Found, Lost, Pressed, Unusable
from desktop.presenters.call_intents import CallIntents
from desktop.presenters.notices import Notices
from desktop.presenters.phone import is_ringing
from desktop.telephony.call import CallSnapshot
from desktop.telephony.registry import CallRegistry
from ui.notice_states import NoticeKind

_UNUSABLE: Final = {
    Refusal.DENIED: NoticeKind.HEADSET_BUTTONS_DENIED,
    Refusal.TAKEN: NoticeKind.HEADSET_BUTTONS_TAKEN,
    Refusal.UNREADABLE: NoticeKind.HEADSET_BUTTONS_UNREADABLE,
}


class HeadsetPresenter:
    """Lives on the app thread. `tell` passes the telephone's state on and never waits."""

    def __init__(
        self,
        *,
        registry: CallRegistry,
        calls: CallIntents,
        notices: Notices,
        tell: Callable[[Phone], None],
        changed: Callable[[], None],
    ) -> None:
        self._registry = registry
        self._calls = calls
        self._notices = notices
        self._tell = tell
        self._changed = changed
        registry.add_listener(self)

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        """`registry.CallListener`"""
        self._tell(phone(self._registry))
        if not self._registry.calls:
            self._notices.resolve(NoticeKind.HEADSET_BUTTONS_LOST)

    def event(self, event: Event) -> None:
        """What the headsets say."""
        match event:
            case Pressed(action):
                self._press(action)
            case Found(name):
                lost = NoticeKind.HEADSET_BUTTONS_LOST
                self._notices.resolve(lost, *_UNUSABLE.values(), subject=name)
            case Lost(name) if self._registry.calls:
                # without a call whoever pulls it out knows, and nothing is missed
                self._notices.add(NoticeKind.HEADSET_BUTTONS_LOST, name, device=name)
            case Unusable(name, why, detail):
                self._notices.add(_UNUSABLE[why], name, device=name, detail=detail)
            case _:
                pass
        self._changed()

    def _press(self, action: Action) -> None:
        """What was pressed a moment ago may be about a call that has ended since."""
        calls = self._calls
        wanted: dict[Action, Callable[[str], None]] = {
            Action.ANSWER: calls.answer,
            Action.DECLINE: calls.decline,
            Action.HANG_UP: calls.hang_up,
            Action.MUTE: partial(calls.mute, muted=True),
            Action.UNMUTE: partial(calls.mute, muted=False),
            Action.HOLD: partial(calls.hold, held=True),
            Action.RESUME: partial(calls.hold, held=False),
        }
        waits = action in (Action.ANSWER, Action.DECLINE)
        call = _ringing(self._registry) if waits else _talking(self._registry)
        if call is not None:
            wanted[action](call.call_id)


def phone(registry: CallRegistry) -> Phone:
    """What headsets are told."""
    active, talking = registry.active, _talking(registry)
    return Phone(
        ringing=_ringing(registry) is not None,
        off_hook=talking is not None,
        muted=talking is not None and talking.muted,
        held=talking is not None and talking.local_hold,
        call_id=active.call_id if active is not None else "",
    )


def _ringing(registry: CallRegistry) -> CallSnapshot | None:
    """The call that has waited longest for an answer."""
    return next((call for call in registry.calls if is_ringing(call)), None)


def _talking(registry: CallRegistry) -> CallSnapshot | None:
    """The call the agent is in, or places."""
    active = registry.active
    return active if active is not None and not is_ringing(active) else None
