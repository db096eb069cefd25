"""What the sound window shows."""

from dataclasses import dataclass
from enum import StrEnum


class SoundTrial(StrEnum):
    """What microphone and headset are being tried with."""

    OFF = "off"
    RECORD = "record"  # five seconds; PLAY follows by itself
    PLAY = "play"
    ECHO = "echo"


class SoundRole(StrEnum):
    """What a device is for."""

    MICROPHONE = "microphone"
    HEADSET = "headset"
    RING = "ring"


@dataclass(frozen=True, slots=True)
class DeviceView:
    """The device of one role, and how loud it is."""

    name: str = ""
    """Empty: there is none."""
    instead_of: str = ""
    """The preferred device that is not there; empty where it is."""
    level_db: int = -100
    """Loudest moment of the last tenth of a second, dB re full scale, -100..0."""
    order: tuple[str, ...] = ()
    """Which device is preferred: the first that works is used."""
    others: tuple[str, ...] = ()
    """Devices that could be preferred as well."""
    locked: bool = False
    """The administrator decides."""


@dataclass(frozen=True, slots=True)
class SoundState:
    microphone: DeviceView = DeviceView()
    headset: DeviceView = DeviceView()
    ring: DeviceView = DeviceView()
    """The preferred one: which is used is seen only when it rings."""
    trial: SoundTrial = SoundTrial.OFF
    in_call: bool = False
    """Then nothing can be tried: the customer would hear it."""
