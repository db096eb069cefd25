"""Writing one value back leaves everything else as it was."""

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.errors import LocalError
from desktop.settings.files import load_settings
from desktop.settings.writing import write_setting

pytestmark = pytest.mark.unit

Write = Callable[..., Path]

FILE = """# my phone
[appearance] # looks
theme = "dark"  # easier on the eyes
mood = "mine"

[[accounts]]
name = "desk"
uri = "sip:agent@127.0.0.1"
"""


def test_keeps_comments_order_and_unknown_keys(write: Write) -> None:
    path = write(FILE)
    write_setting(path, "appearance.theme", "light")
    expected = FILE.replace('"dark"', '"light"')
    assert path.read_text(encoding="utf-8") == expected


def test_adds_a_key_a_section_and_a_file(write: Write, tmp_path: Path) -> None:
    path = write(FILE)
    write_setting(path, "appearance.overlay_collapsed", True)
    write_setting(path, "supervision.supervisors", ("sip:a@b",))
    write_setting(path, "supervision.eta_s", 30)
    settings = load_settings(path).settings
    assert settings.appearance.overlay_collapsed and settings.accounts[0].name == "desk"
    assert settings.supervision.supervisors == ("sip:a@b",) and settings.supervision.eta_s == 30
    new = tmp_path / "deep" / "settings.toml"
    write_setting(new, "sound.ring", "null")
    assert load_settings(new).settings.sound.ring == "null"


def test_keeps_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(b'[sound]\r\ninput = "default"\r\n')
    write_setting(path, "sound.input", "null")
    assert path.read_bytes() == b'[sound]\r\ninput = "null"\r\n'


def test_the_file_is_private_and_nothing_is_left_beside_it(write: Write) -> None:
    path = write(FILE)
    path.chmod(0o644)
    write_setting(path, "appearance.theme", "light")
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_a_link(write: Write, tmp_path: Path) -> None:
    target = write(FILE, "real.toml")
    link = tmp_path / "settings.toml"
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("this system does not let us make links")
    write_setting(link, "appearance.theme", "light")
    assert link.is_symlink() and '"light"' in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("no.such", 1, "no such setting"),
        ("accounts.name", "x", "no such setting"),
        ("appearance.theme", "pink", "none of"),
        ("analysis.threads", "2", "not a number"),
    ],
)
def test_refuses_what_it_would_not_read(write: Write, name: str, value: object, words: str) -> None:
    path = write(FILE)
    with pytest.raises(LocalError, match=words):
        write_setting(path, name, value)
    assert path.read_text(encoding="utf-8") == FILE


@pytest.mark.parametrize("text", ["[appearance", "appearance = 3\n", "\udcff"])
def test_leaves_a_broken_file_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.toml"
    raw = text.encode("utf-8", "surrogateescape")
    path.write_bytes(raw)
    with pytest.raises(LocalError, match=r"settings\.toml"):
        write_setting(path, "appearance.theme", "light")
    assert path.read_bytes() == raw


def test_a_failed_write_leaves_the_old_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(FILE)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LocalError, match="No space left"):
        write_setting(path, "appearance.theme", "light")
    assert path.read_text(encoding="utf-8") == FILE
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.toml"]
