"""Everything that can be wrong with a card can be said in the window's language."""

from datetime import date
from pathlib import Path

import pytest

import desktop.knowledge.doubts
import desktop.knowledge.front_matter
import desktop.knowledge.lint
import desktop.knowledge.reader
from desktop.knowledge import flaws
from desktop.knowledge.flaws import CardError
from desktop.knowledge.lint import lint_folder, lint_text
from desktop.knowledge.reader import parse_card
from ui.words.card_flaws import CARD_FLAWS

pytestmark = pytest.mark.static

MODULES = (
    desktop.knowledge.doubts,
    desktop.knowledge.front_matter,
    desktop.knowledge.lint,
    desktop.knowledge.reader,
)


def test_every_flaw_that_tests_can_make_is_in_the_catalogue(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whatever else is written as a sentence in these modules is in there as well."""
    for module in MODULES:
        source = Path(str(module.__file__)).read_text("utf-8")
        for known in CARD_FLAWS:
            source = source.replace(repr(known), "").replace(f'"{known}"', "")
            source = source.replace("'" + known + "'", "")
        for line in source.splitlines():
            assert not line.strip().startswith(('what = "', "what = '", 'action = "')), line
            assert ', action="' not in line


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "---\nid: A\ntitle: a\nlang: de\n---\nL.\n",
        "---\nid: a\ntitle: a\nlang: de\nlimits: {priority: 500}\n---\nL.\n",
        "---\nid: a\ntitle: a\nlang: de\nverified: soon\n---\nL.\n",
        "---\nid: a\ntitle: a\nlang: de\nwhen: {state: [angry]}\n---\nL.\n",
        "---\nid: a\ntitle: a\nlang: de\n---\nL. {{x\n",
        "---\nid: a\ntitle: a\nlang: de\n---\nL.\n## Nix\n",
    ],
)
def test_what_is_raised_is_known(text: str) -> None:
    with pytest.raises(CardError) as error:
        parse_card(text.encode(), "x.md")
    flaw = error.value.flaw
    assert flaw.what in CARD_FLAWS and flaw.action in CARD_FLAWS
    assert "{" not in flaw.said
    assert isinstance(flaw, flaws.Flaw)


def test_what_lint_finds_is_known(tmp_path: Path) -> None:
    head = "---\nid: a\ntitle: " + "T" * 60 + "\nlang: de\n"
    body = f"when: {{topic: ['!!!']}}\n---\n<b>One.</b> Two. {'x' * 130}\u202e\n## Tun\n"
    steps = "".join(f"{n}. {'s' * 95}\n" for n in range(1, 6))
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(head + body + steps, "utf-8")
    found = list(lint_folder(tmp_path, date(2026, 1, 1)))
    assert len({one.flaw.what for one in found}) >= 10
    for one in found:
        assert one.flaw.what in CARD_FLAWS and one.flaw.action in CARD_FLAWS, one.flaw
        assert one.flaw.line >= 1


@pytest.mark.parametrize(
    ("room", "doubtful"),
    [
        ("Gutschrift bis 30 €.", True),
        ("A credit of up to €30.", True),
        ('Gutschrift {{may.credit|"im Rahmen Ihrer Regeln"}}.', False),
        ('Gutschrift {{may.credit|"nach Regel"}}; das Gesetz sieht 10 € vor.', False),
        ('Gutschrift {{company.credit|"30 €"}}.', True),
        ("Nach 30 Tagen gutschreiben.", False),
    ],
)
def test_an_amount_written_out_is_doubtful_where_the_policy_should_say_it(
    room: str, doubtful: bool
) -> None:
    text = "---\nid: a\ntitle: a\nlang: de\nowner: o\n---\nLead.\n\n## Spielraum\n" + room
    _, found = lint_text(text.encode(), "a.md", date(2026, 11, 22))
    doubts = [flaw for flaw in found if flaw.doubt]
    assert len(doubts) == doubtful
    for flaw in doubts:
        assert flaw.what in CARD_FLAWS and flaw.action in CARD_FLAWS
        assert (flaw.line, flaw.advice) == (
            text.splitlines().index(room) + 1,
            'Write {{may.credit|"instead"}}, which the policy fills',
        )
