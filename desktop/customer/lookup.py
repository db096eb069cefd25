"""The port to a company's own systems: a number goes out, what is known of the customer comes back.

`https_lookup` and `csv_lookup` are the adapters. What comes back lives in memory and goes with the
call; nothing of it is logged, and no number either.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from desktop.customer.numbers import Number
from desktop.customer.record import Customer

TIMEOUT_S: Final = 1.5
"""From the question to the last byte: later than that the agent has already said hello."""


class Trouble(StrEnum):
    """Why there is no answer."""

    SLOW = "slow"  # nothing, or not all of it, within TIMEOUT_S
    UNREACHABLE = "unreachable"  # no such host, nobody listens, the line broke
    UNTRUSTED = "untrusted"  # its certificate is not valid
    REFUSED = "refused"  # 401, 403: the secret is missing or wrong
    FAILING = "failing"  # any other status than "here it is" and "unknown"
    ELSEWHERE = "elsewhere"  # a redirect to another host
    UNREADABLE = "unreadable"  # not JSON, compressed, too large; the file is not there


@dataclass(frozen=True, slots=True)
class Found:
    """The customer is known."""

    customer: Customer
    wrong: tuple[str, ...] = ()
    """Facts that came in the wrong type, by name."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The system answered and knows nobody of this number."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """It could not be asked."""

    trouble: Trouble
    where: str = ""
    """Host, or name of the file; never the number."""
    detail: str = ""
    """A status, an errno; for the second line of a notice."""


Answer = Found | Unknown | NoAnswer


class Lookup(Protocol):
    """A system that can be asked."""

    def start(self) -> None:
        """Get ready: read files, load certificates. Does not block."""

    def ready(self, within_s: float) -> bool:
        """Wait until questions are answered at full speed; for commands, never for the phone."""

    def ask(self, number: Number, answered: Callable[[Answer], None]) -> None:
        """Ask for `number`; `answered` is called once, on any thread.

        Whoever asks stops waiting after TIMEOUT_S, whatever the adapter does.
        """

    def stop(self) -> None:
        """Drop open questions; their `answered` is never called afterwards."""
