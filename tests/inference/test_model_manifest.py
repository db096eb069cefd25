"""What ships: every model is the one that was measured, and nothing forbidden went into it."""

import hashlib
import json
import os
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import resources
from inference.models import (
    MANIFEST,
    FileEntry,
    ManifestError,
    ModelEntry,
    ModelMissing,
    ModelRefused,
    Origin,
    Source,
    find,
    folders_of,
    read_manifest,
)

pytestmark = pytest.mark.static

RESOURCES = Path(resources.__file__).parent
TRAINING = json.loads(
    (RESOURCES / "models" / "tension-small.training.json").read_text(encoding="utf-8")
)
CALL = tomllib.loads((RESOURCES / "demo" / "call_de.toml").read_text(encoding="utf-8"))


def test_every_model_is_found_with_its_hash_and_size() -> None:
    entries = read_manifest()

    assert {entry.name for entry in entries} >= {"tension-small", "silero-vad"}
    for entry in entries:
        assert entry.licence and entry.purpose
        if entry.source is not Source.INSTALLED:
            assert len(find(entry).content) == entry.size_bytes


def test_what_can_be_installed_says_where_from() -> None:
    (entry,) = [e for e in read_manifest() if e.name == "whisper-base"]

    assert entry.origins == (Origin.FOLDER, Origin.HUB, Origin.PACKAGE)
    assert entry.licence == "MIT"
    assert [file.name for file in entry.files] == [
        "model.bin",
        "config.json",
        "tokenizer.json",
        "vocabulary.txt",
    ]
    assert entry.sha256.startswith("d01c3014881c") and entry.size_bytes == 147_882_941
    assert entry.hub is not None and len(entry.hub.revision) == 40  # a commit, not a branch


def test_the_bundled_model_is_small_and_the_one_its_training_notes_describe() -> None:
    for name, most_bytes in (("tension-small", 10_000_000), ("tension-large", 200_000)):
        (entry,) = [e for e in read_manifest() if e.name == name]
        notes = json.loads((RESOURCES / "models" / f"{name}.training.json").read_text("utf-8"))

        assert entry.source is Source.BUNDLED
        assert entry.size_bytes <= most_bytes
        assert notes["model"]["sha256"] == entry.sha256
        assert entry.needs == (("whisper-base",) if name == "tension-large" else ())


def test_only_freely_licensed_corpora_went_in() -> None:
    assert set(TRAINING["corpora"]) == {"emodb", "emodb_uniform2s", "calls_en", "de_clips"}
    for licence in TRAINING["sounds"].values():
        assert any(free in licence for free in ("CC BY, ", "CC0", "Apache-2.0", "MIT"))
        assert "NC" not in licence
    for corpus in TRAINING["corpora"].values():
        for licence in corpus["licences"]:
            assert "CC0" in licence or "Apache-2.0" in licence
            assert "NC" not in licence


def test_the_demos_synthesiser_and_voices_are_in_no_training_data() -> None:
    voices = {CALL["synthesiser"]} | {style["voice"] for style in CALL["style"].values()}
    assert {"espeak-ng", "de+customer"} <= voices
    shipped = {hashlib.sha256(path.read_bytes()).hexdigest() for path in RESOURCES.rglob("*.wav")}
    assert shipped

    assert TRAINING["synthetic_speech"] == []
    assert all("synthetic" not in corpus["speakers"] for corpus in TRAINING["corpora"].values())
    for corpus in TRAINING["corpora"].values():
        described = " ".join([*corpus["files"], *corpus["speakers"], *corpus["licences"]]).lower()
        for word in (*voices, "espeak", "klatt", "synth"):
            assert word.lower() not in described
        assert shipped.isdisjoint(corpus["files"].values())


def test_held_out_figures_are_with_the_model() -> None:
    figures = TRAINING["leave_one_speaker_out"]

    assert len(figures["uar_7_uniform_by_speaker"]) == 10
    assert 0.95 < figures["auc_anger_whole"] < 1.0
    assert figures["ece_tension_uniform"] <= 0.05


def test_another_file_is_refused_in_words(tmp_path: Path) -> None:
    (entry,) = [e for e in read_manifest() if e.name == "tension-small"]
    (tmp_path / entry.files[0].name).write_bytes(b"something else")

    with pytest.raises(ModelRefused, match=r"SHA-256 begins .* the manifest says"):
        find(entry, tmp_path / "manifest.toml")


