"""The cards page: what is listed, and what is said about files and folders that are wrong."""

import pytest

from desktop.errors import LocalError
from desktop.knowledge.card import Card
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library
from desktop.presenters.cards import MOST_LISTED, MOST_NOTICES, Cards
from desktop.presenters.notices import Notices
from ui.notice_states import NoticeKind

pytestmark = pytest.mark.unit


def catalogue(*titles: str, bad: tuple[str, ...] = (), gone: tuple[str, ...] = ()) -> Catalogue:
    cards = tuple(Card(f"c{n}", title, "de", "Lead.") for n, title in enumerate(titles))
    problems = tuple(LocalError("broken", where=f"{name}:3") for name in bad)
    missing = tuple(LocalError("gone", where=name) for name in gone)
    return Catalogue.of(Library(cards, problems, missing, {c.id: {"de": c} for c in cards}))


@pytest.fixture
def notices() -> Notices:
    return Notices()


def shown(notices: Notices) -> list[tuple[NoticeKind, str]]:
    return [(view.kind, dict(view.params)["file"]) for view in notices.views]


def test_lists_all_then_what_fits_and_again_when_the_library_changes(notices: Notices) -> None:
    cards = Cards(catalogue("Rechnung", "Paket"), notices)
    assert [entry.title for entry in cards.entries] == ["Rechnung", "Paket"]
    cards.seek("pak")
    assert [entry.title for entry in cards.entries] == ["Paket"]
    cards.use(catalogue("Rechnung", "Paket weg", "Paketschein"))
    assert {entry.title for entry in cards.entries} == {"Paket weg", "Paketschein"}
    cards.seek(" ")
    assert len(cards.entries) == 3
    assert cards.find("c1") is not None and cards.find("c9") is None


def test_thousands_are_not_listed_but_found(notices: Notices) -> None:
    cards = Cards(catalogue(*(f"Karte Nummer{n}" for n in range(MOST_LISTED + 5))), notices)
    assert len(cards.entries) == MOST_LISTED
    cards.seek(f"nummer{MOST_LISTED + 4}")
    assert cards.entries[0].title == f"Karte Nummer{MOST_LISTED + 4}"


def test_what_is_wrong_is_said_and_taken_back(notices: Notices) -> None:
    cards = Cards(catalogue(bad=("a.md",), gone=("share",)), notices)
    bad, gone = (NoticeKind.CARD_UNREADABLE, "a.md:3"), (NoticeKind.CARDS_UNREACHABLE, "share")
    assert set(shown(notices)) == {bad, gone}
    cards.use(catalogue(bad=("a.md",)))
    assert shown(notices) == [bad]
    cards.use(catalogue())
    assert shown(notices) == []


def test_what_was_dismissed_stays_away_while_it_is_the_same(notices: Notices) -> None:
    cards = Cards(catalogue(bad=("a.md",)), notices)
    notices.dismiss(notices.views[0].notice_id)
    cards.use(catalogue("Neu", bad=("a.md",)))
    assert shown(notices) == []


def test_a_thousand_bad_files_are_not_a_thousand_notices(notices: Notices) -> None:
    Cards(catalogue(bad=tuple(f"{n}.md" for n in range(1000))), notices)
    assert len(notices.views) == MOST_NOTICES
