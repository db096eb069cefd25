"""A program's end of the API, for the command line and for tests: one request at a time."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Self, cast

from desktop.api.messages import AnyEvent, AnyReply, AnyRequest, Error, Events, Hello
from desktop.api.objects import VERSION
from desktop.api.server import API
from desktop.api.wire import Unreadable, read_event, read_reply, write
from desktop.errors import NetworkError
from desktop.processes.rendezvous import find

REPLY_S: Final = 20.0
"""Longer than the phone itself waits for anything to come about."""


class NoPhone(NetworkError):
    """No phone is running there."""


class ApiClient:
    """A connection that said hello. A context manager; not for several threads."""

    def __init__(self, file: BinaryIO, link: "socket.socket | None") -> None:
        self._file = file
        self._link = link

    def request(self, request: AnyRequest) -> AnyReply:
        """Send, and wait for the reply. Raises NetworkError where none comes."""
        try:
            self._file.write(write(request))
            self._file.flush()
            return read_reply(self._line())
        except TimeoutError:
            raise NetworkError(
                f"the phone has not answered within {REPLY_S:.0f} s", action="Restart it"
            ) from None
        except (OSError, Unreadable) as error:
            raise NetworkError(f"the phone went away ({error})", action="Start it again") from None

    def events(self) -> Iterator[AnyEvent]:
        """Whatever happens from now on, until the phone ends. Raises NetworkError."""
        reply = self.request(Events())
        if isinstance(reply, Error):
            raise NetworkError(reply.what, action=reply.action)
        if self._link is not None:
            self._link.settimeout(None)
        return self._events()

    def _events(self) -> Iterator[AnyEvent]:
        try:
            while line := self._file.readline():
                yield read_event(line)
        except (OSError, Unreadable) as error:
            raise NetworkError(f"the phone went away ({error})") from None

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

    def _line(self) -> bytes:
        line = self._file.readline()
        if not line:
            raise NetworkError("the phone has ended", action="Start it again")
        return line


def connect(runtime: Path) -> ApiClient:
    """The phone of that runtime folder. Raises NoPhone, or NetworkError where it refuses us."""
    found = find(runtime, API)
    if found is None:
        raise NoPhone("no phone is running", action="Start it: beistand run, or run --headless")
    try:
        client = _open(found.address)
    except OSError:
        raise NoPhone(
            "no phone is running", action="Start it: beistand run, or run --headless"
        ) from None
    reply = client.request(Hello(v=VERSION, token=found.authkey.hex()))
    if isinstance(reply, Error):
        client.close()
        raise NetworkError(f"the phone refuses us: {reply.what}", action=reply.action)
    return client


def _open(address: str) -> ApiClient:
    if sys.platform == "win32":
        return ApiClient(cast(BinaryIO, open(address, "r+b", buffering=0)), None)  # noqa: PTH123
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        link.settimeout(REPLY_S)
        link.connect(address)
    except OSError:
        link.close()
        raise
    return ApiClient(cast(BinaryIO, link.makefile("rwb")), link)
