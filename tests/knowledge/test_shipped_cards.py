"""The cards that come with Beistand: readable, owned, true to the schema, pushed in time."""

import json
import re
from datetime import date
from typing import Any

import jsonschema
import pytest
import yaml

from desktop.discretion.policy import Kind
from desktop.errors import LocalError
from desktop.knowledge.card import Discretion, Phase, allowed, fill
from desktop.knowledge.conversation import Conversation
from desktop.knowledge.library import Library, load_library
from desktop.knowledge.lint import lint_card
from desktop.knowledge.reader import parse_card
from desktop.knowledge.selector import CardSelector, Context, Why
from desktop.knowledge.topics import TopicIndex
from inference.tension.reading import TensionState
from resources import resource

pytestmark = pytest.mark.static

TODAY = date(2026, 12, 1)
LANGUAGES = ["de", "en"]


@pytest.fixture(params=LANGUAGES)
def library(request: pytest.FixtureRequest) -> Library:
    return load_library([resource("cards")], request.param)


def test_all_files_are_cards() -> None:
    library = load_library([resource("cards")], "de")
    assert [str(problem) for problem in library.problems] == []
    assert len(library.cards) == 68


def test_every_card_is_there_in_both_languages_and_alike() -> None:
    for versions in load_library([resource("cards")], "de").translations.values():
        german, english = versions["de"], versions["en"]
        assert german.title != english.title
        for same in ("limits", "discretion", "owner", "verified", "review_days"):
            assert getattr(german, same) == getattr(english, same), german.id
        assert len(german.steps) == len(english.steps)
        assert bool(german.discretion_text) == bool(english.discretion_text)
        assert german.when.states == english.when.states
        assert german.when.phases == english.when.phases
        assert german.when.contacts_30d == english.when.contacts_30d
        assert german.when.on_topic == english.when.on_topic
        assert bool(german.when.examples) == bool(english.when.examples)


def test_lint_has_nothing_to_say(library: Library) -> None:
    assert {card.id: lint_card(card, TODAY) for card in library.cards} == {
        card.id: () for card in library.cards
    }


def test_reads_well_without_a_name(library: Library) -> None:
    for card in library.cards:
        for text in (card.lead, card.say, card.discretion_text, *card.steps):
            filled = fill(text, {})
            assert "{{" not in filled and "  " not in filled and " ," not in filled
            assert ", –" not in filled and ",." not in filled


LAW = {"appointment-missed", "outage"}
"""Name what is due by law, which no policy grants."""
MAY = {f"may.{kind.value.replace('-', '_')}" for kind in Kind}