def test_a_missing_package_is_named() -> None:
    (entry,) = [e for e in read_manifest() if e.source is Source.PACKAGE]

    with pytest.raises(ModelMissing, match="package no_such_package is not installed"):
        find(replace(entry, package="no_such_package"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (entry,) = [e for e in read_manifest() if e.name == "tension-small"]

    with pytest.raises(ModelMissing, match=r"tension-small\.pt does not exist"):
        find(entry, manifest=tmp_path / "manifest.toml")


@pytest.fixture
def installed(tmp_path: Path) -> ModelEntry:
    """A model of two files, installed well in the second of two folders, "mine" and "all"."""
    files = []
    for name, content in (("weights.bin", b"weights"), ("words.txt", b"words")):
        place = tmp_path / "all" / "big"
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(content)
        files.append(FileEntry(name, hashlib.sha256(content).hexdigest(), len(content)))
    return ModelEntry("big", "tests", "MIT", Source.INSTALLED, tuple(files))


def test_the_first_good_copy_counts(installed: ModelEntry, tmp_path: Path) -> None:
    mine, everybodys = tmp_path / "mine", tmp_path / "all"
    assert find(installed, folders=(mine, everybodys)).folder == everybodys / "big"

    (mine / "big").mkdir(parents=True)
    (mine / "big" / "weights.bin").write_bytes(b"damaged")
    (mine / "big" / "words.txt").write_bytes(b"words")
    found = find(installed, folders=(mine, everybodys))
    assert (found.folder, found.content) == (everybodys / "big", b"weights")

    with pytest.raises(ModelRefused, match=r"weights\.bin is not the model"):
        find(installed, folders=(mine,))
    with pytest.raises(
        ModelMissing, match=r"big is not installed\. Run .beistand models install big"
    ):
        find(installed, folders=(tmp_path / "nowhere",))


def test_what_is_read_is_what_was_checked(installed: ModelEntry, tmp_path: Path) -> None:
    found = find(installed, folders=(tmp_path / "all",))
    found.path.write_bytes(b"changed after the check")

    with pytest.raises(ModelRefused, match="SHA-256"):
        _ = found.content


def test_folders_stand_parted_as_in_path(tmp_path: Path) -> None:
    folders = (tmp_path / "mine", tmp_path / "all of us")

    assert folders_of(os.pathsep.join(map(str, folders))) == folders
    assert folders_of("") == ()


ENTRY = """
[[model]]
name = "{name}"
purpose = "p"
licence = "l"
source = "installed"
file = "{file}"
sha256 = "{sha}"
size_bytes = 1
{more}
"""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"file": "../x.bin"}, "leaves its folder"),
        ({"file": "/etc/x.bin"}, "leaves its folder"),
        ({"name": "../up"}, "cannot be the name"),
        ({"sha": "abc"}, "is not a SHA-256"),
        ({"more": 'needs = ["y"]'}, "x needs y, which is not there"),
        ({"more": 'origins = ["hub"]'}, "from a hub that is not named"),
        ({"more": 'origins = ["package"]'}, "from packages that are not named"),
        ({"more": 'origins = ["pigeon"]'}, "pigeon"),
        ({"more": "files = []"}, "has no files"),
        ({"more": "needs = 3"}, "manifest"),
    ],
)
def test_a_wrong_entry_is_a_manifest_error(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    row = {"name": "x", "file": "x.bin", "sha": "0" * 64, "more": ""} | changed
    (tmp_path / "manifest.toml").write_text(ENTRY.format(**row), encoding="utf-8")

    with pytest.raises(ManifestError, match=said):
        read_manifest(tmp_path / "manifest.toml")


def test_a_name_is_given_once(tmp_path: Path) -> None:
    text = ENTRY.format(name="x", file="x.bin", sha="0" * 64, more="")
    (tmp_path / "manifest.toml").write_text(text + text, encoding="utf-8")

    with pytest.raises(ManifestError, match="x is there twice"):
        read_manifest(tmp_path / "manifest.toml")


@pytest.mark.parametrize("text", ["not toml [", "", "[[model]]\nname = 'x'\n", "model = 3"])
def test_a_broken_manifest_is_a_manifest_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.toml").write_text(text, encoding="utf-8")

    with pytest.raises(ManifestError, match=r"manifest\.toml"):
        read_manifest(tmp_path / "manifest.toml")


def test_notices_and_demo_are_telephone_wavs_of_bounded_size() -> None:
    from audio.wav import read_wav

    for path in (*RESOURCES.glob("demo/*.wav"), *RESOURCES.glob("notice/*.wav")):
        recording = read_wav(path)
        assert recording.rate_hz == 8_000
        assert path.stat().st_size <= 1_000_000
        assert 5 < recording.duration_s < 130
    assert MANIFEST.is_file()
