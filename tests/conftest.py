"""What every test gets: a home of its own, one category, and nothing left behind."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# How long an example takes says something of the machine only; what must be quick has a test.
hypothesis.settings.register_profile(
    "shared machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("shared machine")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

CATEGORIES = frozenset({"unit", "widget", "process", "sip", "model", "static", "e2e"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test module has exactly one category, or collection fails."""
    for item in items:
        named = {mark.name for mark in item.iter_markers()} & CATEGORIES
        if len(named) != 1:
            raise pytest.UsageError(
                f"{item.nodeid} has the categories {sorted(named)}; set one pytestmark out of "
                f"{sorted(CATEGORIES)} in its module"
            )


@pytest.fixture(autouse=True)
def hermetic_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """No test reads or writes the user's settings, keyring or running phone."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("BEISTAND_HOME", str(home))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    for name in [name for name in os.environ if name.startswith("BEISTAND_PASSWORD_")]:
        monkeypatch.delenv(name)
    return home


@pytest.fixture(autouse=True)
def crashes_are_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program logs what nobody caught; in a test pytest must hear of it and fail."""
    monkeypatch.setattr("desktop.logging.log_crashes", lambda: None)


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """A thread or a shared-memory segment that outlives its test fails it."""
    threads = set(threading.enumerate())
    segments = _segments()
    yield
    for thread in set(threading.enumerate()) - threads:
        thread.join(2.0)
    left = {thread.name for thread in threading.enumerate()} - {thread.name for thread in threads}
    assert not left, f"threads left running: {sorted(left)}"
    orphans = _orphans(_segments() - segments)
    if orphans:  # or another program's, on its way in or out
        time.sleep(0.5)
        orphans = _orphans(orphans & _segments())
    assert not orphans, f"shared memory left behind: {orphans}"


def _orphans(segments: set[str]) -> set[str]:
    return {name for name in segments if not _mapped_by_anyone(name)}


def _segments() -> set[str]:
    folder = Path("/dev/shm")  # Linux only; elsewhere there is nothing to list
    return {path.name for path in folder.glob("bst*")} if folder.is_dir() else set()


def _mapped_by_anyone(segment: str) -> bool:
    """Whether a live process uses it: then it is another program's, not a leak."""
    for maps in Path("/proc").glob("[0-9]*/maps"):
        try:
            if segment in maps.read_text():
                return True
        except OSError:
            continue  # ended meanwhile, or not ours to read
    return False


@pytest.fixture
def speech_data() -> Path:
    """The folder of speech corpora; tests that need it are skipped where it is not."""
    given = os.environ.get("BEISTAND_DATA", "")
    if not given or not Path(given).is_dir():
        pytest.skip("BEISTAND_DATA does not name a folder of speech data")
    return Path(given)
