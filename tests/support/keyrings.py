"""A keyring in memory: works as a system's would, or is in trouble."""

from keyring.backend import KeyringBackend


class MemoryKeyring(KeyringBackend):
    """Keeps in `kept`, by service and name; `trouble` is what it raises instead."""

    # Not abstract for keyring's discovery, but never chosen by it.
    priority = 0.1  # type: ignore[assignment]

    def __init__(self, trouble: Exception | None = None) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.trouble = trouble

    def get_password(self, service: str, username: str) -> str | None:
        self._check()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._check()
        self.kept[service, username] = password

    def _check(self) -> None:
        if self.trouble is not None:
            raise self.trouble
