"""Cards that hold for certain teams only: `scope.teams`."""

from datetime import date
from pathlib import Path

import pytest

from desktop.knowledge.card import Card
from desktop.knowledge.library import load_library
from desktop.knowledge.lint import lint_folder

pytestmark = pytest.mark.unit


def write(folder: Path, name: str, title: str, teams: str = "") -> None:
    folder.mkdir(exist_ok=True)
    scope = f"scope: {{teams: {teams}}}\n" if teams else ""
    head = f"---\nid: bill\ntitle: {title}\nlang: de\n{scope}owner: me\n"
    dates = "verified: 2026-01-01\nreview_days: 100\n"
    (folder / name).write_text(f"{head}{dates}---\nLead.\n", "utf-8")


@pytest.mark.parametrize(
    ("teams", "team", "holds"),
    [
        ((), "Service", True),
        (("Service", "Vertrieb"), "service", True),
        (("Straße",), "STRASSE", True),
        (("Service",), "Vertrieb", False),
        (("Service",), "", True),
    ],
)
def test_a_card_holds_for_its_teams(teams: tuple[str, ...], team: str, holds: bool) -> None:
    assert Card("a", "A", "de", "L.", teams=frozenset(teams)).holds_for(team) is holds


def test_the_card_of_another_team_replaces_none(tmp_path: Path) -> None:
    write(tmp_path / "shipped", "bill.md", "Everybody's")
    write(tmp_path / "share", "bill.md", "Sales", "[Vertrieb]")
    folders = [tmp_path / "shipped", tmp_path / "share"]
    for team, title in (("Service", "Everybody's"), ("vertrieb", "Sales"), ("", "Sales")):
        (card,) = load_library(folders, "de", team).cards
        assert card.title == title


def test_each_team_may_have_its_own_version_in_one_folder(tmp_path: Path) -> None:
    write(tmp_path, "one.md", "Service's", "Service")
    write(tmp_path, "two.md", "Sales's", "[Vertrieb]")
    library = load_library([tmp_path], "de", "Vertrieb")
    assert [card.title for card in library.cards] == ["Sales's"] and not library.problems
    assert not list(lint_folder(tmp_path, date(2026, 1, 2)))
    write(tmp_path, "three.md", "Everybody's")
    found = list(lint_folder(tmp_path, date(2026, 1, 2)))
    assert len(found) == 2 and all("also in" in one.flaw.said for one in found)
