"""The ledger: whatever happens, no budget is overspent and every grant is there exactly once."""

import csv
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop.discretion.at_ledger import Customer as AtLedger
from desktop.discretion.at_ledger import Trouble, grant_now, undo_now
from desktop.discretion.granting import UNDO_S, Granted, Why, grant
from desktop.discretion.policy import Decision, Kind
from desktop.discretion.policy_file import read_policy
from desktop.discretion.request import Leave, Request
from desktop.records.call_log import CallLog
from desktop.records.ledger import Entry, Ledger, TooLate, write_ledger
from desktop.records.records import Tables
from desktop.records.store import MIGRATIONS, StoreError, open_store
from resources import resource

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))
POLICY = read_policy(resource("policy/example.toml"))
NOON = datetime(2026, 3, 28, 11, 0, tzinfo=UTC)  # a day before the clocks change


def wish(amount: str, at: datetime = NOON, *, case: str = "", customer: str = "X") -> Request:
    return Request(kind=Kind.CREDIT, amount=Decimal(amount), at=at, case=case, customer=customer)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    connection = open_store(path, KEY)
    yield Ledger(connection)
    connection.close()


def take(ledger: Ledger, request_id: str, request: Request, **more: Any) -> Granted:
    why = Why("late twice")
    return grant(POLICY, ledger, request, request_id=request_id, now=request.at, why=why, **more)


def test_what_was_granted_is_written_with_its_rule_and_reason(ledger: Ledger) -> None:
    granted = take(ledger, "1", wish("45", case="A", customer="C-7"))
    assert granted.quote is not None and granted.quote.decision is Decision.INFORM
    (entry,) = ledger.standing()
    assert entry == granted.entry
    assert (entry.rule, entry.decision, entry.amount, entry.currency, entry.reason) == (
        "small-gesture",
        "inform",
        Decimal(45),
        "EUR",
        "late twice",
    )


def test_what_must_be_asked_for_is_written_only_once_it_was_allowed(ledger: Ledger) -> None:
    refused = take(ledger, "1", wish("100"))
    assert refused.entry is None and refused.quote is not None
    assert refused.quote.decision is Decision.ASK
    allowed = take(ledger, "1", wish("100"), leave=Leave("sip:n1@shop"))
    assert allowed.entry is not None and allowed.entry.decision == "ask"
    assert allowed.entry.approved_by == "sip:n1@shop"
    assert take(ledger, "2", wish("60", customer="Y")).entry is not None, (
        "not out of the agent's own day"
    )
    assert take(ledger, "3", wish("300"), leave=Leave("sip:n1@shop")).entry is None, "no is no"


def test_who_allowed_less_than_was_asked_for_is_kept(ledger: Ledger) -> None:
    allowed = take(ledger, "1", wish("20"), leave=Leave("sip:n1@shop"))
    assert allowed.entry is not None, "20 need nobody's word"
    assert (allowed.entry.decision, allowed.entry.approved_by) == ("ask", "sip:n1@shop")


def test_where_nobody_answered_it_is_the_agents_own(ledger: Ledger) -> None:
    silent = take(ledger, "1", wish("70"), leave=Leave(""))
    assert silent.entry is not None
    assert (silent.entry.decision, silent.entry.approved_by) == ("silence", "")
    assert take(ledger, "2", wish("60", customer="Y")).entry is None, "out of the agent's own day"


def test_silence_lets_no_budget_be_exceeded(ledger: Ledger) -> None:
    assert take(ledger, "1", wish("100"), leave=Leave("")).entry is None, "90 in 90 days"
    assert take(ledger, "2", wish("20", customer=""), leave=Leave("")).entry is None, "of whom?"
    assert take(ledger, "3", wish("60")).entry is not None
    assert take(ledger, "4", wish("31"), leave=Leave("")).entry is None, "30 are left"
    assert take(ledger, "5", wish("31"), leave=Leave("sip:n1@shop")).entry is not None


def test_asked_again_it_is_the_same_entry(ledger: Ledger) -> None:
    first = take(ledger, "1", wish("30"))
    again = take(ledger, "1", wish("30"))
    assert again.entry == first.entry and again.quote is None
    with pytest.raises(ValueError, match="something else"):
        take(ledger, "1", wish("20"))
    assert len(ledger.standing()) == 1


