"""Writes a setting that was chosen in a window into the user's file; the rest stays as it was."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

import tomlkit
from tomlkit.exceptions import TOMLKitError

from desktop.errors import LocalError
from desktop.settings.files import read_toml

_ACTION: Final = "It holds until Beistand is closed; check the file and its rights"


def write_setting(file: Path, section: str, key: str, value: tuple[str, ...]) -> None:
    """Set `section.key` to a list in `file`, which is made where there is none.

    Comments, order and unknown keys are kept; the file is replaced as a whole or not at all. Raises
    LocalError for a file that cannot be read, understood or written.
    """
    try:
        text = ""
        if file.exists():
            read_toml(file)  # says what is wrong with it, and where
            with file.open(encoding="utf-8-sig", newline="") as opened:
                text = opened.read()
        document = tomlkit.parse(text)
        if section not in document:
            document[section] = tomlkit.table()
        table = document[section]
        if not isinstance(table, dict):
            raise LocalError(f"{section} is no section", where=str(file), action=_ACTION)
        table[key] = list(value)
        _replace(file, tomlkit.dumps(document))
    except OSError as error:
        what = f"the settings cannot be written ({error.strerror or type(error).__name__})"
        raise LocalError(what, where=str(file), action=_ACTION) from error
    except TOMLKitError as error:
        what = "the settings cannot be changed"
        raise LocalError(what, where=str(file), action=_ACTION) from error


def _replace(file: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    written = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        if file.exists():
            shutil.copymode(file, written)
        written.replace(file)
    except OSError:
        written.unlink(missing_ok=True)
        raise
