"""Trying microphone and headset without a call: record and play back, or an echo.

What is recorded stays in memory, five seconds at most, and is gone when the trial ends.
"""

from collections import deque
from collections.abc import Callable
from typing import Any, Final

import pjsua2 as pj

from audio.devices import SILENT_FRAME
from audio.formats import FRAME_MS, Pcm
from desktop.processes.inbox import Inbox, Timer
from desktop.telephony.engine.configuration import SoundTest
from desktop.telephony.engine.media import LoopPort
from desktop.telephony.engine.messages import Event, SoundTestChanged

RECORD_S: Final = 5.0
ECHO_DELAY_S: Final = 1.0
"""Long enough to hear where one's own voice ends and the echo begins."""


def _frames(duration_s: float) -> int:
    return int(duration_s * 1000 / FRAME_MS)


class Loop:
    """Frames in, the same frames out later; called on PJSIP's media clock thread only."""

    def __init__(self) -> None:
        self._frames: deque[Pcm] = deque()
        self.test = SoundTest.OFF

    def begin(self, test: SoundTest) -> None:
        """RECORD or ECHO begin empty, PLAY with what was recorded, OFF forgets it."""
        self.test = SoundTest.OFF
        if test is not SoundTest.PLAY:
            self._frames = deque()
        self.test = test

    def put(self, frame: Pcm | None) -> None:
        """What the microphone gives, valid only during the call."""
        if self.test is SoundTest.ECHO or (
            self.test is SoundTest.RECORD and len(self._frames) < _frames(RECORD_S)
        ):
            self._frames.append(SILENT_FRAME if frame is None else frame.copy())

    def take(self) -> Pcm:
        """What the headset is to play."""
        frames = self._frames
        waiting = self.test is SoundTest.ECHO and len(frames) <= _frames(ECHO_DELAY_S)
        if self.test in (SoundTest.OFF, SoundTest.RECORD) or waiting or not frames:
            return SILENT_FRAME
        return frames.popleft()


class SoundTester:
    """At most one trial at a time. Only on the engine's thread."""

    def __init__(self, inbox: Inbox, emit: Callable[[Event], None]) -> None:
        self._inbox = inbox
        self._emit = emit
        self._loop = Loop()
        self._port: LoopPort | None = None
        self._joined: tuple[Any, Any] | None = None
        self._timer: Timer | None = None

    def begin(self, test: SoundTest, microphone: Any | None, headset: Any | None) -> None:
        """Begin `test`, or end the one that runs; OFF without both a microphone and a headset."""
        if microphone is None or headset is None:
            test = SoundTest.OFF
        before = self._loop.test
        if test is SoundTest.OFF and before is SoundTest.OFF:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._loop.begin(test)
        self._part() if test is SoundTest.OFF else self._join(microphone, headset)
        if test in (SoundTest.RECORD, SoundTest.PLAY):
            after = SoundTest.PLAY if test is SoundTest.RECORD else SoundTest.OFF
            self._timer = self._inbox.after(
                RECORD_S, lambda: self.begin(after, microphone, headset)
            )
        self._emit(SoundTestChanged(test))

    def _join(self, microphone: Any, headset: Any) -> None:
        if self._joined is not None:
            return
        if self._port is None:
            self._port = LoopPort(self._loop.put, self._loop.take)
        microphone.startTransmit(self._port)
        self._port.startTransmit(headset)
        self._joined = microphone, headset

    def _part(self) -> None:
        joined, self._joined = self._joined, None
        if joined is None or self._port is None:
            return
        microphone, headset = joined
        for source, sink in ((microphone, self._port), (self._port, headset)):
            try:
                source.stopTransmit(sink)
            except pj.Error:
                pass  # never joined