def test_what_counts_is_the_time_of_the_grant_not_of_the_question(ledger: Ledger) -> None:
    asked = wish("30", NOON - timedelta(hours=13))
    why = Why("late twice")
    granted = grant(POLICY, ledger, asked, request_id="1", now=NOON, why=why)
    assert granted.entry is not None and granted.entry.at == NOON.timestamp()


def test_taken_back_within_half_a_minute_and_once(ledger: Ledger) -> None:
    take(ledger, "1", wish("60"))
    at = NOON.timestamp()
    undone = ledger.undo("1", "u1", at + UNDO_S, within_s=UNDO_S)
    assert undone is not None and undone.undoes == "1"
    assert ledger.undo("1", "u2", at + UNDO_S, within_s=UNDO_S) == undone
    assert ledger.standing() == ()
    assert ledger.undo("u1", "u3", at, within_s=UNDO_S) is None, "an undoing is not undone"
    assert ledger.undo("nobody", "u4", at, within_s=UNDO_S) is None
    take(ledger, "2", wish("60", NOON + timedelta(seconds=UNDO_S)))
    with pytest.raises(TooLate):
        ledger.undo("2", "u5", at + 2 * UNDO_S + 1, within_s=UNDO_S)
    assert [one.id for one in ledger.standing()] == ["2"]


def test_a_clock_that_was_ahead_once_stops_nobody_and_opens_nothing(ledger: Ledger) -> None:
    ahead = NOON + timedelta(days=1500)
    assert take(ledger, "ahead", wish("60", ahead, customer="a")).entry is not None
    today = take(ledger, "today", wish("60", customer="b")).entry
    assert today is not None and today.at == NOON.timestamp(), "the true time"
    assert take(ledger, "more", wish("1", customer="c")).entry is None, "the day's 120 are used up"
    with pytest.raises(TooLate):
        ledger.undo("ahead", "u", NOON.timestamp(), within_s=UNDO_S)


def test_a_clock_that_was_set_back_opens_no_day_again(ledger: Ledger) -> None:
    for number in range(2):
        assert take(ledger, f"{number}", wish("60", customer=f"{number}")).entry is not None
    yesterday = take(ledger, "back", wish("60", NOON - timedelta(days=1), customer="x"))
    assert yesterday.entry is None
    tomorrow = take(ledger, "on", wish("60", NOON + timedelta(days=1), customer="y"))
    assert tomorrow.entry is not None


def test_nothing_in_it_can_be_changed_or_taken_out(path: Path) -> None:
    connection = open_store(path, KEY)
    take(Ledger(connection), "1", wish("30"))
    for change in ("UPDATE ledger SET amount = '0'", "DELETE FROM ledger"):
        with pytest.raises(StoreError, match="ledger"):
            connection.execute(change)
    assert len(Ledger(connection).standing()) == 1
    connection.close()


def test_nothing_of_it_is_readable_on_the_disk(path: Path, ledger: Ledger) -> None:
    take(ledger, "1", wish("30", customer="C-4711"))
    raw = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"C-4711" not in raw and b"late twice" not in raw and b"small-gesture" not in raw


def test_accounting_gets_every_line_with_its_id(ledger: Ledger) -> None:
    take(ledger, "1", wish("12.50", customer="=C"))
    ledger.undo("1", "u1", NOON.timestamp() + 5, within_s=UNDO_S)
    file = io.StringIO()
    assert write_ledger(ledger.between(), file) == 2
    header, granted, undone = file.getvalue().splitlines()
    assert header == (
        "id,undoes,at,rule,kind,amount,currency,customer,case,number_hash,decision,approved_by,role,topic"
    )
    assert granted == (
        "1,,2026-03-28T11:00:00+00:00,small-gesture,credit,12.50,EUR,'=C,,,alone,,agent,"
    )
    assert undone.startswith("u1,1,2026-03-28T11:00:05+00:00,small-gesture,credit,-12.50,EUR")
    assert "late twice" not in file.getvalue()


