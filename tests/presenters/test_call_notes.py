"""Notes after calls: drafted at the end, kept while they are the agent's, posted for real."""

import queue
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from posted_notes import Crm

from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession
from desktop.clock import ManualClock
from desktop.compositions.notes import own_template
from desktop.customer.note_post import NotePost
from desktop.knowledge.card import Card, When
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library
from desktop.presenters.call_notes import CallNotes, Who
from desktop.presenters.notices import Notices
from desktop.telephony.availability import AgentState, Availability
from desktop.telephony.call import CallSnapshot, CallState, Direction, Party
from desktop.telephony.consent import ConsentState
from desktop.telephony.registry import TAKEN_OVER, CallRegistry
from inference.messages import Utterance
from inference.tension.tracker import TensionTracker
from ui.note_states import GrantView, PostStep
from ui.notice_states import NoticeKind

pytestmark = pytest.mark.process

BILL = Card(
    "bill",
    "Rechnung stimmt nicht",
    "de",
    "Lead.",
    discretion_text="Bis 30 € Gutschrift.",
    when=When(topics=frozenset({"rechnung falsch"})),
    note="Rechnung beanstandet",
)
MOVE = Card("move", "Umzug", "de", "Lead.", note="Umzug")
LIBRARY = Library((BILL, MOVE), (), (), {one.id: {"de": one} for one in (BILL, MOVE)})
CALL = CallSnapshot(
    "c1",
    "Service",
    Direction.INCOMING,
    CallState.CONFIRMED,
    "sip:03023125014@pbx.example",
    consent=ConsentState.GRANTED,
    started_at_s=100.0,
    confirmed_at_s=110.0,
)
OVER = replace(CALL, state=CallState.DISCONNECTED, ended_at_s=655.0, end_code=200)
FIRST = "Gespräch mit Karla Müller am 22.11.2026, 09:05 Uhr (9 min)"


class Desk:
    """The presenter as a composition joins it; the test is the app thread."""

    def __init__(self, post: NotePost | None = None) -> None:
        self.clock = ManualClock(655.0)
        self.notices = Notices()
        self.registry = CallRegistry()
        self.availability = Availability(wrap_up_s=60, code=480)
        self.assist = Assist(
            lambda: AssistSession(
                tracker=TensionTracker(), catalogue=Catalogue.of(LIBRARY), today=date(2026, 11, 22)
            )
        )
        self.posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.granted: tuple[str, ...] | None = None
        self.notes = CallNotes(
            registry=self.registry,
            assist=self.assist,
            availability=self.availability,
            who=lambda call: Who(
                "Karla Müller", ("Karla Müller",), {}, {"number": "+493023125014"}
            ),
            card=LIBRARY.find,
            granted=lambda call_id: self.granted,
            template=own_template("de"),
            post=post,
            on_app_thread=self.posted.put,
            notices=self.notices,
            clock=self.clock,
            country="DE",
            changed=lambda: None,
            now=lambda: datetime(2026, 11, 22, 9, 14, 15, tzinfo=UTC),
        )
        self.registry.add_listener(self.assist)

    def hear(self, *said: str, call_id: str = "c1") -> None:
        for number, text in enumerate(said):
            start_s = 5.0 + 5 * number
            self.assist.evidence(Utterance(call_id, 1, start_s, start_s + 3, text), 110 + start_s)

    def end(self, over: CallSnapshot = OVER) -> None:
        self.registry.apply_call(over)
        self.availability.call_ended(self.clock.now_s())
        self.notes.tick()

    def text(self) -> list[str]:
        view = self.notes.view()
        return [] if view is None else view.text.splitlines()


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.registry.apply_call(CALL)
    return desk


def test_what_was_granted_is_in_the_draft_and_what_cards_allow_is_not(desk: Desk) -> None:
    desk.hear("Meine Rechnung ist falsch.")
    desk.granted = ("Gutschrift 15 €", "Rückrufzusage")
    desk.end()
    assert desk.text()[-2:] == ["Vereinbart: Gutschrift 15 €", "Vereinbart: Rückrufzusage"]
    view = desk.notes.view()
    assert view is not None and [one.granted for one in view.grants] == [True, True]
    desk.notes.grant("c1", 0, False)
    assert desk.text()[-1] == "Vereinbart: Rückrufzusage"
    assert "Gutschrift 15 €" not in "".join(desk.text())


