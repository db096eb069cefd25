"""`beistand models`: what is there, get one, prove them, take one out."""

import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, TextIO

from desktop.errors import BeistandError, LocalError, NetworkError
from desktop.paths import default_paths
from inference.fetching.installing import Installer
from inference.fetching.problems import FetchProblem, LocalTrouble, NoSource, Unfit, Unreachable
from inference.fetching.stock import ModelStatus, State, remove, status_of
from inference.models import (
    MANIFEST,
    ManifestError,
    ModelEntry,
    ModelUnavailable,
    Origin,
    Source,
    read_manifest,
    with_needs,
)

OK: Final = 0
FAILED: Final = 1
STOPPED: Final = 130
"""What a shell expects of a program that Ctrl-C ended."""

REDRAW_S: Final = 0.1
LINE_EVERY_S: Final = 5.0
"""Where nobody sees a bar move, a line in a log this often."""
SHORTEST_BAR: Final = 8
LONGEST_BAR: Final = 20
"""In characters; a narrow terminal has figures only."""


def list_models(*, as_json: bool) -> int:
    """Print every model and its state."""
    _print([status_of(entry, default_paths().model_folders) for entry in _entries()], as_json)
    return OK


def verify_models(name: str | None, *, as_json: bool) -> int:
    """1 where a file is not the one that was measured, or where a named model is not there."""
    entries = _entries()
    chosen = entries if name is None else (_named(name, entries),)
    found = [status_of(entry, default_paths().model_folders) for entry in chosen]
    _print(found, as_json)
    failed = False
    for status in found:
        optional = name is None and status.entry.source is Source.INSTALLED
        if status.state is State.DAMAGED or (status.state is State.MISSING and not optional):
            print(f"beistand: {status.detail}", file=sys.stderr)  # noqa: T201
            failed = True
    return FAILED if failed else OK


def install_models(
    names: Sequence[str], *, source: str | None, copied: Path | None, as_json: bool
) -> int:
    """Bring the named models and what they need; what is there and good stays as it is."""
    entries = _entries()
    chosen: list[ModelEntry] = []
    for name in names:
        chosen += [one for one in with_needs(_named(name, entries), entries) if one not in chosen]
    only = Origin(source) if source is not None else None
    if copied is not None and only not in (None, Origin.FOLDER):
        raise LocalError("--from names a folder, --source something else", action="Leave one out")
    for entry in chosen:
        if only is not None and entry.source is Source.INSTALLED and only not in entry.origins:
            raise LocalError(
                f"{entry.name} does not come from there",
                where=f"--source {only}",
                action=f"It comes from: {', '.join(entry.origins)}",
            )
    folders = default_paths().model_folders
    progress = Progress(None if as_json else sys.stderr)
    installer = Installer(folders, progress, copied=copied, only=only)
    try:
        for entry in chosen:
            where = installer.install(entry)
            progress.said(f"{entry.name}: in {where}")
    except KeyboardInterrupt:
        progress.done()
        print(  # noqa: T201
            "beistand: stopped. What has come is kept: run it again to go on.", file=sys.stderr
        )
        return STOPPED
    except (FetchProblem, ModelUnavailable) as error:
        progress.done()
        return _failed(error)
    finally:
        if as_json:
            _print([status_of(entry, folders) for entry in chosen], as_json)
    return OK


def remove_model(name: str) -> int:
    """Delete the files of a model that `install` brought; nothing else."""
    entries = _entries()
    entry = _named(name, entries)
    if entry.source is not Source.INSTALLED:
        with_what = "Beistand" if entry.source is Source.BUNDLED else entry.package
        raise LocalError(
            f"{name} belongs to {with_what} and cannot be removed",
            action="It is small, and without it there are no levels",
        )
    mine, *others = default_paths().model_folders
    was_there = status_of(entry, [mine]).state is not State.MISSING
    try:
        left = remove(entry, mine)
    except LocalTrouble as error:
        raise LocalError(error.what, where=error.where, action=error.action) from None
    elsewhere = status_of(entry, others)
    if elsewhere.state is not State.MISSING:
        raise LocalError(
            f"{name} was laid down for everybody on this machine",
            where=str(elsewhere.where),
            action="Its administrator can remove it there",
        )
    print(f"{name}: {'removed' if was_there else 'was not installed'}")  # noqa: T201
    for path in left:
        print(f"beistand: {path} is not ours and stays.", file=sys.stderr)  # noqa: T201
    for other in entries:
        if name in other.needs and was_there:
            print(f"beistand: {other.name} does not work without it.", file=sys.stderr)  # noqa: T201
    return OK


