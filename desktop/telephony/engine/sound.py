"""Joins the machine's sound devices to the bridge; silence where there are none.

PJSIP itself runs on its null device: the wheels carry no sound drivers (FIELD-NOTES §2.12), and the
bridge's clock must not stop when a headset is unplugged.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from audio.devices import NULL
from audio.roles import InUse, Role
from audio.voice import VoiceSettings
from desktop.clock import MonotonicClock
from desktop.processes.inbox import Inbox
from desktop.telephony.engine.configuration import MissingDevice, SoundConfig, SoundTest
from desktop.telephony.engine.media import FilePlayer, MicrophonePort, SpeakerPort
from desktop.telephony.engine.messages import (
    Event,
    SoundChanged,
    SoundLevels,
    SoundListed,
)
from desktop.telephony.engine.ringtone import new_bell
from desktop.telephony.engine.sound_devices import SoundDevices
from desktop.telephony.engine.sound_test import SoundTester
from desktop.telephony.engine.voice_path import VoicePath

log = logging.getLogger("beistand.sound")

FILE_PREFIX: Final = "file:"
LEVELS_EVERY_S: Final = 0.1
CHIME_S: Final = 3.0
"""Time for a device to open and the two notes to sound; before the bell begins anew
(`ringtone.PERIOD_S`)."""


class Sound:
    """The agent's microphone, headset and bell. Only on the engine's thread."""

    def __init__(
        self, inbox: Inbox, emit: Callable[[Event], None], on_changed: Callable[[], None]
    ) -> None:
        self._inbox = inbox
        self._emit = emit
        self._on_changed = on_changed
        self._config: SoundConfig | None = None
        self._file: Path | None = None
        self._devices = SoundDevices(
            MonotonicClock(),
            lambda in_use: inbox.post(lambda: self._report(in_use)),
            new_bell,
        )
        self._voice = VoicePath(self._devices)
        self._microphone_port: MicrophonePort | None = None
        self._speaker_port: SpeakerPort | None = None
        self._in_use: dict[Role, InUse] = {}
        self._tester = SoundTester(inbox, emit)
        self._watched = False
        self._ringing = False
        self._answered = True
        self.current = SoundChanged(input=NULL, output=NULL)
        """What is in use, as last reported."""

    def configure(self, config: SoundConfig) -> None:
        """Use the devices that `config` names; SoundChanged says what came of it. Never raises.

        A device that is missing, or goes away later, is looked for until it is there.
        """
        if config == self._config:
            return
        self._config = config
        first = config.input[0] if config.input else NULL
        is_file = first.startswith(FILE_PREFIX)
        before, self._file = self._file, Path(first.removeprefix(FILE_PREFIX)) if is_file else None
        self._voice.configure(
            VoiceSettings(config.echo_cancellation, config.noise_suppression, config.gain_control)
        )
        self._answered = False
        orders = {Role.MICROPHONE: () if is_file else config.input, Role.HEADSET: config.output}
        self._devices.want(orders, answer=True)
        if self._file != before:
            self._on_changed()

    def source_for_call(self) -> Any | None:
        """The media to transmit as the agent's voice into one call; None is silence.

        A file starts anew for each call, so its player belongs to the call; the microphone is
        shared. A file that cannot be played is reported and counts as silence.
        """
        self.test(SoundTest.OFF)
        if self._file is None:
            return self._microphone
        try:
            return FilePlayer(self._file, _nothing)
        except (OSError, ValueError) as error:
            self.current = SoundChanged(
                input=NULL, output=self.current.output, problem="failed", detail=str(error)
            )
            self._emit(self.current)
            return None

    @property
    def speaker(self) -> Any | None:
        """Where the customer's voice goes; None is nowhere."""
        return self._speaker_port if self._has(Role.HEADSET) else None

    def ring(self, ringing: bool) -> None:
        """Ring, or stop ringing. Quietly nothing without a device."""
        self._ringing = ringing
        if ringing:
            self.test(SoundTest.OFF)
        self._use_bell(ringing)

    def chime(self) -> None:
        """The bell's two notes, once; nothing while it rings anyway."""
        if not self._ringing:
            self._use_bell(True)
            self._inbox.after(CHIME_S, lambda: self._use_bell(self._ringing))

    def watch_levels(self, on: bool) -> None:
        """Report levels while somebody looks at them, and once which devices there are."""
        self._devices.microphone_meter.running = self._devices.headset_meter.running = on
        if on:
            self._devices.list(
                lambda inputs, outputs: self._inbox.post(
                    lambda: self._emit(SoundListed(inputs, outputs))
                )
            )
        if on and not self._watched:
            self._inbox.after(LEVELS_EVERY_S, self._send_levels)
        self._watched = on

    def test(self, test: SoundTest) -> None:
        """Begin or end a trial of microphone and headset; only while no call is up."""
        self._tester.begin(test, self._microphone, self.speaker)

    def close(self) -> None:
        """Close the devices."""
        self._watched = False
        self.test(SoundTest.OFF)
        self._devices.close()

    def _use_bell(self, on: bool) -> None:
        ring = self._config.ring if self._config is not None and on else ()
        self._devices.want({Role.RING: ring})

    @property
    def _microphone(self) -> MicrophonePort | None:
        return self._microphone_port if self._has(Role.MICROPHONE) else None

    def _has(self, role: Role) -> bool:
        return role in self._in_use and self._in_use[role].device != NULL

    def _report(self, in_use: dict[Role, InUse]) -> None:
        had = self._has(Role.MICROPHONE), self._has(Role.HEADSET)
        self._in_use = in_use
        has = self._has(Role.MICROPHONE), self._has(Role.HEADSET)
        # Ports are made once, and only where there is a device: each costs a callback every 20 ms.
        if has[0] and self._microphone_port is None:
            self._microphone_port = MicrophonePort(self._voice.take)
        if has[1] and self._speaker_port is None:
            self._speaker_port = SpeakerPort(self._voice.put)
        microphone, headset = in_use[Role.MICROPHONE], in_use[Role.HEADSET]
        problems = [one for one in (microphone, headset) if one.problem]
        now = SoundChanged(
            input="file" if self._file is not None else microphone.device,
            output=headset.device,
            problem=problems[0].problem if problems else "",
            detail="; ".join(dict.fromkeys(one.detail for one in problems)),
            missing=tuple(
                MissingDevice(role.value, one.wanted, one.device)
                for role, one in in_use.items()
                if one.wanted and role is not Role.RING
            ),
        )
        if now != self.current or not self._answered:
            self.current, self._answered = now, True
            self._emit(now)
        if has != had:
            self.test(SoundTest.OFF)
            self._on_changed()

    def _send_levels(self) -> None:
        if not self._watched:
            return
        self._inbox.after(LEVELS_EVERY_S, self._send_levels)
        microphone_db = self._devices.microphone_meter.look()
        headset_db = self._devices.headset_meter.look()
        self._emit(SoundLevels(round(microphone_db), round(headset_db)))


def _nothing() -> None:
    """The agent's file has ended: from here on the agent is silent."""
