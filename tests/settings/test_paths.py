"""Folders: the private one is this user's alone, or the program says whose it is."""

import sys
from pathlib import Path

import pytest

from desktop.errors import LocalError
from desktop.paths import paths_under, private_folder

pytestmark = [
    pytest.mark.unit,
    pytest.mark.skipif(sys.platform == "win32", reason="rights are POSIX's"),
]


def test_makes_a_private_folder_and_takes_it_again(tmp_path: Path) -> None:
    for _ in range(2):
        made = private_folder(tmp_path / "a" / "run")
        assert made.is_dir() and made.stat().st_mode & 0o777 == 0o700


def link(path: Path) -> None:
    (path.parent / "real").mkdir(mode=0o700)
    path.symlink_to(path.parent / "real")


def folder_for_all(path: Path) -> None:
    path.mkdir()
    path.chmod(0o777)


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (link, "is a link"),
        (folder_for_all, "is open to other users"),
        (Path.touch, "cannot be made"),
    ],
)
def test_refuses_what_is_not_ours_alone(tmp_path: Path, prepare: object, words: str) -> None:
    path = tmp_path / "run"
    assert callable(prepare)
    prepare(path)
    with pytest.raises(LocalError, match=words) as raised:
        paths_under(tmp_path).create()
    assert raised.value.where == str(path) and "XDG_RUNTIME_DIR" in raised.value.action


def test_refuses_somebody_elses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = private_folder(tmp_path / "run")
    monkeypatch.setattr("os.getuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(LocalError, match="belongs to another user"):
        private_folder(path)
