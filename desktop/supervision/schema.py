"""The JSON Schemas of what is on the wire, written from the types.

`python -m desktop.supervision.schema` prints that of the escalations' messages, `... team` that of
the frames that carry them over a broker; tests compare them with the shipped files.
"""

import json
import sys
from typing import Any

import msgspec

from desktop.supervision.messages import CONTENT_TYPE, MAX_BYTES, EscalationMessage
from desktop.supervision.mqtt import packets


def escalation_schema() -> dict[str, Any]:
    """A JSON Schema (2020-12) for one message body."""
    return _schema(
        EscalationMessage,
        "Beistand escalation message",
        f"Body of {CONTENT_TYPE}: UTF-8 JSON, at most {MAX_BYTES} bytes.",
    )


def team_schema() -> dict[str, Any]:
    """A JSON Schema (2020-12) for one payload under a team's topics."""
    return _schema(
        packets.AnyFrame,
        "Beistand team frame",
        f"MQTT payload: UTF-8 JSON, at most {packets.MAX_BYTES} bytes; `body` is an escalation "
        "message, or null in the place of one that was given up.",
    )


def _schema(types: Any, title: str, description: str) -> dict[str, Any]:
    schema = msgspec.json.schema(types)
    for definition in schema["$defs"].values():
        fields = definition.get("properties", {})
        if "v" in fields:
            # In Python the version has a default, on the wire it must be there.
            fields["v"] = {"const": 1, "type": "integer"}
            definition["required"] = ["v", *definition["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "description": description,
        **schema,
    }


def schema_text(schema: dict[str, Any]) -> str:
    """The schema as the shipped file holds it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    asked_for = team_schema if sys.argv[1:] == ["team"] else escalation_schema
    sys.stdout.write(schema_text(asked_for()))
