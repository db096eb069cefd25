"""linphone-daemon: Linphone without a window, spoken to over its standard input and output."""

import os
import re
import select
import shutil
import subprocess
import time
import wave
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pytest
from ports import free_port

DAEMON = shutil.which("linphone-daemon")

CONFIG = """
[sip]
bind_address=127.0.0.1
sip_port={sip}
sip_tcp_port=0
sip_tls_port=0
guess_hostname=0
default_proxy=0
media_encryption={encryption}
media_encryption_mandatory={mandatory}

[rtp]
audio_rtp_port={rtp}

[sound]
remote_ring=

[proxy_0]
reg_proxy=<sip:{proxy}>
reg_route=<sip:{proxy};lr>
reg_identity=sip:{user}@127.0.0.1
reg_sendregister=1

[auth_info_0]
username={user}
passwd={password}
realm=127.0.0.1
"""

Event = dict[str, str]


class Linphone:
    """One running daemon, registered; plays a tone of 1000 Hz when told to."""

    def __init__(
        self, folder: Path, proxy: str, user: str, password: str, *, srtp: str = "off"
    ) -> None:
        """`proxy` is host:port of its registrar."""
        if DAEMON is None:
            pytest.skip("linphone is not installed (apt-get install linphone-cli)")
        (folder / ".local/share/linphone").mkdir(parents=True)
        self._folder = folder
        self.port = free_port()
        config = CONFIG.format(
            sip=self.port,
            rtp=free_port(),
            encryption="none" if srtp == "off" else "srtp",
            mandatory=int(srtp == "mandatory"),
            proxy=proxy,
            user=user,
            password=password,
        )
        (folder / "linphonerc").write_text(config)
        (folder / "log").touch()
        self._tone = _tone(folder / "tone.wav")
        self._events: list[Event] = []
        self._event: Event = {}
        self._open: set[str] = set()
        self._heard = b""
        self._process: subprocess.Popen[bytes] | None = None
        self._since = 0  # of the log, at the beginning of the call

    def __enter__(self) -> Self:
        assert DAEMON is not None
        self._process = subprocess.Popen(
            [DAEMON, "--config", str(self._folder / "linphonerc"), "--disable-stats-events",
             "--log", str(self._folder / "log")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=self._folder, env={"HOME": str(self._folder), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        self.wait_logged(r"to \[LinphoneRegistrationOk\]")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        try:
            process.stdin.close()
        except BrokenPipeError:
            pass

    def do(self, command: str) -> None:
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(f"{command}\n".encode())
        self._process.stdin.flush()

    def speak(self, call: str) -> None:
        """The tone, into that call."""
        self._since = len(self._log())
        self.do(f"incall-player-start {self._tone} {call}")

    def wait(self, kind: str, state: str = "", *, call: str = "", limit_s: float = 15.0) -> Event:
        """The next event of that type, state and call."""
        deadline = time.monotonic() + limit_s
        while True:
            for index, event in enumerate(self._events):
                told = event.get("Event", event.get("State", ""))
                if (
                    event["Event-type"] == kind
                    and state in ("", told)
                    and call in ("", event.get("Id"))
                ):
                    del self._events[: index + 1]
                    return event
            left_s = deadline - time.monotonic()
            assert left_s > 0, f"no {kind} {state}: {self._events} {self._log()[-3000:]}"
            self._read(left_s)

    def forget(self) -> None:
        """Once all calls are over, what was told of them is nothing to anybody."""
        deadline = time.monotonic() + 5.0
        while self._read(0.3) or (self._open and time.monotonic() < deadline):
            pass
        self._events.clear()
        self._since = len(self._log())

    def wait_receiving(self) -> None:
        """Until sound comes; the command that would tell ends the daemon at times."""
        self.wait_logged(r"RTP : \[d=[1-9]")

    def wait_logged(self, pattern: str, limit_s: float = 10.0) -> None:
        """Until its log, from the beginning of the call on, has that."""
        deadline = time.monotonic() + limit_s
        while not re.search(pattern, self._log()[self._since :]):
            assert time.monotonic() < deadline, self._log()[-2000:]
            time.sleep(0.1)

    def wait_refused(self) -> int:
        """The status that our call was refused with; the daemon only says that it was."""
        self.wait("call-state-changed", "LinphoneCallReleased")
        return int(re.findall(r"^SIP/2\.0 ([3-6]\d\d)", self._log(), re.MULTILINE)[-1])

    def _log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")

    def _read(self, limit_s: float) -> bool:
        """Events: their type, an empty line, lines of "Name: value", an empty line. Returns
        whether anything came."""
        assert self._process is not None and self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        if not select.select([pipe], [], [], limit_s)[0]:
            return False
        *lines, self._heard = (self._heard + os.read(pipe, 65_536)).split(b"\n")
        for line in lines:
            text = line.decode(errors="replace").rpartition("daemon-linphone>")[2]
            name, colon, value = text.partition(": ")
            if name == "Event-type":
                self._event = {}
            if colon:
                self._event[name] = value.strip()
            elif len(self._event) > 1:
                self._take(self._event)
                self._event = {}
        return True

    def _take(self, event: Event) -> None:
        if "Event-type" not in event:
            return
        self._events.append(event)
        match event.get("Event", "").removeprefix("LinphoneCall"):
            case "OutgoingInit" | "IncomingReceived":
                self._open.add(event["Id"])
            case "Released":
                self._open.discard(event["Id"])


def _tone(path: Path) -> Path:
    time_s = np.arange(60 * 8000) / 8000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes((8000 * np.sin(2 * np.pi * 1000 * time_s)).astype("<i2").tobytes())
    return path
