"""What the messages between desktops are made of, and what they may hold at most."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

VERSION: Final = 1
MAX_NAME: Final = 64
MAX_NAME_BYTES: Final = 128
"""What of a name is sent at most, in UTF-8."""
MAX_LINE: Final = 240
"""Characters of what one person writes to another."""
MAX_LINE_BYTES: Final = 480
"""What of them is sent at most, in UTF-8: the message stays below 700 bytes."""
ONE_LINE: Final = r"^[^\u0000-\u001f\u007f-\u009f]*$(?!\n)"

EscalationId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{8,64}$(?!\n)")]
"""Unguessable: whoever knows it may act on the request. ("$" alone lets a final line break by.)"""
Name = Annotated[str, Meta(min_length=1, max_length=MAX_NAME, pattern=ONE_LINE)]
"""A person, as shown to another one; no control characters."""
Line = Annotated[str, Meta(min_length=1, max_length=MAX_LINE, pattern=ONE_LINE)]
"""What one person writes to another."""


class Message(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    """Base of all messages. Unknown fields are ignored: a later version may add some."""

    v: Literal[1] = VERSION
    id: EscalationId


def fit(text: str, characters: int, octets: int) -> str:
    """One printable line within both limits, the second one in UTF-8."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    line = " ".join(printable.split())[:characters]
    return line.encode()[:octets].decode("utf-8", "ignore").strip()
