"""How one setting is declared, and how a raw value is checked against its declaration.

The declarations themselves are the fields of `desktop.settings.model`: type, unit, range, default
and help stand there once; validation, defaults and the reference page all follow from them.
"""

import dataclasses
import ipaddress
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

from desktop.telephony.sip_uri import BadSipUri, parse_place, parse_sip_uri

T = TypeVar("T")

MAX_TEXT: Final = 1_000
MAX_ITEMS: Final = 100
_URI: Final = re.compile(r"sips?:[^\s@<>]+@[^\s@<>]+")
DEVICE_FILE: Final = "file:"
_METADATA_KEY: Final = "setting"


class Kind(StrEnum):
    """What a value must look like, and how the reference page calls it."""

    TEXT = "text"
    NAME = "name"
    CHOICE = "one of"
    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "true or false"
    SIP_URI = "SIP address"
    REGISTRAR = "SIP address or host[:port]"
    REGISTRARS = "list of SIP addresses or host[:port]"
    SIP_URIS = "list of SIP addresses"
    SIP_GROUPS = "list of SIP addresses, also several in one item"
    CHOICES = "list of"
    NUMBERS = "list of numbers"
    TEXTS = "list of texts"
    ADDRESS = "IP address"
    ADDRESSES = "list of IP addresses"
    PATH = "file"
    PATHS = "list of files or folders"
    COUNTRY = "country of two letters"
    DEVICES = "sound device, or a list of them"


_LISTS: Final = frozenset(
    {
        Kind.REGISTRARS,
        Kind.SIP_URIS,
        Kind.SIP_GROUPS,
        Kind.CHOICES,
        Kind.NUMBERS,
        Kind.TEXTS,
        Kind.ADDRESSES,
    }
    | {Kind.PATHS}
)


class BadValue(ValueError):
    """The words complete the sentence "the value ..."; `instead` is what to use."""

    def __init__(self, what: str, *instead: object) -> None:
        super().__init__(what)
        self.instead = instead
        """Empty: use the default."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a field of the model says about itself besides its type and default."""

    kind: Kind
    help: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    minimum: float = -math.inf
    maximum: float = math.inf
    required: bool = False
    safe: str = ""
    """The choice that a bad value becomes, where that is not the default."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, complete."""

    section: str
    key: str
    default: Any
    declared: Declared

    @property
    def name(self) -> str:
        return f"{self.section}.{self.key}"


def setting(
    default: T,
    kind: Kind,
    help: str,
    *,
    unit: str = "",
    choices: tuple[str, ...] = (),
    minimum: float = -math.inf,
    maximum: float = math.inf,
    required: bool = False,
    safe: str = "",
) -> T:
    """Declare a dataclass field as a setting. `help` is one English sentence or two."""
    declared = Declared(kind, help, unit, choices, minimum, maximum, required, safe)
    field: T = dataclasses.field(default=default, metadata={_METADATA_KEY: declared})
    return field


def settings_of(section: str, model: type[Any]) -> Iterator[Setting]:
    """The settings that the dataclass `model` declares, in order."""
    for field in dataclasses.fields(model):
        yield Setting(section, field.name, field.default, field.metadata[_METADATA_KEY])


def check(declared: Declared, raw: object) -> Any:
    """`raw` as the typed value; raises BadValue."""
    value = _CHECKS[declared.kind](declared, raw)
    if declared.required and not value:
        raise BadValue("is empty")
    return value


def from_text(declared: Declared, text: str) -> object:
    """The raw value that `text` of a command line stands for."""
    if declared.kind is Kind.FLAG:
        return {"true": True, "false": False}.get(text.lower(), text)
    if declared.kind in (Kind.WHOLE, Kind.NUMBER):
        try:
            return int(text) if declared.kind is Kind.WHOLE else float(text)
        except ValueError:
            return text
    if declared.kind in _LISTS:
        return [item.strip() for item in text.split(",") if item.strip()]
    return text


def _text(declared: Declared, raw: object) -> str:
    if not isinstance(raw, str):
        raise BadValue("is not a text in quotes")
    if len(raw) > MAX_TEXT:
        raise BadValue(f"is longer than {MAX_TEXT} characters")
    if not raw.isprintable():
        raise BadValue("contains control characters")
    return raw.strip()


