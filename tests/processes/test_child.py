"""Real children: started, killed, frozen, garbled, hopeless."""

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.processes.child import ChildProcess, ChildProtocol, ChildState, ChildStatus
from desktop.processes.restarts import RestartPolicy
from inference.messages import FromWorker, Initialize, Ping, Pong, Ready, Shutdown

pytestmark = pytest.mark.process

CHILD = """
import json, sys, time
from multiprocessing.connection import Client
import msgspec
from inference.messages import PROTOCOL, ToWorker, Initialize, Ping, Pong, Ready, Shutdown
where = json.loads(sys.stdin.readline())
link = Client(where["address"], authkey=bytes.fromhex(where["authkey"]))
link.send_bytes(b"this is no message")
decoder, encode = msgspec.msgpack.Decoder(ToWorker), msgspec.msgpack.encode
while True:
    message = decoder.decode(link.recv_bytes())
    if isinstance(message, Initialize):
        link.send_bytes(encode(Ready(protocol=PROTOCOL, pid=0, device="cpu", models=())))
    elif isinstance(message, Ping):
        link.send_bytes(encode(Pong(number=message.number)))
    elif isinstance(message, Shutdown):
        break
"""


class Watched:
    """A child and everything it said."""

    def __init__(self, runtime: Path, code: str, **options: Any) -> None:
        self.statuses: queue.SimpleQueue[ChildStatus] = queue.SimpleQueue()
        self.messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.child = ChildProcess(
            [sys.executable, "-c", code],
            runtime,
            ChildProtocol(
                FromWorker,
                greeting=Initialize(),
                ready=Ready,
                ping=Ping,
                pong=Pong,
                shutdown=Shutdown(),
            ),
            name="test-child",
            on_message=self.messages.put,
            on_status=self.statuses.put,
            **options,
        )

    def wait(self, state: ChildState, within_s: float = 20.0) -> ChildStatus:
        deadline = time.monotonic() + within_s
        while True:
            status = self.statuses.get(timeout=max(0.01, deadline - time.monotonic()))
            if status.state is state:
                return status


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    watched: list[Watched] = []

    def start(code: str = CHILD, **options: Any) -> Watched:
        one = Watched(tmp_path, code, **options)
        watched.append(one)
        one.child.start()
        return one

    yield start
    for one in watched:
        one.child.stop()


def test_a_child_gets_ready_and_garbage_is_dropped(watch: Callable[..., Watched]) -> None:
    one = watch()
    one.wait(ChildState.READY)
    assert isinstance(one.messages.get(timeout=5), Ready)


def test_a_killed_child_is_started_again(watch: Callable[..., Watched]) -> None:
    one = watch()
    one.wait(ChildState.READY)
    first = one.child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert "SIGKILL" in one.wait(ChildState.RESTARTING).outcome
    one.wait(ChildState.READY)
    assert one.child.pid != first


def test_a_frozen_child_is_killed_and_replaced(watch: Callable[..., Watched]) -> None:
    one = watch(answer_within_s=2.0)
    one.wait(ChildState.READY)
    pid = one.child.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    one.wait(ChildState.RESTARTING)
    one.wait(ChildState.READY)


def test_a_hopeless_child_is_given_up(watch: Callable[..., Watched]) -> None:
    one = watch("raise SystemExit(7)", policy=RestartPolicy((0.01,), most_restarts=2))
    assert "exit code 7" in one.wait(ChildState.GAVE_UP).outcome


def test_given_up_is_not_for_ever(watch: Callable[..., Watched], tmp_path: Path) -> None:
    flag = tmp_path / "mended"
    code = f"import pathlib\nif not pathlib.Path({str(flag)!r}).exists(): raise SystemExit(7)\n"
    one = watch(code + CHILD, policy=RestartPolicy((0.01,), most_restarts=1))
    one.child.retry()  # too early: changes nothing
    one.wait(ChildState.GAVE_UP)
    one.child.retry()
    one.wait(ChildState.RESTARTING)  # its past is forgotten
    one.wait(ChildState.GAVE_UP)
    flag.touch()
    one.child.retry()
    one.wait(ChildState.READY)


def test_a_folder_or_program_that_is_gone_is_said_and_not_the_end(
    watch: Callable[..., Watched], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Watched(tmp_path / "gone", CHILD, policy=RestartPolicy((0.2,), most_restarts=5))
    one.child.start()
    try:
        assert "No such file" in one.wait(ChildState.RESTARTING).outcome
        (tmp_path / "gone").mkdir()
        one.wait(ChildState.READY)
    finally:
        one.child.stop()


def test_a_child_that_will_not_end_is_said(
    watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    wait = subprocess.Popen.wait

    def impatient(self: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        wait(self, timeout)
        raise subprocess.TimeoutExpired(self.args, timeout or 0.0)

    monkeypatch.setattr(subprocess.Popen, "wait", impatient)
    one = watch("raise SystemExit(7)", policy=RestartPolicy((0.01,), most_restarts=1))
    assert "could not be ended" in one.wait(ChildState.GAVE_UP).outcome


def test_another_version_is_not_tried_again(watch: Callable[..., Watched]) -> None:
    one = watch(CHILD.replace("protocol=PROTOCOL", "protocol=99"))
    status = one.wait(ChildState.GAVE_UP)
    assert "another version" in status.outcome and "99" in status.outcome
    assert one.messages.empty()


def test_a_child_is_told_where_to_log(watch: Callable[..., Watched], tmp_path: Path) -> None:
    log = tmp_path / "child.log"
    code = "import json, pathlib\nwhere = json.loads(input())\n"
    watch(f"{code}pathlib.Path(where['log']).write_text('here')", log_file=log).wait(
        ChildState.RESTARTING
    )
    assert log.read_text() == "here"


def test_a_child_that_never_connects_does_not_hold_up_the_end(
    watch: Callable[..., Watched],
) -> None:
    one = watch("import time; time.sleep(60)")
    one.wait(ChildState.STARTING)
    started_s = time.monotonic()
    one.child.stop()
    assert time.monotonic() - started_s < 8.0
    assert one.child.pid is None


def test_nothing_runs_after_stop(watch: Callable[..., Watched]) -> None:
    one = watch()
    one.wait(ChildState.READY)
    pid = one.child.pid
    one.child.stop()
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    one.wait(ChildState.STOPPED)
