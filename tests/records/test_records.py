"""The records' thread, its key, and what happens where there is no keyring."""

import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked
from keyrings import MemoryKeyring
from logged_calls import row

from desktop.processes.background import PATIENCE_S
from desktop.records.call_log import CallLog
from desktop.records.key import KeyLost, key_of_records
from desktop.records.records import Keeping, Records
from desktop.records.store import StoreError
from desktop.settings.secrets import RECORDS_KEY, SERVICE, NoKeyring, SystemSecrets

pytestmark = pytest.mark.process


class Opened:
    """Records, and what they post to an app thread that the test plays."""

    def __init__(self, path: Path, secrets: SystemSecrets, keep_days: int = 100_000) -> None:
        self.posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.changes = 0
        self.answered = False
        self.records = Records(
            path, secrets, keep_days=keep_days, post=self.posted.put, changed=self._changed
        )
        self.records.start()
        self.next()

    def _changed(self) -> None:
        self.changes += 1

    def next(self) -> None:
        """Run what is posted next, as the app thread would."""
        self.posted.get(timeout=10)()

    def names(self) -> list[str]:
        found: list[str] = []

        def answered(names: list[str]) -> None:
            found.extend(names)
            self.answered = True

        self.records.ask(lambda kept: [call.peer_name for call in kept.calls.search()], answered)
        while not self.answered:
            self.next()
        self.answered = False
        return found

    def add(self, name: str) -> None:
        self.records.do(lambda kept: kept.calls.add(row(name=name)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "records.db"


def test_kept_over_a_restart_with_a_key_of_its_own(path: Path) -> None:
    keyring = MemoryKeyring()
    first = Opened(path, SystemSecrets(keyring, {}))
    assert first.records.state.keeping is Keeping.KEPT
    first.add("Karla")
    first.records.stop()
    assert len(bytes.fromhex(keyring.kept[SERVICE, RECORDS_KEY])) == 32
    again = Opened(path, SystemSecrets(keyring, {}))
    assert again.names() == ["Karla"]
    again.records.stop()


def test_what_was_asked_last_is_still_written(path: Path) -> None:
    keyring = MemoryKeyring()
    first = Opened(path, SystemSecrets(keyring, {}))
    for name in ("a", "b", "c"):
        first.records.do(lambda kept, name=name: kept.calls.add(row(name=name)))
    first.records.stop()
    assert "records" not in {thread.name for thread in threading.enumerate()}
    again = Opened(path, SystemSecrets(keyring, {}))
    assert sorted(again.names()) == ["a", "b", "c"]
    again.records.stop()


def test_without_a_keyring_in_memory_only_and_said(path: Path) -> None:
    keyring = MemoryKeyring(KeyringLocked())
    opened = Opened(path, SystemSecrets(keyring, {}))
    assert opened.records.state.keeping is Keeping.NO_KEYRING and opened.changes == 1
    opened.add("Karla")
    assert opened.names() == ["Karla"]
    opened.records.stop()
    assert not path.exists()


def test_the_settings_may_want_nothing_kept(path: Path) -> None:
    keyring = MemoryKeyring()
    opened = Opened(path, SystemSecrets(keyring, {}), keep_days=0)
    assert opened.records.state.keeping is Keeping.NOT_WANTED
    opened.add("Karla")
    assert opened.names() == ["Karla"]
    opened.records.stop()
    assert not path.exists() and keyring.kept == {}


def test_what_was_kept_goes_once_the_settings_want_nothing(path: Path) -> None:
    keyring = MemoryKeyring()
    first = Opened(path, SystemSecrets(keyring, {}))
    first.add("Karla")
    first.records.stop()
    for days, keeping in ((0, Keeping.NOT_WANTED), (100_000, Keeping.KEPT)):
        again = Opened(path, SystemSecrets(keyring, {}), keep_days=days)
        assert again.records.state.keeping is keeping
        assert again.names() == []
        again.records.stop()


def test_a_lost_key_costs_no_records(path: Path) -> None:
    keyring = MemoryKeyring()
    first = Opened(path, SystemSecrets(keyring, {}))
    first.add("Karla")
    first.records.stop()
    before, key = path.read_bytes(), keyring.kept.pop((SERVICE, RECORDS_KEY))

    lost = Opened(path, SystemSecrets(keyring, {}))
    assert lost.records.state.keeping is Keeping.UNREADABLE
    assert isinstance(lost.records.state.why, KeyLost)
    lost.add("Erik")
    lost.records.stop()
    assert path.read_bytes() == before and keyring.kept == {}

    keyring.kept[SERVICE, RECORDS_KEY] = key
    again = Opened(path, SystemSecrets(keyring, {}))
    assert again.names() == ["Karla"]
    again.records.stop()


def test_old_rows_are_gone_at_the_next_start(path: Path) -> None:
    keyring = MemoryKeyring()
    first = Opened(path, SystemSecrets(keyring, {}))
    first.add("long ago, by today's clock")
    first.records.stop()
    again = Opened(path, SystemSecrets(keyring, {}), keep_days=1)
    assert again.names() == []
    again.records.stop()


def test_what_a_full_disk_refuses_is_said_and_made_up_for(path: Path) -> None:
    keyring = MemoryKeyring()
    opened = Opened(path, SystemSecrets(keyring, {}))

    def pages(most: int) -> None:
        # what a full disk says; 0x7fffffff is SQLite's own limit
        opened.records.ask(
            lambda kept: kept.calls._connection.execute(
                f"PRAGMA max_page_count = {most}"
            ).fetchone(),
            lambda result: None,
        )
        opened.next()

    pages(1)
    for name in ("first " + "x" * 10_000, "second"):
        opened.records.do(lambda kept, name=name: kept.calls.add(row(name=name)))
    opened.next()
    assert "full" in opened.records.state.failed
    assert opened.records.state.keeping is Keeping.KEPT
    assert opened.names() == []

    pages(0x7FFFFFFF)
    assert sorted(name[:6] for name in opened.names()) == ["first ", "second"]
    assert opened.records.state.failed == ""
    opened.records.stop()
    again = Opened(path, SystemSecrets(keyring, {}))
    assert len(again.names()) == 2
    again.records.stop()


def test_a_second_window_that_writes_stops_no_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = MemoryKeyring()
    Opened(path, SystemSecrets(keyring, {})).records.stop()

    def busy(*_: object) -> None:
        raise StoreError("database is locked")

    monkeypatch.setattr(CallLog, "delete_older", busy)
    opened = Opened(path, SystemSecrets(keyring, {}))
    opened.next()
    assert opened.records.state.keeping is Keeping.KEPT
    assert "locked" in opened.records.state.failed
    opened.add("Karla")
    assert opened.names() == ["Karla"] and opened.records.state.failed == ""
    opened.records.stop()


def test_a_change_that_can_never_be_made_holds_up_no_other(path: Path) -> None:
    opened = Opened(path, SystemSecrets(MemoryKeyring(), {}))

    def wrong(_: object) -> None:
        raise AttributeError("nobody knows")

    opened.records.do(wrong)
    opened.add("Karla")
    assert opened.names() == ["Karla"]
    opened.records.stop()


@pytest.mark.parametrize("kept", ["no hexadecimal", "00" * 31])
def test_a_damaged_key_is_not_used(kept: str) -> None:
    keyring = MemoryKeyring()
    keyring.kept[SERVICE, RECORDS_KEY] = kept
    with pytest.raises(KeyLost):
        key_of_records(SystemSecrets(keyring, {}), exists=False)
    assert keyring.kept[SERVICE, RECORDS_KEY] == kept


def test_a_keyring_that_forgets_at_once_is_none() -> None:
    class Forgetful(MemoryKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            pass

    with pytest.raises(NoKeyring):
        key_of_records(SystemSecrets(Forgetful(), {}), exists=False)


def test_the_environment_may_hold_the_key() -> None:
    secrets = SystemSecrets(MemoryKeyring(), {"BEISTAND_PASSWORD_RECORDS_KEY": "07" * 32})
    assert key_of_records(secrets, exists=True) == b"\x07" * 32


def test_a_keyring_that_waits_for_somebody_keeps_no_program_from_ending(path: Path) -> None:
    asked, answer = threading.Event(), threading.Event()

    class Waiting(SystemSecrets):
        def password_for(self, account: str) -> str | None:
            asked.set()
            answer.wait(60)
            return None

    posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    records = Records(path, Waiting(), keep_days=30, post=posted.put, changed=lambda: None)
    records.start()
    assert asked.wait(10)
    began_s = time.monotonic()
    records.stop()
    assert time.monotonic() - began_s < PATIENCE_S + 2
    answer.set()
