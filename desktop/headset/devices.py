"""The one door to the HID library (hidapi): what is plugged in, and one device that is open.

Linux goes by hidraw, as the library's other way takes the device from the kernel, volume keys and
all; there only rights can be in the way. Devices are shared with other programs, unless those have
one for themselves. Used by one thread only.
"""

import contextlib
import ctypes
import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from desktop.errors import LocalError
from desktop.headset.controls import TELEPHONY_PAGE

if sys.platform == "linux":
    import hidraw as library
else:
    import hid as library

MAX_REPORT: Final = 1_024
"""Bytes; full-speed USB sends 64 at a time, and no headset has a longer report of buttons."""


class Refusal(StrEnum):
    """Why a headset's buttons cannot be used."""

    DENIED = "denied"  # the system does not let this user: on Linux a udev rule is missing
    TAKEN = "taken"  # another program has it for itself
    UNREADABLE = (
        "unreadable"  # it does not say what its reports mean, or not so that one could tell
    )


class Refused(LocalError):
    """A device that is there cannot be used."""

    def __init__(self, why: Refusal, what: str) -> None:
        super().__init__(what)
        self.why = why


class Gone(LocalError):
    """The device answers no more: pulled out, out of reach, or without power."""


@dataclass(frozen=True, slots=True)
class Plugged:
    """A device with a collection of the telephony page."""

    path: bytes
    """Where it is; another one after it was plugged in again, or the same."""
    name: str


class Device(Protocol):
    def describe(self) -> bytes:
        """Its report descriptor; raises Refused."""

    def read(self, within_s: float) -> bytes:
        """The next input report, empty if none comes in time; raises Gone."""

    def write(self, report: bytes) -> bool:
        """Send an output report, id first. False: not taken, as by devices that promise a light
        they do not have; of one that has left only `read` tells."""

    def close(self) -> None: ...


class Hid(Protocol):
    def plugged(self) -> tuple[Plugged, ...]: ...

    def open(self, plugged: Plugged) -> Device:
        """Raises Refused."""


class SystemHid:
    """The devices of this computer."""

    def __init__(self) -> None:
        if sys.platform == "darwin":
            # Else macOS would keep the volume keys from everybody, which is hidapi's default;
            # Python's names for it do not have the switch (trezor/cython-hidapi issue 178).
            with contextlib.suppress(OSError, AttributeError):
                ctypes.CDLL(library.__file__).hid_darwin_set_open_exclusive(0)

    def plugged(self) -> tuple[Plugged, ...]:
        found = {
            one["path"]: Plugged(one["path"], _shown(one))
            for one in library.enumerate()
            if one["usage_page"] == TELEPHONY_PAGE
        }
        return tuple(found.values())

    def open(self, plugged: Plugged) -> Device:
        device = library.device()
        try:
            device.open_path(plugged.path)
        except OSError as error:
            if sys.platform == "linux" and not os.access(plugged.path, os.R_OK | os.W_OK):
                raise Refused(Refusal.DENIED, os.fsdecode(plugged.path)) from error
            raise Refused(Refusal.TAKEN, str(error)) from error
        return _OpenDevice(device)


class _OpenDevice:
    def __init__(self, device: Any) -> None:
        self._device = device

    def describe(self) -> bytes:
        try:
            return bytes(self._device.get_report_descriptor())
        except (OSError, ValueError) as error:
            raise Refused(Refusal.UNREADABLE, str(error)) from error

    def read(self, within_s: float) -> bytes:
        try:
            return bytes(self._device.read(MAX_REPORT, max(1, round(1_000 * within_s))))
        except (OSError, ValueError) as error:
            raise Gone(str(error)) from error

    def write(self, report: bytes) -> bool:
        try:
            return bool(self._device.write(report) >= 0)
        except (OSError, ValueError):
            return False

    def close(self) -> None:
        self._device.close()


def _shown(one: dict[str, Any]) -> str:
    """The name a device gives itself, made fit to be shown."""
    name = "".join(c for c in one["product_string"] or "" if c.isprintable()).strip()[:100]
    return name or f"{one['vendor_id']:04x}:{one['product_id']:04x}"
