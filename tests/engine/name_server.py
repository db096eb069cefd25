"""A name server for one process: it knows a few hosts, and says nothing at all when it is told so.

Needs root, for port 53 and for a resolv.conf that only that process sees; elsewhere the tests are
skipped and say so.
"""

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

HEADER = 12
FOUND, UNKNOWN = (
    b"\x81\x80",
    b"\x81\x83",
)  # RFC 1035 §4.1.1: response, recursion; no error, NXDOMAIN
A = b"\x00\x01"


class NameServer:
    """`silent` from any thread."""

    def __init__(self, folder: Path, hosts: Mapping[str, str]) -> None:
        if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("unshare") is None:
            pytest.skip("a name server of one's own needs Linux, root and util-linux")
        self._hosts = dict(hosts)
        self.silent = False
        number = os.getpid()
        self._address = f"127.{100 + (number >> 14 & 63)}.{number >> 7 & 127}.{1 + (number & 127)}"
        self._resolv = folder / "resolv.conf"
        self._resolv.write_text(f"nameserver {self._address}\n")
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._thread = threading.Thread(target=self._serve, name="name-server")

    def __enter__(self) -> Self:
        self._socket.bind((self._address, 53))
        self._thread.start()
        if subprocess.run(self.command(["true"]), check=False, capture_output=True).returncode:
            self.__exit__(None, None, None)
            pytest.skip("a mount namespace is not permitted here")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", (self._address, 53))
        self._thread.join()
        self._socket.close()

    def command(self, command: Sequence[str]) -> list[str]:
        """`command`, to be run with this name server and no other."""
        mount = f'mount --bind "{self._resolv}" /etc/resolv.conf && exec "$@"'
        return ["unshare", "--mount", "sh", "-c", mount, "sh", *command]

    def _serve(self) -> None:
        while query := self._socket.recvfrom(512):
            message, sender = query
            if not message:
                return
            if not self.silent:
                self._socket.sendto(self._answer(message), sender)

    def _answer(self, query: bytes) -> bytes:
        labels, at = [], HEADER
        while length := query[at]:
            labels.append(query[at + 1 : at + 1 + length].decode())
            at += 1 + length
        question = query[HEADER : at + 5]
        address = self._hosts.get(".".join(labels).lower())
        answer = b""
        if address is not None and question[-4:-2] == A:
            answer = (
                b"\xc0\x0c" + A + b"\x00\x01" + bytes(4) + b"\x00\x04" + socket.inet_aton(address)
            )
        flags = FOUND if address is not None else UNKNOWN
        counts = b"\x00\x01" + len(answer[:1]).to_bytes(2, "big") + bytes(4)
        return query[:2] + flags + counts + question + answer
