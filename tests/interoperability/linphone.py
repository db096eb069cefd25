"""linphone-daemon: Linphone without a window, spoken to over its standard input and output."""

import queue
import re
import shutil
import subprocess
import threading
import time
import wave
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pytest
from kamailio import free_port

DAEMON = shutil.which("linphone-daemon")

CONFIG = """
[sip]
bind_address=127.0.0.1
sip_port={sip}
sip_tcp_port=0
sip_tls_port=0
guess_hostname=0
contact=sip:linphone@127.0.0.1
media_encryption={encryption}
media_encryption_mandatory={mandatory}

[rtp]
audio_rtp_port={rtp}

[sound]
remote_ring=

[misc]
uuid=
"""

Event = dict[str, str]


class Linphone:
    """One running daemon; sends and hears, plays a tone of 1000 Hz when told to."""

    def __init__(self, folder: Path, *, srtp: str = "off") -> None:
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
        )
        (folder / "linphonerc").write_text(config)
        self._tone = _tone(folder / "tone.wav")
        self._news: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._events: list[Event] = []
        self._process: subprocess.Popen[str] | None = None
        self._since = 0  # of the log, at the beginning of the call
        self._reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        assert DAEMON is not None
        self._process = subprocess.Popen(
            [DAEMON, "--config", str(self._folder / "linphonerc"), "--disable-stats-events",
             "--log", str(self._folder / "log")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            cwd=self._folder, env={"HOME": str(self._folder), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
        self._reader.start()
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
        self._reader.join(5)
        process.stdout.close()
        try:
            process.stdin.close()
        except BrokenPipeError:
            pass

    def do(self, command: str) -> None:
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()

    def speak(self, call: str) -> None:
        """The tone, into that call."""
        self._since = len(self._log())
        self.do(f"incall-player-start {self._tone} {call}")

    def wait(self, kind: str, state: str = "", *, limit_s: float = 15.0) -> Event:
        """The next event of that type and state."""
        deadline = time.monotonic() + limit_s
        while True:
            for index, event in enumerate(self._events):
                told = event.get("Event", event.get("State", ""))
                if event.get("Event-type") == kind and state in ("", told):
                    del self._events[: index + 1]
                    return event
            left_s = deadline - time.monotonic()
            try:
                self._events.append(self._news.get(timeout=max(0.0, left_s)))
            except queue.Empty:
                raise AssertionError(f"no {kind} {state}: {self._events} {self._log()[-3000:]}") from None

    def wait_receiving(self, limit_s: float = 10.0) -> None:
        """Until its log tells that sound comes; its command for that ends the daemon at times."""
        deadline = time.monotonic() + limit_s
        while not re.search(r"RTP : \[d=[1-9]", self._log()[self._since :]):
            assert time.monotonic() < deadline, self._log()[-2000:]
            time.sleep(0.1)

    def wait_refused(self) -> int:
        """The status that our call was refused with; the daemon only says that it was."""
        self.wait("call-state-changed", "LinphoneCallError")
        return int(re.findall(r"^SIP/2\.0 ([3-6]\d\d)", self._log(), re.MULTILINE)[-1])

    def _log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")

    def _read(self) -> None:
        """Events: their type, an empty line, lines of "Name: value", an empty line."""
        assert self._process is not None and self._process.stdout is not None
        event: Event = {}
        for line in self._process.stdout:
            name, colon, value = line.rpartition("daemon-linphone>")[2].partition(": ")
            if name == "Event-type":
                event = {}
            if colon:
                event[name] = value.strip()
            elif len(event) > 1:
                self._news.put(event)
                event = {}


def _tone(path: Path) -> Path:
    time_s = np.arange(60 * 8000) / 8000
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes((8000 * np.sin(2 * np.pi * 1000 * time_s)).astype("<i2").tobytes())
    return path
