"""What holds for the whole tree: module sizes, docstrings, no machine's paths, no stray words."""

import ast
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.static

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("desktop", "ui", "audio", "inference", "resources")
LONGEST_MODULE = 350
FORBIDDEN_NAMES = ("manager", "helper", "utils", "util", "handler")


def modules() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_named_well_and_says_what_it_owns(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_MODULE, "split it by concept"
    assert ast.get_docstring(ast.parse(source)), "a module docstring says what it owns"
    assert not any(name in path.stem for name in FORBIDDEN_NAMES)


def test_no_machine_path_or_registry_address_is_committed() -> None:
    traces = ("/home/", "/root/", "--index-url", "--extra-index-url", "--find-links")
    for path in tracked():
        if path.suffix in {".py", ".toml", ".md", ".txt", ".cfg", ".yml", ""} and path.exists():
            if path == Path(__file__):
                continue
            text = path.read_text(encoding="utf-8", errors="ignore")
            for trace in traces:
                assert trace not in text, f"{path.relative_to(ROOT)} names {trace}"


def test_no_file_is_large() -> None:
    for path in tracked():
        if path.exists():
            assert path.stat().st_size < 10 * 1024 * 1024, path
