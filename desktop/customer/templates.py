"""Addresses and commands with placeholders, filled so that a value stays a value.

`{number}` is replaced everywhere but where it could change what is called: not in the scheme or
host of an address, not in the name of a program. In addresses every value is percent-encoded (RFC
6570 §3.2.2, simple expansion); commands are lists of arguments and never see a shell. Values are
hostile: anybody can call with any number and any name.
"""

import ipaddress
import re
import shutil
from collections.abc import Mapping
from pathlib import PurePath
from typing import Final
from urllib.parse import quote, urlsplit

from desktop.customer.record import one_line
from desktop.errors import LocalError

PLACEHOLDERS: Final = ("number", "national", "name", "account", "direction")
"""+493023125014 (or what was dialled), 03023125014, the customer's or caller's name, the name of
the SIP account, "incoming" or "outgoing"."""
LONGEST: Final = 200
"""Characters of one value."""
NEVER: Final = frozenset({"javascript", "data", "vbscript", "file", "about", "blob", "view-source"})
"""Schemes that run code or read this machine's files: no setting allows them."""

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_WITH_HOST: Final = ("http", "https")
"""In others something may stand where a browser would look for a host (`tel:{number}`)."""
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_SHELLS: Final = frozenset(
    {"sh", "bash", "dash", "zsh", "ksh", "csh", "fish", "cmd", "powershell", "pwsh"}
)
_BATCH: Final = (".bat", ".cmd")


def address(template: str, values: Mapping[str, str]) -> str:
    """`template` with every placeholder filled and percent-encoded.

    Raises LocalError where the template is none or a placeholder stands in scheme or host.
    """
    _known(template)
    scheme, colon, rest = template.partition(":")
    if not colon or not _SCHEME.fullmatch(scheme):
        raise _bad("the address does not begin with a scheme", 'Write it like "https://…"')
    if scheme.lower() in NEVER:
        raise _bad(f'addresses that begin with "{scheme}:" are never opened', "Use https")
    if scheme.lower() in _WITH_HOST and not rest.startswith("//"):
        raise _bad(f'there is no host behind "{scheme}:"', f'Write it like "{scheme}://…"')
    if rest.startswith("//"):
        host = re.split(r"[/?#]", rest[2:], maxsplit=1)[0]
        if "{" in host or not host:
            what = "a placeholder stands in the host of the address, or there is no host"
            raise _bad(what, "Placeholders belong behind the host")
    filled = _PLACEHOLDER.sub(lambda match: quote(_value(values, match[1]), safe=""), template)
    try:
        urlsplit(filled)
    except ValueError:
        raise _bad("this is no address", "Correct it") from None
    return filled


def placeholders(template: str) -> set[str]:
    """The names in braces."""
    return set(_PLACEHOLDER.findall(template))


def scheme_of(template: str) -> str:
    """Scheme of an address, in lower case."""
    return template.partition(":")[0].lower()


def command(template: tuple[str, ...], values: Mapping[str, str]) -> tuple[str, ...]:
    """`template` as the argument list of a program, found on this machine.

    A value is always one argument or part of one; one that an argument begins with cannot turn it
    into an option. Raises LocalError for a program that is a shell or a batch file (Windows hands
    those to its shell, whatever the quoting), is not there, or is named by a placeholder.
    """
    program, *arguments = template
    for part in template:
        _known(part)
    if "{" in program:
        raise _bad("a placeholder stands for the program", "Name the program itself")
    name = PurePath(program.replace("\\", "/")).name.lower()
    if name.removesuffix(".exe") in _SHELLS or name.endswith(_BATCH):
        raise _bad(f"{name} is a shell: a caller's name could become a command", "Name a program")
    found = shutil.which(program)
    if found is None:
        raise _bad(f"there is no program {program}", "Give its full path")
    if found.lower().endswith(_BATCH):
        raise _bad(f"{found} is a batch file", "Name a program")
    return (found, *(_argument(argument, values) for argument in arguments))


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine, so that plain http leaves it not."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _argument(template: str, values: Mapping[str, str]) -> str:
    filled = _PLACEHOLDER.sub(lambda match: _value(values, match[1]), template)
    return filled.lstrip("-/@ ") if template.startswith("{") else filled


def _value(values: Mapping[str, str], name: str) -> str:
    return one_line(values.get(name, ""), LONGEST)


def _known(template: str) -> None:
    for name in _PLACEHOLDER.findall(template):
        if name not in PLACEHOLDERS:
            known = ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)
            raise _bad(f"nobody knows the placeholder {{{name[:40]}}}", f"There are {known}")
    if "{" in _PLACEHOLDER.sub("", template) or "}" in _PLACEHOLDER.sub("", template):
        raise _bad("a brace has no partner", "Write {number}")


def _bad(what: str, action: str) -> LocalError:
    return LocalError(what, action=action)