class Progress:
    """A bar where somebody watches a terminal, now and then a line where not, or nothing."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._watched = stream is not None and stream.isatty()
        self._what = ""
        self._size_bytes: int | None = None
        self._began: tuple[float, int] | None = None
        self._drawn_s = 0.0
        self._open = False

    def began(self, what: str, size_bytes: int | None) -> None:
        self.done()
        self._what, self._size_bytes, self._began = what, size_bytes, None
        self._drawn_s = time.monotonic()
        size = f" ({_megabytes(size_bytes)})" if size_bytes else ""
        if not self._watched:
            self.said(f"{what}{size}")

    def advanced(self, done_bytes: int) -> None:
        now = time.monotonic()
        if self._began is None:
            self._began = (now, done_bytes)
        finished = done_bytes == self._size_bytes
        every_s = REDRAW_S if self._watched else LINE_EVERY_S
        if now - self._drawn_s < every_s and not (finished and self._watched):
            return
        self._drawn_s = now
        began_s, had = self._began
        speed = (done_bytes - had) / max(now - began_s, 0.001)
        size = self._size_bytes
        text = f" {_megabytes(done_bytes)}" if not size else f" {done_bytes / size:4.0%} of "
        text += _megabytes(size) if size else ""
        if not finished and speed:
            text += f", {speed / 1e6:.1f} MB/s"
            text += f", {(size - done_bytes) / speed:.0f} s left" if size else ""
        self._draw(text, done_bytes / size if size else None)

    def said(self, text: str) -> None:
        self.done()
        if self._stream is not None:
            print(text, file=self._stream, flush=True)

    def done(self) -> None:
        """End the line of the bar."""
        if self._open and self._stream is not None:
            print(file=self._stream, flush=True)
        self._open = False

    def _draw(self, text: str, share: float | None) -> None:
        if self._stream is None:
            return
        if not self._watched:
            print(self._what + text, file=self._stream, flush=True)
            return
        width = shutil.get_terminal_size().columns - 1
        room = min(width - len(self._what) - len(text) - 3, LONGEST_BAR)
        if share is not None and room >= SHORTEST_BAR:
            text = f" [{'#' * int(room * share):<{room}}]{text}"
        text = (self._what + text)[:width]
        self._open = True  # first: Ctrl-C may come while the line is written
        print(f"\r{text:<{width}}", end="", file=self._stream, flush=True)


def _entries() -> tuple[ModelEntry, ...]:
    try:
        return read_manifest()
    except (OSError, ManifestError) as error:
        raise LocalError(str(error), where=str(MANIFEST), action="Reinstall Beistand") from None


def _named(name: str, entries: Sequence[ModelEntry]) -> ModelEntry:
    for entry in entries:
        if entry.name == name:
            return entry
    names = ", ".join(entry.name for entry in entries)
    raise LocalError(f"there is no model {name!r}", action=f"There are: {names}")


def _failed(error: Exception) -> int:
    """Prints or raises, so that the exit code says whose side it was on."""
    problems = error.problems if isinstance(error, NoSource) else (error,)
    if any(isinstance(problem, Unreachable) for problem in problems):
        raise _as_said(error, NetworkError)
    if any(isinstance(problem, Unfit | ModelUnavailable) for problem in problems):
        print(f"beistand: {error}", file=sys.stderr)  # noqa: T201
        return FAILED
    raise _as_said(error, LocalError)


def _as_said(error: Exception, kind: type[BeistandError]) -> BeistandError:
    if isinstance(error, FetchProblem) and not isinstance(error, NoSource):
        return kind(error.what, where=error.where, action=error.action)
    return kind(str(error))


def _print(found: Sequence[ModelStatus], as_json: bool) -> None:
    if as_json:
        items: list[dict[str, Any]] = [
            {
                "name": status.entry.name,
                "purpose": status.entry.purpose,
                "licence": status.entry.licence,
                "size_bytes": status.entry.size_bytes,
                "state": status.state.value,
                "where": str(status.where) if status.where is not None else "",
                "needs": list(status.entry.needs),
                "detail": status.detail,
            }
            for status in found
        ]
        print(json.dumps({"v": 1, "items": items}, ensure_ascii=False))  # noqa: T201
        return
    for status in found:
        entry = status.entry
        place = str(status.where) if status.where is not None else status.detail
        size = _megabytes(entry.size_bytes)
        print(f"{status.state:<11}{entry.name:<16}{size:>9}  {place}")  # noqa: T201
        needs = f" Needs {', '.join(entry.needs)}." if entry.needs else ""
        print(f"{'':38}{entry.purpose}.{needs}\n{'':38}{entry.licence}")  # noqa: T201


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB"
