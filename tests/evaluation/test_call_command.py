"""`beistand evaluate call`: what it prints, and what it does with files that are no calls."""

import json

import numpy as np
import pytest
from evaluating import LoudnessScorer, tone, write

from inference.evaluation import command
from inference.evaluation.calling import AlertSpan, CallReport, Course, StateChange, as_table
from inference.score import Profile
from inference.tension.alerts import AlertKind
from inference.tension.reading import ReasonKind, TensionState

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def cheap_model(monkeypatch, shipped) -> None:
    monkeypatch.setattr("inference.evaluation.shipped.load", lambda *_, **__: shipped)


@pytest.fixture
def call(capsys):
    """Run the command; (exit code, the JSON it printed, or what it said)."""

    def go(*arguments: str):
        code = command.main(["call", *arguments, "--json"])
        printed = capsys.readouterr()
        return code, json.loads(printed.out) if printed.out else printed.err

    return go


def speech(*levels: float) -> np.ndarray:
    """Ten seconds of every level, half a second of pause in between."""
    pause = np.zeros(8_000, np.float32)
    return np.concatenate([part for level in levels for part in (tone(10.0, level), pause)])


def test_the_json_is_as_promised(call, tmp_path) -> None:
    write(tmp_path / "call.wav", speech(0.01, 0.01, 0.5, 0.5, 0.01, 0.01))

    code, said = call(str(tmp_path / "call.wav"))

    assert code == 0
    assert list(said) == ["audio_s", "profile", "model_sha256", "states", "alerts"]
    assert said["audio_s"] == 63.0
    assert said["profile"] == "small"
    assert said["model_sha256"] == LoudnessScorer.sha256
    assert said["states"][0] == {"t_s": 0.0, "state": "unknown", "score": None, "reasons": []}
    for state in said["states"]:
        assert set(state) == {"t_s", "state", "score", "reasons"}
        assert state["state"] in set(TensionState)
        assert set(state["reasons"]) <= set(ReasonKind)
        assert state["score"] is None or 0 <= state["score"] <= 1
    times = [state["t_s"] for state in said["states"]]
    assert times == sorted(times) and times[-1] <= 63.0
    states = [state["state"] for state in said["states"]]
    assert "tense" in states and states.index("calm") < states.index("tense")
    (alert,) = said["alerts"]
    assert set(alert) == {"t_s", "end_s", "kind"} and alert["kind"] == "tense"
    assert alert["t_s"] == said["states"][states.index("tense")]["t_s"]
    assert 21.0 < alert["t_s"] < 31.0
    assert alert["t_s"] < alert["end_s"] <= 63.0


def test_rate_and_channels_change_no_times(call, tmp_path) -> None:
    levels = (0.01, 0.01, 0.5)
    write(tmp_path / "a.wav", speech(*levels))
    wide = np.concatenate(
        [np.concatenate([tone(10.0, v, 44_100), np.zeros(22_050)]) for v in levels]
    )
    write(tmp_path / "b.flac", np.stack([wide, np.zeros_like(wide)], 1), 44_100)

    (_, one), (_, other) = (call(str(tmp_path / name)) for name in ("a.wav", "b.flac"))

    assert one["audio_s"] == other["audio_s"]
    assert [s["state"] for s in one["states"]] == [s["state"] for s in other["states"]]
    assert [s["t_s"] for s in one["states"]] == pytest.approx(
        [s["t_s"] for s in other["states"]], abs=0.5
    )


@pytest.mark.parametrize("seconds", [0.2, 4.0])
def test_nothing_heard_is_unknown(call, tmp_path, seconds) -> None:
    write(tmp_path / "call.wav", np.zeros(round(seconds * 16_000), np.float32))

    code, said = call(str(tmp_path / "call.wav"))

    assert code == 0
    assert [s["state"] for s in said["states"]] == ["unknown"]
    assert said["alerts"] == []


def test_the_agents_file_silences_echo(call, tmp_path) -> None:
    """While the agent speaks, a caller who was never heard alone is taken for echo."""
    write(tmp_path / "call.wav", tone(20.0, 0.05))
    write(tmp_path / "agent.wav", tone(20.0, 0.2))

    _, alone = call(str(tmp_path / "call.wav"))
    _, over = call(str(tmp_path / "call.wav"), "--agent", str(tmp_path / "agent.wav"))

    assert len(alone["states"]) > 1
    assert [s["state"] for s in over["states"]] == ["unknown"]


@pytest.mark.parametrize("kind", ["text", "truncated", "nan", "empty"])
def test_an_unreadable_file_is_named(call, tmp_path, kind) -> None:
    file = tmp_path / "call.flac"
    if kind == "text":
        file.write_text("no sound")
    elif kind == "truncated":
        write(file, tone(3.0))
        file.write_bytes(file.read_bytes()[:9_000])
    elif kind == "nan":
        file = tmp_path / "call.wav"
        write(file, np.full(16_000, np.nan, np.float32), subtype="FLOAT")
    else:
        write(file, np.zeros(0, np.float32))

    code, said = call(str(file))

    assert code == 1
    assert said.startswith("beistand: ") and str(file) in said
    assert said.count("\n") == 1


def test_a_missing_file_is_wrong_usage(tmp_path, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["call", str(tmp_path / "no.wav"), "--json"])

    assert ended.value.code == 2
    assert "is no file" in capsys.readouterr().err


def test_the_table_is_for_people() -> None:
    report = CallReport(
        75.0,
        Profile.LARGE,
        "abcdef0123456789" * 4,
        Course(
            (
                StateChange(0.0, TensionState.UNKNOWN, None, ()),
                StateChange(61.5, TensionState.TENSE, 0.71, ("louder", "faster")),
            ),
            (AlertSpan(61.5, 75.0, AlertKind.TENSE),),
        ),
    )

    assert as_table(report).splitlines() == [
        "  1:15 of audio, large model abcdef012345",
        "",
        "  from  state     score  because",
        "  0:00  unknown       –  –",
        "  1:01  tense      0.71  louder, faster",
        "",
        "alert (tense) from   1:01 to   1:15",
    ]
