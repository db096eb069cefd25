"""A plain child process that is watched: started, initialised, pinged, restarted.

`ChildProcess` owns one child at a time and one thread that looks after it. The child gets one JSON
line on its standard input that says where to connect, with which key, and where to log; its
standard input stays open for as long as the parent lives, so a child notices that its parent is
gone.
"""

import contextlib
import json
import logging
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any, Final

import msgspec

from desktop.processes.channel import Channel
from desktop.processes.endpoints import new_address
from desktop.processes.outcome import ProcessOutcome
from desktop.processes.restarts import RestartPolicy

log = logging.getLogger("beistand.processes")

PING_EVERY_S: Final = 1.0
ANSWER_WITHIN_S: Final = 10.0
"""Silence after which a child counts as hung and is killed: longer than any single inference, even
with both cores taken, and shorter than an agent's patience with a grey overlay."""
CONNECT_WITHIN_S: Final = 30.0


class ChildState(StrEnum):
    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    GAVE_UP = "gave_up"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ChildStatus:
    state: ChildState
    outcome: str = ""
    """How the last child ended, in words."""
    wait_s: float = 0.0
    """Until the next start, with RESTARTING."""


class ChildProtocol:
    """What the supervisor has to know of the messages: how to greet, ping, and end.

    Greeting and ready both have a `protocol`; a child with another one is of no use.
    """

    def __init__(
        self,
        incoming: Any,
        *,
        greeting: Any,
        ready: type[Any],
        ping: Callable[[int], msgspec.Struct],
        pong: type,
        shutdown: msgspec.Struct,
    ) -> None:
        self.incoming = incoming
        self.greeting: msgspec.Struct = greeting
        self.version: int = greeting.protocol
        self.ready = ready
        self.ping = ping
        self.pong = pong
        self.shutdown = shutdown


