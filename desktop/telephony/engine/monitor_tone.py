"""The tone that tells the agent that a supervisor hears the call. Only on the engine's thread."""

from collections.abc import Callable
from typing import Any, Final

import pjsua2 as pj

from audio.formats import SAMPLE_RATE_HZ
from desktop.processes.inbox import Inbox, Timer

HZ: Final = 1400
ON_MS: Final = 200
EVERY_S: Final = 15.0
"""The warning tone of recorded calls (47 CFR 64.501, 1986: 1400 Hz for 0.2 s every 12 to 15 s)."""
VOLUME: Final = 3000
"""Of 32767: about -21 dBFS, under the level of speech at the same headset."""


class MonitorTone:
    """Sounds in the agent's headset, in no call. `speaker` is asked anew for each tone."""

    def __init__(self, inbox: Inbox, speaker: Callable[[], Any | None]) -> None:
        self._inbox = inbox
        self._speaker = speaker
        self._generator: Any | None = None
        self._next: Timer | None = None

    def begin(self) -> None:
        """At once, and again every EVERY_S until `end`. Idempotent.

        Raises pj.Error where there is a headset and it cannot be: then it has not begun.
        """
        if self._next is None:
            self._sound()
            self._next = self._inbox.after(EVERY_S, self._repeat)

    def end(self) -> None:
        """Idempotent."""
        if self._next is not None:
            self._next.cancel()
            self._next = None

    def _repeat(self) -> None:
        self._next = self._inbox.after(EVERY_S, self._repeat)
        self._sound()

    def _sound(self) -> None:
        speaker = self._speaker()
        if speaker is None:
            return
        if self._generator is None:  # kept: PJSIP has no safe moment to free a port
            generator = pj.ToneGenerator()
            generator.createToneGenerator(SAMPLE_RATE_HZ, 1)
            self._generator = generator
        generator = self._generator
        tone = pj.ToneDesc()
        tone.freq1, tone.freq2, tone.on_msec, tone.off_msec = HZ, 0, ON_MS, ON_MS
        tone.volume = VOLUME
        tones = pj.ToneDescVector()
        tones.append(tone)
        generator.play(tones)
        generator.startTransmit(speaker)
        self._inbox.after(3 * ON_MS / 1000, lambda: self._quiet(generator, speaker))

    def _quiet(self, generator: Any, speaker: Any) -> None:
        """Disconnected: a generator's silence costs."""
        try:
            generator.stopTransmit(speaker)
        except pj.Error:
            pass  # the headset is another one by now