def test_amounts_come_from_the_policy(library: Library) -> None:
    """What the agent reads and what the policy allows must not drift apart."""
    for card in library.cards:
        assert card.discretion == Discretion(), card.id
        bare = fill(card.discretion_text, {})
        assert "€" not in bare or card.id in LAW, card.id
        named = set(re.findall(r"\{\{ *(may\.\w+)", card.discretion_text))
        assert named <= MAY, card.id
        filled = allowed(card, dict.fromkeys(MAY, "bis 30 € ohne Rückfrage"))
        assert filled.count("bis 30 €") == card.discretion_text.count("{{may."), card.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_agrees_with_the_schema(language: str) -> None:
    schema = json.loads(resource("schemas", "card.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for file in sorted(resource("cards", language).glob("*.md")):
        front: Any = yaml.safe_load(file.read_text(encoding="utf-8").split("---\n")[1])
        jsonschema.validate(json.loads(json.dumps(front, default=str)), schema)


_VALUES: list[object] = [
    *(None, True, False, 0, 1, 50.5, 101, 3_651, -1, "", "a", "de", "tense", "solving"),
    *([], ["a"], [""], [1], ["tense"], ["tense", "x"], ["solving"], {}, {"x": 1}),
]
_KEYS = {
    "": ["id", "title", "lang", "when", "limits", "discretion", "owner", "review_days", "source"],
    "when": ["topic", "example", "exact", "not", "state", "phase", "silence", "contacts_30d"],
    "limits": ["priority", "cooldown_s", "max_per_call"],
    "discretion": ["agent_max_eur", "inform_above_eur", "ask_above_eur"],
    "scope": ["teams", "audience"],
}


@pytest.mark.parametrize(
    ("section", "key"), [(section, key) for section, keys in _KEYS.items() for key in keys]
)
def test_reader_and_schema_agree(section: str, key: str) -> None:
    """Whatever an editor with the schema accepts is a card, and nothing else is."""
    schema = json.loads(resource("schemas", "card.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for value in _VALUES:
        front: dict[str, object] = {"id": "a", "title": "A", "lang": "de"}
        front |= {section: {key: value}} if section else {key: value}
        text = "\n".join(f"{name}: {json.dumps(item)}" for name, item in front.items())
        try:
            parse_card(f"---\n{text}\n---\nLead.\n".encode(), "card.md")
            accepted = True
        except LocalError:
            accepted = False
        assert accepted == validator.is_valid(front), value


@pytest.mark.parametrize(
    ("state", "phase", "silent", "card_id"),
    [
        (TensionState.UNKNOWN, Phase.OPENING, False, "open-call"),
        (TensionState.CALM, Phase.OPENING, False, "open-call"),
        (TensionState.ELEVATED, Phase.INQUIRY, False, "upset-caller"),
        (TensionState.TENSE, Phase.INQUIRY, False, "upset-caller"),
        (TensionState.TENSE, Phase.SOLVING, False, "upset-caller"),
        (TensionState.EASING, Phase.SOLVING, False, "refund-not-return"),
        (TensionState.CALM, Phase.CLOSING, False, "close-call"),
        (TensionState.CALM, Phase.SOLVING, True, "silence"),
        (TensionState.UNKNOWN, Phase.INQUIRY, True, "silence"),
        (TensionState.CALM, Phase.INQUIRY, False, None),
    ],
)
def test_the_right_card_comes_up(
    library: Library, state: TensionState, phase: Phase, silent: bool, card_id: str | None
) -> None:
    push = CardSelector(library, TODAY).select(Context(state, phase, silent), 0.0)
    assert (push.card.id if push else None) == card_id


@pytest.mark.parametrize(
    ("contacts", "state", "phase", "card_id"),
    [
        (1, TensionState.CALM, Phase.OPENING, "open-call"),
        (2, TensionState.CALM, Phase.OPENING, "known-repeat"),
        (7, TensionState.ELEVATED, Phase.INQUIRY, "known-repeat"),
        (7, TensionState.TENSE, Phase.INQUIRY, "upset-caller"),
    ],
)
def test_a_customer_who_calls_again_is_met_as_one(
    library: Library, contacts: int, state: TensionState, phase: Phase, card_id: str
) -> None:
    context = Context(state, phase, contacts_30d=contacts)
    push = CardSelector(library, TODAY).select(context, 0.0)
    assert push is not None and push.card.id == card_id
    known = (Why.CONTACTS, str(contacts)) in push.suggestions[0].why
    assert known == (card_id == "known-repeat")


def test_a_whole_call() -> None:
    selector = CardSelector(load_library([resource("cards")], "de"), TODAY)
    script = [
        (0, TensionState.UNKNOWN, Phase.OPENING),
        (12, TensionState.CALM, Phase.OPENING),
        (26, TensionState.CALM, Phase.INQUIRY),
        (40, TensionState.ELEVATED, Phase.INQUIRY),
        (55, TensionState.TENSE, Phase.INQUIRY),
        (90, TensionState.EASING, Phase.SOLVING),
        (110, TensionState.CALM, Phase.SOLVING),
        (125, TensionState.CALM, Phase.CLOSING),
    ]
    pushes = [(at_s, selector.select(Context(state, phase), at_s)) for at_s, state, phase in script]
    assert [(at_s, push.card.id) for at_s, push in pushes if push] == [
        (0, "open-call"),
        (40, "upset-caller"),
        (90, "refund-not-return"),
        (125, "close-call"),
    ]


def test_every_topic_that_is_said_alone_raises_its_card() -> None:
    """As its author wrote it; only another phrase of the same card may speak against it."""
    versions = [
        version
        for both in load_library([resource("cards")], "de").translations.values()
        for version in both.values()
    ]
    index = TopicIndex(versions)
    silent = []
    for version in versions:
        for topic in version.when.topics | version.when.exact:
            conversation = Conversation(index)
            conversation.hear(topic, 0.0, version.lang)
            raised = {one.card_id for one in conversation.topics(0.0)}
            if version.id not in raised | conversation.vetoed(0.0):
                silent.append((version.id, topic))
    assert silent == []
