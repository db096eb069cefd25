"""A setting chosen in a window: written, read back, and nothing else of the file touched."""

import os
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import LocalError
from desktop.settings.files import load_settings
from desktop.settings.writing import write_setting

pytestmark = pytest.mark.unit

Write = Callable[..., Path]

WRITTEN = """\
# of the team in Leipzig
[sound]
gain_control = false  # the headset does it
input = "default"

[[accounts]]
name = "desk"
uri = "sip:agent@127.0.0.1"
of_another_version = 1
"""


def test_only_what_was_chosen_changes(write: Write) -> None:
    file = write(WRITTEN)
    write_setting(file, "sound", "input", ("Headset", "default"))
    assert file.read_text() == WRITTEN.replace('"default"', '["Headset", "default"]')
    loaded = load_settings(file)
    assert loaded.settings.sound.input == ("Headset", "default")
    assert not loaded.settings.sound.gain_control
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n", "[agent]\nwrap_up_s = 3\n"])
def test_a_section_and_a_file_are_made(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "settings.toml"
    if text is not None:
        file.write_text(text)
    write_setting(file, "sound", "ring", ("Lautsprecher",))
    assert load_settings(file).settings.sound.ring == ("Lautsprecher",)
    assert file.read_text().startswith(text or "")


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), max_size=4))
def test_any_name_of_a_device_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    write_setting(file, "sound", "output", tuple(names))
    assert tomllib.loads(file.read_text(encoding="utf-8"))["sound"]["output"] == names


@pytest.mark.parametrize("text", ["[sound", 'sound = "loud"', "\xff\xfe"])
def test_a_file_that_is_no_settings_is_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="latin-1")
    with pytest.raises(LocalError):
        write_setting(file, "sound", "input", ("Headset",))
    assert file.read_text(encoding="latin-1") == text


def test_rights_are_kept_and_a_folder_that_is_not_there_is_said(write: Write) -> None:
    file = write(WRITTEN)
    file.chmod(0o600)
    write_setting(file, "sound", "input", ("Headset",))
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(LocalError, match="cannot be written"):
        write_setting(file.parent / "gone" / "settings.toml", "sound", "input", ("Headset",))
