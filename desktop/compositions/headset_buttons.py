"""Headsets' buttons and lights, joined with the agent's calls."""

from collections.abc import Callable

from desktop.clock import Clock
from desktop.headset.devices import SystemHid
from desktop.headset.headsets import Event, Headsets
from desktop.presenters.call_intents import CallIntents
from desktop.presenters.headset import HeadsetPresenter
from desktop.presenters.notices import Notices
from desktop.settings.sound import Sound
from desktop.telephony.registry import CallRegistry


class HeadsetButtons:
    """Lives on the app thread, which `post` reaches. `start` first, `stop` last.

    Where `sound` does not want them, nothing is ever looked for.
    """

    def __init__(
        self,
        sound: Sound,
        registry: CallRegistry,
        calls: CallIntents,
        notices: Notices,
        clock: Clock,
        post: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
    ) -> None:
        self._wanted = sound.headset_buttons
        self._post = post
        self._headsets = Headsets(SystemHid(), clock, self._heard)
        self._presenter = HeadsetPresenter(
            registry=registry,
            calls=calls,
            notices=notices,
            tell=self._headsets.follow,
            changed=changed,
        )

    def start(self) -> None:
        if self._wanted:
            self._headsets.start()

    def stop(self) -> None:
        """Put the lights out."""
        self._headsets.stop()

    def _heard(self, event: Event) -> None:
        self._post(lambda: self._presenter.event(event))
