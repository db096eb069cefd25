"""Who may import whom: the contracts, and what each process really has loaded."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.static

ROOT = Path(__file__).resolve().parents[2]

LOADED = """
import sys
{imports}
print(" ".join(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""


def loaded_by(imports: str) -> set[str]:
    outcome = subprocess.run(
        [sys.executable, "-c", LOADED.format(imports=imports)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return set(outcome.stdout.split())


def test_the_import_contracts_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    outcome = subprocess.run([linter], capture_output=True, text=True, check=False, cwd=ROOT)
    assert outcome.returncode == 0, outcome.stdout


def test_the_entry_knows_nothing_yet() -> None:
    assert not loaded_by("import desktop.__main__") & {"PySide6", "pjsua2", "torch", "keyring"}


def test_the_engine_never_sees_qt_or_torch() -> None:
    loaded = loaded_by("import desktop.telephony.engine.process")
    assert "pjsua2" in loaded
    assert not loaded & {"PySide6", "torch", "torchaudio"}


def test_the_desktop_never_sees_pjsua2_or_torch() -> None:
    loaded = loaded_by("import desktop.compositions.agent, desktop.compositions.supervisor")
    assert "PySide6" in loaded
    assert not loaded & {"pjsua2", "torch", "torchaudio", "silero_vad"}


def test_the_headless_phone_and_its_command_line_never_see_qt() -> None:
    loaded = loaded_by("import desktop.compositions.headless")
    assert not loaded & {"PySide6", "pjsua2", "torch", "torchaudio", "silero_vad"}
    assert not loaded_by("import desktop.api.command") & {"PySide6", "pjsua2", "torch", "keyring"}


def test_the_worker_never_sees_qt_or_pjsua2() -> None:
    loaded = loaded_by("import inference.worker.process, inference.worker.loading")
    assert "torch" in loaded
    assert not loaded & {"PySide6", "pjsua2"}


def test_the_worker_connects_before_it_imports_torch() -> None:
    assert "torch" not in loaded_by("import inference.worker.process")


def test_the_agents_level_is_for_the_eyes_of_the_sound_window_only() -> None:
    """Nothing that analyses, keeps or sends may so much as name it."""
    named = {
        str(path.relative_to(ROOT))
        for package in ("desktop", "inference", "ui")
        for path in (ROOT / package).rglob("*.py")
        if "SoundLevels" in path.read_text(encoding="utf-8")
    }
    assert named == {
        "desktop/presenters/sound.py",
        "desktop/telephony/engine/messages.py",
        "desktop/telephony/engine/sound.py",
    }


def test_only_a_customers_leg_is_ever_written_down() -> None:
    """Segments come from what a leg reader reads, and that is the tap's ring; the recogniser, and
    whatever else sees speech, has no other door."""

    def naming(word: str) -> set[str]:
        return {
            str(path.relative_to(ROOT))
            for package in ("audio", "desktop", "inference", "ui")
            for path in (ROOT / package).rglob("*.py")
            if word in path.read_text(encoding="utf-8")
        }

    assert naming("Segmenter(") == {"inference/worker/serving.py"}
    assert naming("RingReader(") == {"inference/worker/serving.py"}
    assert naming("AttachLeg(") == {
        "desktop/assist/worker.py",
        "inference/messages.py",
        "inference/worker/serving.py",  # where it arrives
    }
    assert naming("whisper_model") == {
        "inference/recognition/loading.py",
        "inference/recognition/port.py",
    }


def test_what_was_said_is_written_to_no_file_and_no_log() -> None:
    """The modules that see words open nothing, and log nothing but the names of errors."""
    seeing = [*(ROOT / "inference/recognition").glob("*.py")]
    seeing += [ROOT / "desktop/assist" / name for name in ("masking.py", "transcript.py")]
    assert len(seeing) > 8
    for path in seeing:
        for line in path.read_text(encoding="utf-8").splitlines():
            assert not re.search(r"(?<!def )\bopen\(|\.write_|\bprint\(", line), path
            logs = re.search(r"\blog\.", line)
            assert logs is None or 'extra={"why": type(error).__name__}' in line, line


def test_without_the_optional_package_nothing_of_it_is_loaded() -> None:
    loaded = loaded_by("import inference.worker.process, inference.recognition.loading")
    assert not loaded & {"faster_whisper", "ctranslate2", "av", "torch"}
