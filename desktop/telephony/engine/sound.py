"""Joins the machine's sound devices to the bridge; silence where there are none.

PJSIP itself runs on its null device: the wheels carry no sound drivers (FIELD-NOTES §2.12), and the
bridge's clock must not stop when a headset is unplugged.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from audio.devices import (
    NULL,
    DeviceProblem,
    DeviceStream,
    FrameQueue,
    look_again,
    open_input,
    open_output,
)
from desktop.telephony.engine.inbox import Inbox, Timer
from desktop.telephony.engine.media import FilePlayer, MicrophonePort, SpeakerPort
from desktop.telephony.engine.messages import SoundChanged, SoundConfig
from desktop.telephony.engine.ringtone import Ringtone

log = logging.getLogger("beistand.sound")

FILE_PREFIX: Final = "file:"
RETRY_S: Final = 3.0
"""While a wanted device is missing: who plugs a headset in looks at the screen that long."""
GONE: Final = DeviceProblem("failed", "the sound device went away")


class Sound:
    """The agent's microphone, speaker and bell. Only on the engine's thread."""

    def __init__(
        self, inbox: Inbox, emit: Callable[[SoundChanged], None], on_changed: Callable[[], None]
    ) -> None:
        self._inbox = inbox
        self._emit = emit
        self._on_changed = on_changed
        self._config: SoundConfig | None = None
        self._from_microphone = FrameQueue()
        self._to_speaker = FrameQueue()
        self._microphone_port: MicrophonePort | None = None
        self._speaker_port: SpeakerPort | None = None
        self._input: DeviceStream | None = None
        self._output: DeviceStream | None = None
        self._ringtone: Ringtone | None = None
        self._retry: Timer | None = None
        self.current = SoundChanged(input=NULL, output=NULL)
        """What is in use, as last reported."""

    def configure(self, config: SoundConfig) -> None:
        """Open the devices that `config` names; report what came of it. Never raises.

        A device that is missing, or goes away later, is looked for until it is there.
        """
        if config == self._config:
            return
        self.close()
        self._config = config
        if config.ring != NULL:
            self._ringtone = Ringtone(config.ring)
        before = self.current
        self._open_missing()
        if self.current == before:
            self._emit(self.current)  # an answer is due all the same

    def source_for_call(self) -> Any | None:
        """The media to transmit as the agent's voice into one call; None is silence.

        A file starts anew for each call, so its player belongs to the call; the microphone is
        shared. A file that cannot be played is reported and counts as silence.
        """
        if self._config is not None and self._config.input.startswith(FILE_PREFIX):
            try:
                return FilePlayer(Path(self._config.input.removeprefix(FILE_PREFIX)), _nothing)
            except (OSError, ValueError) as error:
                self.current = SoundChanged(
                    input=NULL, output=self.current.output, problem="failed", detail=str(error)
                )
                self._emit(self.current)
                return None
        return self._microphone_port if self._input is not None else None

    @property
    def speaker(self) -> Any | None:
        """Where the customer's voice goes; None is nowhere."""
        return self._speaker_port if self._output is not None else None

    def ring(self, ringing: bool) -> None:
        """Ring, or stop ringing. Quietly nothing without a device."""
        if self._ringtone is not None:
            if ringing:
                self._ringtone.start()
            else:
                self._ringtone.stop()

    def close(self) -> None:
        """Close the devices; calls go on in silence."""
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        for stream in (self._input, self._output):
            if stream is not None:
                stream.close()
        self._input = self._output = None
        if self._ringtone is not None:
            self._ringtone.stop()
            self._ringtone = None
        self._from_microphone.clear()
        self._to_speaker.clear()

    def _open_missing(self) -> None:
        config = self._config
        if config is None:
            return
        problems: list[DeviceProblem] = []
        file_input = config.input.startswith(FILE_PREFIX)
        if self._input is None and config.input != NULL and not file_input:
            try:
                self._input = open_input(config.input, self._from_microphone.put, self._on_lost)
            except DeviceProblem as problem:
                problems.append(problem)
        if self._output is None and config.output != NULL:
            try:
                self._output = open_output(config.output, self._to_speaker.take, self._on_lost)
            except DeviceProblem as problem:
                problems.append(problem)
        # Ports are made once, and only where there is a device: each costs a callback every 20 ms.
        if self._input is not None and self._microphone_port is None:
            self._microphone_port = MicrophonePort(self._from_microphone)
        if self._output is not None and self._speaker_port is None:
            self._speaker_port = SpeakerPort(self._to_speaker)
        self._report(config, problems)
        if problems:
            self._retry = self._inbox.after(RETRY_S, self._try_again)

    def _try_again(self) -> None:
        ringing = self._ringtone is not None and self._ringtone.ringing
        if self._input is None and self._output is None and not ringing:
            look_again()
        self._open_missing()

    def _on_lost(self, stream: DeviceStream) -> None:
        """On PortAudio's thread."""
        self._inbox.post(lambda: self._lost(stream))

    def _lost(self, stream: DeviceStream) -> None:
        if self._config is None or stream not in (self._input, self._output):
            return  # closed meanwhile
        stream.close()
        if stream is self._input:
            self._input = None
            self._from_microphone.clear()
        else:
            self._output = None
            self._to_speaker.clear()
        self._report(self._config, [GONE])
        if self._retry is not None:
            self._retry.cancel()
        self._retry = self._inbox.after(RETRY_S, self._try_again)

    def _report(self, config: SoundConfig, problems: list[DeviceProblem]) -> None:
        file_input = config.input.startswith(FILE_PREFIX)
        now = SoundChanged(
            input="file" if file_input else (self._input.name if self._input else NULL),
            output=self._output.name if self._output else NULL,
            problem=problems[0].kind if problems else "",
            detail="; ".join(dict.fromkeys(problem.detail for problem in problems)),
        )
        if now == self.current:
            return
        before, self.current = self.current, now
        if problems:
            log.warning("no sound device in use", extra={"why": now.problem})
        self._emit(now)
        if (now.input, now.output) != (before.input, before.output):
            self._on_changed()


def _nothing() -> None:
    """The agent's file has ended: from here on the agent is silent."""
