"""Reads a HID report descriptor: which bits of which report mean what (HID 1.11, §6.2.2).

Purely, and for whatever bytes a device sends: every step is bounded, and what no parser could make
sense of raises BadDescriptor. What the fields are good for is `controls`' business.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import Final

from desktop.errors import LocalError

MAX_DESCRIPTOR: Final = 4_096
"""Bytes; what Linux takes too (HID_MAX_DESCRIPTOR_SIZE)."""
MAX_REPORT_BITS: Final = 8 * 16_384
"""Of one report; Linux has the same limit (HID_MAX_BUFFER_SIZE)."""
MAX_DEPTH: Final = 32
"""Of collections in each other, and of pushed states. Real headsets have three and none."""
MAX_USAGES: Final = 4_096

_LONG_ITEM: Final = 0xFE


class _Item(IntEnum):
    """Prefixes of short items without their two bits of size (§6.2.2.4, .7, .8)."""

    INPUT = 0x80
    OUTPUT = 0x90
    FEATURE = 0xB0
    COLLECTION = 0xA0
    END_COLLECTION = 0xC0
    USAGE_PAGE = 0x04
    LOGICAL_MINIMUM = 0x14
    REPORT_SIZE = 0x74
    REPORT_ID = 0x84
    REPORT_COUNT = 0x94
    PUSH = 0xA4
    POP = 0xB4
    USAGE = 0x08
    USAGE_MINIMUM = 0x18
    USAGE_MAXIMUM = 0x28
    DELIMITER = 0xA8


# Bits of a main item (§6.2.2.5).

_CONSTANT: Final = 0x01
_VARIABLE: Final = 0x02
_RELATIVE: Final = 0x04
_NO_PREFERRED: Final = 0x20


class BadDescriptor(LocalError):
    """A device describes its reports in a way that cannot be read; `where` is the place in it."""


class ReportKind(StrEnum):
    INPUT = "input"  # from the device
    OUTPUT = "output"  # to the device
    FEATURE = "feature"


_KINDS: Final[dict[int, ReportKind]] = {
    _Item.INPUT: ReportKind.INPUT,
    _Item.OUTPUT: ReportKind.OUTPUT,
    _Item.FEATURE: ReportKind.FEATURE,
}


@dataclass(frozen=True, slots=True)
class Field:
    """`count` values of `size` bits each, one after the other, from bit `bit` of a report's data.

    A usage is page << 16 | id; bits count from the lowest of the first byte behind the report id.
    """

    kind: ReportKind
    report_id: int
    """0 where the device numbers none of its reports."""
    bit: int
    size: int
    count: int
    constant: bool
    """Mostly padding; but some speakerphones call their hook switch constant and move it."""
    variable: bool
    """Each value belongs to one usage; else (array) each value names the usage that is on."""
    relative: bool
    preferred: bool
    """It returns to its place by itself, as a push button does."""
    logical_minimum: int
    usages: tuple[tuple[int, int], ...]
    """Ranges, both ends included, in the order of the values; empty: padding."""
    within: tuple[int, ...]
    """Usages of the collections around it, outermost first."""

    def place(self, usage: int) -> int | None:
        """Which of the values, or with an array which value above the minimum, is `usage`'s."""
        passed = 0
        for first, last in self.usages:
            if first <= usage <= last:
                found = passed + usage - first
                return found if not self.variable or found < self.count else None
            passed += last - first + 1
        return None


