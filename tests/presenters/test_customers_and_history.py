"""Customers and past calls as the windows show them, on real records."""

import queue
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from keyring.errors import KeyringLocked
from keyrings import MemoryKeyring

from desktop.clock import ManualClock
from desktop.customer.callers import Callers
from desktop.customer.contacts import Contact, Contacts
from desktop.customer.lookup import Answer, Found, NoAnswer, Trouble, Unknown
from desktop.customer.numbers import Number, Numbering
from desktop.customer.pop import Pop, PopWhen
from desktop.customer.record import Customer
from desktop.presenters.customers import TROUBLES, CustomerPresenter
from desktop.presenters.history import History
from desktop.presenters.notices import Notices
from desktop.presenters.typed_number import TypedNumber
from desktop.records.records import Records
from desktop.settings.secrets import SystemSecrets
from desktop.telephony.call import COMPLETED_ELSEWHERE, CallSnapshot, CallState, Direction
from desktop.telephony.engine.messages import CallTurnedAway
from desktop.telephony.registry import TAKEN_OVER, CallRegistry
from ui.customer_states import CallKind, CustomerView, HistoryEntry, LookupView, TypedPeer
from ui.notice_states import NoticeKind
from ui.states import ReasonChip, ReasonKind

pytestmark = pytest.mark.process

NOW = 1_790_000_000.0
KARLA = Contact("Karla Müller", "Bäckerei", ("+493023125014",))
RINGING = CallSnapshot(
    "c1",
    "Service",
    Direction.INCOMING,
    CallState.INCOMING,
    "sip:03023125014@pbx.example",
    started_at_s=100.0,
)
TALKING = replace(RINGING, state=CallState.CONFIRMED, confirmed_at_s=105.0)
OVER = replace(TALKING, state=CallState.DISCONNECTED, ended_at_s=165.0, end_code=200)


class Answering:
    """A lookup that says at once what it is told to say."""

    def __init__(self) -> None:
        self.answer: Answer | None = None

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def ready(self, within_s: float) -> bool:
        return True

    def ask(self, number: Number, answered: Callable[[Answer], None]) -> None:
        if self.answer is not None:
            answered(self.answer)


class Desktop:
    """The presenters as a composition joins them; the test is the app thread."""

    def __init__(
        self, folder: Path, pop: Pop | None = None, keyring: MemoryKeyring | None = None
    ) -> None:
        self.clock = ManualClock(200.0)
        self.notices = Notices()
        self.posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.lookup = Answering()
        self.opened: list[str] = []
        self.registry = CallRegistry()
        self.records = Records(
            folder / "records.db",
            SystemSecrets(keyring or MemoryKeyring(), {}),
            keep_days=100_000,
            post=self.posted.put,
            changed=lambda: self.history.records_changed(),
        )
        self.callers = Callers(
            numbering=Numbering("DE"),
            lookup=self.lookup,
            ask_earlier=lambda key, then: self.records.ask(
                lambda kept: kept.calls.earlier(key, NOW - 30 * 86_400), then
            ),
            clock=self.clock,
            post=lambda call: call(),
            contacts_known=lambda call_id, count: None,
            answered=lambda answer: self.customers.lookup_answered(answer),
            changed=lambda: None,
        )
        self.history = History(
            records=self.records,
            numbering=Numbering("DE"),
            contacts=lambda: self.callers.contacts,
            keep_days=100_000,
            notices=self.notices,
            clock=self.clock,
            changed=lambda: None,
            now=lambda: NOW,
        )
        self.customers = CustomerPresenter(
            callers=self.callers,
            registry=self.registry,
            pop=pop or Pop(),
            open_url=lambda url: not self.opened.append(url),
            notices=self.notices,
            clock=self.clock,
            repeated_from=2,
            changed=lambda: None,
        )
        self.typed = TypedNumber(
            numbering=Numbering("DE"),
            contacts=lambda: self.callers.contacts,
            ask_last=lambda key, then: self.records.ask(
                lambda kept: kept.calls.last_with(key), then
            ),
            changed=lambda: None,
        )
        for listener in (self.callers, self.customers, self.history):
            self.registry.add_listener(listener)
        self.records.start()
        self.settle()

    def settle(self) -> None:
        """Until the records have done what was asked, and the app thread has heard of it."""
        done: list[bool] = []
        self.records.ask(lambda kept: True, done.append)
        while not done:
            self.posted.get(timeout=10)()

    def call(self, *snapshots: CallSnapshot) -> None:
        for snapshot in snapshots:
            self.registry.apply_call(snapshot)
        self.settle()
        self.settle()

    @property
    def entries(self) -> tuple[HistoryEntry, ...]:
        return self.history.view().entries


