"""`beistand rules`: the rules of the settings, and when they would have fired in written calls."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.__main__ import main
from desktop.supervision.rules import CANCEL_S

pytestmark = pytest.mark.unit

CALL = {
    "utterances": [
        {"speaker": "customer", "start_s": 4, "end_s": 8, "text": "Ich möchte kündigen."},
        {"speaker": "agent", "start_s": 9, "end_s": 24, "text": "Das sehe ich mir an."},
        {"speaker": "customer", "start_s": 25, "end_s": 28, "text": "Ich will kündigen, jetzt!"},
        {"speaker": "agent", "start_s": 29, "end_s": 70, "text": "Einen Moment bitte."},
    ],
    "voice_states": [{"from_s": 0, "state": "calm"}, {"from_s": 20, "state": "tense"}],
    "contacts_30d": 2,
    "language": "de",
}
CANCELS = "Cancels: tense 10 s, topic cancellation, contacts 2"


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """Settings with one rule, and a call in which it holds."""
    settings, call = tmp_path / "settings.toml", tmp_path / "call.json"
    settings.write_text(f"[supervision]\nrules = [{json.dumps(CANCELS)}]\n", "utf-8")
    call.write_text(json.dumps(CALL), "utf-8")
    return str(settings), str(call)


def items(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    said = json.loads(capsys.readouterr().out)
    assert said["v"] == 1
    found: list[Any] = said["items"]
    return found


def test_a_dry_run_says_when_which_rule_would_have_told_and_why(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    settings, call = files
    assert main(["rules", "dry-run", call, call, "--settings", settings, "--json"]) == 0
    fired, again = items(capsys)
    assert fired == again
    assert (fired["call"], fired["rule"], fired["t_s"]) == ("call.json", "Cancels", 30.0 + CANCEL_S)
    assert (fired["level"], fired["level_s"]) == ("tense", 10.0 + CANCEL_S)
    assert "cancellation" in fired["topics"] and fired["contacts"] == 2
    assert main(["rules", "dry-run", call, "--settings", settings]) == 0
    assert "38.0 s  call.json" in capsys.readouterr().out


def test_a_rule_may_be_tried_before_it_is_set(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    settings, call = files
    rule = ["--rule", "Never: tense 300 s"]
    assert main(["rules", "dry-run", call, "--settings", settings, "--json", *rule]) == 0
    assert items(capsys) == []


def test_what_is_wrong_is_said(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, call = files
    assert main(["rules", "check", "--settings", settings, "--rule", "Bad: calm"]) == 2
    assert "rule 1: a condition is none of" in capsys.readouterr().err
    assert main(["rules", "check", "--settings", settings, "--rule", "X: topic nix", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["items"] == ["X"] and "there is no card nix" in said.err
    assert main(["rules", "dry-run", str(tmp_path / "none.json"), "--settings", settings]) == 2
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "empty.toml").write_text("", "utf-8")
    assert main(["rules", "dry-run", call, "--settings", str(tmp_path / "empty.toml")]) == 2
    assert "there are no rules" in capsys.readouterr().err
