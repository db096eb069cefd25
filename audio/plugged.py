"""Notices that a sound device was plugged in or out, without asking PortAudio.

PortAudio lists devices at its start only, and starting anew ends every stream. So the system is
asked, cheaply, whether there is a reason to.
"""

import sys
from pathlib import Path
from typing import Final

_ALSA_CARDS: Final = Path("/proc/asound/cards")


def plugged() -> object:
    """Something that compares unequal after a device came or went; always equal where the system
    cannot be asked."""
    try:
        if sys.platform == "win32":
            return _windows()
        if sys.platform == "darwin":
            return _macos()
        return _ALSA_CARDS.read_bytes()
    except OSError:
        return None


def _windows() -> object:
    """The numbers of wave devices (winmm), as the device list of the system counts them."""
    import ctypes

    winmm = ctypes.WinDLL("winmm")  # type: ignore[attr-defined,unused-ignore]
    return winmm.waveInGetNumDevs(), winmm.waveOutGetNumDevs()


def _macos() -> object:
    """The ids of all audio devices: kAudioHardwarePropertyDevices of the system object."""
    import ctypes

    core = ctypes.CDLL("/System/Library/Frameworks/CoreAudio.framework/CoreAudio")
    address = (ctypes.c_uint32 * 3)(
        *(int.from_bytes(code) for code in (b"dev#", b"glob", bytes(4)))
    )
    size = ctypes.c_uint32(0)
    core.AudioObjectGetPropertyDataSize(1, address, 0, None, ctypes.byref(size))
    ids = ctypes.create_string_buffer(size.value)
    core.AudioObjectGetPropertyData(1, address, 0, None, ctypes.byref(size), ids)
    return ids.raw
