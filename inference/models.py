"""The model manifest: which models there are, where they come from, and whether a file is the one.

Nothing is loaded here; `inference.worker.loading` does that. A file whose hash differs is refused:
a model decides about people, so it must be exactly the one that was measured.
"""

import hashlib
import importlib.util
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import resources

MANIFEST: Final = Path(resources.__file__).parent / "models" / "manifest.toml"


class Source(StrEnum):
    BUNDLED = "bundled"  # beside the manifest
    PACKAGE = "package"  # carried by an installed Python package


class ModelUnavailable(Exception):
    """Base: this model cannot be used; the text says why and what to do."""


class ModelMissing(ModelUnavailable):
    """The file is not there."""


class ModelRefused(ModelUnavailable):
    """The file is there but not the one the manifest names."""


class ManifestError(ValueError):
    """The manifest itself is broken."""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model of the manifest."""

    name: str
    purpose: str
    licence: str
    sha256: str
    size_bytes: int
    source: Source
    file: str
    """Relative to the manifest's folder (bundled) or the package's."""
    package: str = ""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A model's bytes, proven to be the ones the manifest names."""

    entry: ModelEntry
    path: Path
    content: bytes


def read_manifest(path: Path = MANIFEST) -> tuple[ModelEntry, ...]:
    """Every model, in the manifest's order. Raises ManifestError, OSError."""
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(
            ModelEntry(
                name=row["name"],
                purpose=row["purpose"],
                licence=row["licence"],
                sha256=row["sha256"],
                size_bytes=row["size_bytes"],
                source=Source(row["source"]),
                file=row["file"],
                package=row.get("package", ""),
            )
            for row in content["model"]
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise ManifestError(f"{path.name}: {error}") from error


def find(entry: ModelEntry, manifest: Path = MANIFEST) -> ModelFile:
    """The model's verified bytes. Raises ModelMissing or ModelRefused."""
    path = _locate(entry, manifest)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelMissing(
            f"{path} cannot be read ({error.strerror}). Reinstall Beistand or mend the file."
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != entry.sha256:
        raise ModelRefused(
            f"{path} is not the model that was measured: its SHA-256 begins {found[:12]}, the "
            f"manifest says {entry.sha256[:12]}. Replace the file by the original."
        )
    return ModelFile(entry, path, content)


def _locate(entry: ModelEntry, manifest: Path) -> Path:
    if entry.source is Source.BUNDLED:
        place = manifest.parent / entry.file
    else:
        # find_spec does not import the package: silero_vad's import sets torch's thread count
        spec = importlib.util.find_spec(entry.package)
        if spec is None or not spec.submodule_search_locations:
            raise ModelMissing(f"The Python package {entry.package} is not installed. Install it.")
        place = Path(spec.submodule_search_locations[0]) / entry.file
    if not place.is_file():
        raise ModelMissing(f"{place} does not exist. Reinstall Beistand.")
    return place
