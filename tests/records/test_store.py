"""The encrypted store: nothing readable on the disk, nothing lost, nothing overwritten."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from logged_calls import row

from desktop.records.call_log import CallLog
from desktop.records.store import MIGRATIONS, StoreError, Unreadable, open_store

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.db"


def everything_on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_nothing_readable_is_on_the_disk(path: Path) -> None:
    connection = open_store(path, KEY)
    CallLog(connection).add(row())
    while_open = everything_on_disk(path)
    connection.close()
    for raw in (while_open, everything_on_disk(path)):
        for private in (b"Karla", b"23125014", b"calls", b"SQLite format", KEY, KEY.hex().encode()):
            assert private not in raw
    connection = open_store(path, KEY)
    assert [call.peer_name for call in CallLog(connection).search()] == ["Karla Müller"]
    connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_the_files_are_this_users_alone(path: Path) -> None:
    connection = open_store(path, KEY)
    CallLog(connection).add(row())
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    connection.close()
    assert set(modes.values()) == {0o600} and "records.db-wal" in modes


@pytest.mark.parametrize("key", [bytes(32), KEY[::-1]])
def test_another_key_opens_nothing_and_harms_nothing(path: Path, key: bytes) -> None:
    connection = open_store(path, KEY)
    CallLog(connection).add(row())
    connection.close()
    before = path.read_bytes()
    with pytest.raises(Unreadable, match="another key"):
        open_store(path, key)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", [b"not a database at all", os.urandom(8192)])
def test_a_damaged_file_is_said_and_left(path: Path, damage: bytes) -> None:
    path.write_bytes(damage)
    with pytest.raises(Unreadable) as said:
        open_store(path, KEY)
    assert said.value.where == "records.db" and "Move the file away" in said.value.action
    assert path.read_bytes() == damage


def test_a_damaged_page_is_noticed(path: Path) -> None:
    connection = open_store(path, KEY)
    log = CallLog(connection)
    for number in range(200):
        log.add(row(f"+4930{number:07d}"))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    raw = bytearray(path.read_bytes())
    raw[-4096 + 100] ^= 1  # the last page is of the rows that came last
    path.write_bytes(raw)
    connection = open_store(path, KEY)
    with pytest.raises(StoreError):
        list(CallLog(connection).everything())
    connection.close()


WRITER = """
import sys
from pathlib import Path
from desktop.records.call_log import CallLog
from desktop.records.store import open_store
sys.path.insert(0, {tests!r})
from logged_calls import row
log = CallLog(open_store(Path({path!r}), bytes(range(32))))
for number in range(1, 1_000_000):
    log.add(row(f"+4930{{number:07d}}", name="x" * 2_000))
    print(number, flush=True)
"""


def test_a_writer_killed_in_mid_write_loses_its_last_row_at_most(path: Path) -> None:
    script = WRITER.format(tests=str(ROOT / "tests" / "support"), path=str(path))
    for round_number in range(3):
        path.unlink(missing_ok=True)
        for left in path.parent.glob("records.db-*"):
            left.unlink()
        with subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as writer:
            assert writer.stdout is not None
            said = [int(writer.stdout.readline()) for _ in range(40 + 17 * round_number)]
            writer.send_signal(signal.SIGKILL)
            said += [int(line) for line in writer.stdout if line.endswith("\n")]
        connection = open_store(path, KEY)
        kept = list(CallLog(connection).everything())
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
        connection.close()
        assert len(said) <= len(kept) <= len(said) + 1
        assert [call.row_id for call in kept] == list(range(1, len(kept) + 1))


def test_a_commit_reaches_the_disk_before_it_returns(path: Path) -> None:
    """What a power cut needs; a test can kill a process, but not the machine."""
    connection = open_store(path, KEY)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,), "FULL"
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_two_windows_write_into_one_file(path: Path) -> None:
    one, other = open_store(path, KEY), open_store(path, KEY)
    CallLog(one).add(row())
    CallLog(other).add(row())
    assert len(CallLog(one).search()) == len(CallLog(other).search()) == 2
    one.close()
    other.close()


def test_deleting_everything_leaves_a_small_file(path: Path) -> None:
    connection = open_store(path, KEY)
    log = CallLog(connection)
    for number in range(300):
        log.add(row(f"+4930{number:07d}", name="y" * 500))
    log.delete_all()
    assert log.search() == ()
    connection.close()
    assert path.stat().st_size < 64 * 1024


# ------------------------------------------------------------ migrations


def version(connection: object) -> int:
    return connection.execute("PRAGMA user_version").fetchone()[0]  # type: ignore[attr-defined,no-any-return]


def test_an_old_store_is_brought_up_to_date_with_what_is_in_it(path: Path) -> None:
    connection = open_store(path, KEY, MIGRATIONS[:1])
    CallLog(connection).add(row())
    connection.close()
    later = (*MIGRATIONS[:1], "CREATE TABLE later (x); ALTER TABLE calls ADD COLUMN note TEXT;")
    connection = open_store(path, KEY, later)
    assert version(connection) == 2
    assert connection.execute("SELECT peer_name, note FROM calls").fetchall() == [
        ("Karla Müller", None)
    ]
    connection.close()


def test_a_step_that_fails_is_undone_as_a_whole(path: Path) -> None:
    connection = open_store(path, KEY)
    CallLog(connection).add(row())
    connection.close()
    broken = (*MIGRATIONS, "CREATE TABLE half (x); INSERT INTO nowhere VALUES (1);")
    with pytest.raises(Unreadable):
        open_store(path, KEY, broken)
    connection = open_store(path, KEY)
    assert version(connection) == len(MIGRATIONS)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE name = 'half'").fetchall()
    assert tables == [] and len(CallLog(connection).search()) == 1
    connection.close()


def test_a_newer_beistands_store_is_left_alone(path: Path) -> None:
    connection = open_store(path, KEY, (*MIGRATIONS, "CREATE TABLE newer (x);"))
    connection.close()
    before = path.read_bytes()
    with pytest.raises(Unreadable, match="newer"):
        open_store(path, KEY)
    assert path.read_bytes() == before
