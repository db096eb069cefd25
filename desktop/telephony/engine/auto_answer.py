"""Whether an INVITE asks to be answered without a click, and after how long.

There is no one standard: PBXs send Answer-Mode (RFC 5373), Call-Info with answer-after (an expired
draft that Asterisk, FreeSWITCH and Snom speak), Alert-Info in several spellings (Polycom, Yealink,
Cisco), or P-Auto-Answer. Reads what a peer sent and never raises.
"""

import re
from typing import Final

from desktop.telephony.engine.headers import header_fields

LONGEST_S: Final = 60
_AFTER: Final = re.compile(r";\s*(?:answer-after|delay)\s*=\s*\"?(\d{1,4})", re.IGNORECASE)
_ALERT: Final = re.compile(r"auto[ -]?answer|ring[ -]answer|intercom", re.IGNORECASE)


def asked_delay_s(message: str) -> float | None:
    """Seconds to ring before answering, 0 to LONGEST_S; None where nobody asked."""
    for name, value in header_fields(message):
        after = _AFTER.search(value)
        asks = (
            (name == "call-info" and after is not None and "answer-after" in value.lower())
            or (name == "alert-info" and _ALERT.search(value) is not None)
            or (name == "answer-mode" and value.lower().startswith("auto"))
            or (name == "p-auto-answer" and value.lower().startswith(("normal", "auto", "yes")))
        )
        if asks:
            return float(min(int(after[1]), LONGEST_S)) if after is not None else 0.0
    return None
