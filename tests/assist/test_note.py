"""The note about a call: what is in it, what never is, and what stays of the agent's hand."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.assist.note import (
    LONGEST_NOTE,
    MOST_GRANTS,
    CallFacts,
    Note,
    card_facts,
    edit,
    grant,
    promise,
    text_of,
)
from desktop.assist.note_template import NoteTemplate, read_note_template
from desktop.assist.session import AssistSession, Shown
from desktop.compositions.card_folders import SHIPPED
from desktop.compositions.notes import own_template
from desktop.errors import LocalError
from desktop.knowledge.card import Card, When
from desktop.knowledge.catalogue import Catalogue
from desktop.knowledge.library import Library, load_library
from inference.messages import AcousticFacts, Estimate, Utterance
from inference.tension.reading import TensionState
from inference.tension.tracker import TensionTracker

pytestmark = pytest.mark.unit

BEGAN = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
FACTS = CallFacts(
    "Karla Müller",
    BEGAN,
    545.0,
    topics=("Rechnung beanstandet", "Rückruf"),
    grants=("Bis 30 € Gutschrift.", "Versand erlassen."),
)
DE, EN = own_template("de"), own_template("en")
DRAFT = (
    "Gespräch mit Karla Müller am 22.11.2026, 09:05 Uhr (9 min)\n"
    "Anliegen: Rechnung beanstandet, Rückruf"
)


def test_the_draft_speaks_the_window_s_language() -> None:
    assert text_of(Note(FACTS), DE) == DRAFT
    assert text_of(Note(FACTS), EN) == (
        "Call with Karla Müller on 2026-11-22 at 09:05 (9 min)\n"
        "About: Rechnung beanstandet, Rückruf"
    )


def test_what_is_ticked_promised_and_taken_has_a_line_each() -> None:
    note = Note(FACTS, said=("Die Nummer ist ••••.", "Und {topics}."))
    note = promise(grant(note, 1, True, DE), "  Rückruf\nFreitag ", DE)
    assert text_of(note, DE) == (
        f"{DRAFT}\nKunde: „Die Nummer ist ••••.“\nKunde: „Und {{topics}}.“\n"
        "Vereinbart: Versand erlassen.\nZugesagt: Rückruf Freitag"
    )
    assert "Versand" not in text_of(grant(note, 1, False, DE), DE)


def test_what_may_be_granted_is_not_in_it_unless_ticked() -> None:
    assert not any(what in text_of(Note(FACTS), DE) for what in FACTS.grants)
    assert not Note(FACTS).precious


def test_a_hand_in_it_stays_whatever_is_ticked() -> None:
    note = edit(Note(FACTS), "Ganz anders.", DE)
    note = promise(grant(note, 0, True, DE), "Rückruf", DE)
    assert text_of(note, DE) == "Ganz anders.\nVereinbart: Bis 30 € Gutschrift.\nZugesagt: Rückruf"
    assert text_of(grant(note, 0, False, DE), DE) == "Ganz anders.\nZugesagt: Rückruf"
    changed = edit(note, text_of(note, DE).replace("Bis 30", "20"), DE)
    # what the agent has rewritten is no longer the box's to take away
    assert "20 € Gutschrift" in text_of(grant(changed, 0, False, DE), DE)


def test_the_same_text_is_no_edit() -> None:
    note = Note(FACTS)
    assert edit(note, text_of(note, DE), DE) is note
    assert grant(note, 7, True, DE) is note
    assert promise(note, " \n ", DE) is note
    assert len(text_of(edit(note, "x" * (LONGEST_NOTE + 5), DE), DE)) == LONGEST_NOTE


# ------------------------------------------------------------ what the cards say


def card(card_id: str, note: str = "", *, states: bool = False, granted: str = "") -> Card:
    when = When(states=frozenset({TensionState.TENSE}) if states else frozenset())
    return Card(
        card_id, f"Wütend: {card_id}", "de", "Lead.", when=when, note=note, discretion_text=granted
    )


def test_a_card_is_named_by_its_note_or_not_at_all() -> None:
    facts = card_facts(
        [
            Shown(card("rage", granted="Geste bis 15 €."), on_topic=False),
            Shown(card("abuse"), on_topic=True),
            Shown(card("bill", "Rechnung", granted="{{customer.name}}: 30 €."), on_topic=True),
            Shown(card("bill-2", "Rechnung"), on_topic=False, by_hand=True),
            Shown(card("help", "Hilfe"), on_topic=False, by_hand=True),
            Shown(card("begin", "Beginn"), on_topic=False),
        ],
        {"customer.name": "Karla"},
    )
    assert (facts.topics, facts.cards) == (("Rechnung",), ("Hilfe",))
    assert facts.grants == ("Karla: 30 €.", "Geste bis 15 €.")
    many = [Shown(card(str(i), granted=f"{i} €"), on_topic=False) for i in range(9)]
    assert len(card_facts(many).grants) == MOST_GRANTS


MOODS = (
    "angespannt",
    "erhöht",
    "wütend",
    "ärger",
    "aufgebracht",
    "tense",
    "upset",
    "angry",
    "calm",
)


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_shipped_card_puts_a_mood_into_a_note(language: str) -> None:
    cards = load_library([SHIPPED], language).cards
    named = [one for one in cards if one.note]
    assert len(named) >= 30
    for one in named:
        assert one.when.on_topic and not one.when.states and not one.when.silence, one.id
        assert not any(mood in one.note.lower() for mood in MOODS), one.id
    for touchy in ("abusive-language", "legal-threat", "self-harm", "asks-for-manager"):
        assert not next(one for one in cards if one.id == touchy).note


def test_a_tense_call_leaves_nothing_of_it_in_the_note() -> None:
    """Through a real session: tense at first, then a topic."""
    bill = Card(
        "bill", "Rechnung", "de", "Lead.", when=When(topics=frozenset({"rechnung falsch"})),
        note="Rechnung beanstandet",
    )  # fmt: skip
    rage = card("rage", "Aufgebracht", states=True, granted="Geste.")
    library = Library((bill, rage), (), (), {one.id: {"de": one} for one in (bill, rage)})
    session = AssistSession(
        tracker=TensionTracker(), catalogue=Catalogue.of(library), today=date(2026, 11, 22)
    )
    for step in range(240):
        t_s = (step + 1) / 2
        voice = AcousticFacts(level_db=-24, pace_hz=4.0, pitch_hz=180.0, voiced_s=2.0)
        session.observe(Estimate("c", 1, t_s, 3.0, 0.3 if step < 60 else 0.98, 1.0, voice, 0, 0))
        session.tick(t_s)
    assert session.state.reading.state is TensionState.TENSE
    session.heard(Utterance("c", 1, 121.0, 123.0, "die Rechnung ist falsch"), 123.0)
    facts = card_facts(session.shown)
    assert {one.card.id for one in session.shown} == {"rage", "bill"}
    note = Note(CallFacts("K", BEGAN, 60, facts.topics, facts.cards, facts.grants))
    assert text_of(note, DE).splitlines()[1:] == ["Anliegen: Rechnung beanstandet"]


# ------------------------------------------------------------ templates


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Stimmung: {level}", "{level}"),
        ("{said} {granted}", "stands once"),
        ("{said}\n{said}", "stands once"),
        ("nur Text", "nothing to fill in"),
        ("", "nothing to fill in"),
        ("x" * 20_000, "larger than 16 KiB"),
    ],
)
def test_a_template_that_cannot_be_used_is_named(tmp_path: Path, text: str, what: str) -> None:
    file = tmp_path / "note.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LocalError, match=r"note\.txt") as raised:
        read_note_template(file, "de")
    assert what in str(raised.value)


def test_a_template_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match=r"gone\.txt"):
        read_note_template(tmp_path / "gone.txt", "de")
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe{topics}")
    with pytest.raises(LocalError, match=r"binary\.txt"):
        read_note_template(tmp_path / "binary.txt", "de")


def test_what_is_not_known_takes_its_line_along() -> None:
    template = NoteTemplate(("Wer: {customer}", "{topics} am {date}", "Schluss"))
    assert text_of(Note(CallFacts("", BEGAN)), template) == "Schluss"


def test_an_item_without_a_line_of_its_own_stands_by_itself() -> None:
    template = NoteTemplate(("{customer}",))
    note = promise(edit(Note(FACTS), "Text", template), "Rückruf", template)
    assert text_of(note, template) == "Text\nRückruf"


@given(st.text(max_size=60), st.text(max_size=60))
def test_values_are_never_read_as_a_template(customer: str, promised: str) -> None:
    template = NoteTemplate(("A {customer}", "B {promised}"))
    note = Note(CallFacts(customer, BEGAN), promised=(promised,))
    wanted = [f"A {customer}"] * bool(customer) + [f"B {promised}"] * bool(promised)
    assert text_of(note, template) == "\n".join(wanted)
