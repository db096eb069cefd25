"""The agent's sound between devices and bridge, frame by frame, on PJSIP's media clock thread."""

import time

from audio.devices import SILENT_FRAME
from audio.formats import Pcm
from audio.voice import VoiceProcessor, VoiceSettings
from desktop.telephony.engine.sound_devices import SoundDevices


class VoicePath:
    """What the bridge takes as the agent's voice, and where the customer's goes.

    Echo is cancelled here and not at the devices, because here both directions run by one clock.
    """

    def __init__(self, devices: SoundDevices) -> None:
        self._devices = devices
        self._settings = VoiceSettings(False, False, False)
        self._processor: VoiceProcessor | None = None
        self._played = SILENT_FRAME

    def configure(self, settings: VoiceSettings) -> None:
        """From any thread; a changed setting begins to learn anew."""
        if settings != self._settings:
            self._settings = settings
            self._processor = VoiceProcessor(settings) if settings.anything else None

    def take(self) -> Pcm:
        """The agent's next frame."""
        frame = self._devices.from_microphone.read(time.monotonic())
        processor = self._processor
        return frame if processor is None else processor.process(frame, self._played)

    def put(self, frame: Pcm | None) -> None:
        """The customer's next frame, valid only during the call; None: nobody is heard."""
        if frame is None:
            self._played = SILENT_FRAME
            return
        self._played = frame.copy()
        self._devices.to_headset.write(frame, time.monotonic())
