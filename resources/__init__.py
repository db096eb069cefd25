"""Files that ship with Beistand, and how to find them."""

from importlib.resources import files
from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder, e.g. `resource("cards", "de")`.

    The packages are installed unzipped on all three systems and in the frozen build, so a real
    path always exists; `FileNotFoundError` names the file otherwise.
    """
    path = Path(str(files(__name__).joinpath(*parts)))
    if not path.exists():
        raise FileNotFoundError(f"Beistand's own file {'/'.join(parts)} is missing; reinstall it")
    return path
