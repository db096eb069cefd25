"""What counts as evidence for a topic: languages apart, rare words, exact phrases."""

import pytest

from desktop.knowledge.card import Card, When
from desktop.knowledge.conversation import Conversation
from desktop.knowledge.doubts import doubts
from desktop.knowledge.everyday import language_of, telling
from desktop.knowledge.topics import TopicIndex
from desktop.knowledge.words import stem, words

pytestmark = pytest.mark.unit


def card(card_id: str, *topics: str, lang: str = "de", **when: frozenset[str]) -> Card:
    return Card(card_id, card_id, lang, "Lead.", when=When(frozenset(topics), **when))


def heard(said: str, *cards: Card, language: str = "") -> set[str]:
    conversation = Conversation(TopicIndex(cards))
    conversation.hear(said, 1.0, language)
    return {topic.card_id for topic in conversation.topics(1.0)}


# ---------------------------------------------------------------- languages

ROOT = card("root", "root canal", "tooth extraction", lang="en")
HERB = card("herb", "rote Kanalarbeiten", "Zahnkraut bestellen")


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("ich möchte gern einen Termin", "de"),
        ("i would like to make an appointment", "en"),
        ("je voudrais prendre rendez-vous", "fr"),
        ("vorrei prendere un appuntamento", "it"),
        ("okay", ""),
        ("", ""),
        ("שלום", ""),
    ],
)
def test_the_language_is_told_by_everyday_words(said: str, language: str) -> None:
    assert language_of(words(said)) == language


def test_a_topic_is_matched_in_its_own_language_only() -> None:
    """English stems must not meet German parts of compounds, nor the other way round."""
    art = card("art", "gift", "gift voucher", lang="en")
    poison = card("poison", "Giftnotruf", "Gift geschluckt")
    assert heard("mein Hund hat Gift geschluckt", art, poison) == {"poison"}
    assert heard("i want to buy a gift voucher please", art, poison) == {"art"}


def test_a_language_that_is_named_is_believed() -> None:
    voucher = card("voucher", "voucher expired", lang="en")
    assert heard("voucher expired", voucher, language="en") == {"voucher"}
    assert heard("voucher expired", voucher, language="de") == set()


def test_short_words_are_taken_for_the_language_of_the_call() -> None:
    conversation = Conversation(TopicIndex([card("gas", "gasp", lang="en")]))
    conversation.hear("ja guten Tag ich habe da mal eine Frage", 1.0)
    conversation.hear("gasp", 60.0)
    assert conversation.topics(60.0) == ()


# ---------------------------------------------------------------- evidence

GARDEN = (
    card("mower", "Rasenmäher springt nicht an", "geht nicht", "Häcksler"),
    card("hedge", "Hecke schneiden", "nicht mehr grün"),
)


@pytest.mark.parametrize("said", ["das geht schon so", "nein nicht mehr", "das ist mehr", "geht"])
def test_a_word_of_everyday_speech_is_no_evidence(said: str) -> None:
    assert heard(said, *GARDEN) == set()


MANY = [card(f"c{n}", f"Rechnung Q{n}q falsch", f"Zaun damit Q{n}q") for n in range(400)]
"""The more phrases there are, the more of one must be heard."""


@pytest.mark.parametrize(
    ("trigger", "said"),
    [
        ("Rechnung", "ich habe da eine Rechnung"),
        ("Rechnung", "es geht um die Stromrechnung"),
        ("geht nicht", "das geht halt nicht"),
        ("ich muss weg", "also ich muss jetzt weg"),
        ("wo bin ich hier", "guten Tag wo bin ich denn hier mit meinem Rasenmäher"),
    ],
)
def test_a_topic_that_was_heard_whole_counts_as_it_was_written(trigger: str, said: str) -> None:
    """Everyday as its words may be, and however many phrases the library has."""
    assert heard(said, card("meant", trigger), *MANY) == {"meant"}


def test_half_a_phrase_of_rare_words_is_not_enough() -> None:
    parrot = card("parrot", "Papagei heiser")
    assert heard("der Papagei singt", parrot) == set()
    assert heard("der Papagei ist heiser", parrot) == {"parrot"}


def test_everyday_words_make_a_topic_in_their_order_only() -> None:
    paper = card("paper", "auf Papier")
    assert heard("bitte auf normalem Papier", paper, *MANY) == {"paper"}
    assert heard("das Papier liegt auf dem Tisch", paper, *MANY) == set()


def test_of_two_whole_topics_the_one_that_tells_more_is_surer() -> None:
    index = TopicIndex([card("all", "Rechnung"), card("wrong", "Rechnung falsch")])
    assert [one.card_id for one in index.spot(words("die Rechnung ist falsch"))] == ["wrong", "all"]


