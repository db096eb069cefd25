"""Phones without a window, each a process of its own, driven by `beistand ctl`."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from desks import free_port, settings_toml

from desktop.api import messages as api
from desktop.api.client import NoPhone, connect
from desktop.paths import default_paths

SOON_S: Final = 30.0
COMMAND: Final = [sys.executable, "-m", "desktop"]
QUIET: Final = '[analysis]\nconsent_mode = "off"\n'

_COMMANDS: Final = {"agent": "run", "supervisor": "supervisor"}

Said = Callable[[dict[str, Any]], bool]


def ctl(settings: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "ctl", "--settings", str(settings), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=SOON_S,
    )


def is_(event: str, **fields: Any) -> Said:
    """An event of that kind with those fields."""
    return lambda said: (
        said["event"] == event and all(said[name] == value for name, value in fields.items())
    )


class Events:
    """`beistand ctl events`, read while it runs."""

    def __init__(self, settings: Path, *which: str) -> None:
        """`which`: "--supervisor" for that desktop's."""
        self.all: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self.process = subprocess.Popen(
            [*COMMAND, "ctl", "--settings", str(settings), *which, "events", "--json"],
            stdout=subprocess.PIPE,
            text=True,
        )
        self._thread = threading.Thread(target=self._read, name="events")
        self._thread.start()
        self.wait(is_("status"))

    def mark(self) -> int:
        """A place in the list, for `after`."""
        with self._news:
            return len(self.all)

    def wait(self, said: Said, *, after: int = 0, limit_s: float = SOON_S) -> dict[str, Any]:
        """The first such event from number `after` on; fails after `limit_s`."""

        def found() -> dict[str, Any] | None:
            return next((one for one in self.all[after:] if said(one)), None)

        with self._news:
            event = self._news.wait_for(found, limit_s)
        assert event is not None, f"not among {self.all[after:]}"
        return event

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(SOON_S)
        self._thread.join(SOON_S)

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout:
            for line in self.process.stdout:
                with self._news:
                    self.all.append(json.loads(line))
                    self._news.notify_all()


class Headless:
    """`beistand run --headless`, or supervisor, with settings of its own; up when its first account
    is, which is of `user`."""

    def __init__(
        self,
        settings: Path,
        more: str = QUIET,
        *,
        registrar: str = "",
        auto_answer: bool = False,
        user: str = "agent",
        supervisor: bool = False,
    ) -> None:
        port = free_port()
        self.address = f"sip:{user}@127.0.0.1:{port}"
        self.settings = settings
        toml = settings_toml(port, more, registrar=registrar, auto_answer=auto_answer)
        settings.write_text(toml.replace("sip:agent@", f"sip:{user}@", 1), "utf-8")
        self._registration = "registered" if registrar else "direct"
        self._role = "supervisor" if supervisor else "agent"
        self.process = self._start()
        self.events = Events(settings, *(("--supervisor",) if supervisor else ()))

    def take_over(self) -> "subprocess.Popen[str]":
        """Start another one with the same settings; returns the process that was there before."""
        before, self.process = self.process, self._start()
        return before

    def ctl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return ctl(self.settings, *arguments)

    def do(self, *arguments: str) -> str:
        """What a command that must succeed prints."""
        done = self.ctl(*arguments)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return done.stdout.strip()

    def fails(self, *arguments: str) -> str:
        """What a command that must fail says."""
        done = self.ctl(*arguments)
        assert done.returncode == 1 and done.stdout == ""
        assert done.stderr.count("\n") == 1
        return done.stderr

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.do("status"))
        return found

    def call(self) -> dict[str, Any]:
        """The only call there is."""
        [call] = self.status()["calls"]
        return dict(call)

    def calls(self) -> dict[str, dict[str, Any]]:
        """By their ids."""
        return {call["id"]: call for call in self.status()["calls"]}

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(SOON_S)

    def close(self) -> None:
        if self.process.poll() is None:
            self.end()
        assert self.process.stderr is not None
        self.process.stderr.close()
        self.events.close()

    def _start(self) -> "subprocess.Popen[str]":
        """In a session of its own: what is sent to its group reaches all of it and nobody else."""
        process = subprocess.Popen(
            [*COMMAND, _COMMANDS[self._role], "--headless", "--settings", str(self.settings)],
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        deadline = time.monotonic() + SOON_S
        while time.monotonic() < deadline:
            assert process.poll() is None, "the phone has ended"
            if self._is_up(process.pid):
                return process
            time.sleep(0.05)  # nothing tells when there is a phone that can be asked
        raise AssertionError("the phone did not come up")

    def _is_up(self, pid: int) -> bool:
        try:
            with connect(default_paths().runtime_of(self._role, self.settings)) as client:
                reply = client.request(api.GetStatus())
        except NoPhone:
            return False
        assert isinstance(reply, api.StatusReply)
        status = reply.status
        return status.processes["phone"].pid == pid and any(
            account.registration.value == self._registration for account in status.accounts
        )
