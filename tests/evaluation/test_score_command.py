"""`beistand evaluate score`: every clip a line, and everything that can be wrong with a folder."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from evaluating import tone, write

from inference.evaluation import command
from inference.evaluation.corpora import FolderError
from inference.evaluation.scoring import COLUMNS, Codec, OutputError, score_folder
from inference.evaluation.shipped import ModelNotInstalled

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run(shipped, tmp_path):
    """Score a folder with the stand-in; (exit code, lines of the table, what was said)."""

    def go(data: Path, codec: Codec = Codec.ALAW):
        said = io.StringIO()
        out = tmp_path / "scores.csv"
        code = score_folder(data, out, codec, lambda: shipped, said)
        with out.open(encoding="utf-8", newline="") as file:
            return code, list(csv.reader(file)), said.getvalue()

    return go


def test_scores_come_in_the_order_of_the_folder(folder, run) -> None:
    names = [f"{i}.wav" for i in (3, 1, 2)]
    data = folder(names)
    for name, seconds in zip(names, (4.0, 0.3, 1.3), strict=True):
        write(data / name, tone(seconds))

    code, (header, *lines), said = run(data)

    assert code == 0
    assert tuple(header) == COLUMNS == ("file", "tension", "anger", "arousal", "quality")
    assert [line[0] for line in lines] == names
    for line in lines:
        values = [float(v) for v in line[1:]]
        assert all(0.0 <= v <= 1.0 for v in values)
        assert all(len(v.split(".")[1]) >= 4 for v in line[1:])
    assert "3 of 3" in said


def test_rates_channels_and_formats_make_no_difference(folder, run) -> None:
    names = ["a.flac", "b.wav", "c.ogg", "alaw.wav"]
    data = folder(names)
    left = tone(2.0, rate_hz=44_100)
    write(data / "a.flac", np.stack([left, np.zeros_like(left)], 1), 44_100)
    write(data / "b.wav", tone(2.0, rate_hz=48_000), 48_000, subtype="FLOAT")
    write(data / "c.ogg", tone(2.0), 16_000)
    write(data / "alaw.wav", tone(2.0, rate_hz=8_000), 8_000, subtype="ALAW")

    code, (_, *lines), _ = run(data)

    assert code == 0
    tension = [float(line[1]) for line in lines]
    assert np.ptp(tension) < 0.02


def test_the_line_levels_and_none_does_not(folder, run) -> None:
    data = folder(["quiet.wav", "loud.wav"])
    write(data / "quiet.wav", tone(2.0, 0.02))
    write(data / "loud.wav", tone(2.0, 0.2))

    _, (_, quiet, loud), _ = run(data, Codec.ALAW)
    assert float(quiet[1]) == pytest.approx(float(loud[1]), abs=0.02)
    _, (_, quiet, loud), _ = run(data, Codec.NONE)
    # the stand-in spreads 40 dB over 0..1: 20 dB are half of it
    assert float(loud[1]) - float(quiet[1]) == pytest.approx(0.5, abs=0.02)


def test_what_cannot_be_read_has_empty_fields_and_a_name(folder, run) -> None:
    names = ["good.wav", "gone.wav", "broken.flac", "nan.wav", "short.wav", "text.wav", "", "."]
    data = folder(names)
    write(data / "good.wav", tone(1.0))
    write(data / "broken.flac", tone(4.0))
    whole = (data / "broken.flac").read_bytes()
    (data / "broken.flac").write_bytes(whole[: len(whole) // 2])
    write(data / "nan.wav", np.where(tone(1.0) > 0, np.nan, 0.1), subtype="FLOAT")
    write(data / "short.wav", tone(0.2))
    (data / "text.wav").write_text("no sound at all")

    code, (_, good, *bad), said = run(data)

    assert code == 1
    assert all(good)
    assert [line[0] for line in bad] == names[1:]
    assert all(line[1:] == ["", "", "", ""] for line in bad)
    for name in names[1:6]:
        assert str(data / name) in said
    assert "7 of 8 files" in said


def test_silence_gets_a_score_that_is_not_to_be_believed(folder, run) -> None:
    data = folder(["silence.wav", "voice.wav"])
    write(data / "silence.wav", np.zeros(32_000, np.float32))
    write(data / "voice.wav", tone(2.0))

    code, (_, silence, voice), _ = run(data)

    assert code == 0
    assert all(silence)
    assert float(silence[4]) < 0.25 * float(voice[4])


def test_the_labels_are_not_read(folder, run) -> None:
    data = folder(["a.wav"])
    write(data / "a.wav", tone(1.0))
    first = run(data)
    text = (data / "meta.csv").read_text("utf-8")
    (data / "meta.csv").write_text(text.replace("anger", "neutral").replace("s1", ""), "utf-8")

    assert run(data) == first


def test_no_rows_is_an_empty_table(folder, run) -> None:
    code, lines, _ = run(folder([]))

    assert (code, lines) == (0, [list(COLUMNS)])


def test_a_byte_order_mark_and_short_lines_are_read(folder, run) -> None:
    data = folder([])
    write(data / "a.wav", tone(1.0))
    (data / "meta.csv").write_text("\ufefffile,speaker\na.wav\n", "utf-8")

    code, (_, line), _ = run(data)

    assert code == 0 and line[0] == "a.wav" and all(line)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("path,emotion\na.wav,anger\n", "no column file"),
        ("", "no column file"),
        (b"file\n\xff\xfe\n", "no CSV text"),
        (None, "cannot be read"),
    ],
)
def test_a_table_that_is_none_is_refused_by_name(folder, shipped, tmp_path, text, words) -> None:
    data = folder([])
    meta = data / "meta.csv"
    if text is None:
        meta.unlink()
    else:
        meta.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(FolderError, match=words) as raised:
        score_folder(data, tmp_path / "out.csv", Codec.ALAW, lambda: shipped, io.StringIO())

    assert str(meta) in str(raised.value)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("place", ["missing/out.csv", "a-folder"])
def test_an_output_that_cannot_be_written_is_told_before_any_work(folder, tmp_path, place) -> None:
    (tmp_path / "a-folder").mkdir()

    def load():
        raise AssertionError("too late")

    with pytest.raises(OutputError, match="cannot be written"):
        score_folder(folder([]), tmp_path / place, Codec.ALAW, load, io.StringIO())


def test_a_table_appears_whole_or_not_at_all(folder, tmp_path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("from yesterday")

    def load():
        raise ModelNotInstalled("no")

    with pytest.raises(ModelNotInstalled):
        score_folder(folder([]), out, Codec.ALAW, load, io.StringIO())

    assert out.read_text() == "from yesterday"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.csv"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ModelNotInstalled("the large model: see `beistand models install`"), 3),
        (FolderError("x is not a folder"), 2),
        (OutputError("x cannot be written"), 2),
    ],
)
def test_exit_codes(monkeypatch, capsys, folder, tmp_path, error, code) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("inference.evaluation.shipped.load", fail)

    arguments = ["score", "--data", str(folder([])), "--out", str(tmp_path / "o.csv")]
    assert command.main(arguments) == code
    assert capsys.readouterr().err == f"beistand: {error}\n"


def test_a_missing_folder_is_wrong_usage(capsys, tmp_path) -> None:
    arguments = ["score", "--data", str(tmp_path / "no"), "--out", str(tmp_path / "o.csv")]

    assert command.main(arguments) == 2
    assert "is not a folder" in capsys.readouterr().err


def test_scoring_needs_no_training_packages() -> None:
    """Somebody who runs this has Beistand installed and nothing else."""
    code = (
        "import sys, inference.evaluation.scoring, inference.evaluation.calling\n"
        "print(*{m.partition('.')[0] for m in sys.modules} & {'scipy', 'sklearn', 'av', 'torch'})"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert outcome.stdout.strip() == ""
