"""The records on a thread of their own: the app thread never waits for a disk or a keyring.

Without a keyring, or with records that cannot be opened, everything works in memory for this
session, and `state` says so.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout

from desktop.errors import LocalError
from desktop.processes.background import Background
from desktop.records.call_log import CallLog
from desktop.records.key import alias, key_of_records
from desktop.records.ledger import Ledger
from desktop.records.store import StoreError, open_store
from desktop.settings.secrets import NoKeyring, Secrets

log = logging.getLogger("beistand.records")

T = TypeVar("T")
Post = Callable[[Callable[[], None]], None]

_LOCK_S = 10.0
_MOST_WAITING = 1_000
"""Changes that wait for a disk: days of calls."""


class Keeping(StrEnum):
    """Where the records are."""

    OPENING = "opening"
    KEPT = "kept"
    NOT_WANTED = "not_wanted"  # the settings keep nothing: memory only
    NO_KEYRING = "no_keyring"  # memory only
    UNREADABLE = "unreadable"  # memory only; the file is left as it is


@dataclass(frozen=True, slots=True)
class Tables:
    """What is kept, an attribute per kind of record."""

    calls: CallLog
    ledger: Ledger | None
    """None: what is granted could not be kept."""
    alias: Callable[[str], str]
    """What the customer of a number is called in the ledger."""


@dataclass(frozen=True, slots=True)
class RecordsState:
    keeping: Keeping = Keeping.OPENING
    why: LocalError | None = None
    failed: str = ""
    """What the disk refuses at the moment; empty: nothing."""


class Records:
    """Owns the thread "records" and the open store. Methods are called on the app thread.

    `changed` is called there (by `post`) when `state` has changed.
    """

    def __init__(
        self,
        path: Path,
        secrets: Secrets,
        *,
        keep_days: int,
        with_ledger: bool = False,
        post: Post,
        changed: Callable[[], None],
    ) -> None:
        """`keep_days` 0: no call is ever written, and old ones are deleted. `with_ledger`: what is
        granted is written all the same."""
        self._path = path
        self._secrets = secrets
        self._keep_days = keep_days
        self._with_ledger = with_ledger
        self._post = post
        self._changed = changed
        self._thread = Background("records")
        self._file: Any = None
        """The store on the disk, where there is one."""
        self._memory: Any = None
        """What stands in for it."""
        self._key = b""
        self._waiting: deque[Callable[[Tables], object]] = deque(maxlen=_MOST_WAITING)
        self._refused = False
        self._opened = RecordsState()
        self._stopped = False
        self.state = RecordsState()

    def start(self) -> None:
        """Find the key and open the store, behind everything else."""
        self._thread.post(self._open)
        self._thread.start()

    def ask(
        self,
        work: Callable[[Tables], T],
        then: Callable[[T], None],
        otherwise: Callable[[], None] = lambda: None,
    ) -> None:
        """Run `work` on the records' thread, in order; `then` gets its result on the app thread.

        Whatever fails, `otherwise` is called there instead, and of the disk `state` says so.
        """
        if not self._stopped:
            self._thread.post(lambda: self._work(work, then, otherwise))

    def do(self, work: Callable[[Tables], object]) -> None:
        """Make a change. One that the disk refuses waits and is made once the disk takes it."""
        if not self._stopped:
            self._thread.post(lambda: self._change(work))

    def stop(self) -> None:
        """Finish what was asked, then close; what a disk or keyring holds up is given up.

        Results are not delivered any more.
        """
        if not self._stopped:
            self._stopped = True
            self._thread.post(self._close)
            if not self._thread.stop():
                log.warning("records not closed", extra={"kind": "held up"})

    # ------------------------------------------------------------ on the thread "records"

    def _open(self) -> None:
        state = RecordsState(Keeping.KEPT if self._keep_days else Keeping.NOT_WANTED)
        try:
            if self._keep_days or self._with_ledger or self._path.exists():
                self._file = self._open_file()
        except NoKeyring as error:
            state = RecordsState(Keeping.NO_KEYRING, error)
        except LocalError as error:
            state = RecordsState(Keeping.UNREADABLE, error)
        except (OSError, Timeout) as error:
            what = f"the records cannot be opened ({type(error).__name__})"
            why = LocalError(what, where=self._path.name, action="Check the folder and its rights")
            state = RecordsState(Keeping.UNREADABLE, why)
        if self._file is None or not self._keep_days:
            self._memory = open_store(None)
        log.info("records opened", extra={"state": state.keeping.value})
        self._opened = state
        self._become(state)
        if self._file is not None:
            try:
                self._delete_old(CallLog(self._file))
            except StoreError as error:
                self._failed(error)  # a full disk, a second window that writes: next time

    def _open_file(self) -> Any:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # two that start at once must not each make a key
        with FileLock(f"{self._path}.lock", timeout=_LOCK_S):
            exists = self._path.exists() and self._path.stat().st_size > 0
            self._key = key_of_records(self._secrets, exists=exists)
            return open_store(self._path, self._key)

    def _delete_old(self, calls: CallLog) -> None:
        """The calls that are not to be kept; other records stay."""
        if self._keep_days:
            calls.delete_older(self._keep_days)
        else:
            calls.delete_all()

    def _work(
        self, work: Callable[[Tables], T], then: Callable[[T], None], otherwise: Callable[[], None]
    ) -> None:
        try:
            self._catch_up()
            result = work(self._tables())
        except StoreError as error:
            self._failed(error)
        except Exception as error:  # noqa: BLE001 - whoever asked must hear of it
            log.error("records failed", extra={"kind": type(error).__name__})
        else:
            self._post(lambda: self._deliver(lambda: then(result)))
            return
        self._post(lambda: self._deliver(otherwise))

    def _change(self, work: Callable[[Tables], object]) -> None:
        self._waiting.append(work)
        self._catch_up()

    def _catch_up(self) -> None:
        """Make the changes that wait, in order; stop at the first that cannot be made."""
        refused = False
        while self._waiting and not refused:
            try:
                self._waiting[0](self._tables())
            except StoreError as error:
                refused = True
                self._failed(error)
            except Exception as error:  # noqa: BLE001 - made again it would fail again
                log.error("change of the records dropped", extra={"kind": type(error).__name__})
                self._waiting.popleft()
            else:
                self._waiting.popleft()
        if self._refused and not refused and not self._waiting:
            self._refused = False
            self._become(replace(self._opened, failed=""))

    def _tables(self) -> Tables:
        calls = self._memory if self._memory is not None else self._file
        ledger = None if self._file is None else Ledger(self._file)
        return Tables(CallLog(calls), ledger, partial(alias, self._key))

    def _failed(self, error: Exception) -> None:
        if not self._refused:
            # its text may quote a value
            log.warning("records failed", extra={"kind": type(error).__name__})
            self._refused = True
            self._become(replace(self._opened, failed=str(error)))

    def _deliver(self, answer: Callable[[], None]) -> None:
        if not self._stopped:
            answer()

    def _become(self, state: RecordsState) -> None:
        def on_app_thread() -> None:
            self.state = state
            if not self._stopped:
                self._changed()

        self._post(on_app_thread)

    def _close(self) -> None:
        for connection in (self._file, self._memory):
            if connection is not None:
                connection.close()
