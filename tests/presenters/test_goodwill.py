"""What the agent may grant in a call, from the click to the ledger and back."""

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from keyring.errors import KeyringLocked
from keyrings import MemoryKeyring

from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession, TimelineKind
from desktop.clock import ManualClock
from desktop.customer.callers import Callers
from desktop.customer.lookup import Answer, Found
from desktop.customer.numbers import Number, Numbering
from desktop.customer.record import Customer
from desktop.discretion.at_ledger import Customer as LedgerCustomer
from desktop.discretion.at_ledger import Outcome, Trouble
from desktop.discretion.policy import Policy, Silence
from desktop.discretion.policy_file import parse_policy, read_policy
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library
from desktop.presenters.goodwill import Goodwill
from desktop.presenters.goodwill_asking import GoodwillAsking
from desktop.presenters.goodwill_undo import LateUndo
from desktop.presenters.notices import Notices
from desktop.records.key import alias
from desktop.records.ledger import Entry, Ledger
from desktop.records.records import Records
from desktop.records.store import StoreError
from desktop.settings.secrets import SystemSecrets
from desktop.supervision.approval_desk import ApprovalDesk
from desktop.supervision.approval_messages import Allow, Ask, HowSettled, Refuse, Settled
from desktop.supervision.messages import EscalationMessage
from desktop.telephony.call import CallSnapshot, CallState, Direction, Party
from desktop.telephony.registry import CallListener, CallRegistry
from inference.tension.facts_only import FactsTracker
from inference.tension.reading import Reading, Tendency, TensionState
from resources import resource
from ui.goodwill_states import GoodwillKind, GoodwillStep, GoodwillView, Need, OfferView
from ui.notice_states import NoticeAction, NoticeKind

pytestmark = pytest.mark.process

POLICY = read_policy(resource("policy/example.toml"))
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
CALL = CallSnapshot(
    "c1",
    "desk",
    Direction.INCOMING,
    CallState.CONFIRMED,
    "sip:03023125014@pbx.example",
    started_at_s=100.0,
    confirmed_at_s=105.0,
)
OVER = replace(CALL, state=CallState.DISCONNECTED, ended_at_s=200.0)
FAILED = Trouble.FAILED
BOSS = "sip:boss@pbx.example"
SPACE = "\N{NO-BREAK SPACE}"


class Answering:
    """A lookup that says at once what it is told to say, if anything."""

    answer: Answer | None = None
    asked: Callable[[Answer], None] | None = None

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def ready(self, within_s: float) -> bool:
        return True

    def ask(self, number: Number, answered: Callable[[Answer], None]) -> None:
        self.asked = answered
        if self.answer is not None:
            answered(self.answer)


class Boss:
    """A supervisor's desktop that keeps what it is sent."""

    def __init__(self) -> None:
        self.heard: list[EscalationMessage] = []

    def send(self, target: str, message: EscalationMessage) -> str | None:
        self.heard.append(message)
        return "r"

    def is_away(self, target: str) -> bool:
        return False


