"""The model manifest: which models there are, where they come from, and whether a file is the one.

Nothing is loaded here; `inference.worker.loading` does that. Nothing is fetched either;
`inference.fetching` does that. A file whose hash differs is refused: a model decides about people,
so it must be exactly the one that was measured.
"""

import hashlib
import importlib.util
import os
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any, Final

import resources

MANIFEST: Final = Path(resources.__file__).parent / "models" / "manifest.toml"


class Source(StrEnum):
    """Where a model lies when it is used."""

    BUNDLED = "bundled"  # beside the manifest
    PACKAGE = "package"  # carried by an installed Python package
    INSTALLED = "installed"  # in a models folder; `beistand models install` brings it there


class Origin(StrEnum):
    """Where an installed model can be got from."""

    FOLDER = "folder"  # a folder that an administrator copied the files into
    HUB = "hub"  # a model hub, over the network
    PACKAGE = "package"  # packages of a Python package registry that carry its pieces


class ModelUnavailable(Exception):
    """Base: this model cannot be used; the text says why and what to do."""


class ModelMissing(ModelUnavailable):
    """The file is not there."""


class ModelRefused(ModelUnavailable):
    """The file is there but not the one the manifest names."""


class ManifestError(ValueError):
    """The manifest itself is broken."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A member of a registry package's wheel; a file's pieces, joined in order, are the file."""

    package: str
    version: str
    member: str


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of a model."""

    name: str
    """Relative to the manifest's folder (bundled), the package's, or the model's own."""
    sha256: str
    size_bytes: int
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Hub:
    """A repository of a model hub, at one revision."""

    repository: str
    revision: str


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model of the manifest."""

    name: str
    purpose: str
    licence: str
    source: Source
    files: tuple[FileEntry, ...]
    """The first one holds the weights."""
    package: str = ""
    """The Python package that carries it (source "package")."""
    needs: tuple[str, ...] = ()
    """Names of the models that it does not work without."""
    origins: tuple[Origin, ...] = ()
    """Where it can be got from, in the order to try (source "installed")."""
    hub: Hub | None = None

    @property
    def sha256(self) -> str:
        """Of the weights."""
        return self.files[0].sha256

    @property
    def size_bytes(self) -> int:
        """Of all files together."""
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model's files, proven to be the ones the manifest names."""

    entry: ModelEntry
    folder: Path
    """What the names of its files are relative to."""

    @property
    def path(self) -> Path:
        """The weights."""
        return self.folder / self.entry.files[0].name

    @property
    def content(self) -> bytes:
        """The bytes of the weights, checked again: what is loaded is what was measured.

        For small models; of a large one take the `path`. Raises ModelMissing or ModelRefused.
        """
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise _unreadable(self.path, error) from error
        found = hashlib.sha256(content).hexdigest()
        if found != self.entry.sha256:
            raise _other(self.path, found, self.entry.sha256, _mend(self.entry))
        return content


