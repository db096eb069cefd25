"""Where files live, by appdirs; one variable moves everything (tests, portable use)."""

import hashlib
import os
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import appdirs

from desktop.errors import LocalError

APP = "Beistand"


@dataclass(frozen=True, slots=True)
class Paths:
    config: Path
    """settings.toml"""
    data: Path
    """The user's own cards and models."""
    logs: Path
    runtime: Path
    """Sockets and the engine's rendezvous; private to the user, gone after a reboot."""
    provisioned: Path
    """Settings an administrator laid down for this machine."""
    machine_models: Path
    """Models an administrator laid down for everybody on this machine."""

    @property
    def models(self) -> Path:
        """Models this user has installed."""
        return self.data / "models"

    @property
    def model_folders(self) -> tuple[Path, ...]:
        """Where installed models are looked for, in this order."""
        return (self.models, self.machine_models)

    @property
    def cards(self) -> Path:
        """Cards that this user has written."""
        return self.data / "cards"

    @property
    def card_counts(self) -> Path:
        """How often each card was shown, used and put away."""
        return self.data / "card-counts.db"

    @property
    def records(self) -> Path:
        """The encrypted store of what is kept of calls."""
        return self.data / "records.db"

    @property
    def settings_file(self) -> Path:
        return self.config / "settings.toml"

    def runtime_of(self, role: str, settings_file: Path) -> Path:
        """The folder of one phone's engine and sockets.

        A second settings file is a second phone: it must not take over the first one's engine.
        """
        token = hashlib.sha256(str(settings_file.resolve()).encode()).hexdigest()[:8]
        return self.runtime / f"{role}-{token}"

    def create(self) -> None:
        """Make the folders. Raises LocalError where the runtime folder is not this user's alone."""
        for folder in (self.config, self.data, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        private_folder(self.runtime)


def private_folder(path: Path) -> Path:
    """Make `path` a folder of this user alone (0700); LocalError where it is there and is not.

    Sockets and keys lie in it. Under /tmp anybody may have made it first, so what is found there is
    refused, not mended: who could write into it may have left something.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(path, f"cannot be made ({error.strerror or type(error).__name__})") from None
    check_private(path)
    return path


def check_private(path: Path) -> None:
    """Raises LocalError where `path` is there and is not a folder of this user alone."""
    if sys.platform == "win32":
        return
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise _refused(path, f"cannot be read ({error.strerror or type(error).__name__})") from None
    if not stat.S_ISDIR(found.st_mode):
        raise _refused(path, "is a link, not a folder")
    if found.st_uid != os.getuid():
        raise _refused(path, "belongs to another user of this machine")
    if found.st_mode & 0o077:
        raise _refused(path, "is open to other users of this machine")


def _refused(path: Path, what: str) -> LocalError:
    return LocalError(
        f"the folder for Beistand's sockets {what}",
        where=str(path),
        action="Remove it, or name another place in XDG_RUNTIME_DIR or BEISTAND_HOME",
    )


def default_paths() -> Paths:
    """The platform's folders, or everything under BEISTAND_HOME if that is set."""
    home = os.environ.get("BEISTAND_HOME")
    if home:
        return paths_under(Path(home))
    return Paths(
        config=Path(appdirs.user_config_dir(APP, appauthor=False, roaming=True)),
        data=Path(appdirs.user_data_dir(APP, appauthor=False)),
        logs=Path(appdirs.user_log_dir(APP, appauthor=False)),
        runtime=_runtime(),
        provisioned=Path(appdirs.site_config_dir(APP, appauthor=False)) / "settings.toml",
        machine_models=Path(appdirs.site_data_dir(APP, appauthor=False)) / "models",
    )


def paths_under(home: Path) -> Paths:
    return Paths(
        config=home / "config",
        data=home / "data",
        logs=home / "logs",
        runtime=home / "run",
        provisioned=home / "provisioned.toml",
        machine_models=home / "machine-models",
    )


def _runtime() -> Path:
    given = os.environ.get("XDG_RUNTIME_DIR")
    if given and sys.platform == "linux":
        return Path(given) / "beistand"
    if sys.platform == "linux":
        return Path(tempfile.gettempdir()) / f"beistand-{os.getuid()}"
    return Path(appdirs.user_cache_dir(APP, appauthor=False)) / "run"