class Desk:
    """One window on the records at `path`, and an app thread that the test plays."""

    def __init__(
        self,
        path: Path,
        keyring: MemoryKeyring,
        *,
        keep_days: int = 90,
        policy: Policy = POLICY,
        listener: CallListener | None = None,
        asks: bool = False,
    ) -> None:
        self.now = NOON
        self.clock = ManualClock()
        self.posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.registry = CallRegistry()
        self.assist = Assist(
            lambda: AssistSession(
                tracker=FactsTracker(),
                catalogue=Catalogue.of(Library()),
                today=date(2026, 1, 1),
            )
        )
        self.records = Records(
            path,
            SystemSecrets(keyring, {}),
            keep_days=keep_days,
            with_ledger=True,
            post=self.posted.put,
            changed=lambda: None,
        )
        self.lookup = Answering()
        self.callers = Callers(
            numbering=Numbering("DE", ""),
            lookup=self.lookup,
            ask_earlier=lambda key, then: None,
            clock=self.clock,
            post=self.posted.put,
            contacts_known=lambda call_id, count: None,
            answered=lambda answer: None,
            changed=lambda: None,
        )
        if listener is not None:
            self.registry.add_listener(listener)
        self.registry.add_listener(self.assist)
        self.registry.add_listener(self.callers)
        self.notices = Notices()
        self.taken_back: list[tuple[str, str]] = []
        self.late = LateUndo(
            notices=self.notices,
            records=self.records,
            language="de",
            undone=lambda call_id, entry, what: self.taken_back.append((call_id, what)),
            changed=lambda: None,
            now=lambda: self.now,
        )
        self.boss = Boss()
        self.approvals = ApprovalDesk(
            self.boss, chain=((BOSS,),) if asks else (), agent_name="Anna"
        )
        self.asking = GoodwillAsking(
            self.approvals, language="de", clock=self.clock, changed=lambda: None
        )
        self.goodwill = Goodwill(
            registry=self.registry,
            assist=self.assist,
            callers=self.callers,
            records=self.records,
            role="agent",
            language="de",
            always_offer=False,
            notices=self.notices,
            asking=self.asking,
            call_over=self.late.call_over,
            clock=self.clock,
            changed=lambda: None,
            now=lambda: self.now,
        )
        self.records.start()
        self.goodwill.use(policy)

    def call(self, call: CallSnapshot = CALL) -> None:
        self.registry.apply_call(call)
        self.assist.tick(1.0)
        self.settle()

    def upset(self) -> None:
        session = self.assist.session("c1")
        assert session is not None
        reading = Reading(1.0, TensionState.ELEVATED, 1.0, 0.5, Tendency.RISING, ())
        session.state = replace(session.state, reading=reading)
        self.goodwill.look()

    def settle(self) -> None:
        """Until the records have answered everything that was asked."""
        done: list[bool] = []
        self.records.ask(lambda tables: True, done.append)
        while not done:
            self.posted.get(timeout=10)()

    @property
    def view(self) -> GoodwillView:
        view = self.goodwill.view("c1")
        assert view is not None
        return view

    def grant(self, call_id: str = "c1") -> None:
        """What is shown, by hand."""
        view = self.goodwill.view(call_id)
        assert view is not None and view.room is not None
        self.goodwill.grant(call_id, view.room)

    def credit(self, amount: str, reason: str = "waited") -> None:
        self.goodwill.drafts.choose("c1", GoodwillKind.CREDIT)
        self.goodwill.drafts.give_reason("c1", reason)
        self.goodwill.drafts.type_amount("c1", amount)
        self.grant()
        self.settle()

    def noticed(self) -> list[NoticeKind]:
        return [view.kind for view in self.notices.views]

    def ledger(self) -> list[Entry]:
        found: list[Entry] = []
        self.records.ask(
            lambda tables: [] if tables.ledger is None else list(tables.ledger.between()),
            found.extend,
        )
        self.settle()
        return found


Open = Callable[..., Desk]


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def open_desk(tmp_path: Path, keyring: MemoryKeyring) -> Iterator[Open]:
    desks: list[Desk] = []

    def make(**more: object) -> Desk:
        desk = Desk(tmp_path / "records.db", keyring, **more)  # type: ignore[arg-type]
        desks.append(desk)
        return desk

    yield make
    for desk in desks:
        desk.records.stop()


