"""What a ledger says about the processes behind it, and nothing about people. Pure.

Something is named only if it came up with five customers or more. What came up with fewer is
counted together with others, so that no line, and no line subtracted from its table's total, is
about fewer than five customers. Amounts are never added up across currencies.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from desktop.discretion.policy import Decision, Kind
from desktop.records.ledger import Entry

LEAST_CUSTOMERS: Final = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Grants that have something in common."""

    name: str
    """A rule's or topic's id, or what agents wrote, as it was written first; empty: all the others
    of the table together."""
    times: int
    calls: int
    cost: Decimal
    beyond: int | None
    """How many needed more than the agent's own word; None: too few to say, or all but too few."""


@dataclass(frozen=True, slots=True)
class Table:
    """All of its grants: the groups, most frequent first, and the rest."""

    groups: tuple[Group, ...]
    rest: Group | None
    """None: there is none."""

    @property
    def all(self) -> tuple[Group, ...]:
        return self.groups if self.rest is None else (*self.groups, self.rest)


@dataclass(frozen=True, slots=True)
class Part:
    """The grants in one currency."""

    currency: str
    total: Group
    rules: Table
    topics: dict[str, Table]
    """By rule, of those that are named: the topics of its calls, which are ids of cards."""
    reasons: Table
    instead: Table
    """Of departures from the process: what was done instead."""


@dataclass(frozen=True, slots=True)
class Report:
    parts: tuple[Part, ...]
    """Largest first; a currency of too few customers is left out."""


def report(standing: Iterable[Entry]) -> Report:
    """Of grants that were not taken back."""
    by_currency = _by(standing, lambda one: one.currency)
    parts = [_part(code, own) for code, own in by_currency.items() if _enough(own)]
    return Report(tuple(sorted(parts, key=lambda one: (-one.total.times, one.currency))))


def _part(currency: str, entries: list[Entry]) -> Part:
    rules = _table(entries, lambda one: one.rule)
    of_rule = _by(entries, lambda one: one.rule)
    return Part(
        currency,
        _group("", entries),
        rules,
        {one.name: _table(of_rule[one.name], lambda entry: entry.topic) for one in rules.groups},
        _table(entries, lambda one: one.reason),
        _table([one for one in entries if one.kind == Kind.PROCESS_OVERRIDE], lambda one: one.what),
    )


def _table(entries: list[Entry], text: Callable[[Entry], str]) -> Table:
    """Without a text, and with too few customers, a grant is one of the rest; the smallest groups
    join it until the rest is large enough."""
    alike = _by(entries, lambda one: _plain(text(one)).casefold())
    named = [(_plain(text(own[0])), own) for key, own in alike.items() if key and _enough(own)]
    named.sort(key=lambda one: (-len(one[1]), one[0]))
    rest = [one for key, own in alike.items() if not key or not _enough(own) for one in own]
    while rest and named and not _enough(rest):
        rest += named.pop()[1]
    shown = rest if _enough(rest) else []  # only a table that is too small as a whole
    return Table(
        tuple(_group(name, own) for name, own in named), _group("", shown) if shown else None
    )


def _group(name: str, entries: list[Entry]) -> Group:
    beyond = [one for one in entries if one.decision != Decision.ALONE]
    alone = [one for one in entries if one.decision == Decision.ALONE]
    tellable = all(not own or _enough(own) for own in (beyond, alone))
    return Group(
        name,
        len(entries),
        _calls(entries),
        sum((one.amount or Decimal(0) for one in entries), Decimal(0)),
        len(beyond) if tellable else None,
    )


def _by(entries: Iterable[Entry], key: Callable[[Entry], str]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for one in entries:
        found.setdefault(key(one), []).append(one)
    return found


def _enough(entries: list[Entry]) -> bool:
    return _customers(entries) >= LEAST_CUSTOMERS


def _customers(entries: list[Entry]) -> int:
    """Who has a name in common is one, and so are all of whom nothing is known."""
    known: list[frozenset[str]] = []
    for one in entries:
        names = one.names or frozenset(("",))
        same = [other for other in known if other & names]
        known = [other for other in known if not other & names] + [names.union(*same)]
    return len(known)


def _calls(entries: list[Entry]) -> int:
    """A grant without a call is one of its own."""
    return len({one.case_id or one.id for one in entries})


def _plain(text: str) -> str:
    """Blanks and a full stop at the end make no difference, nor do capitals."""
    return " ".join(text.split()).rstrip(".")