def test_the_export_has_every_column_and_what_was_written_only_if_asked(ledger: Ledger) -> None:
    request = Request(kind=Kind.PROCESS_OVERRIDE, at=NOON, customer="C", number_hash="#1")
    why = Why("promised", "=cancelled today", "the family")
    assert grant(POLICY, ledger, request, request_id="1", now=NOON, why=why).entry is not None
    file = io.StringIO()
    write_ledger(ledger.between(), file, reasons=True)
    (row,) = csv.DictReader(file.getvalue().splitlines())
    kept = {field.name for field in fields(Entry)}
    assert set(row) == kept - {"case_id"} | {"case"}
    assert (row["decision"], row["number_hash"], row["reason"], row["good_for"]) == (
        "inform",
        "#1",
        "promised",
        "the family",
    )
    assert row["what"] == "'=cancelled today", "no formula in a table"


def test_what_is_older_counts_under_the_one_name_it_has(path: Path) -> None:
    connection = open_store(path, KEY, MIGRATIONS[:2])
    old = {"id": "old", "customer": "#1", "at": NOON.timestamp() - 86400, "amount": "85"}
    old |= {"decision": "inform", "rule": "small-gesture", "kind": "credit", "currency": "EUR"}
    old |= dict.fromkeys(("role", "topic", "case_id", "reason", "what", "good_for"), "")
    names = ", ".join(old)
    marks = ", ".join("?" * len(old))
    connection.execute(f"INSERT INTO ledger ({names}) VALUES ({marks})", list(old.values()))
    connection.close()
    connection = open_store(path, KEY)
    request = msgspec.structs.replace(wish("20", customer="K-1"), number_hash="#1")
    assert take(Ledger(connection), "new", request).entry is None
    assert take(Ledger(connection), "other", wish("20", customer="K-1")).entry is not None
    connection.close()


class Failing:
    """A connection whose statement number `at` fails: before it is done, or after."""

    def __init__(self, connection: Any, at: int, *, after: bool) -> None:
        self.connection = connection
        self.left = at
        self.after = after

    @property
    def in_transaction(self) -> bool:
        return bool(self.connection.in_transaction)

    def execute(self, *statement: Any) -> Any:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise StoreError("the disk is gone")
        found = self.connection.execute(*statement)
        if self.left == 0:
            raise StoreError("the answer is lost")
        return found


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(1, 9))
@pytest.mark.parametrize("undoing", [False, True])
def test_what_is_said_to_have_failed_is_not_written(
    path: Path, at: int, after: bool, undoing: bool
) -> None:
    connection = open_store(path, KEY)
    customer = AtLedger("C-7", "", "A", since=0.0, now=NOON.timestamp())
    if undoing:
        take(Ledger(connection), "1", wish("30", customer="C-7"))
    failing = Ledger(Failing(connection, at, after=after))
    tables = Tables(CallLog(connection), failing, str)
    if undoing:
        outcome = undo_now(tables, "1", customer, NOON.timestamp() + 1)
    else:
        outcome = grant_now(
            tables, POLICY, wish("30"), customer, request_id="1", why=Why("late twice")
        )
    written = Ledger(connection)
    is_there = (written.undoing("1") if undoing else written.entry("1")) is not None
    assert is_there == (outcome.trouble is Trouble.NONE)
    assert not connection.in_transaction
    connection.close()


_GRANTING = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from test_ledger import KEY, NOON, POLICY, take, wish
from desktop.records.ledger import Ledger
from desktop.records.store import open_store
ledger = Ledger(open_store(Path({path!r}), KEY))
for number in range(400):
    name = f"{name}-{{number}}"
    if take(ledger, name, wish("7.25", case=name, customer=name)).entry is not None:
        print(name, flush=True)