Open = Callable[..., Desktop]


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Open]:
    opened: list[Desktop] = []

    def make(pop: Pop | None = None, keyring: MemoryKeyring | None = None) -> Desktop:
        opened.append(Desktop(tmp_path, pop, keyring))
        return opened[-1]

    yield make
    for one in opened:
        one.records.stop()


# ------------------------------------------------------------ the panel


def test_the_panel_while_asked_found_and_over(desktop: Open) -> None:
    one = desktop()
    one.call(RINGING)
    assert one.customers.view(RINGING) == CustomerView(LookupView.ASKING)
    one.callers._answered("c1", Found(Customer("K. Müller", "2019", open_matters=("Rechnung",))))
    view = one.customers.view(RINGING)
    assert view == CustomerView(LookupView.FOUND, since="2019", open_matters=("Rechnung",))
    assert one.customers.name(RINGING) == "K. Müller"
    one.call(OVER)
    assert one.customers.view(OVER) is None
    assert one.customers.name(OVER) == "03023125014"


@pytest.mark.parametrize(
    ("answer", "lookup"),
    [
        (Unknown(), LookupView.UNKNOWN),
        (NoAnswer(Trouble.SLOW, "crm.example"), LookupView.FAILED),
        (Found(Customer()), LookupView.FOUND),
    ],
)
def test_the_panel_says_how_the_lookup_stands(
    desktop: Open, answer: Answer, lookup: LookupView
) -> None:
    one = desktop()
    one.lookup.answer = answer
    one.call(RINGING)
    view = one.customers.view(RINGING)
    assert view is not None and view.lookup is lookup


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_is_said_once_and_taken_back(desktop: Open, trouble: Trouble) -> None:
    one = desktop()
    one.lookup.answer = NoAnswer(trouble, "crm.example", "HTTP 500")
    one.call(RINGING, OVER)
    one.call(replace(RINGING, call_id="c2"))
    (notice,) = one.notices.views
    assert notice.kind is NoticeKind.LOOKUP_FAILED
    assert dict(notice.params) == {
        "where": "crm.example",
        "detail": f"{TROUBLES[trouble]}, HTTP 500",
    }
    one.lookup.answer = Unknown()
    one.call(replace(RINGING, call_id="c3"))
    assert one.notices.views == ()


def test_facts_of_the_wrong_type_are_named(desktop: Open) -> None:
    one = desktop()
    one.lookup.answer = Found(Customer("Karla"), ("contacts_30d", "notes"))
    one.call(RINGING)
    (notice,) = one.notices.views
    assert (notice.kind, notice.params) == (
        NoticeKind.LOOKUP_FACTS,
        (("facts", "contacts_30d, notes"),),
    )


@pytest.mark.parametrize(("contacts", "shown"), [(1, False), (2, True), (7, True)])
def test_the_repeated_contact_is_a_reason_until_it_is_said_to_be_wrong(
    desktop: Open, contacts: int, shown: bool
) -> None:
    one = desktop()
    one.lookup.answer = Found(Customer("Karla", contacts_30d=contacts))
    one.call(RINGING)
    chip = (ReasonChip(ReasonKind.CONTACTS, contacts),) if shown else ()
    assert one.customers.reasons("c1") == chip
    one.customers.dismiss_reason("c1")
    assert one.customers.reasons("c1") == ()


def test_our_own_history_counts_too(desktop: Open) -> None:
    one = desktop()
    for call_id in ("a", "b"):
        one.call(replace(RINGING, call_id=call_id), replace(TALKING, call_id=call_id))
        one.call(replace(OVER, call_id=call_id))
    one.call(RINGING)
    assert one.customers.reasons("c1") == (ReasonChip(ReasonKind.CONTACTS, 2),)
    view = one.customers.view(RINGING)
    assert view is not None and view.last_at == NOW - 100.0


def test_what_fills_a_card(desktop: Open) -> None:
    one = desktop()
    one.lookup.answer = Found(Customer("Karla", tariff="Komfort"))
    one.call(RINGING)
    assert one.customers.card_values(RINGING) == {
        "customer.name": "Karla",
        "customer.tariff": "Komfort",
    }


# ------------------------------------------------------------ the CRM