@dataclass(frozen=True, slots=True)
class Descriptor:
    fields: tuple[Field, ...]
    """In the order in which they are described, padding too."""
    numbered: bool
    """Reports begin with the byte of their id."""

    def data_bytes(self, kind: ReportKind, report_id: int) -> int:
        """Length of a report without its id."""
        bits = max(
            (
                one.bit + one.size * one.count
                for one in self.fields
                if one.kind is kind and one.report_id == report_id
            ),
            default=0,
        )
        return -(-bits // 8)


def parse_descriptor(data: bytes) -> Descriptor:
    """What `data` describes; raises BadDescriptor."""
    if not data:
        raise BadDescriptor("it is empty", where="byte 0")
    if len(data) > MAX_DESCRIPTOR:
        raise BadDescriptor(f"it is longer than {MAX_DESCRIPTOR} bytes", where="byte 0")
    parser = _Parser()
    for offset, prefix, raw in _items(data):
        try:
            parser.take(prefix, raw)
        except BadDescriptor as error:
            raise BadDescriptor(error.what, where=f"byte {offset}") from None
    if parser.open_collections:
        raise BadDescriptor("a collection is never closed", where=f"byte {len(data)}")
    return Descriptor(tuple(parser.fields), parser.numbered)


def _items(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Offset, prefix without size, and value of each short item; long ones mean nothing yet."""
    offset = 0
    while offset < len(data):
        prefix = data[offset]
        if prefix == _LONG_ITEM:
            length = data[offset + 1] if offset + 1 < len(data) else 0
            end = offset + 3 + length
        else:
            end = offset + 1 + (0, 1, 2, 4)[prefix & 0x03]
        if end > len(data):
            raise BadDescriptor("it ends in the middle of an item", where=f"byte {offset}")
        if prefix != _LONG_ITEM:
            yield offset, prefix & 0xFC, data[offset + 1 : end]
        offset = end


@dataclass(frozen=True, slots=True)
class _Global:
    """State that holds until it is changed (§6.2.2.7)."""

    page: int = 0
    logical_minimum: int = 0
    size: int = 0
    count: int = 0
    report_id: int = 0


@dataclass(slots=True)
class _Local:
    """State of the next main item only (§6.2.2.8). Usages of four bytes bring their own page."""

    usages: list[tuple[int, int, bool]] = field(default_factory=list)
    minimum: tuple[int, bool] | None = None
    in_set: bool = False
    set_has_usage: bool = False


class _Parser:
    def __init__(self) -> None:
        self.fields: list[Field] = []
        self.numbered = False
        self.open_collections: tuple[int, ...] = ()
        self._global = _Global()
        self._pushed: list[_Global] = []
        self._local = _Local()
        self._bits: dict[tuple[ReportKind, int], int] = {}

    def take(self, prefix: int, raw: bytes) -> None:
        value = int.from_bytes(raw, "little")
        match prefix:
            case _Item.INPUT | _Item.OUTPUT | _Item.FEATURE:
                self._add(_KINDS[prefix], value)
                self._local = _Local()
            case _Item.COLLECTION:
                if len(self.open_collections) >= MAX_DEPTH:
                    raise BadDescriptor(f"more than {MAX_DEPTH} collections are in each other")
                named = self._ranges()
                self.open_collections += (named[0][0] if named else 0,)
                self._local = _Local()
            case _Item.END_COLLECTION:
                if not self.open_collections:
                    raise BadDescriptor("a collection ends that never began")
                self.open_collections = self.open_collections[:-1]
                self._local = _Local()
            case _Item.PUSH:
                if len(self._pushed) >= MAX_DEPTH:
                    raise BadDescriptor(f"more than {MAX_DEPTH} states are pushed")
                self._pushed.append(self._global)
            case _Item.POP:
                if not self._pushed:
                    raise BadDescriptor("a state is popped that was never pushed")
                self._global = self._pushed.pop()
            case _Item.USAGE | _Item.USAGE_MINIMUM | _Item.USAGE_MAXIMUM | _Item.DELIMITER:
                self._name(prefix, value, len(raw) == 4)
            case _:
                self._set(prefix, value, raw)

    def _set(self, prefix: int, value: int, raw: bytes) -> None:
        """A global item; those that say nothing of buttons and lights are passed over."""
        now = self._global
        match prefix:
            case _Item.USAGE_PAGE:
                self._global = replace(now, page=value & 0xFFFF)
            case _Item.LOGICAL_MINIMUM:
                signed = int.from_bytes(raw, "little", signed=True)
                self._global = replace(now, logical_minimum=signed)
            case _Item.REPORT_SIZE:
                self._global = replace(now, size=value)
            case _Item.REPORT_COUNT:
                self._global = replace(now, count=value)
            case _Item.REPORT_ID:
                if not 1 <= value <= 255:
                    raise BadDescriptor(f"a report has the number {value}")
                self.numbered = True
                self._global = replace(now, report_id=value)

    def _name(self, prefix: int, value: int, whole: bool) -> None:
        """A local item that names usages."""
        local = self._local
        match prefix:
            case _Item.USAGE:
                # of alternatives for one control the first counts (§6.2.2.8)
                if not (local.in_set and local.set_has_usage):
                    local.usages.append((value, value, whole))
                local.set_has_usage = True
            case _Item.USAGE_MINIMUM:
                local.minimum = (value, whole)
            case _Item.USAGE_MAXIMUM:
                if local.minimum is None:
                    raise BadDescriptor("a range of usages has no beginning")
                first, whole_first = local.minimum
                if value < first or whole is not whole_first:
                    raise BadDescriptor("a range of usages ends before it begins")
                local.usages.append((first, value, whole))
                local.minimum = None
            case _Item.DELIMITER:
                local.in_set, local.set_has_usage = value == 1, False
        if len(local.usages) > MAX_USAGES:
            raise BadDescriptor(f"one field has more than {MAX_USAGES} usages")

    def _ranges(self) -> tuple[tuple[int, int], ...]:
        """The usages named so far; the page is the one that holds at the main item."""
        page = self._global.page << 16
        return tuple(
            (first, last) if whole else (page | first & 0xFFFF, page | last & 0xFFFF)
            for first, last, whole in self._local.usages
        )

    def _add(self, kind: ReportKind, flags: int) -> None:
        now = self._global
        key = kind, now.report_id
        bit = self._bits.get(key, 0)
        end = bit + now.size * now.count
        if end > MAX_REPORT_BITS:
            raise BadDescriptor(f"a report is longer than {MAX_REPORT_BITS // 8} bytes")
        self._bits[key] = end
        self.fields.append(
            Field(
                kind=kind,
                report_id=now.report_id,
                bit=bit,
                size=now.size,
                count=now.count,
                constant=bool(flags & _CONSTANT),
                variable=bool(flags & _VARIABLE),
                relative=bool(flags & _RELATIVE),
                preferred=not flags & _NO_PREFERRED,
                logical_minimum=now.logical_minimum,
                usages=self._ranges(),
                within=self.open_collections,
            )
        )
