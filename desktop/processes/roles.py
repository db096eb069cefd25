"""The command line that starts one of our own processes.

From source it is this interpreter with `-m desktop`, in a frozen build the one binary; either way
`--role` decides what it becomes.
"""

import sys


def role_command(role: str, *arguments: str) -> list[str]:
    """E.g. `role_command("engine", "--runtime-dir", "/run/user/1000/beistand")`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--role", role, *arguments]
    # -P: the folder that the program is started from is nobody's package
    return [sys.executable, "-P", "-m", "desktop", "--role", role, *arguments]
