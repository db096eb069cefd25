"""Settings on the command line: `--set SECTION.KEY=VALUE`."""

from typing import Any

import pytest

from desktop.__main__ import USAGE, main

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("command", "module", "function"),
    [("run", "agent", "run_agent"), ("supervisor", "supervisor", "run_supervisor")],
)
def test_reaches_the_program(
    monkeypatch: pytest.MonkeyPatch, command: str, module: str, function: str
) -> None:
    given: list[Any] = []

    def run(settings: object, **options: Any) -> int:
        given.append(options)
        return 0

    monkeypatch.setattr(f"desktop.compositions.{module}.{function}", run)
    more = ["--set", "sound.input=null", "--set", "supervision.supervisors=sip:a@b;x=y"]
    assert main([command, *more]) == 0 and main([command]) == 0
    assert given == [
        {
            "overrides": {"sound.input": "null", "supervision.supervisors": "sip:a@b;x=y"},
            "verbose": False,
        },
        {"overrides": {}, "verbose": False},
    ]


def test_what_is_no_setting_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["run", "--set", "sound.input"])
    assert ended.value.code == USAGE
    assert "is not like sound.input=null" in capsys.readouterr().err