def test_what_was_taken_back_after_the_call_is_not_in_its_note(desk: Desk) -> None:
    desk.hear("Meine Rechnung ist falsch.")
    desk.granted = ("Gutschrift 15 €", "Gutschrift 15 €")
    desk.end()
    desk.notes.taken_back("c1", "Rückrufzusage")
    desk.notes.taken_back("gone", "Gutschrift 15 €")
    assert desk.text()[-2:] == ["Vereinbart: Gutschrift 15 €"] * 2
    desk.notes.taken_back("c1", "Gutschrift 15 €")
    assert "".join(desk.text()).count("Gutschrift 15 €") == 1
    desk.notes.taken_back("c1", "Gutschrift 15 €")
    assert "Gutschrift" not in "".join(desk.text())


def test_with_a_policy_and_nothing_granted_there_is_nothing_to_tick(desk: Desk) -> None:
    desk.hear("Meine Rechnung ist falsch.")
    desk.granted = ()
    desk.end()
    view = desk.notes.view()
    assert view is not None and view.grants == ()


def test_the_draft_has_the_topic_and_nothing_that_was_said(desk: Desk) -> None:
    desk.hear("Hier ist Karla Müller.", "Meine Rechnung ist falsch.")
    assert desk.notes.view() is None
    desk.end()
    assert desk.text() == [FIRST, "Anliegen: Rechnung beanstandet"]
    view = desk.notes.view()
    assert view is not None and view.grants == (GrantView("Bis 30 € Gutschrift."),)
    assert (view.customer, view.call_s, view.can_post, view.precious) == (
        "Karla Müller",
        545.0,
        False,
        False,
    )


def test_what_the_agent_takes_is_in_it_masked_and_in_order(desk: Desk) -> None:
    desk.hear("Hier ist Karla Müller.", "Nein.", "Meine Nummer ist 030 23125014.")
    for number in (2, 0, 1, 1):  # the second click on a line takes it out again
        desk.notes.take("c1", number)
    assert desk.notes.taken("c1") == {0, 2}
    desk.notes.take("c1", 99)
    desk.notes.take("another call", 0)
    desk.end()
    assert desk.text()[1:] == [
        "Kunde: „Hier ist ••••• ••••••.“",
        "Kunde: „Meine Nummer ist ••• ••••••••.“",
    ]
    assert not desk.notes.taken("c1") and desk.assist.session("c1") is None


def test_a_withdrawal_takes_with_it_what_was_read(desk: Desk) -> None:
    desk.hear("Meine Rechnung ist falsch.")
    desk.notes.take("c1", 0)
    desk.registry.apply_call(replace(CALL, consent=ConsentState.WITHDRAWN))
    desk.end(replace(OVER, consent=ConsentState.WITHDRAWN))
    assert desk.text() == [FIRST]


def test_a_card_opened_by_hand_is_a_card_used(desk: Desk) -> None:
    desk.notes.card_opened("move")
    desk.notes.card_opened("no such card")
    desk.end()
    assert desk.text()[1:] == ["Karten: Umzug"]


@pytest.mark.parametrize(
    "over",
    [
        replace(OVER, party=Party.INTERNAL),
        replace(OVER, confirmed_at_s=None),
        replace(OVER, end_reason=TAKEN_OVER),
    ],
)
def test_no_note_about_colleagues_unanswered_calls_and_those_that_go_on(
    desk: Desk, over: CallSnapshot
) -> None:
    desk.end(over)
    assert desk.notes.view() is None


def test_an_untouched_draft_goes_with_the_wrap_up(desk: Desk) -> None:
    desk.end()
    assert desk.notes.view() is not None and not desk.notes.unsaved()
    desk.clock.advance(61)
    assert desk.availability.tick(desk.clock.now_s())
    assert desk.notes.view() is None
    desk.notes.tick()
    desk.availability.rest("break")
    assert desk.notes.view() is None, "gone, not hidden"


