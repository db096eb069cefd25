"""hidapi with devices that are not there: the functions of its module that are used, and no more.

A device made by software would need /dev/uhid and the right to use it.
"""

import queue
import threading
from dataclasses import dataclass, field
from typing import Any, Final

from real_headsets import APPLE_REMOTE

WITHIN_S: Final = 20.0


@dataclass
class Plug:
    """A device at the other end of the library."""

    path: bytes
    descriptor: bytes
    name: str = "Blackwire"
    exclusive: bool = False
    """Another program has it."""
    deaf: bool = False
    """It takes no report, though its descriptor says so."""
    reports: "queue.SimpleQueue[bytes | None]" = field(default_factory=queue.SimpleQueue)
    """None: it is pulled out."""
    written: "queue.SimpleQueue[bytes]" = field(default_factory=queue.SimpleQueue)
    open: bool = False


class Library:
    """hidapi's module, as far as it is used."""

    def __init__(self) -> None:
        self.plugs: list[Plug] = []
        self.looked = threading.Semaphore(0)
        self.threads: set[str] = set()

    def enumerate(self) -> list[dict[str, Any]]:
        self.threads.add(threading.current_thread().name)
        self.looked.release()
        pages = (0x0C, 0x0B, 0xFF00)
        return [
            {
                "path": plug.path,
                "usage_page": page,
                "product_string": plug.name,
                "vendor_id": 0x47F,
                "product_id": 0xC056,
            }
            for plug in self.plugs
            for page in (pages if plug.descriptor is not APPLE_REMOTE else pages[:1])
        ]

    def device(self) -> "OpenPlug":
        return OpenPlug(self)


class OpenPlug:
    def __init__(self, library: Library) -> None:
        self._library = library
        self._plug: Plug | None = None

    def open_path(self, path: bytes) -> None:
        plug = next(plug for plug in self._library.plugs if plug.path == path)
        if plug.exclusive:
            raise OSError("open failed")
        self._plug, plug.open = plug, True

    def get_report_descriptor(self) -> list[int]:
        assert self._plug is not None
        if not self._plug.descriptor:
            raise OSError("read error")
        return list(self._plug.descriptor)

    def read(self, max_length: int, timeout_ms: int) -> list[int]:
        assert self._plug is not None
        self._library.threads.add(threading.current_thread().name)
        try:
            report = self._plug.reports.get(timeout=timeout_ms / 1_000)
        except queue.Empty:
            return []
        if report is None:
            raise OSError("read error")
        return list(report[:max_length])

    def write(self, report: bytes) -> int:
        assert self._plug is not None
        if self._plug.deaf:
            return -1
        self._plug.written.put(bytes(report))
        return len(report)

    def close(self) -> None:
        if self._plug is not None:
            self._plug.open = False


def lit(plug: Plug) -> bytes:
    return plug.written.get(timeout=WITHIN_S)


def dark(plug: Plug) -> None:
    """The lights of a headset that was just found: none."""
    assert {lit(plug) for _ in range(4)} == {b"\x09\0", b"\x17\0", b"\x18\0", b"\x20\0"}