def test_what_is_said_after_a_pause_is_further_away() -> None:
    letter = card("letter", "Zettel im Briefkasten", "Schreiben vom Boten")
    said = "da war ein Zettel, ich sehe ihn jetzt da im Briefkasten"
    conversation = Conversation(TopicIndex([letter, *MANY]))
    conversation.hear(said, 1.0, "de")
    assert conversation.topics(1.0)
    parted = Conversation(TopicIndex([letter, *MANY]))
    for at_s, text in enumerate(said.split(",")):
        parted.hear(text, at_s, "de")
    assert parted.topics(1.0) == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("abgebucht", "abbuchen", True),
        ("gekuendigt", "kuendigen", True),
        ("gesetzlich", "setzen", False),
        ("gericht", "richten", False),
        ("gebuehren", "gebuehr", True),
        ("gewartet", "warten", True),
        ("gesellschaft", "gesellschaften", True),
    ],
)
def test_participles_are_forms_of_their_verb_and_nouns_are_not(
    one: str, other: str, same: bool
) -> None:
    assert (stem(one, "de") == stem(other, "de")) is same


def test_a_word_that_is_said_in_every_call_is_no_form_of_another() -> None:
    assert heard("ich rufe wegen der Hecke an", card("gone", "Hecke weg"), *MANY) == set()


def test_a_misheard_word_alone_is_no_evidence() -> None:
    assert heard("der Wächsler kommt", *GARDEN) == set()
    assert heard("der Häcksler klemmt", *GARDEN) == {"mower"}


def test_a_misheard_word_counts_beside_one_that_was_heard() -> None:
    assert heard("die Hecke schneidern bitte", *GARDEN) == {"hedge"}


def test_compounds_in_two_words_and_lost_umlauts_are_heard() -> None:
    instalments = card("pay", "Ratenzahlung vereinbaren", "Kündigungsfrist")
    assert heard("Raten Zahlung vereinbaren", instalments) == {"pay"}
    assert heard("die Kundigungsfrist", instalments) == {"pay"}


@pytest.mark.parametrize(
    ("trigger", "said", "lang"),
    [
        ("schlagen", "das hat sich überschlagen", "de"),
        ("Login", "meine Psychologin sagt", "de"),
        ("bill", "they made a billion", "en"),
        ("port", "thank you for your support", "en"),
    ],
)
def test_letters_of_another_word_are_no_part_of_a_compound(
    trigger: str, said: str, lang: str
) -> None:
    assert heard(said, card("meant", trigger, lang=lang), *MANY, language=lang) == set()


def test_a_topic_is_heard_whole_among_many_like_it() -> None:
    """However many phrases share more of what was said."""
    crowd = [card(f"c{n}", f"Rechnung Vertrag Konto Q{n}q") for n in range(300)]
    said = "es geht um Rechnung und Vertrag und Konto und um den Zwerghasen im Paket"
    assert "rabbit" in heard(said, card("rabbit", "Paket Zwerghase"), *crowd)


def test_a_language_that_cannot_be_told_is_asked_too() -> None:
    dutch = card("factuur", "rekening kwijt", lang="nl")
    other = card("bill", "Rechnung verloren")
    assert heard("ich habe meine rekening kwijt und möchte eine neue", dutch, other) == {"factuur"}


def test_german_is_not_taken_for_english_by_one_short_word() -> None:
    assert language_of(words("im up")) != "de"
    assert language_of(words("im on my way")) == "en"


# ---------------------------------------------------------------- exact phrases

GRAVE = card("grave", exact=frozenset({"ich bringe mich um", "mich umbringen"}))


@pytest.mark.parametrize(
    "said",
    [
        "ich bringe mich um",
        "dann bring ich mich um, ich bringe mich wirklich um",
        "ich will mich umbringen",
        "ich ich bringe bringe bringe bringe mich um",
    ],
)
def test_an_exact_phrase_is_heard_bent_and_in_order(said: str) -> None:
    assert heard(said, GRAVE) == {"grave"}


@pytest.mark.parametrize(
    "said",
    [
        "das bringt mich um",
        "die Warterei bringt mich noch um den Verstand",
        "ich bringe das Paket um drei zu mir",
        "um mich herum bringe ich Ordnung",
    ],
)
def test_scattered_words_of_an_exact_phrase_are_nothing(said: str) -> None:
    assert heard(said, GRAVE) == set()


# ---------------------------------------------------------------- lint


def test_doubtful_triggers_are_named() -> None:
    doubtful = card("a", "geht nicht", "Zaun reparieren lassen", not_topics=frozenset({"Zaun"}))
    everyday, contradiction = doubts(doubtful, {"when": 4})
    assert "geht nicht" in everyday.said and "zaun reparieren lassen" in contradiction.said.lower()
    assert (everyday.line, everyday.doubt) == (4, True)
    assert list(doubts(card("b", "Rasenmäher springt nicht an"), {})) == []


def test_rare_words_tell_more() -> None:
    assert telling("nicht", "de") < telling("konto", "de") < telling("inkassobuero", "de")
