"""How evenly RTP leaves an address, seen on the loopback device with the kernel's time stamps.

Being late in reading does not count. Linux only, and only for who may capture.
"""

import ctypes
import os
import socket
import struct
import threading
from array import array
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

SO_TIMESTAMPNS = 35
SO_ATTACH_FILTER = 26
_ETH_P_ALL = 3
_OUTGOING = 4  # each packet is seen twice on loopback: going out and coming in
_TWO_STAMPS = struct.Struct("qq")


class Spacing:
    """Collects milliseconds between two packets of the same stream (SSRC) while it is open.

    Raises PermissionError where capturing is not allowed, AttributeError where it is not known.
    """

    def __init__(self, source: str) -> None:
        """`source`: the IPv4 address whose packets count."""
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ETH_P_ALL))
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        _only_from(self._socket, source)
        self._socket.bind(("lo", 0))
        self._socket.settimeout(0.2)
        self._latest_ms: dict[int, float] = {}
        self._thread = threading.Thread(target=self._run, name="spacing", daemon=True)
        self._running = True
        self._spacings_ms = array("d")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running = False
        self._thread.join()
        self._socket.close()

    @property
    def streams(self) -> int:
        return len(self._latest_ms)

    def percentiles_ms(self, *which: float) -> list[float]:
        """Of the spacings so far; 100 is the longest."""
        return [float(one) for one in np.percentile(np.array(self._spacings_ms), which)]

    def __len__(self) -> int:
        return len(self._spacings_ms)

    def _run(self) -> None:
        while self._running:
            try:
                raw, ancillary, _, sender = self._socket.recvmsg(2048, 256)
            except TimeoutError:
                continue
            # 14 bytes of Ethernet, 20 of IP, 8 of UDP; RTP begins with its version, 2
            if sender[2] != _OUTGOING or len(raw) < 54 or raw[23] != 17 or raw[42] >> 6 != 2:
                continue
            if 72 <= raw[43] & 0x7F <= 76:
                continue  # RTCP (RFC 5761 §4)
            seconds, nanoseconds = _TWO_STAMPS.unpack(ancillary[0][2][:16])
            at_ms = seconds * 1e3 + nanoseconds / 1e6
            (stream,) = struct.unpack_from("!I", raw, 50)
            before_ms = self._latest_ms.get(stream)
            if before_ms is not None:
                self._spacings_ms.append(at_ms - before_ms)
            self._latest_ms[stream] = at_ms


def _only_from(capture: socket.socket, source: str) -> None:
    """A packet filter in the kernel: others' packets are not even copied."""
    (address,) = struct.unpack("!I", socket.inet_aton(source))
    program = b"".join(
        struct.pack("HBBI", *one)
        for one in ((0x20, 0, 0, 26), (0x15, 0, 1, address), (6, 0, 0, 0xFFFF), (6, 0, 0, 0))
    )
    instructions = ctypes.create_string_buffer(program)
    pointer = struct.pack("HL", 4, ctypes.addressof(instructions))
    capture.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, pointer)


def stolen_s() -> float:
    """Seconds the hypervisor kept the cores for others, so far: no priority helps against it."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    return int(fields[8]) / os.sysconf("SC_CLK_TCK")
