"""The reference page of the API, written from its messages.

`python -m desktop.api.reference` prints it; a test compares it with the shipped page.
"""

import sys
from typing import Any, Final, get_args

import msgspec
from msgspec import inspect

from desktop.api import events, objects
from desktop.api import messages as api

_HEAD: Final = """\
# The local API

Written by `python -m desktop.api.reference` from the messages; do not edit.

Another program of the same user can drive the phone, with a window or without: by `beistand ctl`
(`beistand ctl --help`), or by itself:

```python
import json
import socket
from pathlib import Path

door = json.loads(Path(RUNTIME, "api.json").read_text())
phone = socket.socket(socket.AF_UNIX)
phone.connect(door["address"])
lines = phone.makefile("rw", encoding="utf-8")


def ask(**request):
    lines.write(json.dumps(request) + "\\n")
    lines.flush()
    return json.loads(lines.readline())


ask(request="hello", v=1, token=door["authkey"])
ask(request="events")
for line in lines:
    event = json.loads(line)
    if event["event"] == "state" and event["state"] == "incoming":
        print("rings:", event["peer"])
```

`RUNTIME` is the phone's runtime folder: `agent-` and the first eight hexadecimal digits of the
SHA-256 of the settings file's absolute path, in `$XDG_RUNTIME_DIR/beistand`, on macOS and Windows
in `run` of the cache folder, or in `run` below `BEISTAND_HOME`; a supervisor's desktop has the same
API in `supervisor-` and those digits. Only the user can read its
`api.json`: `address` is a Unix domain socket, on Windows a named pipe, and `authkey` the token.
Both are new whenever a phone starts.

Both sides send one JSON object a line, UTF-8, at most 65536 bytes to the phone. The first line says
hello; then each request is answered by one reply, not always in their order: `id` comes back. At
most 16 wait at a time, more are read later. Who has asked for events gets them in between. Ignore
fields, replies and events that you do not know: they are no new version. A program that does not
read is sent a last word and away.

Times are of the machine's monotonic clock, in `t_ms` milliseconds, in `started_s` seconds.
"""
_OBJECTS: Final = (
    objects.Status,
    objects.AccountStatus,
    objects.CallStatus,
    objects.Devices,
    objects.Process,
    objects.EscalationStatus,
)
_PLAIN: Final[dict[type[inspect.Type], str]] = {
    inspect.StrType: "text",
    inspect.IntType: "whole number",
    inspect.FloatType: "number",
    inspect.BoolType: "flag",
}


def reference_page() -> str:
    """The page in Markdown."""
    sections = (
        ("Requests", api.Request, get_args(api.AnyRequest)),
        ("Replies", api.Reply, get_args(api.AnyReply)),
        ("Events", events.Event, get_args(events.AnyEvent)),
    )
    parts = [_HEAD]
    for title, base, kinds in sections:
        common = inspect.type_info(base)
        assert isinstance(common, inspect.StructType)
        parts.append(f"## {title}\n\nWhat all of them have:\n{_table(common.fields)}")
        parts += [_part(kind, common.fields) for kind in kinds]
    parts += ["## Objects in them\n", *(_part(kind) for kind in _OBJECTS)]
    return "\n".join(parts)


def _part(kind: Any, common: tuple[inspect.Field, ...] = ()) -> str:
    """One message or object: what it means, and the fields that only it has."""
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)
    title = kind.__name__ if found.tag is None else found.tag
    known = {field.name for field in common}
    own = tuple(field for field in found.fields if field.name not in known)
    return f"### `{title}`\n\n{' '.join(kind.__doc__.split())}\n{_table(own)}"


def _table(fields: tuple[inspect.Field, ...]) -> str:
    rows = "".join(map(_row, fields))
    return f"\n| field | value | default | |\n|---|---|---|---|\n{rows}" if rows else ""


def _row(field: inspect.Field) -> str:
    described, kind = "", field.type
    if isinstance(kind, inspect.Metadata):
        described = (kind.extra_json_schema or {}).get("description", "")
        kind = kind.type
    default = "required" if field.required else f"`{msgspec.json.encode(field.default).decode()}`"
    return f"| `{field.encode_name}` | {_kind(kind)} | {default} | {described} |\n"


def _kind(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata(type=inner):
            return _kind(inner)
        case inspect.EnumType(cls=cls):
            return ", ".join(f"`{one.value}`" for one in cls)
        case inspect.LiteralType(values=values):
            return ", ".join(f"`{value}`" for value in values)
        case inspect.StructType(cls=cls):
            return f"`{cls.__name__}`"
        case inspect.VarTupleType(item_type=item):
            return f"list of {_kind(item)}"
        case inspect.DictType(value_type=value):
            return f"object of {_kind(value)}"
        case inspect.UnionType(types=types):
            return " or ".join(map(_kind, types))
        case inspect.NoneType():
            return "null"
    return _PLAIN[type(kind)]


if __name__ == "__main__":
    sys.stdout.write(reference_page())
