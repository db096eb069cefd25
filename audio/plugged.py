"""Notices that a sound device was plugged in or out, or that the system has another default device,
without asking PortAudio.

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


def default_devices() -> object:
    """Something that compares unequal after the user has chosen another default device.

    Always equal on Linux: PulseAudio and PipeWire move what plays on their default by themselves.
    """
    try:
        if sys.platform == "win32":
            return _windows_defaults()
        if sys.platform == "darwin":
            return tuple(_macos_property(selector) for selector in (b"dIn ", b"dOut"))
    except OSError:
        pass
    return None


def _windows() -> object:
    """The numbers of wave devices (winmm), as the device list of the system counts them."""
    import ctypes

    winmm = ctypes.WinDLL("winmm")  # type: ignore[attr-defined,unused-ignore]
    return winmm.waveInGetNumDevs(), winmm.waveOutGetNumDevs()


def _windows_defaults() -> object:
    """Number and name of the wave mapper's preferred devices, which PortAudio takes for its default
    (DRVM_MAPPER_PREFERRED_GET, mmddk.h). The name, because the preferred one may be renumbered."""
    import ctypes

    winmm = ctypes.WinDLL("winmm")  # type: ignore[attr-defined,unused-ignore]
    mapper, preferred_get = ctypes.c_void_p(-1), 0x2015
    found = []
    for message, capabilities in (
        (winmm.waveInMessage, winmm.waveInGetDevCapsW),
        (winmm.waveOutMessage, winmm.waveOutGetDevCapsW),
    ):
        number, flags = ctypes.c_uint32(0), ctypes.c_uint32(0)
        message(mapper, preferred_get, ctypes.byref(number), ctypes.byref(flags))
        caps = ctypes.create_string_buffer(84)  # WAVEOUTCAPSW, the larger of the two
        capabilities(ctypes.c_void_p(number.value), caps, len(caps))
        found.append((number.value, caps.raw))
    return tuple(found)


def _macos() -> object:
    """The ids of all audio devices: kAudioHardwarePropertyDevices."""
    return _macos_property(b"dev#")


def _macos_property(selector: bytes) -> bytes:
    """A property of Core Audio's system object, as it lies in memory."""
    import ctypes

    core = ctypes.CDLL("/System/Library/Frameworks/CoreAudio.framework/CoreAudio")
    address = (ctypes.c_uint32 * 3)(
        *(int.from_bytes(code) for code in (selector, b"glob", bytes(4)))
    )
    size = ctypes.c_uint32(0)
    core.AudioObjectGetPropertyDataSize(1, address, 0, None, ctypes.byref(size))
    value = ctypes.create_string_buffer(size.value)
    core.AudioObjectGetPropertyData(1, address, 0, None, ctypes.byref(size), value)
    return value.raw