CRM = Pop(url="https://crm.example/?q={number}")
FILLED = "https://crm.example/?q=%2B493023125014"


@pytest.mark.parametrize(
    ("when", "by_ringing", "by_answering"),
    [(PopWhen.CLICK, 0, 0), (PopWhen.RINGING, 1, 1), (PopWhen.ANSWERED, 0, 1)],
)
def test_the_crm_opens_when_the_settings_say_so(
    desktop: Open, when: PopWhen, by_ringing: int, by_answering: int
) -> None:
    one = desktop(replace(CRM, when=when))
    one.call(RINGING)
    assert one.opened == [FILLED] * by_ringing
    one.call(TALKING, replace(TALKING, muted=True))
    assert one.opened == [FILLED] * by_answering
    one.customers.open_crm("c1")
    assert one.opened == [FILLED] * (by_answering + 1)
    view = one.customers.view(TALKING)
    assert view is not None and view.can_open


@pytest.mark.parametrize(
    "call",
    [
        replace(RINGING, direction=Direction.OUTGOING, state=CallState.CALLING),
        replace(RINGING, peer_uri="sip:anonymous@anonymous.invalid"),
    ],
)
def test_the_crm_does_not_open_by_itself_for_others(desktop: Open, call: CallSnapshot) -> None:
    one = desktop(replace(CRM, when=PopWhen.RINGING))
    one.call(call)
    assert one.opened == []


def test_a_crm_that_cannot_be_opened_is_said_once_it_is_tried(desktop: Open) -> None:
    one = desktop(Pop(url="ftp://crm.example/{number}"))
    one.call(RINGING)
    assert one.notices.views == ()
    one.customers.open_crm("c1")
    (notice,) = one.notices.views
    assert notice.kind is NoticeKind.CRM_FAILED and "pop_schemes" in dict(notice.params)["detail"]


# ------------------------------------------------------------ the history


def test_a_call_that_ends_is_in_the_history(desktop: Open) -> None:
    one = desktop()
    one.call(RINGING, TALKING)
    assert one.entries == ()
    one.call(OVER)
    (entry,) = one.entries
    assert entry == HistoryEntry(
        row_id=entry.row_id,
        peer="030 23125014",
        number="030 23125014",
        address="sip:03023125014@pbx.example",
        kind=CallKind.INCOMING,
        at=NOW - 100.0,
        duration_s=60.0,
    )


@pytest.mark.parametrize(
    ("direction", "answered", "code", "kind"),
    [
        (Direction.INCOMING, True, 200, CallKind.INCOMING),
        (Direction.INCOMING, False, 487, CallKind.MISSED),
        (Direction.INCOMING, False, COMPLETED_ELSEWHERE, CallKind.ELSEWHERE),
        (Direction.OUTGOING, True, 200, CallKind.OUTGOING),
        (Direction.OUTGOING, False, 487, CallKind.NOT_REACHED),
    ],
)
def test_which_way_it_went(
    desktop: Open, direction: Direction, answered: bool, code: int, kind: CallKind
) -> None:
    one = desktop()
    at_s = 105.0 if answered else None
    first = CallState.INCOMING if direction is Direction.INCOMING else CallState.CALLING
    one.call(
        replace(RINGING, direction=direction, state=first),
        replace(OVER, direction=direction, confirmed_at_s=at_s, end_code=code),
    )
    assert [entry.kind for entry in one.entries] == [kind]


def test_contacts_give_their_names_and_are_found_by_them(desktop: Open) -> None:
    one = desktop()
    one.call(RINGING, TALKING, OVER)
    one.callers.use_contacts(Contacts((KARLA,), (), {"+493023125014": KARLA}))
    one.history.contacts_changed()
    one.settle()
    assert [entry.peer for entry in one.entries] == ["Karla Müller"]
    for text, found in (("bäckerei", 1), ("030 231", 1), ("+4930", 1), ("erik", 0), ("", 1)):
        one.history.search(text)
        one.settle()
        assert len(one.entries) == found, text


def test_what_a_customer_system_said_is_not_written(desktop: Open, tmp_path: Path) -> None:
    one = desktop()
    one.lookup.answer = Found(Customer("Name From CRM", notes="Note From CRM"))
    one.call(RINGING, TALKING, OVER)
    rows: list[str] = []
    one.records.ask(
        lambda kept: str(list(kept.calls._connection.execute("SELECT * FROM calls"))), rows.append
    )
    one.settle()
    assert "03023125014" in rows[0] and "CRM" not in rows[0]


