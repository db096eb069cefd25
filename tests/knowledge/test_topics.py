"""Which cards some words are about: forms, compounds, misheard words, vetoes."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.knowledge.card import Card, When
from desktop.knowledge.conversation import LASTS_S, WINDOW_S, Conversation
from desktop.knowledge.topics import FLOOR, TopicIndex
from desktop.knowledge.words import folded, likeness, spoken, words

pytestmark = pytest.mark.unit


def card(card_id: str, *topics: str, never: tuple[str, ...] = (), lang: str = "de") -> Card:
    when = When(frozenset(topics), frozenset(never))
    return Card(card_id, card_id, lang, "Lead.", when=when)


BILL = card("bill", "Rechnung falsch", "zu viel abgebucht")
PARCEL = card("parcel", "Paket nicht angekommen", "Lieferung verspätet", never=("danke",))
NOTICE = card("notice", "Vertrag kündigen", "Kündigungsfrist")
INDEX = TopicIndex([BILL, PARCEL, NOTICE, card("bill", "wrong bill", "overcharged", lang="en")])


def topics(*said: str, index: TopicIndex = INDEX) -> dict[str, str]:
    conversation = Conversation(index)
    for number, text in enumerate(said):
        conversation.hear(text, number * 3.0)
    return {topic.card_id: topic.words for topic in conversation.topics(len(said) * 3.0)}


@pytest.mark.parametrize(
    ("said", "card_id", "quoted"),
    [
        ("Meine Rechnung ist falsch", "bill", "Rechnung … falsch"),
        ("ich habe hier falsche Rechnungen", "bill", "falsche Rechnungen"),
        ("die Stromrechnung ist ja wohl falsch", "bill", "Stromrechnung … falsch"),
        ("Sie haben mir zu viel abgebucht", "bill", "zu viel abgebucht"),
        ("mein Paket ist immer noch nicht angekommen", "parcel", "Paket … nicht angekommen"),
        ("die Liferung ist verspätet", "parcel", "Liferung … verspätet"),
        ("ich will den Vertrag jetzt kündigen", "notice", "Vertrag … kündigen"),
        ("wie lange ist denn die kündigungs frist", "notice", "kündigungs"),
        ("I think this is the wrong bill", "bill", "wrong bill"),
        ("i was [noise] overcharged <unk> again", "bill", "overcharged"),
    ],
)
def test_a_topic_is_spotted_and_quoted(said: str, card_id: str, quoted: str) -> None:
    assert topics(said) == {card_id: quoted}


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[noise] <unk> wou~",
        "Guten Tag, mein Name ist Karla Schmidt",
        "ja das ist richtig genau",
        "ich habe die Rechnung hier vor mir liegen",
        "danke mein Paket ist angekommen",
        "danke aber das Paket ist nicht angekommen",
        "one two three four five",
    ],
)
def test_nothing_is_guessed(said: str) -> None:
    assert topics(said) == {}


def test_a_sentence_in_two_pieces_is_one() -> None:
    assert topics("also meine Rechnung", "die ist wieder falsch") == {"bill": "Rechnung … falsch"}


def test_words_long_ago_are_another_sentence() -> None:
    conversation = Conversation(INDEX)
    conversation.hear("meine Rechnung", 0.0)
    conversation.hear("das ist falsch", WINDOW_S + 1)
    assert conversation.topics(WINDOW_S + 1) == ()


def test_old_words_do_not_raise_a_topic_again() -> None:
    conversation = Conversation(INDEX)
    conversation.hear("meine Rechnung ist falsch", 1.0)
    conversation.hear("ja genau", 5.0)
    (topic,) = conversation.topics(5.0)
    assert topic.heard_at_s == 1.0
    assert conversation.topics(1.0 + LASTS_S + 1) == ()


def test_the_same_words_again_raise_it_again() -> None:
    conversation = Conversation(INDEX)
    for at_s in (1.0, 5.0):
        conversation.hear("meine Rechnung ist falsch", at_s)
    (topic,) = conversation.topics(5.0)
    assert topic.heard_at_s == 5.0


def test_a_second_mention_soon_after_is_one() -> None:
    """Also where the first one was in more words."""
    conversation = Conversation(INDEX)
    conversation.hear("meine Rechnung ist falsch da ist zu viel abgebucht", 1.0)
    conversation.hear("ja die Rechnung ist falsch", 9.0)
    (topic,) = conversation.topics(9.0)
    assert topic.heard_at_s == 9.0


def test_a_veto_ends_with_the_words_that_made_it() -> None:
    conversation = Conversation(INDEX)
    conversation.hear("danke", 1.0)
    assert conversation.vetoed(2.0) == {"parcel"}
    assert conversation.vetoed(1.0 + WINDOW_S + 1) == frozenset()


def test_two_phrases_of_a_card_say_more_than_one() -> None:
    one = INDEX.spot(words("rechnung"))
    both = INDEX.spot(words("rechnung ja und abgebucht"))
    assert one[0].card_id == both[0].card_id == "bill"
    assert both[0].score > one[0].score


def test_the_beginning_of_a_long_sentence_counts() -> None:
    talk = " und dann hat meine Schwester gesagt dass man das so nicht machen kann" * 5
    assert "notice" in topics("ich möchte meinen Vertrag kündigen" + talk)


def test_everyday_words_and_a_no_are_heard_as_they_were_written() -> None:
    index = TopicIndex([card("late", "immer noch nicht da"), BILL, PARCEL, NOTICE])
    assert topics("das ist immer noch nicht da", index=index) == {"late": "immer noch nicht da"}


def test_a_library_without_topics_hears_nothing() -> None:
    empty = TopicIndex([replace(BILL, when=When()), card("odd", "…", never=("?",))])
    assert topics("meine Rechnung ist falsch …", index=empty) == {}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("passport", "password", True), ("rechnung", "rechung", True), ("bill", "will", False)],
)
def test_misheard_words_are_told_from_other_ones(one: str, other: str, alike: bool) -> None:
    assert (likeness(one, other) >= 0.55) is alike


def test_folding() -> None:
    assert words("Kündigung, l’été — CAFÉ-Straße don't [noise] wou~ שלום") == (
        *("kuendigung", "lete", "cafe", "strasse", "dont", "שלום"),
    )


@given(st.lists(st.text(max_size=60), max_size=6))
@settings(deadline=None, max_examples=150)
def test_any_text_is_heard(said: list[str]) -> None:
    conversation = Conversation(INDEX)
    for number, text in enumerate(said):
        assert all(map(str.strip, spoken(text))) and folded(text) is not None
        conversation.hear(text, float(number))
        for topic in conversation.topics(float(number)):
            assert FLOOR <= topic.score <= 1.0 + 1e-9 and topic.words
