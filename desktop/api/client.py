"""A program's end of the API, for the command line and for tests: one request at a time."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Self, cast

from desktop.api import API
from desktop.api.messages import AnyReply, AnyRequest, Error, Events, Hello
from desktop.api.objects import VERSION
from desktop.api.wire import Unreadable, read_reply, write
from desktop.errors import LocalError
from desktop.processes.rendezvous import find

REPLY_S: Final = 20.0
"""Longer than the phone itself waits for anything to come about."""


class NoPhone(LocalError):
    """No phone is running there, or not any more."""


class ApiClient:
    """A connection that said hello. A context manager; not for several threads."""

    def __init__(self, file: BinaryIO, link: "socket.socket | None") -> None:
        self._file = file
        self._link = link

    def request(self, request: AnyRequest) -> AnyReply:
        """Send, and wait for the reply. Raises NoPhone, or LocalError where none comes."""
        try:
            self._file.write(write(request))
            self._file.flush()
            line = self._file.readline()
        except TimeoutError:
            what = f"the phone has not answered within {REPLY_S:.0f} s"
            raise LocalError(what, action="Restart it") from None
        except OSError as error:
            raise _gone() from error
        if not line:
            raise _gone()
        try:
            return read_reply(line)
        except Unreadable as error:
            what = f"the phone says something unknown: {error}"
            raise LocalError(what, action="Use the program that belongs to it") from None

    def events(self) -> Iterator[str]:
        """Whatever happens from now on, each as a line of JSON, until the phone ends.

        Raises NoPhone and LocalError.
        """
        reply = self.request(Events())
        if isinstance(reply, Error):
            raise LocalError(reply.what, action=reply.action)
        if self._link is not None:
            self._link.settimeout(None)
        return self._lines()

    def _lines(self) -> Iterator[str]:
        try:
            for line in self._file:
                yield line.decode().rstrip("\n")
        except OSError:
            pass
        raise _gone()

    def close(self) -> None:
        try:
            self._file.close()
        except OSError:
            pass  # what was not sent any more is of no interest
        if self._link is not None:
            self._link.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_START: Final = {
    "agent": ("no phone is running", "Start it: beistand run, or run --headless"),
    "supervisor": (
        "no supervisor's desktop is running",
        "Start it: beistand supervisor, or supervisor --headless",
    ),
}


def connect(runtime: Path, role: str = "agent") -> ApiClient:
    """The phone, or the supervisor's desktop, of that runtime folder.

    Raises NoPhone, or LocalError where it refuses us.
    """
    found = find(runtime, API)
    client = _open(found.address) if found is not None else None
    if found is None or client is None:
        what, action = _START[role]
        raise NoPhone(what, action=action)
    try:
        reply = client.request(Hello(v=VERSION, token=found.authkey.hex()))
        if isinstance(reply, Error):
            raise LocalError(f"the phone refuses us: {reply.what}", action=reply.action)
    except LocalError:
        client.close()
        raise
    return client


def _open(address: str) -> ApiClient | None:
    """None where nobody listens: the file is of a phone that is gone."""
    if sys.platform == "win32":
        try:
            return ApiClient(cast(BinaryIO, open(address, "r+b", buffering=0)), None)  # noqa: PTH123
        except OSError:
            return None
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        link.settimeout(REPLY_S)
        link.connect(address)
    except OSError:
        link.close()
        return None
    return ApiClient(cast(BinaryIO, link.makefile("rwb")), link)


def _gone() -> NoPhone:
    return NoPhone("the phone has ended", action="Start it again")
