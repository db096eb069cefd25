"""How a process finds another one that is already running: one file in the runtime folder.

`NAME.json` names the address, process id and key of whoever serves there: by it a desktop finds its
engine ("engine"), and another program the phone ("api"). Folder 0700, file 0600: who can read it
may command the phone. A file whose process is gone is stale; connecting to it fails, which is the
test (a process id alone may have been given to somebody else).
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

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Rendezvous:
    """Where somebody listens."""

    address: str
    """Path of a socket, or the name of a Windows pipe."""
    pid: int
    authkey: bytes


def file_of(runtime_dir: Path, name: str) -> Path:
    return runtime_dir / f"{name}.json"


def new_rendezvous(runtime_dir: Path, name: str) -> Rendezvous:
    """An unused address and a fresh key for this process; nothing is written yet."""
    return Rendezvous(new_address(runtime_dir, name), os.getpid(), secrets.token_bytes(32))


def publish(runtime_dir: Path, name: str, rendezvous: Rendezvous) -> None:
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
    draft = runtime_dir / f".{name}.json.{rendezvous.pid}"
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(file_of(runtime_dir, name))


def find(runtime_dir: Path, name: str) -> Rendezvous | None:
    """What the file says; None where there is none or it is not ours. May be stale."""
    try:
        fields = json.loads(file_of(runtime_dir, name).read_text(encoding="utf-8"))
        if fields["v"] != VERSION:
            return None
        return Rendezvous(
            str(fields["address"]), int(fields["pid"]), bytes.fromhex(fields["authkey"])
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def withdraw(runtime_dir: Path, name: str, pid: int) -> None:
    """Remove the file if it is `pid`'s own: from now on nobody finds that process."""
    found = find(runtime_dir, name)
    if found is not None and found.pid == pid:
        file_of(runtime_dir, name).unlink(missing_ok=True)


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
