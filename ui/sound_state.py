"""What the sound window shows."""

from dataclasses import dataclass
from enum import StrEnum


class SoundTrial(StrEnum):
    """What microphone and headset are being tried with."""

    OFF = "off"
    RECORD = "record"  # five seconds; PLAY follows by itself
    PLAY = "play"
    ECHO = "echo"


@dataclass(frozen=True, slots=True)
class DeviceView:
    """One device and how loud it is."""

    name: str = ""
    """Empty: there is none."""
    instead_of: str = ""
    """The preferred device that is not there; empty where it is."""
    level_db: int = -100
    """Loudest moment of the last tenth of a second, dB re full scale, -100..0."""


@dataclass(frozen=True, slots=True)
class SoundState:
    microphone: DeviceView = DeviceView()
    headset: DeviceView = DeviceView()
    trial: SoundTrial = SoundTrial.OFF
    in_call: bool = False
    """Then nothing can be tried: the customer would hear it."""
    known: tuple[str, ...] = ()
    """Names of the devices there are, for the settings."""
