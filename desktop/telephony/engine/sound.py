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
    open_input,
    open_output,
)
from desktop.telephony.engine.media import FilePlayer, MicrophonePort, SpeakerPort
from desktop.telephony.engine.messages import SoundChanged, SoundConfig
from desktop.telephony.engine.ringtone import Ringtone

log = logging.getLogger("beistand.sound")

FILE_PREFIX: Final = "file:"


class Sound:
    """The agent's microphone, speaker and bell. Only on the engine's thread."""

    def __init__(self, emit: Callable[[SoundChanged], None]) -> None:
        self._emit = emit
        self._config: SoundConfig | None = None
        self._from_microphone = FrameQueue()
        self._to_speaker = FrameQueue()
        self._microphone_port: MicrophonePort | None = None
        self._speaker_port: SpeakerPort | None = None
        self._input: DeviceStream | None = None
        self._output: DeviceStream | None = None
        self._ringtone: Ringtone | None = None
        self.current = SoundChanged(input=NULL, output=NULL)
        """What is in use, as last reported."""

    def configure(self, config: SoundConfig) -> None:
        """Open the devices that `config` names; report what came of it. Never raises."""
        if config == self._config:
            return
        self.close()
        self._config = config
        problems: list[DeviceProblem] = []
        if not config.input.startswith(FILE_PREFIX) and config.input != NULL:
            try:
                self._input = open_input(config.input, self._from_microphone.put)
            except DeviceProblem as problem:
                problems.append(problem)
        if config.output != NULL:
            try:
                self._output = open_output(config.output, self._to_speaker.take)
            except DeviceProblem as problem:
                problems.append(problem)
        if config.ring != NULL:
            self._ringtone = Ringtone(config.ring)
        # Ports are made once, and only where there is a device: each costs a callback every 20 ms.
        if self._input is not None and self._microphone_port is None:
            self._microphone_port = MicrophonePort(self._from_microphone)
        if self._output is not None and self._speaker_port is None:
            self._speaker_port = SpeakerPort(self._to_speaker)
        self._report(config, problems)

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
        for stream in (self._input, self._output):
            if stream is not None:
                stream.close()
        self._input = self._output = None
        if self._ringtone is not None:
            self._ringtone.stop()
            self._ringtone = None
        self._from_microphone.clear()
        self._to_speaker.clear()

    def _report(self, config: SoundConfig, problems: list[DeviceProblem]) -> None:
        file_input = config.input.startswith(FILE_PREFIX)
        self.current = SoundChanged(
            input="file" if file_input else (self._input.name if self._input else NULL),
            output=self._output.name if self._output else NULL,
            problem=problems[0].kind if problems else "",
            detail="; ".join(dict.fromkeys(problem.detail for problem in problems)),
        )
        if problems:
            log.warning("no sound device in use", extra={"why": self.current.problem})
        self._emit(self.current)


def _nothing() -> None:
    """The agent's file has ended: from here on the agent is silent."""
