"""Why a caller cancelled (Reason, RFC 3326). Reads what a peer sent and never raises."""

import re
from typing import Final

from desktop.telephony.engine.headers import header_fields

_ELSEWHERE: Final = frozenset({("sip", "200"), ("q.850", "26")})
"""Protocol and cause: RFC 3326 §3.1 (a fork that another telephone has answered), and ITU-T Q.850
"non-selected user clearing"."""
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


def answered_elsewhere(message: str) -> bool:
    """Whether a CANCEL says that somebody else has taken the call."""
    values = (
        value
        for name, field in header_fields(message)
        if name == "reason"
        for value in _QUOTED.sub("", field).split(",")
    )
    return any(_cause(value) in _ELSEWHERE for value in values)


def _cause(value: str) -> tuple[str, str]:
    protocol, *parameters = (part.strip().lower() for part in value.split(";"))
    named = (parameter.partition("=") for parameter in parameters)
    causes = (what.strip() for name, _, what in named if name.strip() == "cause")
    return protocol, next(causes, "")
