"""How an engine process is started so that it outlives the desktop that started it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from desktop.processes.rendezvous import prepare
from desktop.processes.roles import role_command

ENGINE: Final = "engine"
"""What its rendezvous is called."""
LOG_NAME: Final = "engine.log"
OUTPUT_NAME: Final = "engine-output.log"
"""What only the C library or the interpreter itself says, e.g. an assertion before an abort."""
PREVIOUS_OUTPUT_NAME: Final = "engine-output.previous.log"


def engine_command(runtime_dir: Path) -> list[str]:
    """The command line of the engine's role, from a checkout, an installation or a frozen build."""
    return role_command("engine", "--runtime-dir", str(runtime_dir))


def start_engine(runtime_dir: Path, command: list[str]) -> "subprocess.Popen[bytes]":
    """Start `command` detached: no terminal, own session, output into the runtime folder.

    Raises OSError when the program cannot be started.
    """
    prepare(runtime_dir)
    output_path = runtime_dir / OUTPUT_NAME
    if output_path.exists():
        # What the last one said before it aborted is the only trace of why.
        output_path.replace(runtime_dir / PREVIOUS_OUTPUT_NAME)
    descriptor = os.open(output_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    with os.fdopen(descriptor, "wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=sys.platform != "win32",
            creationflags=flags,
        )
