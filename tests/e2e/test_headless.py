"""Phones without a window, driven from the command line; and the window, driven the same way."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import Desk, free_port, settings_toml
from endpoints import Endpoint, quiet_config
from pytestqt.qtbot import QtBot

from desktop.api import messages as api
from desktop.api.client import NoPhone, connect
from desktop.paths import default_paths

pytestmark = pytest.mark.e2e

SOON_S = 30.0
COMMAND = [sys.executable, "-m", "desktop"]
QUIET = '[analysis]\nconsent_mode = "off"\n'
Said = Callable[[dict[str, Any]], bool]


class Events:
    """`beistand ctl events`, read while it runs."""

    def __init__(self, settings: Path) -> None:
        self.all: list[dict[str, Any]] = []
        self._news = threading.Condition()
        self.process = subprocess.Popen(
            [*COMMAND, "ctl", "--settings", str(settings), "events", "--json"],
            stdout=subprocess.PIPE,
            text=True,
        )
        self._thread = threading.Thread(target=self._read, name="events")
        self._thread.start()
        self.wait(lambda event: event["event"] == "status")

    def wait(self, said: Said) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            return next((one for one in self.all if said(one)), None)

        with self._news:
            event = self._news.wait_for(found, SOON_S)
        assert event is not None, f"not among {self.all}"
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
    """`beistand run --headless` with settings of its own."""

    def __init__(self, settings: Path, more: str = QUIET) -> None:
        self.port = free_port()
        self.address = f"sip:agent@127.0.0.1:{self.port}"
        self.settings = settings
        settings.write_text(settings_toml(self.port, more, auto_answer=False), "utf-8")
        self.process = subprocess.Popen(
            [*COMMAND, "run", "--headless", "--settings", str(settings)]
        )
        self._wait_until_up()
        self.events = Events(settings)

    def ctl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return ctl(self.settings, *arguments)

    def do(self, *arguments: str) -> str:
        """What a command that must succeed prints."""
        done = self.ctl(*arguments)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return done.stdout.strip()

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.do("status"))
        return found

    def call(self) -> dict[str, Any]:
        """The only call there is."""
        [call] = self.status()["calls"]
        return dict(call)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(SOON_S)

    def close(self) -> None:
        if self.process.poll() is None:
            self.end()
        self.events.close()

    def _wait_until_up(self) -> None:
        paths = default_paths()
        deadline = time.monotonic() + SOON_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the phone has ended"
            try:
                with connect(paths.runtime_of("agent", self.settings)) as client:
                    reply = client.request(api.GetStatus())
            except NoPhone:
                reply = None
            if isinstance(reply, api.StatusReply) and any(
                account.registration == "direct" for account in reply.status.accounts
            ):
                return
            time.sleep(0.05)
        raise AssertionError("the phone did not come up")


def ctl(settings: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "ctl", "--settings", str(settings), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=SOON_S,
    )


def call_is(**wanted: Any) -> Said:
    """An event that a call is like `wanted`."""
    return lambda event: (
        event["event"] == "call"
        and all(event["status"][name] == value for name, value in wanted.items())
    )


@pytest.fixture
def headless(tmp_path: Path) -> Iterator[Callable[..., Headless]]:
    made: list[Headless] = []

    def make(name: str, more: str = QUIET) -> Headless:
        made.append(Headless(tmp_path / f"{name}.toml", more))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def colleague(tmp_path: Path) -> Iterator[Endpoint]:
    folder = tmp_path / "colleague"
    folder.mkdir(mode=0o700)
    with Endpoint(folder, quiet_config("kollege", auto_answer=True)) as endpoint:
        yield endpoint


def test_two_phones_and_the_command_line(
    headless: Callable[..., Headless], colleague: Endpoint
) -> None:
    customer = headless("customer")
    agent = headless("agent", '[analysis]\nprofile = "facts"\n')

    dialled = customer.do("dial", agent.address)
    ringing = agent.events.wait(call_is(state="incoming"))
    assert ringing["v"] == 1 and ringing["call"] == ringing["status"]["id"]
    assert agent.do("answer") == ringing["call"]
    customer.events.wait(call_is(id=dialled, state="confirmed"))
    mine, theirs = agent.call(), customer.call()
    assert (mine["direction"], theirs["direction"]) == ("incoming", "outgoing")
    assert mine["state"] == theirs["state"] == "confirmed"
    assert mine["consent"] == mine["tension"] == "unknown"
    assert ringing["t_ms"] / 1000 - mine["started_s"] < SOON_S

    agent.do("consent", "grant")
    assert agent.call()["consent"] == "granted"
    agent.do("hold")
    customer.events.wait(call_is(id=dialled, held_there=True))
    assert agent.call()["held"]
    agent.do("swap", ringing["call"])
    assert not agent.call()["held"]
    agent.do("mute")
    assert agent.call()["muted"]
    agent.do("unmute")
    agent.do("dtmf", "12#")
    agent.do("analysis-off")
    assert agent.call()["consent"] == "withdrawn"

    refused = agent.ctl("consent", "grant")
    assert refused.returncode == 1 and "withdrawn" in refused.stderr
    helpless = agent.ctl("help")
    assert helpless.returncode == 1 and "supervision.supervisors" in helpless.stderr

    agent.do("transfer", colleague.address)
    agent.events.wait(call_is(state="disconnected"))
    customer.events.wait(call_is(state="confirmed", peer=colleague.address))
    assert agent.status()["calls"] == []
    nothing = agent.ctl("hangup")
    assert nothing.returncode == 1 and nothing.stderr.count("\n") == 1

    talk = colleague.wait_call(lambda call: call.confirmed_at_s is not None).call_id
    assert customer.end() == 0
    assert colleague.wait_ended(talk).end_code == 200
    assert customer.ctl("status").returncode == 3


def test_a_call_is_declined_and_one_is_hung_up(headless: Callable[..., Headless]) -> None:
    one, other = headless("one"), headless("other")
    first = one.do("dial", other.address)
    other.events.wait(call_is(state="incoming"))
    other.do("decline")
    one.events.wait(call_is(id=first, state="disconnected", code=603))
    second = one.do("dial", other.address)
    declined = other.events.wait(call_is(state="disconnected"))["call"]
    other.events.wait(lambda event: call_is(state="incoming")(event) and event["call"] != declined)
    one.do("hangup", second)
    assert one.status()["calls"] == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_no_qt_and_a_clean_end(
    headless: Callable[..., Headless], number: signal.Signals, hermetic_home: Path
) -> None:
    phone = headless("phone")
    mapped = Path(f"/proc/{phone.process.pid}/maps").read_text("utf-8")
    assert "PySide6" not in mapped and "torch" not in mapped
    engine = phone.status()["processes"]["engine"]["pid"]
    os.kill(phone.process.pid, number)
    assert phone.process.wait(SOON_S) == 0
    assert not Path(f"/proc/{engine}").exists()
    assert phone.events.process.wait(SOON_S) == 3
    assert not list(hermetic_home.rglob("api.json"))


def test_a_client_killed_in_a_line_and_one_that_never_reads(
    headless: Callable[..., Headless],
) -> None:
    phone = headless("phone")
    paths = default_paths()
    stuck = connect(paths.runtime_of("agent", phone.settings))
    stuck.events()
    killed = Events(phone.settings)
    killed.process.kill()
    killed.close()
    for _ in range(3):
        assert phone.status()["v"] == 1
    stuck.close()


def test_the_window_has_the_same_api(
    desk: Callable[..., Desk], caller: Endpoint, qtbot: QtBot
) -> None:
    one = desk(QUIET, auto_answer=False)
    desktop = one.open()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        """The window's own loop goes on meanwhile."""
        done: list[subprocess.CompletedProcess[str]] = []
        thread = threading.Thread(target=lambda: done.append(ctl(one.settings, *arguments)))
        thread.start()
        qtbot.waitUntil(lambda: bool(done), timeout=int(SOON_S * 1000))
        thread.join()
        return done[0]

    qtbot.waitUntil(
        lambda: any(account.state.value == "direct" for account in desktop.registry.accounts),
        timeout=int(SOON_S * 1000),
    )
    assert json.loads(run("status").stdout)["processes"]["phone"]["pid"] == os.getpid()
    call_id = caller.dial(one.address)
    qtbot.waitUntil(lambda: desktop.registry.active is not None, timeout=int(SOON_S * 1000))
    assert run("answer").returncode == 0
    assert desktop.registry.talking is not None
    caller.wait_confirmed(call_id)
    assert run("hangup").returncode == 0
    caller.wait_ended(call_id)
    assert run("answer").returncode == 1