"""


def granting(path: Path, name: str) -> "subprocess.Popen[str]":
    code = _GRANTING.format(
        root=str(ROOT), tests=str(Path(__file__).parent), path=str(path), name=name
    )
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_two_windows_at_once_do_not_overspend(path: Path) -> None:
    open_store(path, KEY).close()
    both = [granting(path, name) for name in ("a", "b")]
    said = [one.communicate(timeout=60)[0].split() for one in both]
    connection = open_store(path, KEY)
    written = [one.id for one in Ledger(connection).standing()]
    connection.close()
    assert sorted(written) == sorted(said[0] + said[1])
    assert len(written) == 16, "16 times 7.25 is the most that 120 allow"


@pytest.mark.parametrize("lines", [1, 5, 11])
def test_killed_at_any_moment_what_was_said_is_there_once(path: Path, lines: int) -> None:
    open_store(path, KEY).close()
    with granting(path, "a") as process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(lines)]
        os.kill(process.pid, signal.SIGKILL)
        said += process.stdout.read().split()
    connection = open_store(path, KEY)
    written = [one.id for one in Ledger(connection).standing()]
    connection.close()
    assert len(set(written)) == len(written) <= 16
    assert set(said) <= set(written) and len(written) <= len(said) + 1


class Names(Enum):
    """What is known of a customer at a click."""

    BOTH = "both"
    ID = "id"
    HASH = "hash"


class Days(RuleBasedStateMachine):
    """Grants, undoings, restarts, a second window and a clock that jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "records.db"
        self.windows = [open_store(self.path, KEY), open_store(self.path, KEY)]
        self.now = NOON
        self.said: dict[str, Decimal] = {}
        self.last = ""
        self.amount = Decimal(0)
        self.number = 0

    def teardown(self) -> None:
        for window in self.windows:
            window.close()
        self.folder.cleanup()

    @rule(
        window=st.integers(0, 1),
        cents=st.integers(0, 7000),
        case=st.sampled_from(["", "A", "B"]),
        customer=st.sampled_from(["", "C", "D"]),
        known=st.sampled_from(list(Names)),
        repeat=st.booleans(),
        leave=st.sampled_from([None, Leave("")]),  # nobody answered, or nobody was asked
    )
    def wish(
        self,
        window: int,
        cents: int,
        case: str,
        customer: str,
        known: "Names",
        repeat: bool,
        leave: Leave | None,
    ) -> None:
        if not (repeat and self.last):
            self.number += 1
            self.last = str(self.number)
            self.amount = Decimal(cents) / 100
        amount = self.amount
        ledger = Ledger(self.windows[window])
        request = wish(str(amount), self.now, case=case)
        if customer:  # whose lookup answers, or does not; who withholds the number once
            request = msgspec.structs.replace(
                request,
                customer=customer if known is not Names.HASH else "",
                number_hash=f"#{customer}" if known is not Names.ID else "",
            )
        granted = take(ledger, self.last, request, leave=leave)
        if granted.entry is not None and granted.quote is not None:
            assert self.last not in self.said, "written twice"
            self.said[self.last] = amount

    @precondition(lambda self: self.said)
    @rule(window=st.integers(0, 1), which=st.integers(0, 100))
    def undo(self, window: int, which: int) -> None:
        name = sorted(self.said)[which % len(self.said)]
        ledger = Ledger(self.windows[window])
        grant = ledger.entry(name)
        assert grant is not None
        in_time = 0 <= self.now.timestamp() - grant.at <= UNDO_S
        try:
            ledger.undo(name, f"u{name}", self.now.timestamp(), within_s=UNDO_S)
        except TooLate:
            assert not in_time
            return
        assert in_time, "nobody has more than half a minute, whatever the clock does"
        del self.said[name]

    @rule(window=st.integers(0, 1))
    def restart(self, window: int) -> None:
        self.windows[window].close()
        self.windows[window] = open_store(self.path, KEY)

    @rule(minutes=st.sampled_from([0.1, 1, 200, 60 * 24, -30, -60 * 24, 60 * 24 * 91]))
    def clock(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def each_is_there_once_and_no_budget_is_overspent(self) -> None:
        standing = Ledger(self.windows[0]).standing()
        assert {one.id: one.amount for one in standing} == self.said
        by_day: dict[date, Decimal] = {}
        for one in standing:
            on = datetime.fromtimestamp(one.at, POLICY.zone).date()
            by_day[on] = by_day.get(on, Decimal(0)) + one.amount
        assert all(spent <= 120 for spent in by_day.values())
        for one in standing:
            for name in one.names:
                since = one.at - 89 * 86400
                theirs = [
                    other.amount
                    for other in standing
                    if name in other.names and since <= other.at <= one.at
                ]
                assert sum(theirs) <= 90


Days.TestCase.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
TestDays = pytest.mark.process(Days.TestCase)
