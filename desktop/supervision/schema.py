"""The JSON Schema of the escalation messages, written from their types.

`python -m desktop.supervision.schema` prints it; a test compares it with the shipped file.
"""

import json
import sys
from typing import Any

import msgspec

from desktop.supervision.messages import CONTENT_TYPE, MAX_BYTES, EscalationMessage


def escalation_schema() -> dict[str, Any]:
    """A JSON Schema (2020-12) for one message body."""
    schema = msgspec.json.schema(EscalationMessage)
    for definition in schema["$defs"].values():
        fields = definition.get("properties", {})
        if "v" in fields:
            # In Python the version has a default, on the wire it must be there.
            fields["v"] = {"const": 1, "type": "integer"}
            definition["required"] = ["v", *definition["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Beistand escalation message",
        "description": f"Body of {CONTENT_TYPE}: UTF-8 JSON, at most {MAX_BYTES} bytes.",
        **schema,
    }


def escalation_schema_text() -> str:
    """The schema as the shipped file holds it."""
    return json.dumps(escalation_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(escalation_schema_text())
