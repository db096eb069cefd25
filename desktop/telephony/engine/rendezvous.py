"""How a desktop finds the engine that is already running: one file in the runtime folder.

The file names the engine's address, process id and channel key. Folder 0700, file 0600: who can
read it may command the phone. A file whose engine is gone is stale; connecting to it fails, which
is the test (a process id alone may have been given to somebody else).
"""

import json
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.paths import private_folder
from desktop.processes.endpoints import new_address

FILE_NAME: Final = "engine.json"
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Rendezvous:
    """Where an engine listens."""

    address: str
    """Path of a socket, or the name of a Windows pipe."""
    pid: int
    authkey: bytes


def new_rendezvous(runtime_dir: Path) -> Rendezvous:
    """An unused address and a fresh key for this process; nothing is written yet."""
    return Rendezvous(new_address(runtime_dir, "engine"), os.getpid(), secrets.token_bytes(32))


def publish(runtime_dir: Path, rendezvous: Rendezvous) -> None:
    """Write the file, whole or not at all."""
    prepare(runtime_dir)
    text = json.dumps(
        {
            "v": VERSION,
            "address": rendezvous.address,
            "pid": rendezvous.pid,
            "authkey": rendezvous.authkey.hex(),
        }
    )
    draft = runtime_dir / f".{FILE_NAME}.{rendezvous.pid}"
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(runtime_dir / FILE_NAME)


def find(runtime_dir: Path) -> Rendezvous | None:
    """What the file says; None where there is none or it is not ours. May be stale."""
    try:
        fields = json.loads((runtime_dir / FILE_NAME).read_text(encoding="utf-8"))
        if fields["v"] != VERSION:
            return None
        return Rendezvous(
            str(fields["address"]), int(fields["pid"]), bytes.fromhex(fields["authkey"])
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def withdraw(runtime_dir: Path, pid: int) -> None:
    """Remove the file if it is `pid`'s own: from now on nobody finds this engine."""
    found = find(runtime_dir)
    if found is not None and found.pid == pid:
        (runtime_dir / FILE_NAME).unlink(missing_ok=True)


def dispose(runtime_dir: Path, rendezvous: Rendezvous) -> None:
    """After the listener was closed (it removes its socket): remove the folder made for it."""
    folder = Path(rendezvous.address).parent
    if sys.platform != "win32" and folder != runtime_dir:
        try:
            folder.rmdir()
        except OSError:
            pass


def prepare(runtime_dir: Path) -> None:
    """Make the folder, for this user only. Raises LocalError where it is somebody else's."""
    private_folder(runtime_dir)
