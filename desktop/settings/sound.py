"""The settings of sound: devices by role, and what is done to the agent's voice."""

from dataclasses import dataclass

from desktop.settings.declaration import Kind, setting


@dataclass(frozen=True, slots=True)
class Sound:
    """[sound]"""

    input: tuple[str, ...] = setting(
        ("default",),
        Kind.DEVICES,
        'Microphone: "default", "null" (silence), the name of a device, or "file:PATH" (a WAV '
        "played once into each call). Of a list, the first that is there is used; when it is "
        "pulled out the next, and when it comes back the first again.",
    )
    output: tuple[str, ...] = setting(
        ("default",),
        Kind.DEVICES,
        'Headset: "default", "null" (nowhere) or the name of a device, or a list of them.',
    )
    ring: tuple[str, ...] = setting(
        ("default",),
        Kind.DEVICES,
        'Where it rings: "default", "null" or the name of a device, or a list of them.',
    )
    echo_cancellation: bool = setting(
        True, Kind.FLAG, "Keep the customer from hearing himself out of a loudspeaker."
    )
    noise_suppression: bool = setting(
        True, Kind.FLAG, "Take steady noise of the room out of the agent's voice."
    )
    gain_control: bool = setting(
        True, Kind.FLAG, "Bring quiet and loud microphones to the same level."
    )
    headset_buttons: bool = setting(
        True,
        Kind.FLAG,
        "Answer, hang up and mute with the buttons of headsets (telephony page of USB HID), and "
        "set their lights.",
    )
