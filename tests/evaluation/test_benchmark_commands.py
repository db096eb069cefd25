"""The benchmarks from end to end on a small made-up data folder, with a cheap model."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest
from evaluating import tone, write

from inference.evaluation import alerts, analysed, benchmarks, command, labelled
from inference.evaluation.alerts import Plan, parameters_at
from inference.evaluation.labelled import Models
from inference.evaluation.report import Report, Table, markdown
from inference.evaluation.synthesis import Part, SyntheticCall
from inference.messages import Population
from inference.score import Profile

pytestmark = pytest.mark.unit

EMOTIONS = {"neutral": 0.02, "sadness": 0.01, "happiness": 0.05, "anger": 0.3}


@pytest.fixture(autouse=True)
def cheap_model(monkeypatch, shipped) -> None:
    monkeypatch.setattr("inference.evaluation.shipped.load", lambda *_, **__: shipped)
    for cached in (labelled._shipped, analysed._models, analysed._model_digest):
        cached.cache_clear()


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """RAVDESS in small: two speakers, four emotions, three clips each, anger is louder."""
    root = tmp_path_factory.mktemp("data")
    folder = root / "ravdess"
    folder.mkdir()
    with (folder / "meta.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["file", "speaker", "sex", "language", "emotion", "intensity"])
        for speaker, sex in (("s1", "f"), ("s2", "m")):
            for emotion, level in EMOTIONS.items():
                for i in range(3):
                    name = f"{speaker}-{emotion}-{i}.wav"
                    write(folder / name, tone(2.0 + 0.2 * i, level, 8_000), 8_000)
                    strength = "strong" if i else "normal"
                    table.writerow([name, speaker, sex, "en", emotion, strength])
    return root


@pytest.mark.parametrize("name", ["correctness", "fairness", "calibration", "robustness"])
def test_json_and_markdown_hold_the_same(data, tmp_path, capsys, name) -> None:
    assert benchmarks.run(name, data, tmp_path, Models(Profile.SMALL)) == 0

    content = json.loads((tmp_path / f"{name}-small.json").read_text("utf-8"))
    text = (tmp_path / f"{name}-small.md").read_text("utf-8")
    assert capsys.readouterr().out == text
    tables = tuple(
        Table(t["title"], tuple(t["columns"]), tuple(map(tuple, t["rows"])), t["note"])
        for t in content["tables"]
    )
    assert text == markdown(
        Report(content["title"], content["facts"], tables, tuple(content["notes"]))
    )
    for table in tables:
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_what_a_line_levels_away_is_a_loss_of_robustness(data, tmp_path) -> None:
    """The stand-in hears level alone, and a line has one level: only `no line` tells anger."""
    benchmarks.run("robustness", data, tmp_path, Models(Profile.SMALL))

    content = json.loads((tmp_path / "robustness-small.json").read_text("utf-8"))
    auc = {row[1]: row[2] for row in content["tables"][0]["rows"]}
    assert auc["no line"] == 1.0
    assert auc["A-law"] < 0.9


def test_four_classes_are_measured_where_a_model_tells_them(data, tmp_path, shipped) -> None:
    from evaluating import LoudnessStream

    class Telling(LoudnessStream):
        def four(self) -> tuple[float, ...]:
            return (0.4, 0.3, 0.2, 0.1)

    shipped.scorer.stream = Telling
    benchmarks.run("correctness", data, tmp_path, Models(Profile.SMALL))

    table = json.loads((tmp_path / "correctness-small.json").read_text("utf-8"))["tables"][0]
    (row,) = table["rows"]
    assert row[table["columns"].index("UAR of four classes")] == 0.25  # always "anger"


def small_plan(data: Path, out: Path, **other) -> Plan:
    return Plan(data, out, Profile.SMALL, tables=("b",), calls=2, hours=0.0, **other)


def test_the_alert_benchmark_counts_and_describes_its_calls(data, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(alerts, "SHIPPED_CORPORA", ("ravdess",))
    monkeypatch.setattr(alerts, "CURVE", (0.9, 0.99, 0.9999))
    said = io.StringIO()

    assert alerts.benchmark(small_plan(data, tmp_path), said) == 0

    content = json.loads((tmp_path / "alerts-small-b-ravdess.json").read_text("utf-8"))
    figures = {row[0]: row[1] for row in content["tables"][0]["rows"]}
    assert content["facts"]["calls"] == 2
    assert 0.0 <= figures["episode recall"] <= 1.0
    curve = [row[1] for row in content["tables"][1]["rows"]]
    assert len(curve) == 3
    assert curve[0] > curve[-1], curve
    manifest = json.loads((tmp_path / "calls-ravdess-7.json").read_text("utf-8"))
    assert [call["id"] for call in manifest["calls"]] == ["ravdess-0000", "ravdess-0001"]


def short_call(number: int) -> SyntheticCall:
    part = Part("s1-neutral-0.wav", "neutral", 800, 0, 16_000)
    return SyntheticCall(
        f"c{number}", "ravdess", "s1", number, "pink", 20.0, 0.01, 24_000, 0, 0, (part,)
    )


def test_a_run_that_was_stopped_goes_on_where_it_was(data, tmp_path) -> None:
    source = small_plan(data, tmp_path).source(None)
    calls = [short_call(1), short_call(2)]
    before = analysed.analyse_calls(calls, source, tmp_path, 1, io.StringIO())
    kept, lost = sorted(tmp_path.glob("*.msgpack"))
    lost.unlink()
    stamp = kept.stat().st_mtime_ns

    again = analysed.analyse_calls(calls, source, tmp_path, 1, io.StringIO())

    assert again == before
    assert [len(estimates) for estimates in before] == [5, 5]  # 3 s less what is not heard out
    assert lost.is_file()
    assert kept.stat().st_mtime_ns == stamp


def test_another_model_does_not_find_what_one_has_made(data, tmp_path, shipped) -> None:
    source = small_plan(data, tmp_path).source(None)
    first = analysed._key(short_call(1), source)
    analysed._model_digest.cache_clear()
    shipped.scorer.sha256 = "1" * 64

    assert analysed._key(short_call(1), source) != first


@pytest.mark.parametrize("threshold", [0.05, 0.3, 0.5, 0.9])
def test_the_curve_moves_tense_and_leaves_elevated_below(threshold) -> None:
    parameters = parameters_at(Population(), threshold)

    assert parameters.tense_enter == pytest.approx(threshold)
    assert parameters.elevated_enter < parameters.lasting < threshold
    assert parameters.elevated_exit < parameters.tense_exit < parameters.lasting


def test_without_a_data_folder_it_is_wrong_usage(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.delenv("BEISTAND_DATA", raising=False)
    with pytest.raises(SystemExit) as ended:
        command.main(["correctness"])
    assert ended.value.code == 2

    assert command.main(["correctness", "--data", str(tmp_path)]) == 2
    assert "none of the corpora" in capsys.readouterr().err


def test_an_output_folder_that_is_a_file_is_told(data, tmp_path, capsys) -> None:
    (tmp_path / "out").write_text("")

    assert command.main(["correctness", "--data", str(data), "--out", str(tmp_path / "out")]) == 2
    assert "out" in capsys.readouterr().err


def test_baselines_learn_what_is_easy() -> None:
    """Three emotions that are far apart, speakers that are not."""
    pytest.importorskip("sklearn")
    from inference.evaluation.baselines import Kind, Set, loso
    from inference.evaluation.corpora import Row

    rng = np.random.default_rng(1)
    emotions = [e for _ in range(4) for e in ("anger", "neutral", "sadness") for _ in range(4)]
    speakers = [f"s{i // 12}" for i in range(48)]
    rows = tuple(
        Row("made", str(i), Path(str(i)), {"emotion": e, "speaker": s})
        for i, (e, s) in enumerate(zip(emotions, speakers, strict=True))
    )
    centres = {"anger": 5.0, "neutral": 0.0, "sadness": -5.0}
    vectors = np.array([centres[e] for e in emotions])[:, None] + rng.normal(0, 1, (48, 3))

    said = loso(Set(rows, vectors), Kind.LINEAR)

    assert (said == np.array(emotions)).mean() > 0.95
