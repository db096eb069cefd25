"""Writes single values back into the user's settings file.

Comments, order and keys that Beistand does not know stay as they are. The file is replaced in one
step, so that a crash leaves the old one or the new one; only its owner can read it.
"""

import os
import tempfile
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from desktop.errors import LocalError
from desktop.settings.declaration import BadValue, check
from desktop.settings.model import find_setting


def write_setting(path: Path, name: str, value: object) -> None:
    """Set "section.key" to `value` in the file, which need not exist yet.

    Raises LocalError: no such setting, bad value, file broken or not writable.
    """
    setting = find_setting(name)
    if setting is None:
        raise LocalError("there is no such setting", where=name[:80])
    raw = list(value) if isinstance(value, tuple) else value
    try:
        check(setting.declared, raw)
    except BadValue as error:
        raise LocalError(f"the value {error}", where=name) from None
    try:
        document = _read(path)
        section = document.setdefault(setting.section, tomlkit.table())
        if not isinstance(section, Table):
            what = f"{setting.section} is no section like [{setting.section}]"
            raise LocalError(what, where=str(path), action="Correct the file by hand")
        section[setting.key] = raw
        _replace(path, tomlkit.dumps(document))
    except OSError as error:
        what = f"the settings cannot be written ({error.strerror or type(error).__name__})"
        raise LocalError(what, where=str(path), action="Check the path and its rights") from error


def _read(path: Path) -> Any:
    try:
        # newline="" keeps a file's own line ends
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tomlkit.parse(file.read())
    except FileNotFoundError:
        return tomlkit.document()
    except (TOMLKitError, UnicodeDecodeError) as error:
        what = f"the settings are no valid TOML: {error}"
        raise LocalError(what, where=str(path), action="Correct the file by hand") from None


def _replace(path: Path, text: str) -> None:
    """Write beside the file and rename over it. mkstemp makes the file private (0600)."""
    path = path.resolve()  # a link to a synchronised file stays a link
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
