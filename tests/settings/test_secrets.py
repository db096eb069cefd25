"""Passwords: the environment, a real keyring, and never anything less."""

import subprocess
import sys
from pathlib import Path

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked
from keyrings import MemoryKeyring

from desktop.settings.secrets import (
    SERVICE,
    NoKeyring,
    SystemSecrets,
    environment_variable,
    first_usable,
)

pytestmark = pytest.mark.unit


class PlaintextKeyring(MemoryKeyring):
    """Named like the backends of other packages that write files."""


class AltKeyring(MemoryKeyring):
    __module__ = "keyrings.alt.file"


def chain(*backends: KeyringBackend) -> KeyringBackend:
    class Chain(KeyringBackend):
        __module__ = "keyring.backends.chainer"
        priority = 0.1  # type: ignore[assignment]

        def get_password(self, service: str, username: str) -> str | None:
            raise AssertionError("a chain must not be used as a whole")

        set_password = get_password  # type: ignore[assignment]

    made = Chain()
    made.backends = list(backends)  # type: ignore[attr-defined]
    return made


@pytest.mark.parametrize(
    ("account", "variable"),
    [
        ("desk", "BEISTAND_PASSWORD_DESK"),
        ("front desk-2", "BEISTAND_PASSWORD_FRONT_DESK_2"),
        ("büro", "BEISTAND_PASSWORD_B_RO"),
    ],
)
def test_the_variable_of_an_account(account: str, variable: str) -> None:
    assert environment_variable(account) == variable


def test_the_environment_comes_first() -> None:
    backend = MemoryKeyring()
    backend.set_password(SERVICE, "desk", "from keyring")
    secrets = SystemSecrets(backend, {"BEISTAND_PASSWORD_DESK": "from environment"})
    assert secrets.password_for("desk") == "from environment"
    assert SystemSecrets(backend, {}).password_for("desk") == "from keyring"
    assert SystemSecrets(backend, {"BEISTAND_PASSWORD_DESK": ""}).password_for("desk")


def test_the_environment_needs_no_keyring() -> None:
    secrets = SystemSecrets(keyring.backends.fail.Keyring(), {"BEISTAND_PASSWORD_DESK": "x"})
    assert secrets.password_for("desk") == "x"


def test_stores_and_reads() -> None:
    secrets = SystemSecrets(MemoryKeyring(), {})
    assert secrets.password_for("desk") is None
    secrets.store_password("desk", "secret")
    assert secrets.password_for("desk") == "secret"


@pytest.mark.parametrize(
    "backend",
    [
        keyring.backends.fail.Keyring(),
        keyring.backends.null.Keyring(),
        PlaintextKeyring(),
        AltKeyring(),
        chain(),
        chain(keyring.backends.fail.Keyring(), PlaintextKeyring()),
    ],
    ids=["fail", "null", "plain", "alt", "empty chain", "chain of bad ones"],
)
def test_nothing_is_better_than_a_plain_file(backend: KeyringBackend) -> None:
    secrets = SystemSecrets(backend, {})
    for attempt in (
        lambda: secrets.password_for("desk"),
        lambda: secrets.store_password("desk", "s3cret"),
    ):
        with pytest.raises(NoKeyring) as raised:
            attempt()
        assert "BEISTAND_PASSWORD_DESK" in raised.value.action
        assert "s3cret" not in str(raised.value)
    assert not getattr(backend, "kept", {})


def test_a_chain_is_looked_into() -> None:
    good = MemoryKeyring()
    assert first_usable([chain(PlaintextKeyring(), good)]) is good


@pytest.mark.parametrize(
    "trouble", [KeyringLocked("locked"), ConnectionResetError("D-Bus"), RuntimeError("defect")]
)
def test_a_keyring_in_trouble_is_said(trouble: Exception) -> None:
    secrets = SystemSecrets(MemoryKeyring(trouble), {})
    for attempt in (
        lambda: secrets.password_for("desk"),
        lambda: secrets.store_password("desk", "s3cret"),
    ):
        with pytest.raises(NoKeyring, match=type(trouble).__name__):
            attempt()


def test_asks_this_system_where_nothing_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    monkeypatch.setenv("BEISTAND_PASSWORD_OTHER", "from environment")
    secrets = SystemSecrets()
    secrets.store_password("desk", "secret")
    assert backend.kept == {(SERVICE, "desk"): "secret"}
    assert secrets.password_for("other") == "from environment"


def test_a_keyring_that_cannot_even_be_chosen_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> KeyringBackend:
        raise RuntimeError("no D-Bus")

    monkeypatch.setattr(keyring, "get_keyring", broken)
    with pytest.raises(NoKeyring, match="RuntimeError"):
        SystemSecrets(environment={}).password_for("desk")


def test_no_file_is_ever_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path))
    secrets = SystemSecrets(PlaintextKeyring(), {})
    with pytest.raises(NoKeyring):
        secrets.store_password("desk", "secret")
    assert list(tmp_path.rglob("*")) == []


def test_the_keyring_library_is_loaded_only_when_asked() -> None:
    code = (
        "import sys\n"
        "from desktop.settings.secrets import SystemSecrets\n"
        "secrets = SystemSecrets(environment={'BEISTAND_PASSWORD_DESK': 'x'})\n"
        "assert secrets.password_for('desk') == 'x'\n"
        "assert 'keyring' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
