"""Local contacts, read from vCard files (RFC 6350, and 2.1 and 3.0 as older programs write them).

The cards are parsed by vobject, one at a time, so that a broken one costs itself only. Files are
read, never written; a file or card that cannot be read is a problem in words that quote nothing.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from desktop.customer.numbers import Numbering
from desktop.customer.record import LONGEST_VALUE, one_line
from desktop.errors import LocalError

MAX_BYTES: Final = 32 << 20
"""Per file; 10 000 contacts without pictures have about 3 MiB."""
_CARD: Final = re.compile(
    r"^BEGIN:VCARD\s*?$.*?^END:VCARD\s*?$", re.IGNORECASE | re.MULTILINE | re.DOTALL
)
_BEGIN: Final = re.compile(r"^BEGIN:VCARD", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    organisation: str = ""
    keys: tuple[str, ...] = ()
    """`Number.key` of each number."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Everybody, by the keys of their numbers; the first of several of one number."""

    everybody: tuple[Contact, ...] = ()
    problems: tuple[LocalError, ...] = ()
    by_key: Mapping[str, Contact] = field(default_factory=dict)

    def find(self, key: str) -> Contact | None:
        """Whose number it is; `key` is a `Number.key`."""
        return self.by_key.get(key) if key else None

    def keys_of(self, text: str) -> frozenset[str]:
        """The numbers of everybody whose name or organisation holds every word of `text`."""
        words = text.casefold().split()
        if not words:
            return frozenset()
        return frozenset(
            key
            for contact in self.everybody
            if all(word in f"{contact.name} {contact.organisation}".casefold() for word in words)
            for key in contact.keys
        )


def load_contacts(places: Iterable[Path], numbering: Numbering) -> Contacts:
    """Read the vCard files in `places`: files, and all `*.vcf` of folders. Never raises.

    About 1 ms a contact: not for the app thread.
    """
    # it quotes the lines that it cannot read, and they are people's
    logging.getLogger("vobject").setLevel(logging.CRITICAL + 1)
    logging.getLogger("vobject.base").setLevel(logging.CRITICAL + 1)
    everybody: list[Contact] = []
    problems: list[LocalError] = []
    by_key: dict[str, Contact] = {}
    for place in places:
        try:
            files = list(contact_files(place))
        except OSError as error:
            problems.append(_problem(place, error))
            continue
        for file in files:
            try:
                cards, unreadable = _read(file, numbering)
            except OSError as error:
                problems.append(_problem(file, error))
                continue
            everybody += cards
            if unreadable:
                what = f"{unreadable} contacts cannot be read"
                problems.append(LocalError(what, where=file.name, action="Export them again"))
    for contact in everybody:
        for key in contact.keys:
            by_key.setdefault(key, contact)
    return Contacts(tuple(everybody), tuple(problems), by_key)


def _problem(place: Path, error: OSError) -> LocalError:
    what = f"the contacts cannot be read ({error.strerror or type(error).__name__})"
    return LocalError(what, where=place.name, action="Check path and rights")


def contact_files(place: Path) -> Iterator[Path]:
    """All `*.vcf` of a folder; `place` itself where it is none. Raises OSError."""
    if place.is_dir():
        yield from sorted(path for path in place.iterdir() if path.suffix.lower() == ".vcf")
    else:
        yield place


def _read(file: Path, numbering: Numbering) -> tuple[list[Contact], int]:
    """The contacts of one file, and how many of its cards could not be read."""
    with file.open("rb") as opened:
        raw = opened.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise OSError(27, f"larger than {MAX_BYTES >> 20} MiB")
    return parse_contacts(raw, numbering)


def parse_contacts(raw: bytes, numbering: Numbering) -> tuple[list[Contact], int]:
    """Contacts with a name and a number in the bytes of a vCard file, and how many were broken."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cards = _CARD.findall(text)
    broken = max(0, len(_BEGIN.findall(text)) - len(cards))
    found: list[Contact] = []
    for card in cards:
        try:
            contact = _contact(card, numbering)
        except Exception:  # noqa: BLE001  (vobject raises what the line that it stumbles over makes)
            broken += 1
            continue
        if contact is not None:
            found.append(contact)
    return found, broken


def _contact(card: str, numbering: Numbering) -> Contact | None:
    import vobject

    contents = vobject.readOne(card, ignoreUnreadable=True).contents
    organisation = _first(contents, "org")
    name = _first(contents, "fn") or _first(contents, "n") or organisation
    keys: list[str] = []
    for line in contents.get("tel", ()):
        key = numbering.read(str(line.value).removeprefix("tel:")).key
        if key and key not in keys:
            keys.append(key)
    return Contact(name, organisation, tuple(keys)) if name and keys else None


def _first(contents: Mapping[str, Any], name: str) -> str:
    values = contents.get(name, ())
    if not values:
        return ""
    value = values[0].value
    said = ", ".join(filter(None, value)) if isinstance(value, list) else str(value)
    return one_line(said, LONGEST_VALUE)
