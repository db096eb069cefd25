"""What agents do with cards: counted once per call and card, without anything of the call."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop.assist.assist import Assist
from desktop.assist.session import AssistSession, TimelineKind
from desktop.knowledge.card import Card, When
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library
from desktop.presenters.card_use import CardUse
from desktop.presenters.notices import Notices
from desktop.records.card_counts import CardCounts, CountsState
from desktop.telephony.call import CallSnapshot, CallState, Direction
from desktop.telephony.registry import CallRegistry
from inference.tension.facts_only import FactsTracker
from inference.tension.reading import TensionState
from ui.notice_states import NoticeKind
from ui.states import CardCounts as Shown

pytestmark = pytest.mark.process

ANY = When(states=frozenset({TensionState.UNKNOWN}))
CARDS = tuple(Card(card_id, card_id, "de", "Lead.", when=ANY) for card_id in ("a", "b", "c"))
CATALOGUE = Catalogue.of(Library(CARDS, translations={card.id: {"de": card} for card in CARDS}))
CALL = CallSnapshot(
    "c1", "desk", Direction.INCOMING, CallState.CONFIRMED, "sip:k@pbx", confirmed_at_s=0.0
)


class Desk:
    def __init__(self, path: Path) -> None:
        self.collapsed = False
        self.notices = Notices()
        self.registry = CallRegistry()
        self.assist = Assist(
            lambda: AssistSession(
                tracker=FactsTracker(), catalogue=CATALOGUE, today=date(2026, 1, 1)
            )
        )
        self.counts = CardCounts(path, post=lambda action: None, changed=lambda: None)
        self.use = CardUse(
            self.counts,
            registry=self.registry,
            assist=self.assist,
            notices=self.notices,
            collapsed=lambda: self.collapsed,
        )
        self.registry.add_listener(self.assist)
        self.registry.add_listener(self.use)

    def call(self, call_id: str) -> AssistSession:
        self.registry.apply_call(replace(CALL, call_id=call_id))
        self.assist.tick(1.0)
        session = self.assist.session(call_id)
        assert session is not None
        return session

    def hang_up(self, call_id: str) -> None:
        self.registry.apply_call(replace(CALL, call_id=call_id, state=CallState.DISCONNECTED))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield Desk(tmp_path / "counts.db")


def test_shown_counts_once_per_call_and_only_where_it_can_be_seen(desk: Desk) -> None:
    desk.collapsed = True
    session = desk.call("c1")
    desk.use.look()
    assert desk.use.view("a") == Shown()
    desk.collapsed = False
    for _ in range(3):
        desk.use.look()
    assert desk.use.view("a") == Shown(1) and desk.use.view("b") == Shown()
    session.turn_card(1)
    desk.use.look()
    session.turn_card(-1)
    desk.use.look()
    assert desk.use.view("a") == Shown(1) and desk.use.view("b") == Shown(1)
    desk.hang_up("c1")
    desk.call("c2")
    desk.use.look()
    assert desk.use.view("a") == Shown(2)


def test_a_card_that_helped_is_told_once(desk: Desk) -> None:
    session = desk.call("c1")
    for _ in range(2):
        desk.use.used("c1", "a")
    assert desk.use.view("a") == Shown(used=1) and session.state.used == {"a"}
    told = [entry.value for entry in session.timeline if entry.kind is TimelineKind.CARD_USED]
    assert told == ["a"]
    desk.use.used("gone", "a")
    assert desk.use.view("a") == Shown(used=1)


def test_what_is_put_away_gives_way_and_does_not_come_back(desk: Desk) -> None:
    session = desk.call("c1")
    assert [one.card.id for one in session.state.suggestions] == ["a", "b", "c"]
    desk.use.dismissed("c1", "a")
    assert session.state.suggestion is not None and session.state.suggestion.card.id == "b"
    session.turn_card(-1)
    desk.use.dismissed("c1", "c")
    assert [one.card.id for one in session.state.suggestions] == ["b"]
    desk.use.dismissed("c1", "b")
    assert session.state.suggestion is None
    for t_s in (100.0, 500.0, 900.0):
        session.tick(t_s)
    assert session.state.suggestion is None
    assert desk.use.view("a") == desk.use.view("b") == Shown(dismissed=1)


def test_trouble_with_the_file_is_said_and_taken_back(desk: Desk) -> None:
    for state, kinds in (
        (CountsState(put_aside="x.damaged-1"), [NoticeKind.CARD_COUNTS_ANEW]),
        (CountsState(failed="full"), [NoticeKind.CARD_COUNTS_FAILED]),
        (CountsState(), []),
    ):
        desk.counts.state = state
        desk.use.counts_changed()
        assert [view.kind for view in desk.notices.views] == kinds


def test_whoever_counts_nothing_shows_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "counts.db")
    desk.counts.wanted = False
    desk.call("c1")
    desk.use.look()
    desk.use.used("c1", "a")
    assert desk.use.view("a") is None and not desk.use.wanted
