"""`beistand ctl`: bad use, and no phone."""

import sys
from pathlib import Path

import pytest

from desktop.__main__ import UNREACHABLE, USAGE, main
from desktop.api.command import FAILED
from desktop.paths import default_paths

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("command", ["status", "hangup", "events"])
def test_no_phone_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    assert main(["ctl", "--settings", str(tmp_path / "one.toml"), command]) == UNREACHABLE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1 and "no phone is running" in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
@pytest.mark.parametrize("which", ["the folder", "its parent"])
def test_a_folder_that_others_can_write_to_is_not_believed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, which: str
) -> None:
    """Who has laid a token there would be told whom we call."""
    settings = tmp_path / "one.toml"
    paths = default_paths()
    folder = paths.runtime_of("agent", settings)
    folder.mkdir(mode=0o700, parents=True)
    paths.runtime.chmod(0o700)
    (folder if which == "the folder" else paths.runtime).chmod(0o777)
    assert main(["ctl", "--settings", str(settings), "dial", "110"]) == FAILED
    said = capsys.readouterr()
    assert "open to other users" in said.err and str(paths.runtime) in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["dial"],
        ["consent"],
        ["consent", "maybe"],
        ["hold", "a", "b"],
        ["status", "x"],
    ],
)
def test_bad_use(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["ctl", *arguments])
    assert ended.value.code == USAGE
    assert "usage: beistand ctl" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["dtmf", "12x"], ["dtmf", "1" * 32], ["dial", ""], ["hold", "x" * 65]]
)
def test_what_no_phone_would_take_is_bad_use(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(["ctl", *arguments]) == USAGE
    assert f"beistand ctl {arguments[0]} --help" in capsys.readouterr().err