class ChildProcess:
    """Supervises one child role.

    `on_message` gets everything but pongs, `on_status` every change; both are called on threads of
    this object: copy, post, return. `log_file` is where the child is told to log.
    """

    def __init__(
        self,
        command: Sequence[str],
        runtime: Path,
        protocol: ChildProtocol,
        *,
        name: str,
        on_message: Callable[[Any], None],
        on_status: Callable[[ChildStatus], None],
        policy: RestartPolicy | None = None,
        answer_within_s: float = ANSWER_WITHIN_S,
        log_file: Path | None = None,
    ) -> None:
        self._command = list(command)
        self._runtime = runtime
        self._protocol = protocol
        self._name = name
        self._on_message = on_message
        self._on_status = on_status
        self._policy = policy or RestartPolicy()
        self._answer_within_s = answer_within_s
        self._log_file = log_file
        self._stop = threading.Event()
        self._retry = threading.Event()
        self._mismatch = ""
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._ended = threading.Event()
        self._heard_s = 0.0

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None else None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._supervise, name=self._name, daemon=True)
        self._thread.start()

    def send(self, message: msgspec.Struct) -> None:
        """Dropped while no child is connected: whoever cares re-sends on READY."""
        channel = self._channel
        if channel is not None:
            channel.send(message)

    def retry(self) -> None:
        """Start again after GAVE_UP, as if nothing had happened; changes nothing before."""
        self._retry.set()

    def stop(self, within_s: float = 3.0) -> None:
        """Ask the child to end, kill it after `within_s`, join the thread. Idempotent."""
        self._stop.set()
        self._ended.set()
        self._retry.set()
        if self._thread is not None:
            self._thread.join(within_s + 5.0)
            self._thread = None

    # ------------------------------------------------------------ the supervising thread

    def _supervise(self) -> None:
        while not self._stop.is_set():
            self._on_status(ChildStatus(ChildState.STARTING))
            outcome = self._run_in_words()
            if self._stop.is_set():
                break
            log.warning("child process ended", extra={"kind": self._name, "outcome": outcome})
            # another version will not become ours by starting it again
            wait_s = None if self._mismatch else self._policy.died(time.monotonic())
            if wait_s is None:
                self._give_up(outcome)
            else:
                self._on_status(ChildStatus(ChildState.RESTARTING, outcome, wait_s))
                self._stop.wait(wait_s)
        self._on_status(ChildStatus(ChildState.STOPPED))

    def _give_up(self, outcome: str) -> None:
        """Wait for `retry` or `stop`."""
        self._retry.clear()
        if not self._stop.is_set():
            self._on_status(ChildStatus(ChildState.GAVE_UP, outcome))
            self._retry.wait()
            self._policy.reset()

    def _run_in_words(self) -> str:
        """Run a child once; how that ended, or why it could not even begin."""
        self._mismatch = ""
        try:
            outcome = self._run_once().in_words
        except OSError as error:
            return f"could not be started ({error.strerror or type(error).__name__})"
        except subprocess.TimeoutExpired:
            return "could not be ended"
        return self._mismatch or outcome

    def _run_once(self) -> ProcessOutcome:
        """Start a child, look after it until it ends or must be ended, and say how it ended."""
        self._ended.clear()
        if self._stop.is_set():  # it was set before `clear`
            self._ended.set()
        authkey = secrets.token_bytes(32)
        with Listener(new_address(self._runtime, self._name), authkey=authkey) as listener:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
            self._process = process
            try:
                self._tell_where(process, str(listener.address), authkey)
                connection = self._accept(listener, process)
                if connection is not None:
                    self._attend(connection, process)
            finally:
                self._process = None
                code = self._end(process)
        return ProcessOutcome(code)

    def _tell_where(self, process: subprocess.Popen[bytes], address: str, authkey: bytes) -> None:
        where = {"address": address, "authkey": authkey.hex()}
        if self._log_file is not None:
            where["log"] = str(self._log_file)
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.write(json.dumps(where).encode() + b"\n")
            process.stdin.flush()

    def _accept(self, listener: Listener, process: subprocess.Popen[bytes]) -> Connection | None:
        """The child's connection, or None if it died, dawdled, or we are stopping."""
        accepted: list[Any] = []  # on Windows a PipeConnection

        def accept() -> None:
            with contextlib.suppress(OSError, EOFError):
                accepted.append(listener.accept())

        thread = threading.Thread(target=accept, name=f"{self._name}-accept", daemon=True)
        thread.start()
        deadline = time.monotonic() + CONNECT_WITHIN_S
        while thread.is_alive() and not self._stop.is_set():
            if process.poll() is not None or time.monotonic() > deadline:
                break
            thread.join(0.02)
        if thread.is_alive():
            # accept() cannot be interrupted; a connection that gives up at once ends it
            with contextlib.suppress(OSError, EOFError):
                _knock(str(listener.address))
            thread.join(1.0)
            return None
        return accepted[0] if accepted else None

    def _attend(self, connection: Connection, process: subprocess.Popen[bytes]) -> None:
        channel = Channel(
            connection,
            self._protocol.incoming,
            on_message=self._received,
            on_closed=self._ended.set,
            name=self._name,
        )
        self._heard_s = time.monotonic()
        channel.start()
        channel.send(self._protocol.greeting)
        self._channel = channel
        number = 0
        try:
            while not self._ended.wait(PING_EVERY_S):
                if process.poll() is not None:
                    return
                if time.monotonic() - self._heard_s > self._answer_within_s:
                    log.warning("child process hangs", extra={"kind": self._name})
                    return
                number += 1
                channel.send(self._protocol.ping(number))
        finally:
            self._channel = None
            if self._stop.is_set():
                channel.send(self._protocol.shutdown)
            channel.close()

    def _received(self, message: Any) -> None:
        self._heard_s = time.monotonic()
        if isinstance(message, self._protocol.pong):
            return
        if isinstance(message, self._protocol.ready):
            if message.protocol != self._protocol.version:
                self._mismatch = (
                    f"is another version of Beistand (protocol {message.protocol}, this one speaks "
                    f"{self._protocol.version}); reinstall Beistand"
                )
                self._ended.set()
                return
            self._on_status(ChildStatus(ChildState.READY))
        self._on_message(message)

    def _end(self, process: subprocess.Popen[bytes]) -> int | None:
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()
        if process.poll() is None and self._stop.is_set():
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(3.0)
        if process.poll() is None:
            process.kill()
        return process.wait(5.0)


def _knock(address: str) -> None:
    """Open and drop a raw connection, so that a blocked `Listener.accept` returns."""
    if sys.platform == "win32":
        Client(address, authkey=b"").close()
    else:
        with socket.socket(socket.AF_UNIX) as knocker:
            knocker.connect(address)
