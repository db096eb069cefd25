"""baresip as the other side: a telephone of another family, driven over its control socket."""

import json
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from ports import free_port

BARESIP = shutil.which("baresip")
MODULES = Path("/usr/lib/baresip/modules")

CONFIG = """
sip_listen 127.0.0.1:{sip}
net_interface 127.0.0.1
module_path {modules}
module g711.so
module g722.so
module ausine.so
module srtp.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
audio_source ausine,1000
ausrc_srate 48000
ausrc_channels 2
rtp_ports 40000-60000
call_local_timeout 60
call_max_calls 4
"""


class Baresip:
    """One account without a registrar unless the account line names one."""

    def __init__(
        self, folder: Path, name: str = "bare", *, account: str = "", answers: bool = True
    ) -> None:
        """`account` are parameters of baresip's account line, such as ";mediaenc=srtp-mand", or
        that whole line; `answers`: by itself."""
        if BARESIP is None or not MODULES.is_dir():
            pytest.skip("baresip is not installed (apt-get install baresip-core)")
        folder.mkdir()
        self._folder = folder
        self.port = free_port()
        self._control = free_port()
        config = CONFIG.format(sip=self.port, modules=MODULES, control=self._control)
        (folder / "config").write_text(config)
        line = account if account.startswith("<") else f"<sip:{name}@127.0.0.1>;regint=0{account}"
        (folder / "accounts").write_text(f"{line};answermode={'auto' if answers else 'manual'}\n")
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._heard = b""
        self._seen = 0
        self.events: list[dict[str, Any]] = []
        self.address = f"sip:{name}@127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        assert BARESIP is not None
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [BARESIP, "-f", str(self._folder)],
                stdin=subprocess.PIPE, stdout=log, stderr=log,
            )  # fmt: skip
        deadline = time.monotonic() + 15
        while self._connection is None:
            assert self._process.poll() is None and time.monotonic() < deadline, self.log()
            try:
                self._connection = socket.create_connection(("127.0.0.1", self._control), 1)
            except OSError:
                time.sleep(0.05)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            assert self._process.stdin is not None
            self._process.stdin.close()

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")[self._seen :]

    def forget(self) -> None:
        """What was told so far is of an earlier call."""
        self._read(0.2)
        self.events.clear()
        self._seen += len(self.log())

    def wait_logged(self, text: str, limit_s: float = 10.0) -> None:
        deadline = time.monotonic() + limit_s
        while text not in self.log():
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.05)

    def do(self, command: str, parameters: str = "") -> None:
        """A command of baresip's menu, such as "dial"."""
        assert self._connection is not None
        message = json.dumps({"command": command, "params": parameters}).encode()
        self._connection.sendall(b"%d:%s," % (len(message), message))

    def wait(self, kind: str, limit_s: float = 15.0) -> dict[str, Any]:
        """The next event of that type, such as CALL_ESTABLISHED."""
        deadline = time.monotonic() + limit_s
        while True:
            for index, event in enumerate(self.events):
                if event.get("type") == kind:
                    del self.events[: index + 1]
                    return event
            left_s = deadline - time.monotonic()
            assert left_s > 0, f"no {kind}: {self.events} {self.log()}"
            self._read(left_s)

    def _read(self, limit_s: float) -> None:
        """Take in what has come: netstrings of JSON."""
        assert self._connection is not None
        self._connection.settimeout(limit_s)
        try:
            self._heard += self._connection.recv(65_536)
        except TimeoutError:
            return
        while b":" in self._heard:
            length, _, rest = self._heard.partition(b":")
            size = int(length)
            if len(rest) <= size:
                return
            message = json.loads(rest[:size])
            self._heard = rest[size + 1 :]
            if message.get("event"):
                self.events.append(message)
