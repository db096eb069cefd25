"""Which of PJSIP's lines are taken by calls that are over for the agent. Pure; time is an argument.

A call that we end keeps its line until the other side has agreed to that, or until its transaction
times out. PJSIP tells neither; pjsua2 knows no call any more that was hung up. So what is here is
the longest that it can take.
"""

from typing import Final

LINES: Final = 4
"""Compiled into the wheel (PJSUA_MAX_CALLS); the fifth caller gets 486 from PJSIP itself."""
TIMEOUT_S: Final = 32.0
"""64 * T1, RFC 3261 §17.1.1.2 (timer B, INVITE) and §17.1.2.2 (timer F, BYE). An INVITE that nobody
has answered may not be cancelled before somebody does (§9.1), so that nothing makes it shorter."""


class Lines:
    """When the lines of calls that we have ended are given back at the latest."""

    def __init__(self) -> None:
        self._until_s: list[float] = []

    def ended(self, asked_at_s: float) -> None:
        """We have ended a call whose INVITE (nobody has answered it), CANCEL or BYE was sent then
        (monotonic); the other side has agreed to nothing yet."""
        self._until_s.append(asked_at_s + TIMEOUT_S)

    def free_in_s(self, live: int, now_s: float) -> float:
        """All are taken, `live` of them by calls that are up: seconds until there is one again, at
        most; 0.0 where only the end of a call that is up can give one back."""
        missing = LINES - live
        self._until_s = sorted(until for until in self._until_s if until > now_s)
        if missing <= 0 or not self._until_s:
            return 0.0
        # Of more ended calls than missing lines some have given theirs back: at worst the first.
        return self._until_s[-missing:][0] - now_s
