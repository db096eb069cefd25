"""One installation of a model at a time, also when several people press the button."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from inference.fetching.download import disk_trouble


@contextmanager
def locked(folder: Path, name: str, waits: Callable[[], None]) -> Iterator[None]:
    """Hold the model `name` of `folder`; `waits` is called once if somebody else does.

    The operating system frees it when a process ends, however it ends. Raises LocalTrouble.
    """
    path = folder / f".{name}.lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(path)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            waits()
            lock.acquire()
    except OSError as error:
        raise disk_trouble(error, path) from error
    try:
        yield
    finally:
        lock.release()
