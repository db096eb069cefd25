"""What an agent would like to grant, and what was granted already. Pure."""

from datetime import datetime
from decimal import Decimal

import msgspec

from desktop.discretion.policy import AGENT, TOO_MUCH, AnyCode, AnyName, Kind, Name


class Grant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that was granted and not taken back."""

    kind: Kind
    at: datetime
    """With a time zone."""
    amount: Decimal | None = None
    """None: its rule has no amounts."""
    currency: AnyCode = ""
    """Empty: the policy's."""
    rule: str = ""
    """Id of the rule that decided; empty or unknown: found again by role, topic and kind."""
    role: Name = AGENT
    topic: AnyName = ""
    case: str = ""
    customer: str = ""
    """The CRM's id."""
    number_hash: str = ""
    """A keyed hash of the customer's number; a grant counts where either agrees."""
    mine: bool = True
    """By the agent who asks now; others' count for the customer only."""
    asked: bool = False
    """With a supervisor's word: counts for the customer, not for the agent's own day."""

    @property
    def names(self) -> frozenset[str]:
        """What the customer is known by."""
        return frozenset((self.customer, self.number_hash)) - {""}


class Leave(msgspec.Struct, frozen=True):
    """To grant more than the agent's own word reaches."""

    by: str
    """The supervisor who gave it; empty: nobody answered, and the policy lets it hold."""


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an agent would like to grant."""

    kind: Kind
    at: datetime
    """With a time zone."""
    amount: Decimal | None = None
    """None: the rule has no amounts."""
    currency: AnyCode = ""
    """Empty: the policy's."""
    role: Name = AGENT
    topic: AnyName = ""
    case: str = ""
    customer: str = ""
    """As in `Grant`; so the next."""
    number_hash: str = ""
    granted: tuple[Grant, ...] = ()
    """What is later than `at` counts as of the same day: a clock was ahead."""

    @property
    def names(self) -> frozenset[str]:
        return frozenset((self.customer, self.number_hash)) - {""}


def sound(request: Request) -> None:
    """Raises ValueError for a time without a zone or out of 1970 to 9000, and for an amount that is
    not finite, below 0 or not below 10^12.
    """
    all_of_them: list[tuple[str, Request | Grant]] = [("the request", request)]
    all_of_them += [("a grant", one) for one in request.granted]
    for name, one in all_of_them:
        if one.at.utcoffset() is None:
            raise ValueError(f"{name} has a time without a time zone")
        if not 1970 <= one.at.year <= 9000:
            raise ValueError(f"{name} is of the year {one.at.year}, not of 1970 to 9000")
        amount = one.amount
        if amount is not None and not (amount.is_finite() and 0 <= amount < TOO_MUCH):
            raise ValueError(f"{amount} of {name} is no amount of 0 or more and below 10^12")
