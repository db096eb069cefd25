"""What a click does at the ledger, on the records' thread: look up, grant, take back.

Whatever goes wrong there comes back as a value, so that whoever clicked hears of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Final

import msgspec

from desktop.discretion.granting import UNDO_S, Granted, Why, grant
from desktop.discretion.policy import Policy
from desktop.discretion.request import Leave, Request
from desktop.records.ledger import Entry, TooLate
from desktop.records.records import Tables
from desktop.records.store import StoreError


class Trouble(StrEnum):
    NONE = "none"
    FAILED = "failed"  # it cannot be kept, or the disk did not take it: nothing was granted
    TOO_LATE = "too_late"  # to take it back


@dataclass(frozen=True, slots=True)
class Known:
    """What the records know of a call's customer and of earlier grants."""

    customer: str
    """The CRM's id; empty: it is not known."""
    number_hash: str
    """A keyed hash of the number; empty: it was withheld."""
    entries: tuple[Entry, ...]
    """All that stand and may count here: of the last two days, of this customer, of this case, and
    what is dated later than now."""


@dataclass(frozen=True, slots=True)
class Outcome:
    trouble: Trouble = Trouble.NONE
    known: Known | None = None
    granted: Granted | None = None
    undone: Entry | None = None


_TWO_DAYS_S: Final = 2 * 86_400.0
"""Whatever the time zone, today is in it."""


@dataclass(frozen=True, slots=True)
class Customer:
    """Whom a call is with, and which grants matter there. Times are seconds since 1970."""

    crm_id: str
    number: str
    """As numbers are compared; empty for a withheld one."""
    case: str
    since: float
    now: float

    def known(self, tables: Tables) -> Known | None:
        """None: nothing can be kept. Raises StoreError."""
        if tables.ledger is None:
            return None
        number_hash = tables.alias(self.number)
        return Known(
            self.crm_id,
            number_hash,
            tuple(
                one
                for one in tables.ledger.standing(self.since)
                if one.at > self.now - _TWO_DAYS_S
                or (self.case and one.case_id == self.case)
                or one.names & {self.crm_id, number_hash}
            ),
        )


def grant_now(
    tables: Tables,
    policy: Policy,
    request: Request,
    customer: Customer,
    *,
    request_id: str,
    why: Why,
    leave: Leave | None = None,
) -> Outcome:
    """`request` of `customer`, whom the records know by their names for them."""
    if tables.ledger is None:
        return Outcome(Trouble.FAILED)
    number_hash = tables.alias(customer.number)
    wish = msgspec.structs.replace(request, customer=customer.crm_id, number_hash=number_hash)
    now = datetime.fromtimestamp(customer.now, UTC)
    try:
        granted = grant(
            policy, tables.ledger, wish, request_id=request_id, now=now, why=why, leave=leave
        )
    except ValueError:
        return Outcome(Trouble.FAILED)
    except StoreError:
        entry = _written(partial(tables.ledger.entry, request_id))
        if entry is None:
            return Outcome(Trouble.FAILED)
        granted = Granted(None, entry)
    return Outcome(known=_known(customer, tables), granted=granted)


def take_back(tables: Tables, entry_id: str, now: float) -> Outcome:
    """Once: the undoing's id follows from the grant's."""
    if tables.ledger is None:
        return Outcome(Trouble.FAILED)
    try:
        undone = tables.ledger.undo(entry_id, f"{entry_id}-undone", now, within_s=UNDO_S)
    except TooLate:
        return Outcome(Trouble.TOO_LATE)
    except StoreError:
        undone = _written(partial(tables.ledger.undoing, entry_id))
        if undone is None:
            return Outcome(Trouble.FAILED)
    return Outcome(undone=undone)


def undo_now(tables: Tables, entry_id: str, customer: Customer, now: float) -> Outcome:
    """`take_back`, and what is known of the customer then."""
    outcome = take_back(tables, entry_id, now)
    if outcome.trouble is Trouble.FAILED:
        return outcome
    return replace(outcome, known=_known(customer, tables))


def _written(find: Callable[[], Entry | None]) -> Entry | None:
    """After a failure: a commit whose answer was lost is written all the same. None: it is not, or
    nobody can tell."""
    try:
        return find()
    except StoreError:
        return None


def _known(customer: Customer, tables: Tables) -> Known | None:
    """What matters now; None where it cannot be read. What was written before stands all the same
    and must not be said to have failed."""
    try:
        return customer.known(tables)
    except StoreError:
        return None
