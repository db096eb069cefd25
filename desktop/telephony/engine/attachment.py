"""One attachment to one engine process: find or start it, connect, and tell how it ended.

Every wait has an end: an engine that is stopped or hangs must not hang the desktop too.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any, Final

from desktop.errors import LocalError
from desktop.processes.outcome import ProcessOutcome
from desktop.processes.rendezvous import Rendezvous, file_of, find
from desktop.telephony.engine.launch import ENGINE, LOG_NAME, start_engine

START_S: Final = 20.0
"""A cold start from a slow disk with a virus scanner in the way; usually half a second."""
CONNECT_S: Final = 3.0
POLL_S: Final = 0.02
END_S: Final = 2.0
"""From the channel's end of file to the process's end."""


class AttachError(Exception):
    """No engine could be reached; the text says why."""


@dataclass(slots=True)
class EngineLink:
    """A connected engine. `child` is None when an earlier desktop started it."""

    connection: Connection
    pid: int
    child: "subprocess.Popen[bytes] | None"

    def kill(self) -> None:
        """End a process that no longer answers. Nothing milder would reach it."""
        _kill(self.pid)
        self.wait(END_S)

    def wait(self, limit_s: float) -> None:
        """Until the process has ended, at most `limit_s`."""
        if self.child is not None:
            try:
                self.child.wait(limit_s)
            except subprocess.TimeoutExpired:
                pass
            return
        try:
            self.connection.poll(limit_s)  # a stranger's end shows only as the end of its channel
        except (OSError, EOFError):
            pass

    def let_go(self) -> None:
        """The engine goes on without us."""
        if self.child is not None and self.child.poll() is None:
            # Popen warns about children nobody waited for; this one is meant to outlive us.
            self.child.returncode = 0

    def outcome(self) -> str:
        """What became of a process that closed its channel, in words. It may well be alive, with a
        call: then it is found again."""
        if self.child is None:
            return "went away"
        self.wait(END_S)
        code = self.child.poll()
        if code is None:
            self.let_go()
            return "closed its channel"
        return ProcessOutcome(code).in_words


def attach(runtime_dir: Path, command: list[str]) -> EngineLink:
    """Connect to the engine of `runtime_dir`, starting `command` if there is none.

    Raises AttachError.
    """
    found = find(runtime_dir, ENGINE)
    if found is not None:
        try:
            return EngineLink(_connect(found), found.pid, None)
        except TimeoutError:
            # Somebody holds that address and does not answer: it is the engine, and it hangs.
            _kill(found.pid)
        except (OSError, EOFError, AuthenticationError):
            pass  # stale: whoever wrote the file is gone
        _remove(file_of(runtime_dir, ENGINE))
    return _start(runtime_dir, command)


def _remove(stale: Path) -> None:
    try:
        stale.unlink(missing_ok=True)
    except OSError as error:
        raise AttachError(f"its old {stale.name} cannot be removed: {error.strerror}") from error


def _start(runtime_dir: Path, command: list[str]) -> EngineLink:
    try:
        child = start_engine(runtime_dir, command)
    except LocalError as error:
        raise AttachError(str(error)) from error
    except OSError as error:
        raise AttachError(f"could not be started: {error.strerror}") from error
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        found = find(runtime_dir, ENGINE)
        if found is not None:
            try:
                return EngineLink(_connect(found), found.pid, child)
            except (OSError, EOFError, AuthenticationError) as error:
                child.kill()
                child.wait()
                raise AttachError(f"started but could not be reached: {error}") from error
        code = child.poll()
        if code is not None:
            raise AttachError(f"{ProcessOutcome(code).in_words} while starting, see {LOG_NAME}")
        time.sleep(POLL_S)
    child.kill()
    child.wait()
    raise AttachError(f"did not come up within {START_S:.0f} s")


def _connect(rendezvous: Rendezvous) -> Connection:
    """Connect and prove the key within CONNECT_S, else TimeoutError; raises as Client does."""
    done: list[Connection | Exception] = []

    def connect() -> None:
        try:
            connection: Any = Client(rendezvous.address, authkey=rendezvous.authkey)
            done.append(connection)
        except (OSError, EOFError, AuthenticationError) as error:
            done.append(error)

    # `Client` has no timeout: it gets a thread that ends with the engine it waits for.
    thread = threading.Thread(target=connect, name="engine-connect", daemon=True)
    thread.start()
    thread.join(CONNECT_S)
    if not done:
        raise TimeoutError("the engine does not answer")
    if isinstance(done[0], Exception):
        raise done[0]
    return done[0]


def _kill(pid: int) -> None:
    try:
        if sys.platform == "win32":
            os.kill(pid, signal.SIGTERM)  # there it is TerminateProcess
        else:
            os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
