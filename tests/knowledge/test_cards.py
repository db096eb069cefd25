"""Cards as values, and the files they are read from."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import LocalError
from desktop.knowledge.card import Card, Phase, fill, placeholders_are_sound
from desktop.knowledge.lint import lint_card
from desktop.knowledge.reader import MAX_BYTES, parse_card, read_card
from inference.tension.reading import TensionState

pytestmark = pytest.mark.unit

WHOLE = """---
id: late-delivery
title: Lieferung verspätet
lang: de
when: {topic: [Lieferung, Paket], not: [Danke], state: [elevated, tense], phase: solving}
limits: {priority: 60, cooldown_s: 90.5, max_per_call: 1}
scope: {teams: [Service], audience: agent}
discretion: {agent_max_eur: 20, inform_above_eur: 20, ask_above_eur: 75}
owner: team-service
verified: 2026-08-01
review_days: 90
source: https://intranet.example/lieferung
mood_board: {colours: [red]}
---
Zuerst anhören, dann
Datum nennen.
## Sagen
„Das ist ärgerlich, {{customer.name|""}} – ich kümmere mich jetzt darum."
## Tun
1. Sendung prüfen
2. Termin zusagen,
   der sicher hält
- Rückruf anbieten
## Spielraum
Gutschein bis 20 €.
"""

SMALLEST = "---\nid: a\ntitle: A\nlang: en\n---\nBe kind.\n"


def card(text: str) -> Card:
    return parse_card(text.encode(), "card.md")


def test_reads_everything() -> None:
    read = card(WHOLE)
    assert (read.id, read.title, read.lang) == ("late-delivery", "Lieferung verspätet", "de")
    assert read.when.topics == {"lieferung", "paket"} and read.when.not_topics == {"danke"}
    assert read.when.states == {TensionState.ELEVATED, TensionState.TENSE}
    assert read.when.phases == {Phase.SOLVING} and not read.when.silence
    assert (read.limits.priority, read.limits.cooldown_s, read.limits.max_per_call) == (60, 90.5, 1)
    assert read.teams == {"Service"} and read.scope == {"audience": "agent"}
    assert read.discretion.agent_max_eur == 20 and read.discretion.ask_above_eur == 75
    assert read.lead == "Zuerst anhören, dann Datum nennen."
    assert read.say.startswith("„Das ist ärgerlich")
    assert read.steps == ("Sendung prüfen", "Termin zusagen, der sicher hält", "Rückruf anbieten")
    assert read.discretion_text == "Gutschein bis 20 €."
    assert read.review_due == date(2026, 10, 30)
    assert read.extra == {"mood_board": {"colours": ["red"]}}


def test_reads_the_smallest_card() -> None:
    read = card(SMALLEST)
    assert read.lead == "Be kind." and read.steps == () and read.when.conditions == 0
    assert read.review_due is None and not read.expired(date(2999, 1, 1))


def test_line_ends_and_byte_order_mark_do_not_matter() -> None:
    windows = b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode()
    assert parse_card(windows, "card.md") == card(WHOLE)


def test_steps_may_be_plain_text() -> None:
    assert card(SMALLEST + "## Do\nListen.\n").steps == ("Listen.",)


def test_expires_the_day_after_the_review_was_due() -> None:
    read = card(WHOLE)
    assert not read.expired(date(2026, 10, 30))
    assert read.expired(date(2026, 10, 31))


def replaced(old: str, new: str) -> bytes:
    assert old in WHOLE
    return WHOLE.replace(old, new).encode()


@pytest.mark.parametrize(
    ("raw", "where", "words"),
    [
        (b"", 1, 'the first line is not "---"'),
        (b"---\nid: a\n", 3, "does not end"),
        (b"---\n---\nx\n", 2, "no list"),
        (b"---\n- a\n---\nx\n", 2, "no list"),
        (b"---\n1: a\n---\nx\n", 2, "no list"),
        (b"---\nid: a\ntitle: [\n---\nx\n", 3, "no valid YAML"),
        (b"---\nid: a\ntitle: b: c\n---\nx\n", 3, "no valid YAML"),
        (b"---\na: &x [1]\nb: *x\n---\nx\n", 3, "aliases"),
        (b"---\nid: !!python/object:os.system a\n---\nx\n", 2, "no valid YAML"),
        (b"---\nverified: 2026-13-45\n---\nx\n", 2, "no valid YAML"),
        (b"---\nid: " + b"[" * 9000 + b"\n---\nx\n", 2, "no valid YAML"),
        (b"---\nid: a\nid: b\n---\nx\n", 3, "twice"),
        (b"---\nid: a\ntitle: \xff\n---\n", 3, "UTF-8"),
        (b"-" * (MAX_BYTES + 1), 1, "larger than 16 KiB"),
        (b"---\ntitle: A\nlang: de\n---\nx\n", 2, '"id" must be a text'),
        (replaced("id: late", "id: Late"), 2, '"id" may hold'),
        (replaced("lang: de", "lang: deutsch"), 4, "language code"),
        (replaced("title: Lieferung verspätet", "title: 12"), 3, '"title" must be a text'),
        (replaced("title: Lieferung verspätet", 'title: " "'), 3, '"title" must be a text'),
        (replaced("[Lieferung, Paket]", "[1]"), 5, "list of texts"),
        (replaced("state: [elevated, tense]", "state: [angry]"), 5, '"state" has an unknown'),
        (replaced("phase: solving", "phase: lunch"), 5, '"phase" has an unknown'),
        (replaced("phase: solving", "silence: 3"), 5, "true or false"),
        (replaced("limits: {priority: 60,", "limits: {priority: 101,"), 6, "from 0 to 100"),
        (replaced("limits: {priority: 60,", "limits: {priority: 1.5,"), 6, "whole number"),
        (replaced("limits: {priority: 60,", "limits: {priority: true,"), 6, "number"),
        (replaced("cooldown_s: 90.5", "cooldown_s: .nan"), 6, "number"),
        (replaced("scope: {teams: [Service], audience: agent}", "scope: 3"), 7, "mapping"),
        (replaced("scope: {teams: [Service], audience: agent}", "scope: {3: 4}"), 7, "mapping"),
        (replaced("verified: 2026-08-01", "verified: soon"), 10, "must be a date"),
        (replaced("verified: 2026-08-01", "verified: 2026-08-01 10:00:00"), 10, "must be a date"),
        (replaced("review_days: 90", "review_days: 0"), 11, "from 1"),
        (replaced("## Sagen", "## Singen"), 17, "no section"),
        (replaced("## Sagen", "# Sagen"), 17, "no section"),
        (replaced("## Spielraum", "## Do"), 24, "twice"),
        (replaced('{{customer.name|""}}', "{{customer.name"), 18, "placeholder"),
        (b"---\nid: a\ntitle: A\nlang: en\n---\n\n## Say\nx\n", 6, "no lead"),
    ],
)
def test_names_the_file_the_line_and_the_fault(raw: bytes, where: int, words: str) -> None:
    with pytest.raises(LocalError) as raised:
        parse_card(raw, "card.md")
    assert raised.value.where == f"card.md:{where}"
    assert words in raised.value.what
    assert raised.value.action


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match=r"gone\.md"):
        read_card(tmp_path / "gone.md")


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
@settings(deadline=None)
def test_any_bytes_give_a_card_or_an_error(raw: bytes) -> None:
    for text in (raw, b"---\n" + raw + b"\n---\nLead.\n", SMALLEST.encode() + raw):
        try:
            parse_card(text, "card.md")
        except LocalError as error:
            assert error.where.startswith("card.md:")


_yaml = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.sampled_from(
        [
            *("id", "title", "lang", "when", "limits", "scope", "discretion"),
            *("owner", "verified", "review_days", "source"),
        ]
    ),
    st.one_of(_yaml, st.dictionaries(st.sampled_from(["state", "priority", "not"]), _yaml)),
)
@settings(deadline=None)
def test_any_value_of_any_key_gives_a_card_or_an_error(key: str, value: object) -> None:
    front = {"id": "a", "title": "A", "lang": "en", key: value}
    lines = "\n".join(f"{name}: {json.dumps(item)}" for name, item in front.items())
    try:
        card(f"---\n{lines}\n---\nLead.\n")
    except LocalError as error:
        assert error.what and error.action


# ---------------------------------------------------------------- placeholders


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ('Guten Tag, {{customer.name|""}}!', {}, "Guten Tag!"),
        ('Guten Tag, {{customer.name|""}}!', {"customer.name": "Frau Ott"}, "Guten Tag, Frau Ott!"),
        ('Guten Tag {{ customer.name | "Sie" }}!', {}, "Guten Tag Sie!"),
        ("Hallo {{customer.name}}.", {}, "Hallo."),
        ('{{customer.name|""}}', {"customer.name": " "}, ""),
        ("{{a}}{{b}}", {"a": "1", "b": "2"}, "12"),
        ("{{a}}", {"a": "one\ntwo\t three"}, "one two three"),
        ("{{a}}", {"a": "{{b}}", "b": "no"}, "{{b}}"),
        ("nothing", {"a": "1"}, "nothing"),
    ],
)
def test_fills_placeholders(text: str, values: dict[str, str], filled: str) -> None:
    assert fill(text, values) == filled


def test_a_long_value_is_cut() -> None:
    assert fill("{{a}}", {"a": "x" * 500}) == "x" * 80


@pytest.mark.parametrize("text", ["{{", "}}", "{{A}}", "{{a|b}}", "{{a.}}", "{{1}}"])
def test_finds_broken_placeholders(text: str) -> None:
    assert not placeholders_are_sound(text)


# ---------------------------------------------------------------- lint


def test_a_good_card_has_nothing_to_say() -> None:
    good = SMALLEST.replace("lang: en", "lang: en\nowner: me\nverified: 2026-01-01\nreview_days: 9")
    assert lint_card(card(good), date(2026, 1, 5)) == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Zuerst anhören, dann\n", "Zuerst anhören. Dann ", "more than one sentence"),
        ("Datum nennen.", "Datum nennen" + " und nennen" * 12 + ".", "a lead has"),
        ("title: Lieferung", "title: " + "Lieferung " * 6, "a title has"),
        ("1. Sendung prüfen", "1. Sendung prüfen\n2. Noch etwas", "4 steps"),
        ("1. Sendung prüfen", "1. " + "Sendung prüfen " * 9, "a step has"),
        ("owner: team-service\n", "", "nobody owns"),
        ("review_days: 90\n", "", "nobody looks after"),
        ("verified: 2026-08-01", "verified: 2026-01-01", "review was due on 2026-04-01"),
        ("verified: 2026-08-01", "verified: 2026-09-02", "future"),
        ("ask_above_eur: 75", "ask_above_eur: 5", "agent_max_eur is above"),
    ],
)
def test_lint_says_what_is_wrong(old: str, new: str, words: str) -> None:
    found = lint_card(parse_card(replaced(old, new), "card.md"), date(2026, 9, 1))
    assert len(found) == 1 and words in found[0].said


def test_an_abbreviation_ends_no_sentence() -> None:
    lead = SMALLEST.replace("Be kind.", "Nennen Sie z. B. Montag, ca. 10 Uhr.")
    assert not any("sentence;" in f.said for f in lint_card(card(lead), date(2026, 9, 1)))
