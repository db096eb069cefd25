"""Where files live, by appdirs; one variable moves everything (tests, portable use)."""

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import appdirs

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

    @property
    def settings_file(self) -> Path:
        return self.config / "settings.toml"

    def create(self) -> None:
        """Make the folders; the runtime folder is private (0700)."""
        for folder in (self.config, self.data, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        self.runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
        if sys.platform != "win32":
            self.runtime.chmod(0o700)


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
    )


def paths_under(home: Path) -> Paths:
    return Paths(
        config=home / "config",
        data=home / "data",
        logs=home / "logs",
        runtime=home / "run",
        provisioned=home / "provisioned.toml",
    )


def _runtime() -> Path:
    given = os.environ.get("XDG_RUNTIME_DIR")
    if given and sys.platform == "linux":
        return Path(given) / "beistand"
    if sys.platform == "linux":
        return Path(tempfile.gettempdir()) / f"beistand-{os.getuid()}"
    return Path(appdirs.user_cache_dir(APP, appauthor=False)) / "run"