def test_deleting_one_and_all(desktop: Open) -> None:
    one = desktop()
    for call_id in ("a", "b", "c"):
        one.call(replace(RINGING, call_id=call_id), replace(OVER, call_id=call_id))
    one.history.delete(one.entries[1].row_id)
    one.settle()
    assert len(one.entries) == 2
    one.history.delete_all()
    one.settle()
    assert one.entries == ()


def test_an_export_is_said_and_so_is_one_that_failed(desktop: Open, tmp_path: Path) -> None:
    one = desktop()
    one.call(RINGING, TALKING, OVER)
    one.history.export(tmp_path / "calls.csv")
    one.settle()
    assert [(n.kind, dict(n.params)) for n in one.notices.views] == [
        (NoticeKind.HISTORY_EXPORTED, {"file": "calls.csv", "count": "1"})
    ]
    assert "030 23125014" in (tmp_path / "calls.csv").read_text("utf-8-sig")
    one.history.export(tmp_path / "no" / "calls.csv")
    one.settle()
    assert [n.kind for n in one.notices.views] == [NoticeKind.EXPORT_FAILED]


def test_calls_that_end_with_the_program_are_written(desktop: Open) -> None:
    one = desktop()
    one.call(RINGING, TALKING)
    one.history.program_ends(one.registry.calls)
    one.settle()
    assert [entry.duration_s for entry in one.entries] == [95.0]


def test_a_call_that_goes_on_at_another_desktop_is_written_there(desktop: Open) -> None:
    one = desktop()
    one.call(RINGING, TALKING)
    assert one.registry.replace((), (), 150.0, TAKEN_OVER) == (TALKING,)
    one.settle()
    assert one.entries == ()


def test_who_was_turned_away_is_in_the_history(desktop: Open) -> None:
    one = desktop()
    address = "sip:03023125014@pbx.example"
    one.history.engine_event(CallTurnedAway("Service", address, "Karla", 486, 90.0))
    one.settle()
    assert [(entry.kind, entry.address) for entry in one.entries] == [(CallKind.MISSED, address)]


def test_a_call_that_dies_with_its_engine_is_written(desktop: Open) -> None:
    one = desktop()
    one.call(RINGING, TALKING)
    one.registry.replace((), (), 150.0)
    one.settle()
    assert [entry.duration_s for entry in one.entries] == [45.0]


def test_without_a_keyring_it_is_said_that_nothing_is_kept(desktop: Open) -> None:
    one = desktop(keyring=MemoryKeyring(KeyringLocked()))
    assert [notice.kind for notice in one.notices.views] == [NoticeKind.HISTORY_IN_MEMORY]
    one.call(RINGING, OVER)
    assert len(one.entries) == 1 and not one.history.view().kept


def test_records_that_cannot_be_opened_are_said_and_left(desktop: Open, tmp_path: Path) -> None:
    (tmp_path / "records.db").write_bytes(b"somebody else's" * 1000)
    one = desktop(keyring=MemoryKeyring())
    (notice,) = one.notices.views
    assert notice.kind is NoticeKind.HISTORY_UNREADABLE
    assert (tmp_path / "records.db").read_bytes() == b"somebody else's" * 1000
    one.settle()
    assert not one.history.view().kept


@pytest.mark.parametrize(
    "typed", ["030 23125-014", "+493023125014", "sip:03023125014@pbx", "03023125014@x"]
)
def test_who_a_typed_number_belongs_to(desktop: Open, typed: str) -> None:
    desk = desktop()
    desk.typed.type(typed)
    desk.settle()
    assert desk.typed.view() is None
    desk.call(replace(RINGING, peer_name="K. Müller"), replace(OVER, peer_name="K. Müller"))
    desk.typed.type(typed)
    desk.settle()
    at = NOW - 100.0
    assert desk.typed.view() == TypedPeer(typed, "K. Müller", "", at)
    desk.callers.use_contacts(Contacts((KARLA,), by_key={KARLA.keys[0]: KARLA}))
    assert desk.typed.view() == TypedPeer(typed, "Karla Müller", "Bäckerei", at)


def test_a_late_answer_about_another_number_is_not_shown(desktop: Open) -> None:
    desk = desktop()
    desk.call(RINGING, OVER)
    desk.typed.type("030 23125-014")
    desk.typed.type("030 23125-0")
    desk.settle()
    assert desk.typed.view() is None
    desk.typed.type("")
    desk.settle()
    assert desk.typed.view() is None
