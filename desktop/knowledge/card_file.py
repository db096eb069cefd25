"""A card's file as somebody writes it: opened, kept beside, replaced whole or not at all.

Never over what somebody else wrote meanwhile: whoever saves says what he began with.
"""

import contextlib
import errno
import os
import shutil
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Final

from desktop.errors import LocalError
from desktop.knowledge.reader import parse_text, read_bytes

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REFUSED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_GONE: Final = frozenset(
    {errno.ENOENT, errno.ENOTDIR, errno.ESTALE, errno.EHOSTDOWN, errno.ENOTCONN, errno.ENODEV}
)


class Trouble(StrEnum):
    """Why a card was not saved; values of `ui.editor_states.SaveStep`."""

    CHANGED = "changed"  # somebody else has written the file, or there is one already
    FULL = "full"
    READ_ONLY = "read_only"
    GONE = "gone"  # the folder, or the file in it
    FAILED = "failed"


class NotSaved(LocalError):
    """Nothing was written, and what was there is as it was."""

    def __init__(self, trouble: Trouble, path: Path, what: str) -> None:
        super().__init__(what, where=path.name, action="The text is still in the window")
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class CardText:
    """The text of a file, and the bytes that it was read from."""

    text: str
    raw: bytes


def open_text(path: Path) -> CardText:
    """Raises CardError for what is no text, or larger than a card may be."""
    raw = read_bytes(path)
    return CardText(parse_text(raw, path.name), raw)


def save_text(path: Path, text: str, began_with: bytes | None) -> bytes:
    """Replace `path` by `text`; returns what is in the file now. Raises NotSaved.

    `began_with`: what was in it when the text was opened; None: there was no such file, and its
    folder is made. Line ends are those of the file.
    """
    line_end = "\r\n" if began_with is not None and b"\r\n" in began_with else "\n"
    raw = text.replace("\n", line_end).encode()
    try:
        if began_with is None:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.exists():
            # not written anew: this may be where a share was mounted
            raise NotSaved(Trouble.GONE, path, "the file, or its folder, is not there any more")
        written = _write_beside(path, raw)
        try:
            now = _bytes(path)  # last of all: what comes between this and the next line is lost
            if now not in (began_with, raw):
                raise NotSaved(Trouble.CHANGED, path, "somebody else has changed the file")
            written.replace(path)
        finally:
            _remove(written)
    except OSError as error:
        raise not_saved(path, error) from error
    return raw


def keep_beside(path: Path, raw: bytes) -> Path:
    """Write `raw` beside `path` as a new file that is no card: NAME.md.kept-1. Raises NotSaved."""
    try:
        for number in count(1):
            beside = path.with_name(f"{path.name}.kept-{number}")
            try:
                with beside.open("xb") as file:
                    file.write(raw)
                    file.flush()
                    os.fsync(file.fileno())
                return beside
            except FileExistsError:
                continue
    except OSError as error:
        _remove(beside)  # half a text is none
        raise not_saved(path, error) from error
    raise AssertionError("numbers do not end")


def not_saved(path: Path, error: OSError) -> NotSaved:
    """`error` in words."""
    if error.errno in _FULL:
        return NotSaved(Trouble.FULL, path, "the disk is full")
    if error.errno in _REFUSED:
        return NotSaved(Trouble.READ_ONLY, path, "the folder may not be written to")
    if error.errno in _GONE:
        return NotSaved(Trouble.GONE, path, "the folder is not there any more")
    what = f"the card cannot be written ({error.strerror or type(error).__name__})"
    return NotSaved(Trouble.FAILED, path, what)


def _remove(path: Path) -> None:
    """If it is there and the disk lets us: why nothing could be written matters more."""
    with contextlib.suppress(OSError):
        path.unlink()


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write_beside(path: Path, raw: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, written)
        else:
            written.chmod(0o644)
    except OSError:
        _remove(written)
        raise
    return written