@pytest.mark.parametrize(
    "touch",
    [
        lambda notes: notes.edit("c1", "Meins"),
        lambda notes: notes.grant("c1", 0, True),
        lambda notes: notes.promise("c1", "Rückruf"),
    ],
)
def test_what_the_agent_has_touched_stays_until_discarded(
    desk: Desk, touch: Callable[[CallNotes], None]
) -> None:
    desk.hear("Meine Rechnung ist falsch.")
    desk.end()
    touch(desk.notes)
    text = desk.text()
    desk.availability.come_back()
    desk.notes.tick()
    desk.registry.apply_call(replace(CALL, call_id="c2"))
    assert desk.availability.presence.state is AgentState.READY
    assert desk.text() == text and desk.notes.unsaved()
    desk.notes.copied("c1")
    view = desk.notes.view()
    assert view is not None and view.copied and not view.precious and not desk.notes.unsaved()
    desk.notes.edit("c1", "Doch anders")
    assert desk.notes.unsaved()
    desk.notes.discard("c1")
    assert desk.notes.view() is None and desk.notes.text("c1") == ""


def test_the_newest_comes_first_and_says_how_many_wait(desk: Desk) -> None:
    desk.end()
    desk.notes.edit("c1", "eins")
    desk.registry.apply_call(replace(CALL, call_id="c2"))
    desk.end(replace(OVER, call_id="c2"))
    view = desk.notes.view()
    assert view is not None and (view.call_id, view.others) == ("c2", 1)
    desk.notes.discard("c2")
    assert desk.text() == ["eins"]


# ------------------------------------------------------------ into the CRM


@pytest.fixture
def crm() -> Iterator[Crm]:
    with Crm() as server:
        yield server


@pytest.fixture
def posting(crm: Crm) -> Iterator[Desk]:
    post = NotePost(crm.url + "/notes?phone={number}")
    post.start()
    desk = Desk(post)
    desk.registry.apply_call(CALL)
    desk.end()
    yield desk
    post.stop()


def kinds(desk: Desk) -> list[NoticeKind]:
    return [notice.kind for notice in desk.notices.views]


def test_a_note_that_arrived_is_gone_and_said(posting: Desk, crm: Crm) -> None:
    posting.notes.edit("c1", 'Er sagte: "30 €"\nZeile 2')
    posting.notes.post("c1")
    posting.notes.post("c1")  # a second click while it is on its way
    view = posting.notes.view()
    assert view is not None and view.step is PostStep.SENDING and view.can_post
    posting.notes.edit("c1", "zu spät")
    posting.posted.get(timeout=20)()
    assert posting.notes.view() is None and kinds(posting) == [NoticeKind.NOTE_POSTED]
    body = crm.bodies.get(timeout=5)
    assert crm.bodies.empty() and len(body.pop("id")) == 36
    assert body == {
        "phone": "+493023125014",
        "began": "2026-11-22T09:05:00+00:00",
        "text": 'Er sagte: "30 €"\nZeile 2',
    }
    assert crm.asked[0].startswith("POST /notes?phone=%2B493023125014 ")


def test_a_note_that_did_not_arrive_stays_and_is_sent_again_as_the_same(
    posting: Desk, crm: Crm
) -> None:
    crm.status = "503 Service Unavailable"
    posting.notes.post("c1")
    posting.posted.get(timeout=20)()
    view = posting.notes.view()
    assert view is not None and view.step is PostStep.FAILED and view.text == FIRST
    (notice,) = posting.notices.views
    assert (notice.kind, dict(notice.params)) == (
        NoticeKind.NOTE_NOT_POSTED,
        {"number": "Karla Müller", "where": crm.host, "detail": "it fails, HTTP 503"},
    )
    posting.availability.come_back()
    posting.notes.tick()
    assert posting.text() == [FIRST], "what was to be sent is kept, also untouched"
    crm.status = "200 OK"
    posting.notes.post("c1")
    assert kinds(posting) == []
    posting.posted.get(timeout=20)()
    assert posting.notes.view() is None and kinds(posting) == [NoticeKind.NOTE_POSTED]
    assert crm.bodies.get(timeout=5)["id"] == crm.bodies.get(timeout=5)["id"]


def test_what_comes_after_discarding_is_nobody_s(posting: Desk, crm: Crm) -> None:
    crm.status = "500 Internal Server Error"
    posting.notes.post("c1")
    posting.notes.discard("c1")
    posting.posted.get(timeout=20)()
    assert posting.notes.view() is None and kinds(posting) == []


def test_an_empty_note_is_not_sent(posting: Desk, crm: Crm) -> None:
    posting.notes.edit("c1", " \n")
    posting.notes.post("c1")
    view = posting.notes.view()
    assert view is not None and view.step is PostStep.NONE and not crm.asked
