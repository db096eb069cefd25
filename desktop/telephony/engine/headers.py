"""A SIP message as it came: its header fields (RFC 3261 §7.3.1), and whether it is all there. Never
raises."""

import re
from typing import Final

_FIELD: Final = re.compile(r"^([A-Za-z][A-Za-z-]*)[ \t]*:[ \t]*(.*)$")

LONGEST: Final = 4_000
"""Bytes of a message that PJSIP keeps; compiled into the wheel (PJSIP_MAX_PKT_LEN)."""


def cut_short(message: str) -> bool:
    """Whether the end of a message is missing: it fills PJSIP's buffer, its headers do not end, or
    its body is shorter than it says (RFC 3261 §18.3). Bytes that are no UTF-8 may be surrogates."""
    raw = message.encode("utf-8", "surrogateescape")
    _, gap, body = raw.partition(b"\r\n\r\n")
    said = field(message, "content-length", "l")
    missing = said.isdecimal() and int(said[:9]) > len(body)
    return len(raw) >= LONGEST or not gap or missing


def field(message: str, *names: str) -> str:
    """The first header field that has one of `names` (lower case; RFC 3261 §7.3.3); else ""."""
    return next((value for name, value in header_fields(message) if name in names), "")


def header_fields(message: str) -> list[tuple[str, str]]:
    """Names in lower case, values with folded lines joined, up to the empty line."""
    fields: list[tuple[str, str]] = []
    for line in message.replace("\r\n", "\n").split("\n"):
        if not line:
            break
        if line[0] in " \t" and fields:
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {line.strip()}")
            continue
        match = _FIELD.match(line)
        if match is not None:
            fields.append((match[1].lower(), match[2].strip()))
    return fields
