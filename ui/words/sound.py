"""Words of the sound window."""

from typing import Final

from PySide6.QtCore import QCoreApplication

from ui.sound_state import SoundTrial
from ui.words.marking import QT_TRANSLATE_NOOP

translate = QCoreApplication.translate

TRIALS: Final = {
    SoundTrial.OFF: QT_TRANSLATE_NOOP(
        "Sound", "Speak, and hear what others would hear. Nothing is kept, nothing is analysed."
    ),
    SoundTrial.RECORD: QT_TRANSLATE_NOOP("Sound", "Please speak: five seconds are recorded."),
    SoundTrial.PLAY: QT_TRANSLATE_NOOP("Sound", "That is how you sound."),
    SoundTrial.ECHO: QT_TRANSLATE_NOOP("Sound", "You hear yourself, one second later."),
}


def sound_trial(trial: SoundTrial, *, in_call: bool) -> str:
    """What is going on, or what can be done."""
    if in_call:
        return translate("Sound", "Once the call is over, you can try your sound here.")
    return translate("Sound", TRIALS[trial])


def sound_device(name: str) -> str:
    """The name of a device; that there is none where it is empty."""
    if name == "default":
        return translate("Sound", "default device")
    return name or translate("Sound", "none")


def sound_place(place: int, name: str) -> str:
    """A device in the order of preference; `place` counts from 1, 0: it has none."""
    said = sound_device(name)
    return f"{place}. {said}" if place else said


def sound_instead(wanted: str) -> str:
    """That the preferred device is missing; empty where it is not."""
    if not wanted:
        return ""
    return translate("Sound", "“{wanted}” is not there.").format(wanted=wanted)


def sound_level(*, too_loud: bool) -> str:
    """A word beside the meter, where there is something to say."""
    return translate("Sound", "too loud") if too_loud else ""