def _choice(declared: Declared, raw: object) -> str:
    instead = (declared.safe,) if declared.safe else ()
    try:
        value = _text(declared, raw)
    except BadValue as error:
        raise BadValue(str(error), *instead) from None
    if value not in declared.choices:
        raise BadValue(f"is none of {', '.join(declared.choices)}", *instead)
    return value


def _country(declared: Declared, raw: object) -> str:
    value = _text(declared, raw).upper()
    if not re.fullmatch("[A-Z]{2}", value):
        raise BadValue('is no country like "DE" (ISO 3166)')
    return value


def _number(declared: Declared, raw: object) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise BadValue("is not a number")
    if not declared.minimum <= raw <= declared.maximum:
        unit = f" {declared.unit}" if declared.unit else ""
        raise BadValue(f"is not from {declared.minimum:g} to {declared.maximum:g}{unit}")
    return float(raw)


def _whole(declared: Declared, raw: object) -> int:
    number = _number(declared, raw)
    if not number.is_integer():
        raise BadValue("is not a whole number")
    return int(number)


def _flag(declared: Declared, raw: object) -> bool:
    if not isinstance(raw, bool):
        raise BadValue("is neither true nor false")
    return raw


def _sip_uri(declared: Declared, raw: object) -> str:
    value = _text(declared, raw)
    if value and not _URI.fullmatch(value):
        raise BadValue('is not like "sip:name@host"')
    try:
        if value:
            parse_sip_uri(value)
    except BadSipUri as error:
        raise BadValue(f"cannot be used: {error.what}") from None
    return value


def _sip_group(declared: Declared, raw: object) -> str:
    return " ".join(_sip_uri(declared, uri) for uri in _text(declared, raw).split())


def _registrar(declared: Declared, raw: object) -> str:
    value = _text(declared, raw)
    if not value:
        return value
    try:
        place = parse_place(value)
    except BadSipUri as error:
        raise BadValue(f"cannot be used: {error.what}") from None
    if place.scheme == "tel" or place.display_name:
        raise BadValue('is neither like "sip:host" nor like "host:port"')
    return value


def _path(declared: Declared, raw: object) -> str:
    value = _text(declared, raw)
    try:
        Path(value).expanduser()
    except RuntimeError:
        raise BadValue("begins with the home of a user who is not known here") from None
    return value


def _address(declared: Declared, raw: object) -> str:
    value = _text(declared, raw)
    try:
        return str(ipaddress.ip_address(value)) if value else value
    except ValueError:
        raise BadValue("is no IP address") from None


def _list_of(
    item_check: Callable[[Declared, object], str],
) -> Callable[[Declared, object], tuple[str, ...]]:
    def check_list(declared: Declared, raw: object) -> tuple[str, ...]:
        if not isinstance(raw, list):
            raise BadValue('is not a list like ["a", "b"]')
        if len(raw) > MAX_ITEMS:
            raise BadValue(f"has more than {MAX_ITEMS} items")
        good: list[str] = []
        bad = ""
        for item in raw:
            try:
                good.append(item_check(declared, item))
            except BadValue as error:
                bad = str(error)
        if bad:
            # The good ones go on: one typing error must not cut an agent off from all help.
            raise BadValue(f"has an item that {bad}", tuple(good))
        return tuple(filter(None, good))

    return check_list


def _device(declared: Declared, raw: object) -> str:
    value = _text(declared, raw)
    if value.startswith(DEVICE_FILE):
        _path(declared, value.removeprefix(DEVICE_FILE))
    return value


def _devices(declared: Declared, raw: object) -> tuple[str, ...]:
    if isinstance(raw, list):
        return _list_of(_device)(declared, raw)
    return (_device(declared, raw),)


_CHECKS: Final[dict[Kind, Callable[[Declared, object], Any]]] = {
    Kind.TEXT: _text,
    Kind.NAME: _text,
    Kind.CHOICE: _choice,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.SIP_URI: _sip_uri,
    Kind.REGISTRAR: _registrar,
    Kind.REGISTRARS: _list_of(_registrar),
    Kind.SIP_URIS: _list_of(_sip_uri),
    Kind.SIP_GROUPS: _list_of(_sip_group),
    Kind.CHOICES: _list_of(_choice),
    Kind.NUMBERS: _list_of(_text),
    Kind.TEXTS: _list_of(_text),
    Kind.ADDRESS: _address,
    Kind.ADDRESSES: _list_of(_address),
    Kind.PATH: _path,
    Kind.PATHS: _list_of(_path),
    Kind.COUNTRY: _country,
    Kind.DEVICES: _devices,
}