def read_manifest(path: Path = MANIFEST) -> tuple[ModelEntry, ...]:
    """Every model, in the manifest's order. Raises ManifestError, OSError."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = tuple(_entry(row) for row in content["model"])
        names = [entry.name for entry in entries]
        for entry in entries:
            if names.count(entry.name) > 1:
                raise ValueError(f"{entry.name} is there twice")
            for needed in entry.needs:
                if needed not in names:
                    raise ValueError(f"{entry.name} needs {needed}, which is not there")
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise ManifestError(f"{path.name}: {error}") from error
    return entries


def with_needs(entry: ModelEntry, entries: Sequence[ModelEntry]) -> tuple[ModelEntry, ...]:
    """`entry` after everything of `entries` that it needs."""
    chosen: list[ModelEntry] = []

    def take(one: ModelEntry, asking: tuple[str, ...]) -> None:
        for needed in entries:
            if needed.name in one.needs and needed.name not in asking:
                take(needed, (*asking, needed.name))
        if one not in chosen:
            chosen.append(one)

    take(entry, (entry.name,))
    return tuple(chosen)


def folders_of(text: str) -> tuple[Path, ...]:
    """The models folders out of a text in which they stand parted as in PATH."""
    return tuple(Path(part) for part in text.split(os.pathsep) if part)


def find(entry: ModelEntry, manifest: Path = MANIFEST, folders: Sequence[Path] = ()) -> ModelFile:
    """The model's files, each one's SHA-256 checked; in a models folder the first good copy counts.

    `folders`: where installed models are, each in a folder of its name. Never holds a file in
    memory. Raises ModelMissing or ModelRefused.
    """
    problem: ModelUnavailable | None = None
    for place in places(entry, manifest, folders):
        try:
            for file in entry.files:
                check(place / file.name, file.sha256, _mend(entry))
            return ModelFile(entry, place)
        except ModelUnavailable as error:
            problem = problem or error
    raise problem or ModelMissing(f"{entry.name} is not installed. {_mend(entry)}.")


def check(path: Path, sha256: str, mend: str) -> None:
    """Whether `path` is the file with this hash. Raises ModelMissing or ModelRefused, which say
    `mend` as what to do."""
    if not path.is_file():
        raise ModelMissing(f"{path} does not exist. {mend}.")
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from error
    if found != sha256:
        raise _other(path, found, sha256, mend)


def _mend(entry: ModelEntry) -> str:
    if entry.source is Source.INSTALLED:
        return f'Run "beistand models install {entry.name}"'
    return "Reinstall Beistand"


def places(
    entry: ModelEntry, manifest: Path = MANIFEST, folders: Sequence[Path] = ()
) -> list[Path]:
    """The folders in which files of the model are or should be; none: it is not installed.

    Raises ModelMissing where the Python package that carries it is not installed.
    """
    if entry.source is Source.BUNDLED:
        return [manifest.parent]
    if entry.source is Source.INSTALLED:
        of_its_name = [folder / entry.name for folder in folders]
        return [p for p in of_its_name if any((p / file.name).exists() for file in entry.files)]
    # find_spec does not import the package: silero_vad's import sets torch's thread count
    spec = importlib.util.find_spec(entry.package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelMissing(f"The Python package {entry.package} is not installed. Install it.")
    return [Path(spec.submodule_search_locations[0])]


def _unreadable(path: Path, error: OSError) -> ModelMissing:
    return ModelMissing(f"{path} cannot be read ({error.strerror}). See to the rights of the file.")


def _other(path: Path, found: str, expected: str, mend: str) -> ModelRefused:
    return ModelRefused(
        f"{path} is not the model that was measured: its SHA-256 begins {found[:12]}, the "
        f"manifest says {expected[:12]}. {mend}."
    )


def _entry(row: dict[str, Any]) -> ModelEntry:
    hub = row.get("hub")
    entry = ModelEntry(
        name=_file_name(row["name"]),
        purpose=row["purpose"],
        licence=row["licence"],
        source=Source(row["source"]),
        files=tuple(_file(file) for file in row["files"]) if "files" in row else (_file(row),),
        package=row.get("package", ""),
        needs=tuple(row.get("needs", ())),
        origins=tuple(Origin(origin) for origin in row.get("origins", ())),
        hub=Hub(hub["repository"], hub["revision"]) if hub else None,
    )
    if not entry.files:
        raise ValueError(f"{entry.name} has no files")
    if Origin.HUB in entry.origins and entry.hub is None:
        raise ValueError(f"{entry.name} comes from a hub that is not named")
    if Origin.PACKAGE in entry.origins and not all(file.pieces for file in entry.files):
        raise ValueError(f"{entry.name} comes from packages that are not named")
    if entry.source is Source.INSTALLED:
        for file in entry.files:
            _file_name(file.name)
    return entry


def _file(row: dict[str, Any]) -> FileEntry:
    name = row["file"]
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise ValueError(f"{name} leaves its folder")
    if not re.fullmatch("[0-9a-f]{64}", row["sha256"]):
        raise ValueError(f"{name}: {row['sha256']} is not a SHA-256")
    pieces = tuple(Piece(**piece) for piece in row.get("pieces", ()))
    return FileEntry(name, row["sha256"], int(row["size_bytes"]), pieces)


def _file_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        raise ValueError(f"{name!r} cannot be the name of a file")
    return name
