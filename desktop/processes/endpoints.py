"""Addresses for `multiprocessing.connection`: a socket of this user, or a named pipe on Windows."""

import secrets
import sys
import tempfile
from pathlib import Path
from typing import Final

LONGEST_SOCKET_PATH: Final = 100
"""sun_path holds 104 bytes on macOS and 108 on Linux, the final NUL included."""


def new_address(folder: Path, name: str) -> str:
    """A fresh address that only this user can reach.

    `folder` must be private to the user (0700); where its path is too long for a socket, a new
    private folder under the system's temporary folder takes its place.
    """
    token = secrets.token_hex(4)
    if sys.platform == "win32":
        return rf"\\.\pipe\beistand-{name}-{token}{secrets.token_hex(8)}"
    path = folder / f"{name}-{token}.sock"
    if len(str(path).encode()) > LONGEST_SOCKET_PATH:
        path = Path(tempfile.mkdtemp(prefix="bst")) / f"{token}.sock"
    return str(path)
