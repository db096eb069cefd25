"""RFC 4475 against the engine, by UDP and TCP: what is valid is answered as it says, and nothing
kills, blocks or confuses it."""

import re
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from endpoints import Endpoint, quiet_config
from torture_messages import INVALID, VALID, Torture

pytestmark = pytest.mark.sip
LIMIT_S = 2.0
LINES = re.DOTALL | re.MULTILINE
PING = "ping"


@pytest.fixture(scope="module", params=["udp", "tcp"])
def desk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Endpoint]:
    folder: Path = tmp_path_factory.mktemp("torture")
    config = quiet_config("user", transport=request.param)
    with Endpoint(folder / request.param, config) as endpoint:
        yield endpoint


class Line:
    """One sender; over TCP one connection."""

    def __init__(self, desk: Endpoint) -> None:
        self.transport = desk.config.accounts[0].transport
        kind = socket.SOCK_DGRAM if self.transport == "udp" else socket.SOCK_STREAM
        self._socket = socket.socket(socket.AF_INET, kind)
        self._socket.settimeout(LIMIT_S)
        self._socket.connect(("127.0.0.1", desk.port))
        self.host = f"127.0.0.1:{desk.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    @property
    def via(self) -> str:
        port = self._socket.getsockname()[1]
        branch = f"z9hG4bK{secrets.token_hex(6)}"
        return f"SIP/2.0/{self.transport.upper()} 127.0.0.1:{port};rport;branch={branch}"

    def send(self, raw: bytes) -> None:
        try:
            self._socket.sendall(raw)
        except ConnectionError:
            pass  # hung up on us, which is an answer, too

    def answers_until_ping(self) -> dict[str, set[int]]:
        """Ask whether it is there; the statuses that came by then, by Call-ID. Without the ping's
        own the line is dead."""
        self.send(
            f"OPTIONS sip:user@{self.host} SIP/2.0\r\nVia: {self.via}\r\nMax-Forwards: 70\r\n"
            f"From: <sip:ping@127.0.0.1>;tag=1\r\nTo: <sip:user@127.0.0.1>\r\nCall-ID: {PING}\r\n"
            "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n".encode()
        )
        heard, answers = "", dict[str, set[int]]()
        while PING not in answers:
            try:
                raw = self._socket.recv(65_535)
            except (TimeoutError, ConnectionError):
                break
            if not raw:
                break
            heard += raw.decode(errors="replace")
            for status, call in re.findall(r"^SIP/2\.0 (\d{3}) .*?^Call-ID: (\S*)", heard, LINES):
                answers.setdefault(call, set()).add(int(status))
        return answers


def answers_to(desk: Endpoint, torture: Torture) -> set[int]:
    """The statuses that came for it; afterwards the engine is there, the same, without calls."""
    pid = desk.client.pid
    with Line(desk) as line:
        line.send(torture.bytes(line.via, line.host, secrets.token_hex(6)))
        came = line.answers_until_ping()
    with Line(desk) as other:
        assert other.answers_until_ping().get(PING) == {200}, "nobody is there any more"
    desk.hang_up_all()
    assert desk.client.pid == pid and pid is not None
    came.pop(PING, None)
    return set().union(*came.values())


@pytest.mark.parametrize("torture", VALID + INVALID, ids=lambda one: one.name.partition(":")[0])
def test_rfc_4475(desk: Endpoint, torture: Torture) -> None:
    came = answers_to(desk, torture)
    assert came <= torture.answers, torture.section
    assert came or not torture.answers or torture.silence, "no answer"
