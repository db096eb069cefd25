"""Brings the translation catalogues up to date: `python -m ui.words.catalogue`.

Reads the sources, merges them into resources/translations/*.ts and compiles the .qm files. Uses
the tools that PySide6 carries, so there is nothing to install.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import PySide6

from resources import resource

UI = Path(__file__).resolve().parent.parent


def sources() -> list[str]:
    """Every module that may hold words, in a stable order."""
    return [str(path) for path in sorted(UI.rglob("*.py"))]


def update(folder: Path) -> None:
    """Merge the sources into the .ts files of `folder`; English gets only the plurals."""
    for language, options in (("de", []), ("en", ["-pluralonly"])):
        target = str(folder / f"beistand_{language}.ts")
        options = [*options, "-no-obsolete", "-locations", "none", "-source-language", "en"]
        _run("lupdate", [*sources(), *options, "-target-language", language, "-ts", target])


def compile_catalogues(folder: Path, into: Path) -> None:
    """Compile the .ts files of `folder` to .qm files in `into`."""
    for ts in sorted(folder.glob("*.ts")):
        _run("lrelease", ["-silent", str(ts), "-qm", str(into / f"{ts.stem}.qm")])


def _run(tool: str, arguments: Sequence[str]) -> None:
    suffix = ".exe" if sys.platform == "win32" else ""
    folder = Path(PySide6.__file__).parent
    found = next(
        path
        for path in (folder / f"{tool}{suffix}", folder / "Qt" / "libexec" / f"{tool}{suffix}")
        if path.exists()
    )
    subprocess.run([str(found), *arguments], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    folder = resource("translations")
    update(folder)
    compile_catalogues(folder, folder)


if __name__ == "__main__":
    main()
