"""From a request to an entry of the ledger: the policy's answer, and what it leaves behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from desktop.discretion.policy import Decision, Kind, Policy
from desktop.discretion.quote import Quote, quote
from desktop.discretion.request import Grant, Leave, Request
from desktop.records.ledger import Entry, Ledger

UNDO_S: Final = 30.0
"""How long a grant may be taken back."""
SILENCE: Final = "silence"
"""What an entry says where nobody answered who was asked: it counts as the agent's own."""


@dataclass(frozen=True, slots=True)
class Why:
    """What the agent says of a grant."""

    reason: str
    what: str = ""
    """Of a departure from the process: what was done instead."""
    good_for: str = ""
    """Of a departure from the process: whom it helps."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What came of a request."""

    quote: Quote | None
    """The policy's answer; None where it had been granted under this id before."""
    entry: Entry | None
    """None: it was not granted; `quote` says whether one may ask."""


def grant(
    policy: Policy,
    ledger: Ledger,
    request: Request,
    *,
    request_id: str,
    now: datetime,
    why: Why,
    leave: Leave | None = None,
) -> Granted:
    """Grant what the policy lets the agent grant, or what they have `leave` for. Leave that nobody
    has given, because nobody answered, has to fit every budget.

    With the same `request_id` again it is the same entry. `now` and what the ledger holds count,
    whatever the request says of them. Raises ValueError as `quote` does, and where something else
    was granted under that id; StoreError.
    """
    said: list[Quote] = []

    def decide(standing: tuple[Entry, ...]) -> Entry | None:
        then = msgspec.structs.replace(request, at=now, granted=tuple(grants_of(standing)))
        answer = quote(policy, then)
        said.append(answer)
        asks = answer.decision is Decision.ASK
        if answer.rule is None or answer.decision is Decision.NO or (asks and leave is None):
            return None
        if leave is not None and not leave.by and answer.over is not None:
            return None  # silence is nobody's word: it lets no budget be exceeded
        decision = answer.decision.value
        if leave is not None and leave.by:
            decision = Decision.ASK.value  # also where less was allowed, which needs nobody's word
        elif asks:
            decision = SILENCE
        return Entry(
            id=request_id,
            decision=decision,
            approved_by="" if leave is None else leave.by,
            rule=answer.rule.id,
            kind=request.kind.value,
            role=request.role,
            topic=request.topic,
            case_id=request.case,
            customer=request.customer,
            number_hash=request.number_hash,
            amount=request.amount,
            currency=answer.currency,
            reason=why.reason,
            what=why.what,
            good_for=why.good_for,
        )

    since = counts_since(policy, now)
    entry = ledger.append(request_id, now.timestamp(), decide, since=since)
    if entry is not None and (entry.kind, entry.amount) != (request.kind.value, request.amount):
        raise ValueError("something else was granted under this id")
    return Granted(said[0] if said else None, entry)


def grants_of(entries: Iterable[Entry]) -> list[Grant]:
    """What the policy counts of them; all are this agent's own."""
    return [
        Grant(
            kind=Kind(one.kind),
            at=datetime.fromtimestamp(one.at, UTC),
            amount=one.amount,
            currency=one.currency,
            rule=one.rule,
            role=one.role,
            topic=one.topic,
            case=one.case_id,
            customer=one.customer,
            number_hash=one.number_hash,
            asked=one.decision == Decision.ASK,
        )
        for one in entries
    ]


def counts_since(policy: Policy, at: datetime) -> float:
    """As far back as any budget of the policy looks from `at`, and a day for its midnight; in
    seconds since 1970."""
    days = max(rule.budget.customer_days for rule in policy.rules) + 1
    return (at - timedelta(days=days)).timestamp()
