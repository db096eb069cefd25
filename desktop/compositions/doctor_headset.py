"""What the doctor looks at of headsets: whose buttons and lights can be used."""

from collections.abc import Iterator
from typing import Final

from desktop.compositions.findings import Finding, Verdict
from desktop.headset.controls import Light, Usage, controls_of
from desktop.headset.descriptor import BadDescriptor
from desktop.headset.devices import Hid, Plugged, Refusal, Refused
from desktop.settings.sound import Sound
from resources import resource

UDEV_RULE: Final = "70-beistand-headset.rules"
_BUTTONS: Final = {
    Usage.HOOK_SWITCH: "answer and hang up",
    Usage.PHONE_MUTE: "mute",
    Usage.FLASH: "hold",
}
_LIGHTS: Final = {
    Light.RING: "ring",
    Light.OFF_HOOK: "in a call",
    Light.MUTE: "mute",
    Light.MICROPHONE: "mute",
}


def examine_headsets(hid: Hid, sound: Sound) -> Iterator[Finding]:
    """One finding for each headset that is plugged in; none is opened that is not to be used."""
    if not sound.headset_buttons:
        yield Finding("headset", Verdict.OK, "its buttons are off (sound.headset_buttons)")
        return
    plugged = hid.plugged()
    if not plugged:
        yield Finding("headset", Verdict.OK, "none with a telephone's buttons is plugged in")
    for one in plugged:
        yield _finding(hid, one)


def _finding(hid: Hid, plugged: Plugged) -> Finding:
    try:
        device = hid.open(plugged)
        try:
            controls = controls_of(device.describe())
        finally:
            device.close()
    except Refused as error:
        return Finding("headset", Verdict.MISSING, *_refused(plugged.name, error))
    except BadDescriptor as error:
        what = f"{plugged.name} does not say what its buttons mean: {error}"
        return Finding("headset", Verdict.MISSING, what, "Update its firmware")
    if controls is None:
        return Finding("headset", Verdict.OK, f"{plugged.name} has no telephone's buttons")
    buttons = ", ".join(words for usage, words in _BUTTONS.items() if usage in controls.behaviours)
    lit = dict.fromkeys(words for light, words in _LIGHTS.items() if light in controls.lights)
    what = f"{plugged.name}: buttons {buttons or 'none'}; lights {', '.join(lit) or 'none'}"
    return Finding("headset", Verdict.OK, what)


def _refused(name: str, error: Refused) -> tuple[str, str]:
    match error.why:
        case Refusal.DENIED:
            rule = resource("udev", UDEV_RULE)
            return (
                f"the buttons of {name} may not be used ({error.what})",
                f"sudo cp {rule} /etc/udev/rules.d/ && sudo udevadm control --reload, then plug "
                "the headset in again",
            )
        case Refusal.TAKEN:
            return f"another program is using the buttons of {name}", "Close that program"
        case Refusal.UNREADABLE:
            return f"{name} does not say what its buttons mean: {error.what}", "Update its firmware"
