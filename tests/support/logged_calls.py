"""Rows of the call log."""

from desktop.records.call_log import DAY_S, LoggedCall
from desktop.telephony.call import Direction

NOW = 1_790_000_000.0
"""2026-09-21, in seconds since 1970."""
KARLA, ERIK = "+493023125014", "+492214710999"


def row(
    number: str = KARLA,
    name: str = "Karla Müller",
    *,
    days_ago: float = 0,
    duration_s: float | None = 60,
    elsewhere: bool = False,
) -> LoggedCall:
    """An incoming call; without a duration nobody has answered it, or somebody `elsewhere`."""
    return LoggedCall(
        row_id=0,
        started_at=NOW - days_ago * DAY_S,
        duration_s=duration_s,
        direction=Direction.INCOMING,
        account="Service",
        peer_uri=f"sip:{number}@pbx.example",
        peer_name=name,
        number=number,
        end_code=487 if duration_s is None and not elsewhere else 200,
    )
