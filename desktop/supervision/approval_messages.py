"""Asking a supervisor *may I grant this?*, on the wire. Part of `messages`.

    agent -> supervisors:  ask, settled
    supervisor -> agent:   seen, allow, refuse

Amounts are decimal text, so that nothing is rounded on the way. Of the customer nothing is sent.
`ask` is said again until somebody has seen it, `allow` and `refuse` until the agent's desktop says
`settled`: the first answer counts, whoever comes later hears how it ended.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from desktop.discretion.policy import Kind, Silence
from desktop.supervision.fields import ONE_LINE, Line, Message, Name, fit

_MAX_WHAT: Final = 120
_MAX_REASON_BYTES: Final = 240

Amount = Annotated[str, Meta(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?$(?!\n)")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")]
RuleId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$(?!\n)")]


class HowSettled(StrEnum):
    """What became of a question."""

    ALLOWED = "allowed"
    DECLINED = "declined"
    SILENT = "silent"  # nobody answered in time; an answer still counts
    WITHDRAWN = "withdrawn"  # or the agent's desktop does not know it
    GRANTED = "granted"


class Ask(Message, frozen=True, kw_only=True, tag="ask"):
    """An agent may not decide this alone."""

    agent: Name
    grant: Kind
    amount: Amount | None = None
    """None: what is asked for has none."""
    currency: Currency
    rule: RuleId
    reason: Line
    what: Annotated[str, Meta(max_length=_MAX_WHAT, pattern=ONE_LINE)] = ""
    """Of a departure from the process: what would be done instead."""
    on_silence: Silence
    """What holds if nobody answers."""
    expires_in_s: Annotated[float, Meta(gt=0, le=3_600)]


class Allow(Message, frozen=True, kw_only=True, tag="allow"):
    """A supervisor allows it, or less of it."""

    by: Name
    amount: Amount | None = None


class Refuse(Message, frozen=True, kw_only=True, tag="refuse"):
    """A supervisor declines it, and says why."""

    by: Name
    reason: Line


class Settled(Message, frozen=True, kw_only=True, tag="settled"):
    """To everybody who was asked: how it stands."""

    how: HowSettled
    by: Annotated[str, Meta(max_length=64, pattern=ONE_LINE)] = ""
    """Who answered; empty: nobody."""
    amount: Amount | None = None
    """With ALLOWED and GRANTED."""


ApprovalMessage = Ask | Allow | Refuse | Settled


def amount_text(amount: Decimal | None) -> str | None:
    """For the wire: no exponent."""
    return None if amount is None else f"{amount:f}"


def clean_reason(text: str) -> str:
    """Made fit for a `Line` that leaves room for `what`; may be empty."""
    return fit(text, _MAX_REASON_BYTES, _MAX_REASON_BYTES)


def clean_what(text: str) -> str:
    return fit(text, _MAX_WHAT, 2 * _MAX_WHAT)
