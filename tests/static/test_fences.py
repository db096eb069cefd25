"""Who may import whom: the contracts, and what each process really has loaded."""

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
