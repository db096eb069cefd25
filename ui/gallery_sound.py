"""The states of the sound window that the gallery shows and the tests check."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ui.sound import SoundWindow
from ui.sound_state import DeviceView, SoundState, SoundTrial

_HEADSET: Final = "Jabra Evolve2 65: USB Audio (hw:1,0)"
_BUILT_IN: Final = "HDA Intel PCH: ALC257 Analog (hw:0,0)"


def sound_states() -> Iterator[tuple[str, SoundState]]:
    """The sound window."""
    used = DeviceView(_HEADSET, level_db=-21, order=(_HEADSET, "default"), others=(_BUILT_IN,))
    there = SoundState(used, replace(used, level_db=-30), replace(used, name=_BUILT_IN))
    yield "idle", there
    yield "recording", replace(there, trial=SoundTrial.RECORD)
    loud = replace(there.microphone, level_db=-1)
    yield "echo-too-loud", replace(there, microphone=loud, trial=SoundTrial.ECHO)
    elsewhere = replace(used, name=_BUILT_IN, instead_of=_HEADSET, level_db=-42)
    yield "elsewhere", replace(there, microphone=elsewhere, headset=elsewhere)
    yield "in-call", replace(there, in_call=True)
    fixed = replace(used, locked=True)
    yield "locked", SoundState(fixed, fixed, fixed)
    yield "none", SoundState()


def sound_window(state: SoundState) -> SoundWindow:
    window = SoundWindow()
    window.show_state(state)
    return window
