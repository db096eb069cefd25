"""The encrypted file that all records are in: opening, schema, durability.

Why SQLCipher: the whole file is encrypted page by page (AES-256, authenticated by HMAC-SHA512), so
indexes, the write-ahead log and what deleted rows leave behind are unreadable, too, and a search
by number or name stays one SQL statement. Rows sealed one by one (AEAD) would need a blind index,
which still tells equal numbers apart, or the decryption of everything for each search. Wheels of
`sqlcipher3` exist for Windows, macOS and Linux; SQLCipher is BSD, the binding zlib.

The key is 32 random bytes (no pass phrase, so no key derivation at each start), kept by `key`.
Each kind of record has its own module and table; `MIGRATIONS` is the one place where tables are
made and changed. Commits are durable when they return (WAL, synchronous=FULL): what a killed
process loses is what it had not committed.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sqlcipher3 import dbapi2 as sqlite

from desktop.errors import LocalError

StoreError = sqlite.Error
"""What the database raises once it is open: a full disk, a lock that stays."""

KEY_BYTES: Final = 32
_BUSY_MS: Final = 2_000
"""How long a second Beistand of the same user may write before ours is an error."""

MIGRATIONS: Final[tuple[str, ...]] = (
    # 1: the call log
    """
    CREATE TABLE calls (
        id INTEGER PRIMARY KEY AUTOINCREMENT, -- the numbers of deleted rows never come back
        started_at REAL NOT NULL, -- s since 1970, UTC
        duration_s REAL, -- since the answer; NULL: never answered
        direction TEXT NOT NULL, -- incoming, outgoing
        account TEXT NOT NULL,
        peer_uri TEXT NOT NULL,
        peer_name TEXT NOT NULL,
        number TEXT NOT NULL, -- what numbers are compared by; '' for a withheld one
        end_code INTEGER NOT NULL,
        found_by TEXT NOT NULL -- what a search looks through, case folded
    );
    CREATE INDEX calls_started_at ON calls (started_at);
    CREATE INDEX calls_number ON calls (number, started_at);
    """,
    # 2: the ledger of what agents granted; nothing in it is ever changed or taken out
    """
    CREATE TABLE ledger (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE, -- the request's: asked again it is the same entry
        undoes TEXT UNIQUE REFERENCES ledger (id), -- the entry that this one takes back
        at REAL NOT NULL, -- s since 1970, UTC
        decision TEXT NOT NULL,
        rule TEXT NOT NULL,
        kind TEXT NOT NULL,
        role TEXT NOT NULL,
        topic TEXT NOT NULL,
        case_id TEXT NOT NULL,
        customer TEXT NOT NULL, -- the CRM's id or a keyed hash, never a name or number
        amount TEXT NOT NULL, -- decimal; '' where the rule has none
        currency TEXT NOT NULL,
        reason TEXT NOT NULL, -- of the agent
        what TEXT NOT NULL, -- of a departure from the process: what was done instead
        good_for TEXT NOT NULL -- and whom it helps
    );
    CREATE INDEX ledger_at ON ledger (at);
    CREATE TRIGGER ledger_is_not_changed BEFORE UPDATE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger is not changed'); END;
    CREATE TRIGGER ledger_loses_nothing BEFORE DELETE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the ledger loses nothing'); END;
    """,
    # 3: both names of a customer; what is older has either of them in `customer`
    """
    ALTER TABLE ledger ADD COLUMN number_hash TEXT NOT NULL DEFAULT '';
    """,
    # 4: the supervisor who allowed it; '' where nobody did
    """
    ALTER TABLE ledger ADD COLUMN approved_by TEXT NOT NULL DEFAULT '';
    """,
)
"""Step n leads from version n - 1 to n. Released steps are never changed, only followed."""


class Unreadable(LocalError):
    """The file is there and cannot be used: damaged, another key's, or a newer Beistand's."""


def open_store(path: Path | None, key: bytes = b"", migrations: Sequence[str] = MIGRATIONS) -> Any:
    """A connection to the store at `path`, for the thread that opens it; None: in memory only.

    Makes the file if it is not there. Raises Unreadable and leaves the file as it is.
    """
    if path is None:
        connection = sqlite.connect(":memory:", isolation_level=None)
    else:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key has {KEY_BYTES} bytes")
        _only_mine(path)
        connection = sqlite.connect(str(path), isolation_level=None, timeout=_BUSY_MS / 1000)
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        if path is not None:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, migrations)
    except sqlite.OperationalError as error:
        connection.close()
        raise _unreadable(path, f"the records cannot be opened ({error})") from error
    except sqlite.DatabaseError as error:
        connection.close()
        what = "the records are damaged, or were written with another key"
        raise _unreadable(path, what) from error
    except Unreadable:
        connection.close()
        raise
    return connection


def _migrate(connection: Any, migrations: Sequence[str]) -> None:
    """Every step is a transaction with its version number: done wholly or not at all."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(migrations):
        raise Unreadable(
            "the records were written by a newer Beistand",
            action="Use that one; nothing was changed",
        )
    for number, step in enumerate(migrations[version:], version + 1):
        try:
            connection.executescript(f"BEGIN;\n{step}\nPRAGMA user_version = {number};\nCOMMIT;")
        except sqlite.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _only_mine(path: Path) -> None:
    """The file is made for this user alone; its log and index inherit that from it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _unreadable(path: Path | None, what: str) -> Unreadable:
    action = "Move the file away to begin a new one" if path is not None else ""
    return Unreadable(what, where=path.name if path is not None else "", action=action)