def test_the_panel_says_how_much_and_what_is_left_of_today(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    room = desk.view.room
    assert room is not None
    assert (room.alone, room.inform, room.left, room.budget) == tuple(
        f"{amount}{SPACE}€" for amount in (30, 60, 120, 120)
    )
    desk.credit("35")
    room = desk.view.room
    assert room is not None and (room.alone, room.inform, room.left) == (
        "",
        f"25{SPACE}€",
        f"85{SPACE}€",
    )


def test_one_click_grants_what_is_fair_with_a_reason(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    assert desk.view.offers == (), "calm: nothing is pushed at anybody"
    desk.upset()
    assert [(one.kind, one.amount) for one in desk.view.offers] == [
        (GoodwillKind.CREDIT, f"15{SPACE}€"),
        (GoodwillKind.CALLBACK, ""),
    ]
    desk.goodwill.grant_offer("c1", desk.view.offers[0])
    assert desk.view.step is GoodwillStep.REASON_NEEDED and desk.ledger() == []
    desk.goodwill.drafts.give_reason("c1", "our-mistake")
    desk.goodwill.grant_offer("c1", desk.view.offers[0])
    assert desk.view.step is GoodwillStep.WRITING
    desk.settle()
    (entry,) = desk.ledger()
    assert (entry.kind, entry.amount, entry.reason, entry.decision, entry.rule) == (
        "credit",
        Decimal(15),
        "our-mistake",
        "alone",
        "small-gesture",
    )
    assert desk.goodwill.granted("c1") == (f"Gutschrift 15{SPACE}€",)
    (granted,) = desk.view.granted
    assert (granted.amount, granted.need, granted.undo_s) == (f"15{SPACE}€", Need.ALONE, 30.0)
    session = desk.assist.session("c1")
    assert session is not None
    assert [(one.kind, one.value) for one in session.timeline][-1] == (
        TimelineKind.GRANTED,
        "credit 15 EUR",
    )


def test_offers_stay_when_the_customer_calms_down(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.upset()
    session = desk.assist.session("c1")
    assert session is not None
    session.state = replace(
        session.state, reading=replace(session.state.reading, state=TensionState.CALM)
    )
    desk.goodwill.look()
    assert desk.view.offers


def test_the_honest_arithmetic_of_a_return(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.upset()
    returning = desk.view.returning
    assert returning is not None
    assert (returning.shipping, returning.handling, returning.back) == (
        "6,90",
        "9,50",
        f"16,40{SPACE}€",
    )
    desk.goodwill.drafts.type_return("c1", "25", "12", "6,90", "9,50")
    returning = desk.view.returning
    assert returning is not None and returning.keep_is_cheaper
    assert (returning.keep, returning.difference) == (f"12{SPACE}€", f"4,40{SPACE}€")
    first = desk.view.offers[0]
    assert first == OfferView(
        GoodwillKind.REFUND_WITHOUT_RETURN, Need.ALONE, f"25{SPACE}€", f"4,40{SPACE}€"
    ), "what was paid is refunded, whatever the goods would still be worth"
    desk.goodwill.drafts.type_return("c1", "40", "", "6,90", "9,50")
    returning = desk.view.returning
    assert returning is not None and not returning.keep_is_cheaper
    assert returning.difference == f"23,60{SPACE}€"
    desk.goodwill.drafts.give_reason("c1", "waited")
    desk.goodwill.grant_offer("c1", first)
    assert desk.ledger() == [] and desk.view.step is GoodwillStep.CHANGED
    desk.goodwill.drafts.type_return("c1", "25", "12", "6,90", "9,50")
    desk.goodwill.grant_offer("c1", first)
    assert [one.amount for one in desk.ledger()] == [Decimal(25)]


def test_clicked_twice_it_is_granted_once(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.upset()
    desk.goodwill.drafts.give_reason("c1", "waited")
    offer = desk.view.offers[0]
    desk.goodwill.grant_offer("c1", offer)
    desk.goodwill.grant_offer("c1", offer)
    desk.settle()
    assert len(desk.ledger()) == 1
    offer = desk.view.offers[0]  # the second press of a slow double click, on what is there now
    desk.goodwill.grant_offer("c1", offer)
    desk.settle()
    assert len(desk.ledger()) == 1 and desk.view.step is GoodwillStep.REASON_NEEDED


class AtTheEnd:
    """Asks as the call's note does: a listener before the panel, when the call is out already."""

    def __init__(self) -> None:
        self.desk: Desk | None = None
        self.granted: list[tuple[str, ...] | None] = []

    def call_changed(self, call: CallSnapshot, before: CallSnapshot | None) -> None:
        if not call.alive and self.desk is not None:
            self.granted.append(self.desk.goodwill.granted(call.call_id))


def test_the_note_of_a_call_that_has_just_ended_knows_what_was_granted(open_desk: Open) -> None:
    note = AtTheEnd()
    note.desk = desk = open_desk(listener=note)
    desk.call()
    desk.credit("15")
    desk.registry.apply_call(OVER)
    assert note.granted == [(f"Gutschrift 15{SPACE}€",)]
    assert desk.goodwill.granted("c1") is None


def test_what_is_written_did_not_fail_because_it_cannot_be_read_back(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    desk.call()

    def broken(*_: object) -> None:
        raise StoreError("the disk is gone")

    monkeypatch.setattr(LedgerCustomer, "known", broken)
    desk.credit("15")
    assert desk.view.step is GoodwillStep.NONE
    monkeypatch.undo()
    assert [one.amount for one in desk.ledger()] == [Decimal(15)]


def test_taken_back_within_half_a_minute(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.credit("20")
    (granted,) = desk.view.granted
    desk.now += timedelta(seconds=20)
    assert desk.view.granted[0].undo_s == 10.0
    desk.goodwill.undo("c1", granted.entry_id)
    desk.settle()
    assert desk.view.granted == ()
    room = desk.view.room
    assert room is not None and room.left == f"120{SPACE}€"
    desk.credit("20")
    desk.now += timedelta(seconds=31)
    assert desk.view.granted[0].undo_s == 0.0
    desk.goodwill.undo("c1", desk.view.granted[0].entry_id)
    desk.settle()
    assert desk.view.step is GoodwillStep.TOO_LATE and len(desk.view.granted) == 1


def test_what_must_be_asked_for_is_not_granted_and_says_why(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.credit("100")
    assert desk.view.step is GoodwillStep.REFUSED and desk.ledger() == []
    assert desk.view.said.startswith("Nur nach Rückfrage")
    desk.goodwill.drafts.type_amount("c1", "viel")
    desk.grant()
    assert desk.view.step is GoodwillStep.AMOUNT_NEEDED


def test_a_departure_from_the_process_says_what_and_for_whom(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.goodwill.drafts.choose("c1", GoodwillKind.PROCESS_OVERRIDE)
    desk.goodwill.drafts.give_reason("c1", "Todesfall")
    desk.grant()
    assert desk.view.step is GoodwillStep.WHAT_NEEDED
    desk.goodwill.drafts.type_override("c1", "Vertrag heute beendet", "der Tochter")
    desk.grant()
    desk.settle()
    (entry,) = desk.ledger()
    assert (entry.what, entry.good_for, entry.reason, entry.decision) == (
        "Vertrag heute beendet",
        "der Tochter",
        "Todesfall",
        "inform",
    )
    assert desk.goodwill.granted("c1") == ("Abweichung vom Ablauf: Vertrag heute beendet",)


def test_the_ledger_knows_the_customer_by_the_crms_id_or_a_hash(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.credit("5")
    (entry,) = desk.ledger()
    assert entry.number_hash.startswith("#") and "23125014" not in entry.number_hash
    assert entry.customer == ""
    desk.lookup.answer = Found(Customer(id="K-4711"))
    desk.call(replace(CALL, call_id="c2"))
    desk.goodwill.drafts.give_reason("c2", "waited")
    desk.goodwill.drafts.type_amount("c2", "5")
    desk.grant("c2")
    assert [(one.customer, one.number_hash) for one in desk.ledger()] == [
        ("", entry.number_hash),
        ("K-4711", entry.number_hash),
    ]


def test_a_customer_whose_lookup_fails_has_no_second_budget(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.credit("60")
    desk.call(OVER)
    desk.lookup.answer = Found(Customer(id="K-4711"))
    desk.call(replace(CALL, started_at_s=300.0))
    room = desk.view.room
    assert room is not None and (room.alone, room.inform) == (f"30{SPACE}€", "")
    desk.credit("31")
    assert desk.view.step is GoodwillStep.REFUSED and len(desk.ledger()) == 1


def test_a_lookup_that_answers_in_the_call_changes_what_counts(open_desk: Open) -> None:
    desk = open_desk()
    desk.lookup.answer = Found(Customer(id="K-4711"))
    desk.call(replace(CALL, call_id="c0", peer_uri="sip:0221471099@pbx.example"))
    desk.goodwill.drafts.give_reason("c0", "waited")
    desk.goodwill.drafts.type_amount("c0", "60")
    desk.grant("c0")
    desk.settle()
    desk.call(replace(OVER, call_id="c0"))
    desk.lookup.answer = None  # for now
    desk.call(replace(CALL, started_at_s=300.0))
    room = desk.view.room
    assert room is not None and room.inform == f"60{SPACE}€"
    assert desk.lookup.asked is not None
    desk.lookup.asked(Found(Customer(id="K-4711")))
    desk.settle()
    desk.goodwill.look()
    desk.settle()
    room = desk.view.room
    assert room is not None and (room.alone, room.inform) == (f"30{SPACE}€", "")


def test_before_the_first_call_cards_know_what_the_day_has_left(open_desk: Open) -> None:
    first = open_desk()
    first.call()
    first.credit("60")
    other = replace(CALL, call_id="c2", started_at_s=300.0, peer_uri="sip:0221471099@pbx.example")
    first.call(other)
    first.goodwill.drafts.give_reason("c2", "waited")
    first.goodwill.drafts.type_amount("c2", "50")
    first.grant("c2")
    first.settle()
    desk = open_desk()
    desk.settle()
    values = desk.goodwill.card_values("", "x", "{{may.credit}}")
    assert values["may.credit"].startswith(f"bis 10{SPACE}€ ohne Rückfrage")


def test_what_has_changed_since_it_was_shown_is_not_granted(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.goodwill.drafts.give_reason("c1", "waited")
    desk.goodwill.drafts.type_amount("c1", "25")
    shown = desk.view.room
    assert shown is not None
    text = resource("policy/example.toml").read_bytes()
    desk.goodwill.use(parse_policy(text.replace(b"alone = 30", b"alone = 10"), "policy.toml"))
    desk.settle()
    desk.goodwill.grant("c1", shown)
    desk.settle()
    assert desk.ledger() == [] and desk.view.step is GoodwillStep.CHANGED
    desk.grant()
    assert [one.decision for one in desk.ledger()] == ["inform"], "as it is shown now"


def test_a_click_that_waits_is_called_off(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    held, waits = threading.Event(), threading.Event()

    def keyring_waits(_: object) -> None:
        waits.set()
        held.wait(10)

    desk.records.do(keyring_waits)
    assert waits.wait(10)
    desk.goodwill.drafts.give_reason("c1", "waited")
    desk.goodwill.drafts.type_amount("c1", "15")
    desk.grant()
    desk.clock.advance(4.9)
    desk.goodwill.tick()
    assert desk.view.step is GoodwillStep.WRITING
    desk.clock.advance(0.1)
    desk.goodwill.tick()
    assert desk.view.step is GoodwillStep.FAILED
    held.set()
    assert desk.ledger() == [] and desk.view.step is GoodwillStep.FAILED


@pytest.mark.parametrize("error", [StoreError("the disk is gone"), AttributeError("nobody knows")])
def test_whatever_fails_the_panel_hears_of_it(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    desk = open_desk()
    desk.call()

    def broken(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Ledger, "standing", broken)
    desk.credit("15")
    assert desk.view.step is GoodwillStep.FAILED
    desk.goodwill.open("c1", True)
    desk.settle()
    assert not desk.view.kept, "nothing can be looked up: nothing is promised"
    monkeypatch.undo()
    desk.goodwill.open("c1", True)
    desk.settle()
    desk.credit("15")
    assert [one.amount for one in desk.ledger()] == [Decimal(15)]


def test_another_amount_after_a_failure_is_another_request(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk()
    desk.call()
    ids: list[str] = []

    def failing(*_: object, request_id: str, **__: object) -> Outcome:
        ids.append(request_id)
        return Outcome(FAILED)

    monkeypatch.setattr("desktop.presenters.goodwill.grant_now", failing)
    for amount in ("15", "15", "10"):
        desk.credit(amount)
        desk.now += timedelta(seconds=1)
    assert ids[0] == ids[1] != ids[2]


def test_a_clock_that_was_ahead_is_said(open_desk: Open) -> None:
    desk = open_desk()
    desk.now = NOON + timedelta(days=1500)
    desk.call()
    desk.credit("60")
    desk.call(OVER)
    desk.now = NOON
    desk.call(replace(CALL, started_at_s=300.0, peer_uri="sip:0221471099@pbx.example"))
    assert NoticeKind.LEDGER_AHEAD in desk.noticed()
    assert desk.view.room is not None and desk.view.room.left == f"60{SPACE}€", "as the ledger has"
    desk.credit("20")
    assert [one.at for one in desk.ledger()][-1] == NOON.timestamp()
    desk.now -= timedelta(hours=1)
    assert desk.view.granted[0].undo_s == 0.0, "the clock was set back"


def test_a_live_call_that_turns_out_to_be_internal_is_not_over(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.credit("15")
    desk.call(replace(CALL, party=Party.INTERNAL))
    assert desk.noticed() == []


def test_a_second_window_sees_what_the_first_has_granted(open_desk: Open) -> None:
    one, other = open_desk(), open_desk()
    one.call()
    other.call(replace(CALL, started_at_s=300.0, peer_uri="sip:0221471099@pbx.example"))
    one.credit("60")
    other.credit("60")
    other.call(replace(CALL, call_id="c3", started_at_s=400.0, peer_uri="sip:0891234567@pbx"))
    one.credit("1")
    assert one.view.step is GoodwillStep.REFUSED, "the day is used up, whoever has used it"
    assert sum(entry.amount or 0 for entry in one.ledger()) == 120


def test_what_was_granted_in_a_call_is_there_after_a_restart(open_desk: Open) -> None:
    first = open_desk()
    first.call()
    first.credit("20")
    first.records.stop()
    again = open_desk()
    again.call()
    assert [one.amount for one in again.view.granted] == [f"20{SPACE}€"]
    room = again.view.room
    assert room is not None and room.alone == f"10{SPACE}€"


def test_with_no_calls_kept_the_ledger_is_kept_all_the_same(open_desk: Open) -> None:
    desk = open_desk(keep_days=0)
    desk.call()
    desk.credit("20")
    desk.records.stop()
    again = open_desk(keep_days=0)
    again.call()
    assert len(again.ledger()) == 1 and again.view.kept


def test_without_a_keyring_nothing_is_granted_and_it_is_said(
    open_desk: Open, keyring: MemoryKeyring
) -> None:
    keyring.trouble = KeyringLocked("locked")
    desk = open_desk()
    desk.call()
    assert not desk.view.kept and desk.view.room is not None
    desk.upset()
    assert desk.view.offers == ()
    desk.credit("10")
    assert desk.view.step is GoodwillStep.FAILED and desk.view.granted == ()


def test_a_colleague_is_granted_nothing_and_a_call_that_ends_is_forgotten(open_desk: Open) -> None:
    desk = open_desk()
    desk.call(replace(CALL, party=Party.CONSULTATION))
    assert desk.goodwill.view("c1") is None
    desk.call(replace(CALL, call_id="c2"))
    assert desk.goodwill.view("c2") is not None
    desk.registry.apply_call(replace(OVER, call_id="c2"))
    assert desk.goodwill.view("c2") is None


def test_a_call_that_ends_while_it_is_written_has_it_in_the_ledger(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.goodwill.drafts.give_reason("c1", "waited")
    desk.goodwill.drafts.type_amount("c1", "10")
    desk.grant()
    desk.registry.apply_call(OVER)
    assert len(desk.ledger()) == 1


def test_cards_take_their_amounts_from_the_policy(open_desk: Open) -> None:
    desk = open_desk()

    def credit(call_id: str, card_id: str) -> str:
        return desk.goodwill.card_values(call_id, card_id, "Geste {{may.credit}}.")["may.credit"]

    assert credit("", "wrong-bill").startswith(f"bis 30{SPACE}€ ohne Rückfrage")
    desk.call()
    assert credit("c1", "wrong-bill").startswith(f"bis 30{SPACE}€ ohne Rückfrage")
    assert credit("c1", "late-delivery").startswith(f"bis 20{SPACE}€ ohne Rückfrage")
    assert credit("c1", "Ünusual card").startswith(f"bis 30{SPACE}€ ohne Rückfrage")
    desk.credit("20")
    assert credit("c1", "wrong-bill").startswith(f"bis 10{SPACE}€ ohne Rückfrage")


def test_the_hash_of_a_number_is_the_keys() -> None:
    one = alias(bytes(32), "+493023125014")
    assert one == alias(bytes(32), "+493023125014") != alias(b"1" * 32, "+493023125014")
    assert len(one) == 33 and alias(bytes(32), "") == ""


# ---------------------------------------------------------------- after the call


def test_after_hanging_up_it_is_taken_back_with_one_click(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.credit("20")
    (entry,) = desk.ledger()
    desk.now += timedelta(seconds=20)
    desk.call(OVER)
    (notice,) = desk.notices.views
    assert (notice.kind, notice.action) == (NoticeKind.GRANT_CAN_BE_UNDONE, NoticeAction.UNDO)
    what = f"Gutschrift 20{SPACE}€"
    assert dict(notice.params)["what"] == what
    desk.late.undo(entry.id)
    desk.late.undo(entry.id)
    desk.settle()
    assert [one.undoes for one in desk.ledger()] == [None, entry.id]
    assert desk.noticed() == [NoticeKind.GRANT_UNDONE] and desk.taken_back == [("c1", what)]


def test_half_a_minute_after_the_grant_it_stands(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.credit("20")
    (entry,) = desk.ledger()
    desk.call(OVER)
    desk.now += timedelta(seconds=29.5)
    desk.late.tick()
    assert desk.noticed() == [NoticeKind.GRANT_CAN_BE_UNDONE]
    desk.now += timedelta(seconds=0.5)
    desk.late.tick()
    assert desk.noticed() == []
    desk.late.undo(entry.id)
    assert len(desk.ledger()) == 1


def test_a_click_that_comes_too_late_at_the_ledger_is_said(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.credit("20")
    (entry,) = desk.ledger()
    desk.call(OVER)
    desk.now += timedelta(seconds=31)  # no tick between
    desk.late.undo(entry.id)
    desk.settle()
    assert desk.noticed() == [NoticeKind.GRANT_STANDS] and desk.taken_back == []


def test_what_was_granted_long_before_the_end_or_taken_back_is_not_offered(
    open_desk: Open,
) -> None:
    desk = open_desk()
    desk.call()
    desk.credit("10")
    desk.now += timedelta(seconds=31)
    desk.credit("5")
    desk.goodwill.undo("c1", desk.view.granted[-1].entry_id)
    desk.settle()
    desk.call(OVER)
    assert desk.noticed() == []


def test_a_grant_that_is_written_while_the_call_ends_can_be_taken_back(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.goodwill.drafts.give_reason("c1", "waited")
    desk.goodwill.drafts.type_amount("c1", "10")
    desk.grant()
    desk.registry.apply_call(OVER)
    desk.settle()
    assert desk.noticed() == [NoticeKind.GRANT_CAN_BE_UNDONE]


def test_outside_a_call_the_room_is_back(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.credit("30")
    (entry,) = desk.ledger()
    desk.call(OVER)
    desk.goodwill.taken_back(entry)
    values = desk.goodwill.card_values("", "x", "{{may.credit}}")
    assert values["may.credit"].startswith(f"bis 30{SPACE}€ ohne")


def test_a_new_policy_counts_what_the_old_one_did_not_look_back_to(open_desk: Open) -> None:
    desk = open_desk()
    desk.now -= timedelta(days=200)  # further back than any rule looks
    desk.call()
    desk.credit("60")
    desk.call(OVER)
    desk.now = NOON
    desk.call(replace(CALL, started_at_s=300.0))
    assert desk.view.room is not None and desk.view.room.inform == f"60{SPACE}€"
    text = resource("policy/example.toml").read_bytes()
    longer = text.replace(b"customer_days = 90", b"customer_days = 300")
    desk.goodwill.use(parse_policy(longer, "policy.toml"))
    desk.settle()
    room = desk.view.room
    assert room is not None and (room.alone, room.inform) == (f"30{SPACE}€", "")


# ---------------------------------------------------------------- asking the supervisor


def asked(desk: Desk, amount: str = "100") -> Ask:
    """The agent asks for a credit."""
    desk.goodwill.drafts.give_reason("c1", "promise-broken")
    desk.goodwill.drafts.type_amount("c1", amount)
    assert desk.view.asks
    desk.grant()
    desk.settle()
    ask = desk.boss.heard[-1]
    assert isinstance(ask, Ask) and desk.ledger() == []
    return ask


def test_with_nobody_to_ask_nothing_is_asked(open_desk: Open) -> None:
    desk = open_desk()
    desk.call()
    desk.credit("100")
    assert not desk.view.asks and desk.view.step is GoodwillStep.REFUSED
    assert desk.view.approval is None and desk.boss.heard == []


def test_what_the_agent_may_decide_alone_is_not_asked(open_desk: Open) -> None:
    desk = open_desk(asks=True)
    desk.call()
    desk.credit("60")
    assert len(desk.ledger()) == 1 and desk.boss.heard == []


def test_less_than_asked_for_is_allowed_and_granted_with_one_click(open_desk: Open) -> None:
    desk = open_desk(asks=True)
    desk.call()
    ask = asked(desk)
    approval = desk.view.approval
    assert approval is not None and approval.left_s == 90.0 and not approval.grants
    desk.approvals.receive(BOSS, Allow(id=ask.id, by="Boss", amount="80"), 1.0)
    approval = desk.view.approval
    assert approval is not None and approval.grants and approval.by == "Boss"
    assert approval.said == f"Erlaubt sind 80{SPACE}€ statt 100{SPACE}€."
    desk.goodwill.grant_allowed("c1")
    desk.goodwill.grant_allowed("c1")
    desk.settle()
    (entry,) = desk.ledger()
    assert (entry.id, entry.amount, entry.decision, entry.approved_by, entry.reason) == (
        ask.id,
        Decimal(80),
        "ask",
        BOSS,
        "promise-broken",
    )
    assert desk.view.approval is None and desk.view.granted[0].need is Need.ASK
    last = desk.boss.heard[-1]
    assert isinstance(last, Settled) and last.how is HowSettled.GRANTED


def test_what_is_declined_says_why_and_grants_nothing(open_desk: Open) -> None:
    desk = open_desk(asks=True)
    desk.call()
    ask = asked(desk)
    desk.approvals.receive(BOSS, Refuse(id=ask.id, by="Boss", reason="zu viel"), 1.0)
    approval = desk.view.approval
    assert approval is not None and approval.said == "Abgelehnt: zu viel." and not approval.grants
    desk.goodwill.grant_allowed("c1")
    desk.settle()
    assert desk.ledger() == [] and approval.over
    desk.asking.withdraw("c1")
    assert desk.view.approval is None


def test_pressed_twice_it_is_asked_once(open_desk: Open) -> None:
    desk = open_desk(asks=True)
    desk.call()
    asked(desk)
    desk.grant()
    assert len(desk.boss.heard) == 1
    desk.goodwill.drafts.type_amount("c1", "90")
    desk.grant()
    assert [type(one) for one in desk.boss.heard] == [Ask, Settled, Ask]


@pytest.mark.parametrize(("topic", "grants"), [("inform", True), ("no", False)])
def test_silence_blocks_nobody(open_desk: Open, topic: str, grants: bool) -> None:
    policy = msgspec.structs.replace(POLICY, on_silence=Silence(topic))
    desk = open_desk(asks=True, policy=policy)
    desk.call()
    asked(desk, "70")
    desk.clock.advance(90.0)
    desk.approvals.tick(desk.clock.now_s())
    approval = desk.view.approval
    assert approval is not None and approval.grants is grants and approval.left_s is None
    desk.goodwill.grant_allowed("c1")
    desk.settle()
    assert [one.decision for one in desk.ledger()] == ["silence"] * grants


def test_a_question_ends_with_its_call_or_is_withdrawn(open_desk: Open) -> None:
    desk = open_desk(asks=True)
    desk.call()
    asked(desk)
    desk.asking.withdraw("c1")
    assert desk.view.approval is None
    asked(desk, "90")
    desk.call(OVER)
    settled = [one.how for one in desk.boss.heard if isinstance(one, Settled)]
    assert settled == [HowSettled.WITHDRAWN, HowSettled.WITHDRAWN]


def test_what_the_ledger_does_not_take_can_be_tried_again(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(asks=True)
    desk.call()
    ask = asked(desk)
    desk.approvals.receive(BOSS, Allow(id=ask.id, by="Boss", amount="100"), 1.0)
    monkeypatch.setattr("desktop.presenters.goodwill.grant_now", lambda *_, **__: Outcome(FAILED))
    desk.goodwill.grant_allowed("c1")
    desk.settle()
    approval = desk.view.approval
    assert approval is not None and approval.grants and desk.view.step is GoodwillStep.FAILED
    monkeypatch.undo()
    desk.goodwill.grant_allowed("c1")
    desk.settle()
    assert [one.amount for one in desk.ledger()] == [Decimal(100)]
