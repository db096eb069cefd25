"""How often cards were of use: kept per card and nothing else, and never in the way."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.records.card_counts import CardCount, CardCounts, CountsStore, Use, read_counts

pytestmark = pytest.mark.process

SOON_S = 10.0


class App:
    """An app thread to wait on."""

    def __init__(self) -> None:
        self._posted = threading.Condition()
        self._actions: list[Callable[[], None]] = []

    def post(self, action: Callable[[], None]) -> None:
        with self._posted:
            self._actions.append(action)
            self._posted.notify()

    def turn(self) -> None:
        with self._posted:
            assert self._posted.wait_for(lambda: bool(self._actions), SOON_S)
            actions, self._actions = self._actions, []
        for action in actions:
            action()

    def until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self.turn()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "card-counts.db"


Open = Callable[..., CardCounts]


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def opened(path: Path, app: App) -> Iterator[Open]:
    made: list[CardCounts] = []

    def make(*, wanted: bool = True) -> CardCounts:
        counts = CardCounts(path, post=app.post, changed=lambda: None, wanted=wanted)
        counts.start()
        made.append(counts)
        return counts

    yield make
    for counts in made:
        counts.stop()


def test_counts_are_there_after_a_restart(opened: Open, app: App, path: Path) -> None:
    first = opened()
    for use in (Use.SHOWN, Use.SHOWN, Use.USED):
        first.add("wrong-bill", use)
    first.add("late", Use.DISMISSED)
    assert first.of("wrong-bill") == CardCount(2, 1, 0) and first.of("other") == CardCount()
    first.stop()
    assert read_counts(path) == {"wrong-bill": CardCount(2, 1, 0), "late": CardCount(0, 0, 1)}
    again = opened()
    again.add("late", Use.SHOWN)  # before the file has been read
    app.until(lambda: again.of("wrong-bill") == CardCount(2, 1, 0))
    assert again.of("late") == CardCount(1, 0, 1)


def test_nothing_but_cards_and_numbers_is_kept(path: Path) -> None:
    store = CountsStore(path)
    store.add({("wrong-bill", Use.SHOWN): 1})
    store.close()
    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    columns = [row[1] for row in connection.execute("PRAGMA table_info(counts)")]
    rows = connection.execute("SELECT * FROM counts").fetchall()
    connection.close()
    assert tables == [("counts",)] and columns == ["card_id", "shown", "used", "dismissed"]
    assert rows == [("wrong-bill", 1, 0, 0)]


def test_whoever_wants_no_counts_has_none(opened: Open, path: Path) -> None:
    store = CountsStore(path)
    store.add({("a", Use.SHOWN): 1})
    store.close()
    unwanted = opened(wanted=False)
    unwanted.add("a", Use.SHOWN)
    unwanted.stop()
    assert unwanted.of("a") is None and not path.exists()


@pytest.mark.parametrize("damage", ["rubbish", "pages"])
def test_a_damaged_file_is_put_aside_and_said(
    opened: Open, app: App, path: Path, damage: str
) -> None:
    store = CountsStore(path)
    store.add({(f"card-{n}", Use.SHOWN): 1 for n in range(2_000)})
    store.close()
    raw = path.read_bytes()
    broken = b"no database" * 400 if damage == "rubbish" else raw[:8192] + b"\xff" * 8192
    path.write_bytes(broken)
    counts = opened()
    app.until(lambda: bool(counts.state.put_aside))
    assert (path.parent / counts.state.put_aside).read_bytes() == broken
    counts.add("a", Use.SHOWN)
    counts.stop()
    assert read_counts(path) == {"a": CardCount(1)}


def test_a_newer_beistands_file_is_left_alone(opened: Open, app: App, path: Path) -> None:
    CountsStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    counts = opened()
    app.until(lambda: "newer" in counts.state.failed)
    counts.add("a", Use.SHOWN)
    counts.stop()
    assert path.read_bytes() == before and counts.of("a") == CardCount(1)


_FULL = """
import sys, threading
from pathlib import Path
from desktop.records.card_counts import CardCounts, Use, read_counts
folder = Path(sys.argv[1])
known = threading.Condition()
def post(action):
    with known:
        action()
        known.notify()
counts = CardCounts(folder / "counts.db", post=post, changed=lambda: None)
counts.start()
with known:
    counts.add("a", Use.SHOWN)
    known.wait_for(lambda: (folder / "counts.db").exists() and not counts.state.failed, 5)
counts._thread.post(lambda: fill())
def fill():
    with open(folder / "fill", "wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
with known:
    for n in range(500):
        counts.add(f"card-{n}" * 9, Use.SHOWN)
    print(known.wait_for(lambda: bool(counts.state.failed), 20))
    (folder / "fill").unlink()
    counts.add("a", Use.SHOWN)
    print(known.wait_for(lambda: not counts.state.failed, 20))
counts.stop()
kept = read_counts(folder / "counts.db")
print(kept["a"].shown, len(kept))
"""


def test_what_a_full_disk_refuses_is_made_up_for(tmp_path: Path) -> None:
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare")
    mount = f"mount -t tmpfs -o size=96k beistand {tmp_path} && exec {sys.executable} -c"
    command = ["unshare", "-rm", "sh", "-c", f'{mount} "$0" {tmp_path}', _FULL]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False, timeout=100
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"no file system of its own may be mounted here: {done.stderr.strip()[:80]}")
    assert done.stdout.split() == ["True", "True", "2", "501"], done.stderr
