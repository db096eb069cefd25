"""`beistand cards`: exit codes, JSON, and words for what is wrong."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.__main__ import main
from desktop.errors import LocalError
from desktop.knowledge.card import Card, Discretion, Limits, Phase, When
from desktop.knowledge.imports import import_cards
from desktop.knowledge.lint import lint_folder
from desktop.knowledge.reader import parse_card, read_card
from desktop.knowledge.writing import card_text
from desktop.records.card_counts import CountsStore, Use
from inference.tension.reading import TensionState

pytestmark = pytest.mark.unit

GOOD = """---
id: wrong-bill
title: Rechnung stimmt nicht
lang: de
when: {topic: [Rechnung falsch], not: [danke]}
owner: team
verified: 2026-11-01
review_days: 3000
---
Erst zuhören.
"""
CALL = {
    "sid": "one",
    "utterances": [
        {"speaker": "agent", "start_s": 0, "end_s": 2, "text": "Ist die Rechnung falsch?"},
        {"speaker": "caller", "start_s": 3, "end_s": 5.5, "text": "meine rechnung ist falsch"},
        {"speaker": "customer", "start_s": 6, "end_s": 8, "text": "ja", "dialog_acts": ["x"]},
    ],
}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "cards"
    folder.mkdir()
    (folder / "wrong-bill.md").write_text(GOOD, "utf-8")
    return folder


def run(*arguments: object) -> int:
    return main(["cards", *map(str, arguments)])


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def transcript(tmp_path: Path, call: object) -> Path:
    file = tmp_path / "call.json"
    file.write_text(call if isinstance(call, str) else json.dumps(call), "utf-8")
    return file


# ---------------------------------------------------------------- select


def test_select_says_which_card_when_and_why(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = transcript(tmp_path, CALL)
    assert run("select", "--library", library, "--transcript", file, "--json") == 0
    (push,) = said(capsys)["pushes"]
    assert push["card"] == "wrong-bill" and push["t_s"] == 5.5 and 0.9 <= push["score"] <= 1
    assert push["reason"] == 'heard "rechnung … falsch"'


@pytest.mark.parametrize(
    "utterances", [[], [{"speaker": "agent", "start_s": 0, "end_s": 1, "text": "rechnung falsch"}]]
)
def test_select_of_nothing_is_nothing(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], utterances: list[object]
) -> None:
    file = transcript(tmp_path, {"sid": "s", "utterances": utterances})
    assert run("select", "--library", library, "--transcript", file, "--json") == 0
    assert said(capsys) == {"pushes": []}


def test_an_expired_card_is_never_pushed(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = GOOD.replace("2026-11-01", "2020-01-01").replace("3000", "30")
    (library / "wrong-bill.md").write_text(old, "utf-8")
    file = transcript(tmp_path, CALL)
    assert run("select", "--library", library, "--transcript", file, "--json") == 0
    assert said(capsys) == {"pushes": []}


_SAID = {"speaker": "caller", "start_s": 1, "end_s": 2, "text": "x"}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("", "no call"),
        ("[]", "no call"),
        ("{}", "utterances"),
        ({"utterances": [{**_SAID, "speaker": "bob"}]}, "'bob'"),
        ({"utterances": [{**_SAID, "text": 3}]}, "$.utterances[0].text"),
        ({"utterances": [{**_SAID, "start_s": 3}]}, "utterance 1 has impossible times"),
        ({"utterances": [{**_SAID, "start_s": -1}]}, "impossible times"),
        ({"utterances": [{**_SAID, "end_s": 1e9}]}, "impossible times"),
        ("[" * 100_000, "no call"),
    ],
)
def test_a_bad_call_is_named(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], call: object, words: str
) -> None:
    file = transcript(tmp_path, call)
    assert run("select", "--library", library, "--transcript", file, "--json") == 2
    out, err = capsys.readouterr()
    assert not out and "call.json" in err and words in err


def test_missing_things_are_named(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = transcript(tmp_path, CALL)
    assert run("select", "--library", tmp_path / "gone", "--transcript", file) == 2
    assert run("select", "--library", library, "--transcript", tmp_path / "gone.json") == 2
    (library / "bad.md").write_text("no card", "utf-8")
    assert run("select", "--library", library, "--transcript", file) == 0
    assert "bad.md:1" in capsys.readouterr().err


def test_select_as_a_program_prints_one_object(library: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "desktop", "cards", "select", "--library", str(library)]
    file = transcript(tmp_path, CALL)
    outcome = subprocess.run(
        [*command, "--transcript", str(file), "--json"], capture_output=True, text=True, check=True
    )
    assert [push["card"] for push in json.loads(outcome.stdout)["pushes"]] == ["wrong-bill"]
    outcome = subprocess.run([*command], capture_output=True, text=True, check=False)
    assert outcome.returncode == 2 and "--transcript" in outcome.stderr


# ---------------------------------------------------------------- lint, new, search


def test_lint_names_file_line_and_what_to_do(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("lint", library, "--json") == 0
    assert said(capsys) == {"v": 1, "items": []}
    (library / "broken.md").write_text("---\nid: a\nlang: [\n---\nx\n", "utf-8")
    bad = GOOD.replace("owner: team\n", "").replace(
        "Erst zuhören.", "<script>x</script> Eins. Zwei."
    )
    (library / "html.md").write_text(bad.replace("id: wrong-bill", "id: b"), "utf-8")
    assert run("lint", library, "--json") == 1
    found = {(Path(i["file"]).name, i["line"], i["problem"][:24]) for i in said(capsys)["items"]}
    assert ("broken.md", 3, "the front matter is no v") in found
    assert ("html.md", 1, "nobody owns the card; ad") in found
    assert ("html.md", 9, "the lead is more than on") in found
    assert ("html.md", 9, "there is HTML in a text;") in found
    assert ("wrong-bill.md", 3, "the title is also that o") in found


def test_lint_finds_what_no_eye_sees(library: Path) -> None:
    bad = GOOD.replace("Erst", "\u202eErst").replace("[Rechnung falsch]", '["?!"]')
    (library / "wrong-bill.md").write_text(bad, "utf-8")
    found = [finding.flaw.said for finding in lint_folder(library, date(2026, 12, 1))]
    assert any("direction marks" in what for what in found)
    assert any("“?!” has no word" in what for what in found)


def test_a_new_card_reads_and_overwrites_nothing(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = ["new", "parcel", "--title", "Paket: fehlt #1", "--owner", "me", "--topic", "Paket weg"]
    assert run(*new, "--library", library) == 0
    path = Path(capsys.readouterr().out.strip())
    assert read_card(path).when.topics == {"paket weg"}
    assert run("lint", library) == 0
    before = path.read_text("utf-8")
    assert run(*new, "--library", library) == 2
    assert path.read_text("utf-8") == before
    assert run("new", "No Id", "--title", "x", "--owner", "me", "--library", library) == 2


def test_search_lists_the_best_first(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("search", "rechng", "--library", library, "--json") == 0
    (item,) = said(capsys)["items"]
    assert (item["card"], item["file"]) == ("wrong-bill", "wrong-bill.md")
    assert run("search", "xyzzy", "--library", library, "--json") == 0
    assert said(capsys) == {"v": 1, "items": []}


# ---------------------------------------------------------------- import

CHATWOOT = [
    {"id": 1, "short_code": "refund_policy", "content": "Hi {{contact.name}}, you get {{x.y}} it."},
    {"id": 2, "short_code": "", "content": "nothing"},
]
ZENDESK = {
    "macros": [
        {
            "title": "Billing::Wrong bill",
            "active": True,
            "actions": [
                {"field": "status", "value": "open"},
                {
                    "field": "comment_value_html",
                    "value": "<p>Sorry {{ticket.requester.first_name}}!</p><script>a()</script>",
                },
            ],
        },
        {"title": "Old", "active": False, "actions": []},
    ]
}
CSV = """title;topic;steps;verified;review_days;priority
Paket weg;Paket weg|Paket fehlt;Eins|Zwei;2026-11-01;90;70
"""


@pytest.mark.parametrize(
    ("kind", "export", "card_id", "say", "code"),
    [
        ("chatwoot", CHATWOOT, "refund-policy", 'Hi, {{customer.name|""}}, you get it.', 1),
        ("zendesk", ZENDESK, "wrong-bill", 'Sorry, {{customer.name|""}}!', 0),
        ("csv", CSV, "paket-weg", "", 0),
    ],
)
def test_imports_become_cards(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    kind: str,
    export: object,
    card_id: str,
    say: str,
    code: int,
) -> None:
    file = transcript(tmp_path, export)
    library = tmp_path / "new"
    arguments = ["import", kind, file, "--library", library, "--owner", "team", "--json"]
    assert run(*arguments) == code
    (item,) = said(capsys)["items"]
    card = read_card(Path(item["file"]))
    assert (card.id, card.say, card.owner, card.lang) == (card_id, say, "team", "de")
    if kind == "csv":
        assert card.when.topics == {"paket weg", "paket fehlt"} and card.steps == ("Eins", "Zwei")
        assert card.limits.priority == 70 and card.review_due == date(2027, 1, 30)
    else:
        assert not card.when.conditions and card.verified is None
    assert run(*arguments) == 1, "there already: nothing is overwritten"


@pytest.mark.parametrize(
    ("kind", "raw", "where", "words"),
    [
        ("chatwoot", b"{", "x:1", "no JSON"),
        ("chatwoot", b'{"a": 1}', "x:1", "no list of canned responses"),
        ("zendesk", b"[1]", "x:1", "no list of macros"),
        ("zendesk", b"\xff", "x:1", "UTF-8"),
        ("csv", b"title,colour\n", "x:1", "colour"),
        ("csv", b"lead\nx\n", "x:1", "no column title"),
        ("csv", b'title\n"x\n', "x:", "cannot be read"),
        ("csv", b"", "x:1", "no column title"),
    ],
)
def test_an_export_that_is_none_is_named(kind: str, raw: bytes, where: str, words: str) -> None:
    with pytest.raises(LocalError) as raised:
        import_cards(raw, kind, name="x", lang="de", owner="")
    assert raised.value.where.startswith(where) and words in raised.value.what


def test_a_bad_row_is_named_and_the_others_are_taken() -> None:
    raw = b"title,verified\nGood,2026-01-01\nBad,soon\nGood,\n"
    imported = import_cards(raw, "csv", name="x", lang="en", owner="me")
    assert [card.id for card in imported.cards] == ["good"]
    assert [problem.where for problem in imported.problems] == ["x:3", "x:4"]


@given(
    st.sampled_from(["chatwoot", "zendesk", "csv"]),
    st.one_of(st.binary(), st.text().map(str.encode)),
)
@settings(deadline=None)
def test_any_export_gives_cards_or_an_error(kind: str, raw: bytes) -> None:
    try:
        imported = import_cards(raw, kind, name="x", lang="en", owner="me")
    except LocalError as error:
        assert error.where
    else:
        assert all(problem.where and problem.action for problem in imported.problems)


@given(st.text(max_size=300), st.text(max_size=40))
@settings(deadline=None)
def test_any_text_of_another_system_becomes_a_card_or_a_problem(content: str, code: str) -> None:
    raw = json.dumps([{"short_code": f"x{code}", "content": content}]).encode()
    imported = import_cards(raw, "chatwoot", name="x", lang="en", owner="me")
    assert len(imported.cards) + len(imported.problems) == 1


# ---------------------------------------------------------------- writing

_line = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="#{}"), min_size=1, max_size=20
)


@given(
    st.builds(
        Card,
        id=st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True),
        title=_line,
        lang=st.sampled_from(["de", "en", "fr"]),
        lead=_line,
        say=_line,
        steps=st.lists(_line, max_size=3).map(tuple),
        discretion_text=_line,
        when=st.builds(
            When,
            st.frozensets(_line.map(str.lower), max_size=3),
            st.frozensets(_line.map(str.lower), max_size=2),
            st.frozensets(st.sampled_from(TensionState)),
            st.frozensets(st.sampled_from(Phase)),
            st.booleans(),
            st.integers(0, 9),
        ),
        limits=st.builds(Limits, st.integers(0, 100), st.floats(0, 900), st.integers(0, 9)),
        discretion=st.builds(Discretion, st.none() | st.floats(0, 100)),
        owner=_line,
        verified=st.none() | st.dates(),
        review_days=st.none() | st.integers(1, 3000),
        extra=st.dictionaries(st.sampled_from(["x", "y"]), st.integers() | st.booleans()),
        teams=st.frozensets(_line, max_size=2),
        scope=st.just({}) | st.just({"audience": "agent"}),
    )
)
@settings(deadline=None)
def test_what_is_written_is_read_again(card: Card) -> None:
    text = card_text(card)
    assert parse_card(text.encode(), card.file) == card


# ---------------------------------------------------------------- counts and teams


def test_counts_are_listed_most_shown_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEISTAND_HOME", str(tmp_path))
    assert run("counts", "--json") == 0
    assert said(capsys) == {"v": 1, "items": []}
    path = tmp_path / "data" / "card-counts.db"
    store = CountsStore(path)
    store.add({("late", Use.SHOWN): 1, ("bill", Use.SHOWN): 3, ("bill", Use.USED): 2})
    store.close()
    assert run("counts", "--json") == 0
    assert said(capsys)["items"] == [
        {"card": "bill", "shown": 3, "used": 2, "dismissed": 0},
        {"card": "late", "shown": 1, "used": 0, "dismissed": 0},
    ]
    path.write_bytes(b"rubbish" * 1000)
    assert run("counts") == 2
    assert "cannot be read" in capsys.readouterr().err
    assert path.read_bytes() == b"rubbish" * 1000, "only the phone puts it aside"


def test_the_team_of_the_settings_counts(
    library: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BEISTAND_HOME", str(tmp_path))
    card = library / "wrong-bill.md"
    scoped = card.read_text("utf-8").replace("lang: de\n", "lang: de\nscope: {teams: [Service]}\n")
    card.write_text(scoped.replace("Rechnung stimmt nicht", "Papagei falsch"), "utf-8")
    settings = tmp_path / "settings.toml"
    for team, found in (("service", True), ("Vertrieb", False)):
        knowledge = f'[knowledge]\nteam_folders = ["{library}"]\n'
        settings.write_text(f'[agent]\nteam = "{team}"\n{knowledge}', "utf-8")
        assert run("search", "Papagei", "--settings", settings, "--json") == 0
        titles = [item["title"] for item in said(capsys)["items"]]
        assert ("Papagei falsch" in titles) is found
