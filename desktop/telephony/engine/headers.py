"""The header fields of a SIP message as it came (RFC 3261 §7.3.1). Never raises."""

import re
from typing import Final

_FIELD: Final = re.compile(r"^([A-Za-z][A-Za-z-]*)[ \t]*:[ \t]*(.*)$")


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
