"""Reads CTranslate2's `model.bin` (format version 6): names and arrays, every length checked.

Layout, little-endian: uint32 version; string spec name; uint32 revision; uint32 count of variables;
each variable: string name, uint8 rank, uint32 per dimension, uint8 type, uint32 bytes, data. A
string is uint16 length (with the closing NUL) and bytes. After CTranslate2's
`python/ctranslate2/specs/model_spec.py` (`_serialize`).
"""

import mmap
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

VERSION: Final = 6
_TYPES: Final = {0: "<f4", 1: "i1", 2: "<i2", 3: "<i4", 4: "<f2"}
_MOST_VARIABLES: Final = 10_000
_MOST_RANK: Final = 4


class ModelBinError(ValueError):
    """The file is no CTranslate2 model of this version, or it is cut off."""


class ModelBin(Mapping[str, npt.NDArray[np.generic]]):
    """The variables of one file, mapped into memory; arrays are read-only views of it."""

    def __init__(self, path: Path) -> None:
        """Raises ModelBinError, naming the file; OSError."""
        self._path = path
        with path.open("rb") as file:
            if path.stat().st_size == 0:
                raise ModelBinError(f"{path.name} is empty")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._at = 0
        self._arrays: dict[str, npt.NDArray[np.generic]] = {}
        version = self._number("<I")
        if version != VERSION:
            raise ModelBinError(f"{path.name} has format version {version}, wanted {VERSION}")
        self.spec = self._string()
        self._number("<I")
        count = self._number("<I")
        if count > _MOST_VARIABLES:
            raise ModelBinError(f"{path.name} claims {count} variables")
        for _ in range(count):
            name = self._string()
            self._arrays[name] = self._array(name)

    def __getitem__(self, name: str) -> npt.NDArray[np.generic]:
        try:
            return self._arrays[name]
        except KeyError:
            raise ModelBinError(f"{self._path.name} has no {name}: not a Whisper model") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __contains__(self, name: object) -> bool:
        return name in self._arrays

    def _number(self, kind: str) -> int:
        size = struct.calcsize(kind)
        self._need(size, "a number")
        value: int = struct.unpack_from(kind, self._map, self._at)[0]
        self._at += size
        return value

    def _string(self) -> str:
        length = self._number("<H")
        self._need(length, "a name")
        raw = self._map[self._at : self._at + length]
        self._at += length
        try:
            return raw.rstrip(b"\0").decode("utf-8")
        except UnicodeDecodeError:
            raise ModelBinError(f"{self._path.name}: a name is no text") from None

    def _array(self, name: str) -> npt.NDArray[np.generic]:
        rank = self._number("<B")
        if rank > _MOST_RANK:
            raise ModelBinError(f"{self._path.name}: {name} claims {rank} dimensions")
        shape = tuple(self._number("<I") for _ in range(rank))
        kind = self._number("<B")
        size = self._number("<I")
        if kind not in _TYPES:
            raise ModelBinError(f"{self._path.name}: {name} has unknown type {kind}")
        dtype = np.dtype(_TYPES[kind])
        count = 1
        for length in shape:  # Python integers: no overflow to lie with
            count *= length
        if count * dtype.itemsize != size:
            raise ModelBinError(f"{self._path.name}: {name} {shape} does not fill {size} bytes")
        self._need(size, name)
        array = np.frombuffer(self._map, dtype, count, self._at).reshape(shape)
        self._at += size
        return array

    def _need(self, size: int, what: str) -> None:
        if self._at + size > len(self._map):
            raise ModelBinError(
                f"{self._path.name} is cut off: {what} at byte {self._at} needs {size} more, "
                f"the file ends at {len(self._map)}"
            )
