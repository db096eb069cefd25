"""Which card somebody speaks about, by sentences that others have said of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.knowledge.card import Card, When
from desktop.knowledge.conversation import Conversation
from desktop.knowledge.examples import Examples
from desktop.knowledge.topics import FLOOR, TopicIndex
from desktop.knowledge.words import words

pytestmark = pytest.mark.unit

SAID = {
    "mower": (
        "der Rasenmäher springt nicht an",
        "mein Mäher gibt keinen Mucks von sich",
        "ich ziehe am Seil, und der Motor bleibt stumm",
        "das Gras steht kniehoch, weil die Maschine nicht läuft",
        "der Akku vom Mähroboter lädt nicht",
    ),
    "hedge": (
        "die Hecke ist vertrocknet",
        "mein Kirschlorbeer hat braune Blätter",
        "der Buchsbaum wird vom Zünsler gefressen",
        "die Thuja ist ganz kahl geworden",
        "soll ich die Sträucher jetzt schneiden",
    ),
}
CARDS = [
    Card(card_id, card_id, "de", "Lead.", when=When(examples=frozenset(said)))
    for card_id, said in SAID.items()
]
INDEX = TopicIndex(CARDS)


def heard(*said: str, index: TopicIndex = INDEX) -> dict[str, str]:
    conversation = Conversation(index)
    for number, text in enumerate(said):
        conversation.hear(text, 3.0 * number, "de")
    return {topic.card_id: topic.words for topic in conversation.topics(3.0 * len(said))}


@pytest.mark.parametrize(
    ("said", "card_id"),
    [
        ("jetzt springt der Rasenmäher wieder nicht an", "mower"),
        ("da bleibt der Motor einfach stumm", "mower"),
        ("meine Hecke hat lauter braune Blätter", "hedge"),
        ("kann ich den Kirschlorbeer schneiden", "hedge"),
        ("der Rasenmeher springt nicht an", "mower"),
    ],
)
def test_an_utterance_like_the_examples_raises_their_card(said: str, card_id: str) -> None:
    assert list(heard(said)) == [card_id]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "ja",
        "guten Tag, mein Name ist Schmidt",
        "heute ist aber auch ein Wetter",
        "das ist ganz und gar nicht",
        "einen Moment, ich hole mir einen Stift",
        "שלום",
    ],
)
def test_chatter_raises_none(said: str) -> None:
    assert heard(said) == {}


def test_it_says_which_words() -> None:
    quoted = heard("also der Rasenmäher springt einfach nicht an")["mower"]
    assert "Rasenmäher" in quoted and "also" not in quoted


def test_a_few_words_belong_to_those_before() -> None:
    assert heard("also der Rasenmäher", "springt nicht an") != {}


def test_each_language_has_its_own() -> None:
    english = Card("car", "car", "en", "Lead.", when=When(examples=frozenset({"my car is gone"})))
    index = TopicIndex([*CARDS, english])
    conversation = Conversation(index)
    conversation.hear("somebody stole it, my car is gone", 1.0, "en")
    assert [topic.card_id for topic in conversation.topics(1.0)] == ["car"]
    assert list(heard("die Hecke ist ganz kahl geworden", index=index)) == ["hedge"]


@pytest.mark.parametrize("said", [[], ["der Rasenmäher springt nicht an"]])
def test_few_sentences_are_a_library_too(said: list[str]) -> None:
    examples = Examples([("mower", one) for one in said], "xx")
    found = examples.closest(words("der Rasenmäher springt nicht an"))
    assert (found is not None) == bool(said)


@given(st.lists(st.text(max_size=60), max_size=4))
@settings(deadline=None, max_examples=100)
def test_any_text_is_compared(said: list[str]) -> None:
    conversation = Conversation(INDEX)
    for number, text in enumerate(said):
        conversation.hear(text, float(number), "de")
        for topic in conversation.topics(float(number)):
            assert FLOOR <= topic.score <= 1.0 and topic.words
