"""One file over the network into a `.part` file, going on where it broke off.

The part is on disk at every moment, so Ctrl-C, a crash or a cut line cost nothing that has come.
"""

import hashlib
import http.client
import shutil
import time
import urllib.error
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO, Final

from inference.fetching.problems import Cut, LocalTrouble, Unfit, Unreachable
from inference.fetching.web import Web, in_words, shown

READ_BYTES: Final = 1 << 18
ATTEMPTS: Final = 4
"""In a row without a new byte; a line that brings something is never given up."""


def download(
    web: Web,
    url: str,
    part: Path,
    *,
    size_bytes: int | None,
    sha256: str | None,
    advanced: Callable[[int], None],
) -> None:
    """Fill `part` with what `url` has and prove it; `advanced` hears how many bytes there are.

    `size_bytes`, `sha256`: None where nobody has said them. What `part` holds already is kept; if
    the whole then is wrong, it is got once more from the beginning. Raises Unreachable (the part
    stays), Unfit (the part is deleted), LocalTrouble.
    """
    fresh = _size(part) == 0
    while True:
        if size_bytes is not None and _size(part) > size_bytes:
            part.unlink()
        if size_bytes is None or _size(part) < size_bytes:
            _pull_patiently(web, url, part, size_bytes, advanced)
        if sha256 is None:
            return
        found = sha256_of(part)
        if found == sha256:
            return
        part.unlink(missing_ok=True)
        if fresh:
            raise wrong_hash(shown(url), sha256, found)
        fresh = True  # the old beginning may have been of something else


def wrong_hash(where: str, expected: str, found: str) -> Unfit:
    return Unfit(
        f"not the file that was measured: SHA-256 expected {expected}, found {found}", where=where
    )


def sha256_of(path: Path) -> str:
    """Raises LocalTrouble."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise disk_trouble(error, path) from error


def disk_trouble(error: OSError, path: Path) -> LocalTrouble:
    """What the operating system said about a file of ours, in words."""
    return LocalTrouble(
        f"cannot be written or read: {error.strerror or type(error).__name__}",
        where=str(path),
        action="Make room, or see to the rights of the folder; is Beistand running with this "
        "model? Then run it again: what has come is kept",
    )


def need_room(folder: Path, size_bytes: int) -> None:
    """Raises LocalTrouble where `size_bytes` do not fit beside what is there."""
    free = shutil.disk_usage(folder).free
    if free < size_bytes:
        raise LocalTrouble(
            f"{size_bytes / 1e6:.0f} MB are needed and {free / 1e6:.0f} MB are free",
            where=str(folder),
            action="Make room and run it again: what has come is kept",
        )


def _pull_patiently(
    web: Web, url: str, part: Path, size_bytes: int | None, advanced: Callable[[int], None]
) -> None:
    began = _size(part)
    fails = 0
    while True:
        at = _size(part)
        try:
            _pull(web, url, part, size_bytes, advanced)
            return
        except Unreachable as error:
            now = _size(part)
            fails = 0 if now > at else fails + 1
            if fails >= ATTEMPTS or (now == began and not isinstance(error, Cut)):
                if now:
                    error.action = f"{now / 1e6:.0f} MB are kept: run it again to go on"
                raise
            time.sleep(web.pause_s * 2**fails)


def _pull(
    web: Web, url: str, part: Path, size_bytes: int | None, advanced: Callable[[int], None]
) -> None:
    """One request. Raises Cut where less came than was announced."""
    at = _size(part)
    headers = {"Range": f"bytes={at}-"} if at else {}
    try:
        with web.open(url, headers) as response:
            if not _goes_on(response, at, part):
                at = 0
            length = response.headers.get("Content-Length", "")
            whole = at + int(length) if length.isdigit() else size_bytes
            need_room(part.parent, (whole or at) - at)
            try:
                with part.open("ab" if at else "wb") as file:
                    came = _copy(response, file, at, size_bytes, advanced, url)
            except OSError as error:
                raise disk_trouble(error, part) from error
            except Unfit:
                part.unlink(missing_ok=True)
                raise
            if whole is not None and came < whole:
                raise Cut("the connection broke off", where=shown(url))
    except urllib.error.HTTPError as error:
        # 416: the part has all there is, its hash decides; without a part it is nonsense
        if not at:
            raise Unreachable(f"the server has trouble ({error})", where=shown(url)) from None


def _goes_on(response: Any, at: int, part: Path) -> bool:
    """Whether the answer begins at byte `at`; a server may ignore that it was asked to."""
    if response.status != HTTPStatus.PARTIAL_CONTENT:
        return False
    announced = str(response.headers.get("Content-Range", "")).strip()
    if not announced.startswith(f"bytes {at}-"):
        part.unlink(missing_ok=True)
        raise Unfit(f"asked for byte {at} on, it answers with {announced or 'something else'}")
    return True


def _copy(
    response: Any,
    file: BinaryIO,
    at: int,
    size_bytes: int | None,
    advanced: Callable[[int], None],
    url: str,
) -> int:
    """Returns how many bytes there are now. Raises Unreachable, Unfit; OSError of `file`."""
    advanced(at)
    while True:
        try:
            block = response.read1(READ_BYTES)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise in_words(error, url) from None
        if not block:
            return at
        at += len(block)
        if size_bytes is not None and at > size_bytes:
            raise Unfit(f"more than the {size_bytes} bytes of the manifest", where=shown(url))
        file.write(block)
        advanced(at)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
