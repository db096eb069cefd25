"""What a company's system says of a customer, read from whatever shape it answers in.

Only seven facts are taken, each by a path that the settings give; everything else is dropped here.
Values come from another system: they are put on one line, cut and stripped of what is invisible.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

LONGEST_VALUE: Final = 120
LONGEST_NOTE: Final = 400
MOST_MATTERS: Final = 10
MOST_CONTACTS: Final = 9_999


@dataclass(frozen=True, slots=True)
class Customer:
    """Seven facts; an empty one is not known."""

    name: str = ""
    since: str = ""
    """As the other system writes it: "2019", "2019-04-01"."""
    tariff: str = ""
    contacts_30d: int | None = None
    """Contacts of the last 30 days, this call not counted."""
    open_matters: tuple[str, ...] = ()
    notes: str = ""
    id: str = ""
    """In the other system."""


@dataclass(frozen=True, slots=True)
class FieldMap:
    """Where each fact is: a path of keys and list positions, "data.0.name"; empty: nowhere."""

    name: str = "name"
    since: str = "since"
    tariff: str = "tariff"
    contacts_30d: str = "contacts_30d"
    open_matters: str = "open_matters"
    notes: str = "notes"
    id: str = "id"


@dataclass(frozen=True, slots=True)
class Reading:
    """A record as far as it could be read."""

    customer: Customer = field(default_factory=Customer)
    wrong: tuple[str, ...] = ()
    """Facts that were there and of the wrong type, by name; never their values."""

    @property
    def empty(self) -> bool:
        """Nothing in it: the other system does not know this customer."""
        return self.customer == Customer()


def read_record(document: Any, fields: FieldMap) -> Reading:
    """The facts in `document` (JSON values). One of the wrong type is left out and named.

    Never raises, whatever the document is.
    """
    wrong: list[str] = []

    def fact(name: str) -> Any:
        return _at(document, getattr(fields, name))

    def text(name: str, longest: int = LONGEST_VALUE) -> str:
        value = fact(name)
        said = _text(value, longest)
        if said is None:
            wrong.append(name)
        return said or ""

    matters = _texts(fact("open_matters"))
    contacts = _count(fact("contacts_30d"))
    customer = Customer(
        name=text("name"),
        since=text("since"),
        tariff=text("tariff"),
        contacts_30d=contacts if contacts != _WRONG else None,
        open_matters=matters or (),
        notes=text("notes", LONGEST_NOTE),
        id=text("id"),
    )
    if contacts == _WRONG:
        wrong.append("contacts_30d")
    if matters is None:
        wrong.append("open_matters")
    return Reading(customer, tuple(wrong))


def one_line(text: str, longest: int) -> str:
    """`text` without line breaks and invisible characters, cut at `longest` characters."""
    said = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return said if len(said) <= longest else f"{said[: longest - 1]}…"


_WRONG: Final = -1


def _at(document: Any, path: str) -> Any:
    """What is at `path`; None where there is nothing."""
    if not path:
        return None
    found = document
    for step in path.split("."):
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and step.isascii() and step.isdigit():
            found = found[int(step)] if int(step) < len(found) else None
        else:
            return None
    return found


def _text(value: Any, longest: int) -> str | None:
    """None: a wrong type."""
    if value is None:
        return ""
    if isinstance(value, str):
        return one_line(value, longest)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return one_line(str(value), longest)
    return None


def _texts(value: Any) -> tuple[str, ...] | None:
    """A list of texts, or one text; None: a wrong type."""
    items = value if isinstance(value, list) else [value]
    said = [_text(item, LONGEST_VALUE) for item in items[:MOST_MATTERS]]
    if any(item is None for item in said):
        return None
    return tuple(item for item in said if item)


def _count(value: Any) -> int | None:
    """A count from 0 on; a text of digits is one; -1: a wrong type."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value.strip()[:9])
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return _WRONG
    return min(value, MOST_CONTACTS)
