"""A computer of its own on a network of its own: a namespace, joined to ours by a virtual cable.

Needs root; elsewhere the tests are skipped and say so.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import pytest

IP = shutil.which("ip", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


class Computer:
    """`host` is our end of the cable; `address` is where the computer is."""

    def __init__(self) -> None:
        if sys.platform != "linux" or os.geteuid() != 0 or IP is None:
            pytest.skip("a network namespace needs Linux, root and iproute2")
        number = os.getpid() & 0xFFFF
        self._name = f"bst{number}"
        self._ours, self._theirs = f"bst{number}a", f"bst{number}b"
        self._net = f"10.{number >> 8}.{number & 255}"
        self.host = f"{self._net}.1"
        self.address = f"{self._net}.2"

    def __enter__(self) -> Self:
        if _ip("netns", "add", self._name, check=False):
            pytest.skip("network namespaces are not permitted here")
        _ip("link", "add", self._ours, "type", "veth", "peer", "name", self._theirs)
        _ip("link", "set", self._theirs, "netns", self._name)
        _ip("addr", "add", f"{self.host}/24", "dev", self._ours)
        _ip("link", "set", self._ours, "up")
        self._inside("link", "set", "lo", "up")
        self._inside("addr", "add", f"{self.address}/24", "dev", self._theirs)
        self.plug_in()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _ip("netns", "del", self._name, check=False)
        _ip("link", "del", self._ours, check=False)

    def command(self, command: Sequence[str]) -> list[str]:
        """`command`, to be run on that computer."""
        assert IP is not None
        return [IP, "netns", "exec", self._name, *command]

    def move(self) -> None:
        """To another address, as from one Wi-Fi to another; the old one is gone."""
        before, self.address = self.address, f"{self._net}.3"
        self._inside("addr", "del", f"{before}/24", "dev", self._theirs)
        self._inside("addr", "add", f"{self.address}/24", "dev", self._theirs)
        self._inside("route", "replace", "default", "via", self.host)

    def unplug(self) -> None:
        self._inside("link", "set", self._theirs, "down")

    def plug_in(self) -> None:
        self._inside("link", "set", self._theirs, "up")
        self._inside("route", "replace", "default", "via", self.host)

    def _inside(self, *arguments: str) -> None:
        _ip("-n", self._name, *arguments)


def _ip(*arguments: str, check: bool = True) -> int:
    assert IP is not None
    return subprocess.run([IP, *arguments], check=check, stderr=subprocess.DEVNULL).returncode
