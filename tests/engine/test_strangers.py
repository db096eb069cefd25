"""Over TCP anybody can connect: it costs us nothing, and nobody who is in a call."""

import queue
import re
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from endpoints import Endpoint
from kamailio import registered, registered_config

from desktop.telephony.engine import messages as m

pytestmark = pytest.mark.sip

QUIET_S = 1.0
"""A lost connection is acted on within a tenth of a second."""


class TcpRegistrar:
    """Accepts every registration; what came is in `seen`, connections too."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        self.seen: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._links: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.drop()
        for thread in self._threads:
            thread.join(5)

    def drop(self) -> None:
        """Close what is connected."""
        for link in self._links:
            try:
                link.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other side was quicker
            link.close()
        self._links.clear()

    def _spawn(self, target: object, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, name="tcp-registrar")  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                link, _ = self._server.accept()
            except OSError:
                return
            self._links.append(link)
            self.seen.put("connection")
            self._spawn(self._serve, link)

    def _serve(self, link: socket.socket) -> None:
        heard = b""
        while True:
            try:
                more = link.recv(65_536)
            except OSError:
                return
            if not more:
                return
            heard += more
            while b"\r\n\r\n" in heard:
                head, _, heard = heard.partition(b"\r\n\r\n")
                if head.strip():
                    self._answer(link, head.decode().lstrip())

    def _answer(self, link: socket.socket, request: str) -> None:
        self.seen.put(request.split(" ", 1)[0])
        kept = re.findall(r"^(?:Via|From|To|Call-ID|CSeq):.*$", request, re.MULTILINE)
        contact = re.search(r"^Contact: (<[^>]+>)", request, re.MULTILINE)
        assert contact is not None
        lines = [line.rstrip("\r") for line in kept]
        lines.append(f"Contact: {contact[1]};expires=300")
        text = "\r\n".join(["SIP/2.0 200 OK", *lines, "Content-Length: 0", "", ""])
        link.sendall(text.encode())


def test_a_stranger_who_comes_and_goes_is_no_lost_registrar(folder: Path) -> None:
    with TcpRegistrar() as registrar:
        config = registered_config("agent", registrar.address, "secret", transport="tcp")
        with Endpoint(folder / "agent-tcp", config) as agent:
            port = registered(agent).local_port
            assert [registrar.seen.get(timeout=5) for _ in range(2)] == ["connection", "REGISTER"]
            for _ in range(3):
                socket.create_connection(("127.0.0.1", port)).close()
            with pytest.raises(queue.Empty):
                registrar.seen.get(timeout=QUIET_S)
            # our own connection is another matter
            registrar.drop()
            assert [registrar.seen.get(timeout=5) for _ in range(2)] == ["connection", "REGISTER"]
            after = agent.mark()
            agent.send(m.Register("agent"))
            registered(agent, after=after)
