"""Do the pinned packages exist as binary wheels for the systems that agents use?

Walks Beistand's own requirements with each target's environment markers (pip would evaluate them
for the machine it runs on) and asks pip for exactly those pins, by name, as wheels; nothing is
installed. Exit code 1 names what has no wheel.
"""

import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

MACOS = [f"macosx_{major}_0_{arch}" for major in range(11, 15) for arch in ("arm64", "universal2")]
TARGETS: dict[str, tuple[dict[str, str], list[str]]] = {
    "Windows AMD64": (
        {"sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"}
        | {"os_name": "nt"},
        ["win_amd64"],
    ),
    "macOS arm64": (
        {"sys_platform": "darwin", "platform_system": "Darwin", "platform_machine": "arm64"},
        [*MACOS, "macosx_10_9_universal2", "macosx_10_13_universal2"],
    ),
    "Linux x86-64": (
        {"sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
        [f"manylinux_2_{minor}_x86_64" for minor in range(5, 37)]
        + ["manylinux1_x86_64", "manylinux2010_x86_64", "manylinux2014_x86_64"],
    ),
}


def pins() -> dict[str, str]:
    lines = Path("constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    return {canonicalize_name(name): version.strip() for name, version in pairs}


def needed(environment: dict[str, str]) -> set[str]:
    """Names of everything that `beistand` pulls in under `environment`."""
    found: set[str] = set()
    waiting = [("beistand", frozenset[str]())]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        item = waiting.pop()
        if item in seen:
            continue
        seen.add(item)
        name, extras = item
        try:
            requirements = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # another system's package: a leaf as far as this machine can tell
        for requirement in map(Requirement, requirements):
            wanted = not requirement.marker or any(
                requirement.marker.evaluate({**environment, "extra": extra})
                for extra in (extras or {""})
            )
            if wanted:
                child = canonicalize_name(requirement.name)
                found.add(child)
                waiting.append((child, frozenset(requirement.extras)))
    return found


def main() -> int:
    pinned = pins()
    failed = False
    for system, (markers, tags) in TARGETS.items():
        for python in ("3.11", "3.12"):
            environment = {str(key): str(value) for key, value in default_environment().items()}
            environment |= markers | {
                "python_version": python,
                "python_full_version": f"{python}.0",
            }
            names = sorted(needed(environment))
            unpinned = [name for name in names if name not in pinned]
            if unpinned:
                print(f"{system}, Python {python}: not pinned: {', '.join(unpinned)}")  # noqa: T201
                failed = True
            wanted = [f"{name}=={pinned[name]}" for name in names if name in pinned]
            tag_options = [option for tag in tags for option in ("--platform", tag)]
            with tempfile.TemporaryDirectory() as nowhere:
                pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--no-deps"]
                pip += ["--ignore-installed", "--disable-pip-version-check", "--target", nowhere]
                pip += ["--only-binary=:all:", "--python-version", python]
                outcome = subprocess.run(
                    [*pip, *tag_options, *wanted],
                    capture_output=True,
                    text=True,
                    check=False,
                )
            verdict = "ok" if outcome.returncode == 0 else "FAILED"
            print(f"{system}, Python {python}: {len(wanted)} wheels {verdict}")  # noqa: T201
            if outcome.returncode:
                errors = [line for line in outcome.stderr.splitlines() if "ERROR" in line]
                failed = True
                print("\n".join(errors))  # noqa: T201
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
