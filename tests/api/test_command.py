"""`beistand ctl`: bad use, and no phone."""

from pathlib import Path

import pytest

from desktop.__main__ import UNREACHABLE, USAGE, main

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("command", ["status", "hangup", "events"])
def test_no_phone_is_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    assert main(["ctl", "--settings", str(tmp_path / "one.toml"), command]) == UNREACHABLE
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1 and "no phone is running" in said.err


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


@pytest.mark.parametrize("arguments", [["dtmf", "12x"], ["dial", ""], ["hold", "x" * 65]])
def test_what_no_phone_would_take_is_bad_use(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(["ctl", *arguments]) == USAGE
    assert f"beistand ctl {arguments[0]} --help" in capsys.readouterr().err
